#include "commands/dissection.h"

#include "base/clock.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FAINTEST 0.0005 /* a contribution below is no mark in the text */

struct dissection {
    struct html *page;
    const struct article *article;
    const struct verdict *verdict;
    const struct verdict_opinion *tone, *reliability; /* either may be NULL */
    const struct verdict_reason **marks;              /* of the tone, overall, by place */
    size_t marks_size, mark;                          /* the next to come */
};

static struct slice words_at(const struct article *a, struct assay_span span)
{
    return slice_sub(text_slice(&a->text), span.start, span.len);
}

static void add_number(struct html *h, double value)
{
    html_printf(h, "<span class=\"%s\">%s %+.3f</span>", html_class(value), html_mark(value), value);
}

/* ------------------------------------------------------------------ the cards on top */

/* The bands as a scale, the score as a needle below it. */
static void add_scale(struct html *h, const struct bands *b, double value)
{
    double low = b->items[0].low, range = b->items[b->size - 1].high - low;
    html_raw(h, "<div class=\"scale\" aria-hidden=\"true\">");
    for (size_t i = 0; i < b->size; i++) {
        double middle = (b->items[i].low + b->items[i].high) / 2;
        double good = low < 0 ? middle : middle - 0.5;
        html_printf(h, "<i style=\"width:%.2f%%;background:var(--%s-bg)\"></i>",
                    (b->items[i].high - b->items[i].low) / range * 100,
                    fabs(good) < 0.1 ? "warn" : good > 0 ? "good" : "bad");
    }
    html_printf(h, "</div><div class=\"needle\" aria-hidden=\"true\"><i style=\"left:%.1f%%\">▲</i></div>",
                fmin(fmax((value - low) / range, 0), 1) * 100);
}

static void add_card(struct html *h, const char *name, const struct verdict_opinion *o,
                     struct verdict_score score, const struct bands *bands)
{
    html_raw(h, "<div class=\"card\"><span class=\"meta\">");
    html_text(h, slice_of(name));
    html_raw(h, "</span><b>");
    if (score.present) {
        html_printf(h, bands && bands->items[0].low == 0 ? "%.2f " : "%+.2f ", score.value);
        html_text(h, slice_of(score.label));
    } else {
        html_text(h, slice_of(o->broken ? o->broken : "abstains"));
    }
    html_raw(h, "</b>");
    if (score.present && bands && bands->size)
        add_scale(h, bands, score.value);
    html_raw(h, "</div>\n");
}

static void add_cards(struct dissection *d, const struct assayer_settings *s)
{
    html_raw(d->page, "<div class=\"cards\">\n");
    for (size_t i = 0; i < d->verdict->opinions_size; i++) {
        const struct verdict_opinion *o = &d->verdict->opinions[i];
        const struct bands *bands = o == d->tone ? &s->tone : o == d->reliability ? &s->reliability : NULL;
        add_card(d->page, o->scorer, o, o->overall, bands);
    }
    for (size_t i = 0; d->tone && i < d->verdict->entities_size; i++)
        if (d->tone->entities[i].present)
            add_card(d->page, d->verdict->entities[i].ticker, d->tone, d->tone->entities[i], &s->tone);
    html_raw(d->page, "</div>\n");
}

static void add_fact(struct html *h, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    html_printf(h, "%s ", name);
    html_text(h, slice_of(value));
    html_raw(h, " &nbsp; ");
}

static void add_meta(struct dissection *d)
{
    const struct article *a = d->article;
    char published[INSTANT_TEXT] = "";
    if (a->published != ASSAY_UNKNOWN_TIME)
        instant_text((struct instant){ a->published }, published);
    html_raw(d->page, "<p class=\"meta\">");
    add_fact(d->page, "from", a->domain);
    add_fact(d->page, "by feed", strcmp(a->feed, "-") ? a->feed : NULL);
    add_fact(d->page, "published", published);
    const struct verdict_fact *domain = d->tone ? verdict_fact(d->tone, "domain") : NULL;
    add_fact(d->page, "kind of news", domain ? domain->text : NULL);
    html_raw(d->page, "</p>\n");
}

