#include "commands/ratings.h"

#include "base/csv.h"
#include "base/mem.h"
#include "base/progress.h"
#include "intake/url.h"
#include "scoring/settings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum column { DOMAIN_COLUMN, SCORE_COLUMN, COVERAGE_COLUMN, RATERS_COLUMN, COLUMNS };

struct columns {
    size_t at[COLUMNS]; /* SIZE_MAX: the list has none */
    bool header;
};

struct listing {
    struct ratings *ratings;
    struct columns columns;
    struct csv csv;
    ratings_told *tell;
    struct progress *progress;
    void *context;
};

/* Numbers */

/* "0.85", "85 %", "0,85" where commas part no fields. */
static bool read_number(const struct csv *c, struct slice field, double *ret, bool *ret_percent)
{
    char digits[64];
    *ret_percent = slice_ends(field, "%");
    if (*ret_percent)
        field = slice_trim(slice_sub(field, 0, field.len - 1));
    if (field.len >= sizeof digits)
        return false;
    memcpy(digits, field.ptr, field.len);
    char *comma = memchr(digits, ',', field.len);
    if (comma && c->separator != ',')
        *comma = '.';
    return slice_to_real((struct slice){ digits, field.len }, ret);
}

/* Columns */

static bool is_named(struct slice field, const char *const *names)
{
    for (; *names; names++)
        if (slice_is_nocase(field, *names))
            return true;
    return false;
}

static const char *const usual[COLUMNS][12] = {
    { "domain", "site", "website", "source", "host", "hostname", "url", "domain name", NULL },
    { "score", "rating", "reliability", "trust", "quality", "credibility", "value", "pc1", NULL },
    { "coverage", "confidence", "certainty", NULL },
    { "raters", "ratings", "votes", "count", "n", NULL },
};

static size_t find_column(const struct csv *c, enum column which, const char *wanted)
{
    const char *const own[] = { wanted, NULL };
    for (size_t i = 0; i < c->size; i++)
        if (is_named(c->fields[i], wanted ? own : usual[which]))
            return i;
    return SIZE_MAX;
}

/* A header names columns; without one the first is the domain, the second the score. */
static bool read_header(struct listing *r, struct error *err)
{
    const struct csv *c = &r->csv;
    const char *wanted[COLUMNS] = { r->ratings->domain_column, r->ratings->score_column };
    struct columns *k = &r->columns;
    double number;
    bool percent, data = false;
    for (size_t i = 0; i < c->size; i++)
        data |= read_number(c, c->fields[i], &number, &percent) ||
                slice_find_byte(c->fields[i], '.') != SIZE_MAX;
    for (int i = 0; i < COLUMNS; i++)
        k->at[i] = find_column(c, i, wanted[i]);
    for (int i = 0; i < COLUMNS; i++)
        if (wanted[i] && k->at[i] == SIZE_MAX)
            return error_set(err, REFUSE, NULL, "line %zu: no column is called \"%s\"", c->line,
                             wanted[i]);
    k->header = !data;
    for (int i = 0; i < COLUMNS && !k->header; i++)
        k->at[i] = i <= SCORE_COLUMN ? (size_t)i : SIZE_MAX;
    for (int i = 0; i <= SCORE_COLUMN; i++)
        if (k->at[i] == SIZE_MAX)
            return error_set(err, REFUSE, NULL,
                             "line %zu: no column is called %s; name it with --%s", c->line,
                             i ? "score or rating" : "domain or site", i ? "score" : "domain");
    return true;
}

/* Rows */

static struct slice field_of(const struct listing *r, enum column which)
{
    size_t at = r->columns.at[which];
    return at < r->csv.size ? r->csv.fields[at] : (struct slice){ "", 0 };
}

static void refuse(struct listing *r, const char *format, ...) FORMAT(2, 3);
static void refuse(struct listing *r, const char *format, ...)
{
    char why[300];
    va_list args;
    va_start(args, format);
    vsnprintf(why, sizeof why, format, args);
    va_end(args);
    r->ratings->refused++;
    progress_hide(r->progress);
    r->tell(r->context, r->csv.line, why);
}

/* "https://www.Example.org/news" is example.org. */
static bool read_domain(struct listing *r, struct text *out)
{
    struct slice field = field_of(r, DOMAIN_COLUMN);
    struct error err = {0};
    HELD(text) url = {0};
    if (!url_is_absolute(field) || slice_find(field, "://") == SIZE_MAX)
        text_printf(&url, "http://");
    text_add(&url, field);
    url_domain(out, text_slice(&url));
    if (field.len && out->len && domain_fields[0].check(text_string(out), &err))
        return true;
    HELD(text) shown = {0};
    text_add_printable(&shown, utf8_cut(field, 80), false);
    refuse(r, field.len ? "\"%s\" is no domain" : "no domain%s", text_string(&shown));
    return false;
}

