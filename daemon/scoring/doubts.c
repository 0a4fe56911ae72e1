#include "scoring/doubts.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ tickers */

struct doubted {
    const struct ticker *ticker;
    const struct yaml_node *node;      /* its mapping; the key is the symbol */
    struct complaints *complaints;
};

static struct slice slice_of_text(struct assay_text t)
{
    return (struct slice){ t.ptr, t.len };
}

/* One-word names of companies that begin a sentence now and then without meaning them. Symbols that
 * are words have a list of their own in entities.c. */
static const char names_that_are_words[] =
    " ALLY APPLE BEST BLOCK BOX CHASE CLEAR COACH DISCOVER DISH FORD FORTUNE FRONTIER GAP GENERAL "
    "GLOBAL INTERNATIONAL LIBERTY LINE MATCH NATIONAL OPEN ORACLE PIONEER PROGRESSIVE SHELL SNAP "
    "SOUTHERN SPRINT SQUARE STANDARD STAPLES STRATEGY TARGET TRADE TRAVELERS UNITED VISA WOLF ZOOM ";

static bool is_word_of(const char *list, struct slice word)
{
    char padded[24] = " ";
    if (word.len + 3 > sizeof padded)
        return false;
    memcpy(padded + 1, word.ptr, word.len);
    memcpy(padded + 1 + word.len, " ", 2);
    return slice_find_nocase(slice_of(list), padded) != SIZE_MAX;
}

static bool is_upper(const char *symbol)
{
    for (const char *c = symbol; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            return false;
    return true;
}

static void doubt_symbol(const struct doubted *d)
{
    const char *symbol = d->ticker->symbol;
    if (!ticker_is_common_word(slice_of(symbol)) || d->ticker->names.size || !is_upper(symbol))
        return;
    doubt(d->complaints, d->node->file, d->node->key_line, d->node->key_column,
          "tickers: \"%s\" is a common word%s: it counts only as $%s or (%s); give it names, "
          "{names: [...]}, and it counts beside them", symbol,
          strlen(symbol) <= 2 ? " or an abbreviation" : "", symbol, symbol);
}

static void doubt_name(const struct doubted *d, size_t row)
{
    const struct ticker *t = d->ticker;
    struct slice name = slice_of_text(t->names.items[row]);
    const struct yaml_node *at = yaml_row(yaml_get(d->node, "names"), row);
    bool common = is_word_of(names_that_are_words, name);
    if (common && !t->not_if_near.size && at)
        doubt(d->complaints, at->file, at->line, at->column,
              "names: \"%.*s\" is a word that begins sentences too; rule those out with "
              "not_if_near, or give a longer name", SLICE_ARGS(name));
}

/* Named by what rules it out, a ticker never counts. */
static void doubt_ruled_out(const struct doubted *d, size_t row)
{
    const struct ticker *t = d->ticker;
    const struct yaml_node *at = yaml_row(yaml_get(d->node, "not_if_near"), row);
    const char *word = t->not_if_near.items[row].ptr;
    for (size_t i = 0; i < t->names.size && at; i++)
        if (*word && slice_find_nocase(slice_of_text(t->names.items[i]), word) != SIZE_MAX) {
            doubt(d->complaints, at->file, at->line, at->column,
                  "not_if_near: \"%s\" stands in the name \"%s\" and rules it out everywhere", word,
                  t->names.items[i].ptr);
            return;
        }
}

struct claimed {
    struct slice name;
    const char *symbol;
    const struct yaml_node *at;
};

static int by_name(const void *left, const void *right)
{
    const struct claimed *a = left, *b = right;
    size_t len = a->name.len < b->name.len ? a->name.len : b->name.len;
    int order = memcmp(a->name.ptr, b->name.ptr, len);
    return order ? order : (a->name.len > b->name.len) - (a->name.len < b->name.len);
}

/* A text that names two tickers by one name is counted for one of them only. */
static void doubt_shared_names(const struct ticker *tickers, size_t count,
                               const struct yaml_node *node, struct complaints *complaints)
{
    size_t size = 0, at = 0;
    for (size_t i = 0; i < count; i++)
        size += tickers[i].names.size;
    struct claimed *all = mem_array(size + 1, sizeof *all);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < tickers[i].names.size; j++)
            all[at++] = (struct claimed){
                slice_of_text(tickers[i].names.items[j]), tickers[i].symbol,
                yaml_row(yaml_get(yaml_get(node, tickers[i].symbol), "names"), j),
            };
    qsort(all, size, sizeof *all, by_name);
    for (size_t i = 1; i < size; i++)
        if (slice_same(all[i - 1].name, all[i].name) && all[i].at && all[i - 1].at)
            doubt(complaints, all[i].at->file, all[i].at->line, all[i].at->column,
                  "names: \"%.*s\" names %s too, in %s:%zu", SLICE_ARGS(all[i].name),
                  all[i - 1].symbol, all[i - 1].at->file, all[i - 1].at->line);
    mem_free(&all);
}

void doubts_of_tickers(const struct ticker *tickers, size_t count, const struct yaml_node *node,
                       struct complaints *complaints)
{
    for (size_t i = 0; i < count; i++) {
        struct doubted d = { &tickers[i], yaml_get(node, tickers[i].symbol), complaints };
        if (!d.node)
            continue;
        doubt_symbol(&d);
        for (size_t j = 0; j < tickers[i].names.size; j++)
            doubt_name(&d, j);
        for (size_t j = 0; j < tickers[i].not_if_near.size; j++)
            doubt_ruled_out(&d, j);
    }
    doubt_shared_names(tickers, count, node, complaints);
}

/* ------------------------------------------------------------------ bands */

static double bent(double x, double b)
{
    return b > 0 ? x / sqrt(x * x + b) : x;
}

static void reach_of(const struct opened_scorer *s, const double priors[2], double *low, double *high)
{
    double others[4];
    *low = s->scorer->low, *high = s->scorer->high;
    if (s->scorer->reach) {
        s->scorer->reach(s->state, NAN, low, high);
        s->scorer->reach(s->state, priors[0], &others[0], &others[1]);
        s->scorer->reach(s->state, priors[1], &others[2], &others[3]);
        *low = fmin(*low, fmin(others[0], others[2]));
        *high = fmax(*high, fmax(others[1], others[3]));
    } else if (s->scorer->join == ASSAY_MEAN && s->shape.part_bend > 0) {
        *low = -1, *high = 1; /* no part passes 1 */
    }
    *low = bent(s->shape.gain * *low, s->shape.bend);
    *high = bent(s->shape.gain * *high, s->shape.bend);
}

void doubts_of_bands(const char *scale, const struct bands *bands, const struct opened_scorer *s,
                     const double priors[2], const struct yaml_node *node,
                     struct complaints *complaints)
{
    double low, high;
    reach_of(s, priors, &low, &high);
    for (size_t i = 0; i < bands->size; i++) {
        const struct band *band = &bands->items[i];
        bool above = band->low > high, below = band->high < low;
        const struct yaml_node *at = yaml_get(yaml_get(node, scale), band->name);
        if (!at)
            at = node;
        if (above || below)
            doubt(complaints, at ? at->file : "", at ? at->line : 0, at ? at->column : 0,
                  "%s: no score can reach \"%s\", from %g to %g: with these weights and caps they "
                  "end at %.2f", scale, band->name, band->low, band->high, above ? high : low);
    }
}