/* ------------------------------------------------------------------ the text */

static int by_place(const void *a, const void *b)
{
    const struct verdict_reason *const *x = a, *const *y = b;
    if ((*x)->span.start != (*y)->span.start)
        return (*x)->span.start < (*y)->span.start ? -1 : 1;
    return *x < *y ? -1 : *x > *y;
}

static void collect_marks(struct dissection *d)
{
    const struct verdict_opinion *o = d->tone;
    d->marks = mem_array((o ? o->reasons_size : 0) + 1, sizeof *d->marks);
    for (size_t i = 0; o && i < o->reasons_size; i++)
        if (o->reasons[i].entity == ASSAY_OVERALL && o->reasons[i].span.len &&
            fabs(o->reasons[i].contribution) >= FAINTEST)
            d->marks[d->marks_size++] = &o->reasons[i];
    qsort(d->marks, d->marks_size, sizeof *d->marks, by_place);
}

static void add_mark(struct dissection *d, const struct verdict_reason *r)
{
    html_printf(d->page, "<mark class=\"%s\" title=\"%s%s", html_class(r->contribution), r->rule,
                r->why ? ": " : "");
    html_text(d->page, slice_of(r->why));
    html_raw(d->page, "\">");
    html_text(d->page, words_at(d->article, r->span));
    html_printf(d->page, "<sup>%s%+.3f</sup></mark>", html_mark(r->contribution), r->contribution);
}

/* A stretch of the text with what counted in it; a reason inside of another stands in the list only. */
static void add_marked(struct dissection *d, struct assay_span span)
{
    size_t at = span.start, end = at + span.len;
    for (; d->mark < d->marks_size && d->marks[d->mark]->span.start < end; d->mark++) {
        const struct verdict_reason *r = d->marks[d->mark];
        if (r->span.start < at || r->span.start + r->span.len > end)
            continue;
        html_text(d->page, slice_sub(text_slice(&d->article->text), at, r->span.start - at));
        add_mark(d, r);
        at = r->span.start + r->span.len;
    }
    html_text(d->page, slice_sub(text_slice(&d->article->text), at, end - at));
}

static const char *tag_of(enum assay_block_kind kind)
{
    static const char *const tags[] = {
        [ASSAY_TITLE] = "h1",      [ASSAY_PARAGRAPH] = "p",          [ASSAY_HEADING] = "h3",
        [ASSAY_ITEM] = "p",        [ASSAY_QUOTE] = "blockquote",     [ASSAY_TABLE] = "div",
        [ASSAY_CAPTION] = "p",     [ASSAY_NOTICE] = "p",
    };
    return tags[kind];
}

/* ------------------------------------------------------------------ tables */

static const char *const status_names[] = { "supported", "contradicted", "unverifiable", "warning" };
static const char *const status_marks[] = { "✓", "✗", "?", "!" };
static const char *const status_classes[] = { "good", "bad", "none", "warn" };

/* Contradictions hide what agrees; a doubt about the table hides nothing. */
static int rank(enum assay_status status)
{
    static const int ranks[] = { 2, 3, 0, 1 };
    return ranks[status];
}

/* What the checks say of one cell; NULL: nothing. */
static const struct verdict_check *check_of(const struct dissection *d, size_t table, uint32_t row,
                                            uint32_t column)
{
    const struct verdict_check *best = NULL;
    for (size_t i = 0; d->reliability && i < d->reliability->checks_size; i++) {
        const struct verdict_check *c = &d->reliability->checks[i];
        for (size_t k = 0; c->table == table && k < c->cells_size; k++)
            if (c->cells[k].row == row && c->cells[k].column == column &&
                (!best || rank(c->status) > rank(best->status)))
                best = c;
    }
    return best;
}