static bool read_score(struct listing *r, double *ret)
{
    const struct ratings *all = r->ratings;
    struct slice field = field_of(r, SCORE_COLUMN);
    double low = all->scale.low, high = all->scale.high, value;
    bool percent;
    HELD(text) shown = {0};
    text_add_printable(&shown, utf8_cut(field, 40), false);
    if (!read_number(&r->csv, field, &value, &percent)) {
        refuse(r, field.len ? "\"%s\" is no score" : "no score%s", text_string(&shown));
        return false;
    }
    if (percent && low == 0 && high == 1)
        high = 100;
    if (value < low || value > high) {
        refuse(r, "the score %s lies outside of %g..%g; see --scale", text_string(&shown), low, high);
        return false;
    }
    *ret = (value - low) / (high - low);
    return true;
}

/* How well the row's rating is founded, 0 to 1. */
static bool read_coverage(struct listing *r, double *ret)
{
    struct slice said = field_of(r, COVERAGE_COLUMN), raters = field_of(r, RATERS_COLUMN);
    double value;
    bool percent;
    *ret = r->ratings->coverage;
    if (said.len) {
        if (!read_number(&r->csv, said, &value, &percent) || value < 0 ||
            (value /= percent ? 100 : 1) > 1) {
            refuse(r, "\"%.*s\" is no coverage between 0 and 1", (int)(said.len < 40 ? said.len : 40),
                   said.ptr);
            return false;
        }
        *ret *= value;
    } else if (raters.len && r->ratings->half > 0) {
        if (!read_number(&r->csv, raters, &value, &percent) || value < 0) {
            refuse(r, "\"%.*s\" is no number of raters", (int)(raters.len < 40 ? raters.len : 40),
                   raters.ptr);
            return false;
        }
        *ret *= value / (value + r->ratings->half);
    }
    return true;
}

static void read_row(struct listing *r)
{
    struct ratings *all = r->ratings;
    HELD(text) domain = {0};
    double score, coverage;
    all->rows++;
    if (r->csv.open)
        refuse(r, "a quotation mark is never closed");
    else if (all->size >= RATINGS_MOST)
        refuse(r, "%d domains are the most", RATINGS_MOST);
    else if (read_domain(r, &domain) && read_score(r, &score) && read_coverage(r, &coverage)) {
        mem_grow(all->items, all->size, all->cap);
        all->items[all->size++] = (struct rating){
            text_take(&domain), all->middle + coverage * (score - all->middle), 1, r->csv.line
        };
    }
}

static int by_domain(const void *a, const void *b)
{
    const struct rating *x = a, *y = b;
    int order = strcmp(x->domain, y->domain);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* Rows of one domain become their mean. */
static void merge_rows(struct ratings *all)
{
    size_t kept = 0;
    if (all->size)
        qsort(all->items, all->size, sizeof *all->items, by_domain);
    for (size_t i = 0; i < all->size; i++) {
        struct rating *last = kept ? &all->items[kept - 1] : NULL;
        if (!last || strcmp(last->domain, all->items[i].domain) != 0) {
            all->items[kept++] = all->items[i];
            continue;
        }
        last->prior = (last->prior * (double)last->rows + all->items[i].prior) / (double)(last->rows + 1);
        last->rows++;
        mem_free(&all->items[i].domain);
    }
    all->size = kept;
}

bool ratings_read(struct ratings *all, struct slice bytes, ratings_told *tell,
                  void *context, struct error *err)
{
    struct listing r = { .ratings = all, .csv = csv_of(bytes), .tell = tell,
                         .context = context, .progress = progress_new("import", "rows", bytes.len) };
    bool good = true;
    for (bool first = true; good && csv_next(&r.csv); first = false) {
        if (first)
            good = read_header(&r, err);
        if (good && !(first && r.columns.header))
            read_row(&r);
        progress_at(r.progress, bytes.len - r.csv.rest.len, all->rows);
    }
    progress_free(&r.progress);
    csv_done(&r.csv);
    merge_rows(all);
    return good;
}

void ratings_done(struct ratings *all)
{
    for (size_t i = 0; i < all->size; i++)
        mem_free(&all->items[i].domain);
    mem_free(&all->items);
}