static void add_cell(struct dissection *d, size_t table, uint32_t row, uint32_t column)
{
    const struct assay_table *t = &d->article->tables[table];
    const struct verdict_check *c = check_of(d, table, row, column);
    const char *tag = row < t->header_rows ? "th" : "td";
    if (c) {
        html_printf(d->page, "<%s class=\"%s\" title=\"%s: ", tag, status_names[c->status], c->name);
        html_text(d->page, slice_of(c->why));
        html_printf(d->page, "\"><span class=\"%s\">%s</span> ", status_classes[c->status],
                    status_marks[c->status]);
    } else {
        html_printf(d->page, "<%s>", tag);
    }
    html_text(d->page, words_at(d->article, t->cells[row * t->columns + column]));
    html_printf(d->page, "</%s>", tag);
}

static void add_checks(struct dissection *d, size_t table)
{
    html_raw(d->page, "<ul class=\"why\">\n");
    for (size_t i = 0; d->reliability && i < d->reliability->checks_size; i++) {
        const struct verdict_check *c = &d->reliability->checks[i];
        if (c->table != table)
            continue;
        html_printf(d->page, "<li><b class=\"%s\">%s %s</b> %s", status_classes[c->status],
                    status_marks[c->status], status_names[c->status], c->name);
        if (c->error)
            html_printf(d->page, ": %s", c->error);
        html_raw(d->page, " &nbsp; ");
        html_text(d->page, slice_of(c->why));
        html_raw(d->page, "</li>\n");
    }
    html_raw(d->page, "</ul>\n");
}

static void add_table(struct dissection *d, size_t table)
{
    const struct assay_table *t = &d->article->tables[table];
    html_raw(d->page, "<figure style=\"margin:1rem 0\"><div class=\"wide\"><table>\n");
    for (uint32_t row = 0; row < t->rows; row++) {
        html_raw(d->page, "<tr>");
        for (uint32_t column = 0; column < t->columns; column++)
            add_cell(d, table, row, column);
        html_raw(d->page, "</tr>\n");
    }
    html_raw(d->page, "</table></div>\n");
    add_checks(d, table);
    html_raw(d->page, "</figure>\n");
}

static void add_block(struct dissection *d, size_t block)
{
    const struct assay_block *b = &d->article->blocks[block];
    for (size_t i = 0; b->kind == ASSAY_TABLE && i < d->article->tables_size; i++)
        if (d->article->tables[i].block == block) {
            add_table(d, i);
            return;
        }
    bool outside = b->kind == ASSAY_NOTICE || b->kind == ASSAY_CAPTION;
    html_printf(d->page, "<%s%s>%s", tag_of(b->kind), outside ? " class=\"aside\"" : "",
                b->kind == ASSAY_ITEM ? "• " : "");
    add_marked(d, b->span);
    html_printf(d->page, "</%s>\n", tag_of(b->kind));
}

static void add_text(struct dissection *d)
{
    html_raw(d->page, "<article>\n");
    for (size_t i = 0; i < d->article->blocks_size; i++)
        add_block(d, i);
    html_raw(d->page, "</article>\n");
}

/* ------------------------------------------------------------------ the sums */

static double most_of_parts(const struct verdict_opinion *o)
{
    double most = 0;
    for (size_t i = 0; i < o->parts_size; i++)
        if (o->parts[i].entity == ASSAY_OVERALL)
            most = fmax(most, fabs(o->parts[i].contribution));
    return most;
}

static void add_sentences(struct dissection *d)
{
    const struct verdict_opinion *o = d->tone;
    double most = most_of_parts(o);
    html_raw(d->page, "<h2>Sentence by sentence</h2>\n<p class=\"why\">How much of the tone each sentence "
                      "carries, and its share in the mean.</p>\n<div class=\"wide\"><table>\n<tr><th>pulls"
                      "</th><th class=\"num\">by</th><th class=\"num\">share</th><th>sentence</th></tr>\n");
    for (size_t i = 0; i < o->parts_size; i++) {
        const struct verdict_part *p = &o->parts[i];
        if (p->entity != ASSAY_OVERALL || p->share <= 0)
            continue;
        html_raw(d->page, "<tr><td>");
        html_bar(d->page, p->contribution, most);
        html_raw(d->page, "</td><td class=\"num\">");
        add_number(d->page, p->contribution);
        html_printf(d->page, "</td><td class=\"num\">%.1f%%</td><td><span class=\"meta\">%s</span> ",
                    p->share * 100, p->name);
        html_text(d->page, p->span.len ? words_at(d->article, p->span) : SLICE("the neutral start"));
        html_raw(d->page, "</td></tr>\n");
    }
    html_raw(d->page, "</table></div>\n");
}

static void add_reason(struct dissection *d, const struct verdict_reason *r)
{
    html_raw(d->page, "<tr><td class=\"num\">");
    add_number(d->page, r->contribution);
    html_printf(d->page, "</td><td>%s", r->rule);
    if (r->detail) {
        html_raw(d->page, ": ");
        html_text(d->page, slice_of(r->detail));
    }
    html_raw(d->page, "</td><td>");
    if (r->span.len) {
        struct slice words = words_at(d->article, r->span);
        html_raw(d->page, "“");
        html_text(d->page, utf8_cut(words, 160));
        html_raw(d->page, words.len > 160 ? "…”" : "”");
    }
    html_raw(d->page, "</td><td class=\"why\">");
    if (r->weight != 0 && fabs(r->weight - r->contribution) > FAINTEST)
        html_printf(d->page, fabs(r->weight - r->delta) < 0.005 ? "%+.2f: " : "%+.2f made %+.2f: ",
                    r->weight, r->delta);
    html_text(d->page, slice_of(r->why));
    html_raw(d->page, "</td></tr>\n");
}

static void add_reasons(struct dissection *d, const struct verdict_opinion *o, int entity)
{
    html_raw(d->page, "<div class=\"wide\"><table>\n<tr><th class=\"num\">adds</th><th>rule</th><th>words</th>"
                      "<th>why</th></tr>\n");
    for (size_t i = 0; i < o->reasons_size; i++)
        if (o->reasons[i].entity == entity)
            add_reason(d, &o->reasons[i]);
    html_raw(d->page, "</table></div>\n");
}

static void add_entities(struct dissection *d)
{
    for (size_t i = 0; i < d->verdict->entities_size; i++) {
        const struct verdict_entity *e = &d->verdict->entities[i];
        html_raw(d->page, "<h3>");
        html_text(d->page, slice_of(e->ticker));
        html_printf(d->page, " <span class=\"meta\">relevance %.2f, mentions %zu</span></h3>\n",
                    e->relevance, e->mentions);
        add_reasons(d, d->tone, (int)i);
    }
}

static void add_asides(struct dissection *d)
{
    const struct verdict_opinion *o = d->tone;
    if (!o->asides_size)
        return;
    html_raw(d->page, "<details><summary>What was seen and counts for nothing</summary>\n<ul class=\"why\">\n");
    for (size_t i = 0; i < o->asides_size; i++) {
        html_raw(d->page, "<li>“");
        html_text(d->page, utf8_cut(words_at(d->article, o->asides[i].span), 100));
        html_raw(d->page, "” ");
        html_text(d->page, slice_of(o->asides[i].why));
        html_raw(d->page, "</li>\n");
    }
    html_raw(d->page, "</ul></details>\n");
}

void dissection_write(struct html *page, const struct article *article, const struct verdict *verdict,
                      const struct assayer_settings *settings)
{
    struct dissection d = { .page = page, .article = article, .verdict = verdict,
                            .tone = verdict_opinion(verdict, "tone"),
                            .reliability = verdict_opinion(verdict, "reliability") };
    collect_marks(&d);
    add_cards(&d, settings);
    add_meta(&d);
    add_text(&d);
    if (d.tone) {
        add_sentences(&d);
        html_raw(page, "<h2>Words and rules</h2>\n");
        add_reasons(&d, d.tone, ASSAY_OVERALL);
        add_asides(&d);
        add_entities(&d);
    }
    for (size_t i = 0; i < verdict->opinions_size; i++)
        if (&verdict->opinions[i] != d.tone) {
            html_heading(page, verdict->opinions[i].scorer);
            add_reasons(&d, &verdict->opinions[i], ASSAY_OVERALL);
        }
    mem_free(&d.marks);
}
