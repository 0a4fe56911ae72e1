#include "commands/diff_report.h"
#include "commands/html.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define GROUPS_SHOWN  40
#define REASONS_SHOWN 8
#define BEHIND_SHOWN  15

static double percent(uint64_t part, uint64_t whole)
{
    return whole ? 100 * (double)part / (double)whole : 0;
}

/* The head */

static void add_card(struct html *h, const char *figure, const char *words)
{
    html_printf(h, "<div class=\"card\"><b>%s</b><span class=\"meta\">%s</span></div>\n", figure, words);
}

static void add_cards(struct html *h, const struct diff_report *r)
{
    const struct tally *t = r->tally;
    const struct tally_score *tone = &t->scores[TALLY_TONE], *trust = &t->scores[TALLY_RELIABILITY];
    char figure[64], words[128];
    html_raw(h, "<div class=\"cards\">\n");
    snprintf(figure, sizeof figure, "%.2f&#8239;%%", percent(t->changed, t->items));
    snprintf(words, sizeof words, "of labels change: %" PRIu64 " of %" PRIu64 " items", t->changed,
             t->items);
    add_card(h, figure, words);
    snprintf(figure, sizeof figure, "%.4f", tone->total / (double)t->items);
    snprintf(words, sizeof words, "mean move of tone; %" PRIu64 " items move", tone->moved);
    add_card(h, figure, words);
    snprintf(figure, sizeof figure, "%.4f", trust->total / (double)t->items);
    snprintf(words, sizeof words, "mean move of reliability; %" PRIu64 " items move", trust->moved);
    add_card(h, figure, words);
    snprintf(figure, sizeof figure, "%" PRIu64, tone->flipped);
    add_card(h, figure, "go from one side of neutral to the other");
    snprintf(figure, sizeof figure, "+%.0f&ensp;&minus;%.0f", r->quantities.items[DIFF_ALERTS_GAINED].value,
             r->quantities.items[DIFF_ALERTS_LOST].value);
    add_card(h, figure, "alerts gained and lost");
    html_raw(h, "</div>\n");
}

static void add_side(struct html *h, const char *word, const struct config *c)
{
    html_printf(h, "<tr><th>%s</th><td><code>", word);
    html_text(h, slice_of(c->path));
    html_printf(h, "</code></td><td class=\"meta\"><code>%.12s</code></td></tr>\n", c->sha256);
}

static void add_head(struct html *h, const struct diff_report *r)
{
    char oldest[INSTANT_TEXT], newest[INSTANT_TEXT], judged[INSTANT_TEXT];
    instant_text(r->tally->oldest, oldest);
    instant_text(r->tally->newest, newest);
    instant_text(r->judged, judged);
    html_printf(h, "<p>%" PRIu64 " stored items, %.10s to %.10s", r->tally->items, oldest, newest);
    if (r->feed) {
        html_raw(h, ", feed <code>");
        html_text(h, slice_of(r->feed));
        html_raw(h, "</code>");
    }
    html_raw(h, ", judged by both configurations");
    if (r->counts.damaged)
        html_printf(h, "; %" PRIu64 " damaged ones left out", r->counts.damaged);
    html_printf(h, ". <span class=\"meta\">%.16s UTC</span></p>\n<table>\n", judged);
    add_side(h, "before", r->pair->before.config);
    add_side(h, "after", r->pair->after.config);
    for (size_t i = 0; i < r->changes_size; i++) {
        html_raw(h, "<tr><th>with</th><td><code>");
        html_text(h, slice_of(r->changes[i]));
        html_raw(h, "</code></td><td></td></tr>\n");
    }
    html_raw(h, "</table>\n");
    add_cards(h, r);
}

/* Labels before by labels after: the darker, the more of that row went there */

static void add_cell(struct html *h, const struct tally_score *s, size_t row, size_t column,
                     uint64_t whole)
{
    uint64_t items = s->labels[row][column];
    bool same = strcmp(tally_label(s->before, row), tally_label(s->after, column)) == 0;
    if (!items)
        html_printf(h, "<td class=\"num same\">&middot;</td>");
    else if (same)
        html_printf(h, "<td class=\"num same\">%" PRIu64 "</td>", items);
    else
        html_printf(h, "<td class=\"num\" style=\"background:rgba(var(--heat),%.2f)\">%" PRIu64
                    "</td>",
                    0.15 + 0.45 * sqrt((double)items / (double)whole), items);
}

static uint64_t row_items(const struct tally_score *s, size_t row)
{
    uint64_t items = 0;
    for (size_t i = 0; i < tally_labels(s->after); i++)
        items += s->labels[row][i];
    return items;
}

static void add_matrix(struct html *h, const struct tally_score *s)
{
    html_raw(h, "<div class=\"wide\"><table><thead><tr><th>before &#8600; after</th>");
    for (size_t i = 0; i < tally_labels(s->after); i++) {
        html_raw(h, "<th class=\"num\">");
        html_text(h, slice_of(tally_label(s->after, i)));
        html_raw(h, "</th>");
    }
    html_raw(h, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < tally_labels(s->before); i++) {
        uint64_t items = row_items(s, i);
        if (!items)
            continue;
        html_raw(h, "<tr><th>");
        html_text(h, slice_of(tally_label(s->before, i)));
        html_raw(h, "</th>");
        for (size_t k = 0; k < tally_labels(s->after); k++)
            add_cell(h, s, i, k, items);
        html_raw(h, "</tr>\n");
    }
    html_raw(h, "</tbody></table></div>\n");
}

/* How far items move; those that stay would dwarf all others and are told in words */

enum { CHART_WIDTH = 700, CHART_HEIGHT = 150, CHART_FLOOR = 125, CHART_TOP = 12 };

static uint64_t most_in_a_bin(const struct tally_score *s)
{
    uint64_t most = 1;
    for (size_t i = 0; i < TALLY_BINS; i++)
        if (i != TALLY_BINS / 2 && s->bins[i] > most)
            most = s->bins[i];
    return most;
}

static double bin_x(size_t bin)
{
    return 10 + (double)bin * (CHART_WIDTH - 20) / TALLY_BINS;
}

static void add_bars(struct html *h, const struct tally_score *s)
{
    double width = bin_x(1) - bin_x(0), most = (double)most_in_a_bin(s);
    for (size_t i = 0; i < TALLY_BINS; i++) {
        if (i == TALLY_BINS / 2 || !s->bins[i])
            continue;
        double height = fmax((double)s->bins[i] / most * (CHART_FLOOR - CHART_TOP), 1.5);
        html_printf(h, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">"
                    "<title>%+.2f: %" PRIu64 " items</title></rect>\n",
                    i < TALLY_BINS / 2 ? "m" : "p", bin_x(i) + 1, CHART_FLOOR - height, width - 2,
                    height, ((double)i - TALLY_BINS / 2) / (double)(TALLY_BINS / 2) * s->reach,
                    s->bins[i]);
    }
}

static void add_histogram(struct html *h, const struct tally_score *s)
{
    html_printf(h, "<div class=\"figure\"><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"how far "
                "items move\">\n", CHART_WIDTH, CHART_HEIGHT);
    add_bars(h, s);
    html_printf(h, "<line class=\"axis\" x1=\"10\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n", CHART_WIDTH - 10,
                CHART_FLOOR, CHART_FLOOR);
    for (int i = -4; i <= 4; i++)
        html_printf(h, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s%.3g</text>\n",
                    (bin_x(TALLY_BINS / 2) + bin_x(TALLY_BINS / 2 + 1)) / 2 +
                        i * 5 * (bin_x(1) - bin_x(0)),
                    CHART_FLOOR + 16, i > 0 ? "+" : i < 0 ? "&minus;" : "", fabs(i * 0.25) * s->reach);
    html_printf(h, "<text x=\"12\" y=\"%d\">%" PRIu64 " items</text>\n", CHART_TOP,
                most_in_a_bin(s));
    html_printf(h, "</svg><p class=\"meta\">%" PRIu64 " items by how far they move; %" PRIu64
                " stay where they are.</p></div>\n", s->moved, s->bins[TALLY_BINS / 2]);
}

static void add_score(struct html *h, const struct diff_report *r, size_t what)
{
    const struct tally_score *s = &r->tally->scores[what];
    html_heading(h, s->scorer);
    if (!s->moved && !s->changed) {
        html_raw(h, "<p>Nothing moves.</p>\n");
        return;
    }
    html_printf(h, "<p>%" PRIu64 " labels change, %.2f&#8239;%%; the farthest move is %.4f.</p>\n",
                s->changed, percent(s->changed, r->tally->items), s->largest);
    add_matrix(h, s);
    if (s->moved)
        add_histogram(h, s);
}

/* Feeds and tickers */

/* most: the largest share of all rows, which fills the bar. */
static void add_share(struct html *h, uint64_t part, uint64_t whole, double most)
{
    double share = percent(part, whole);
    html_printf(h, "<td class=\"num\">%" PRIu64 "</td><td class=\"num meta\">%.1f&#8239;%%</td><td>"
                "<svg width=\"80\" height=\"10\" role=\"img\" aria-label=\"%.1f percent\"><rect class=\"n\" "
                "width=\"%.1f\" height=\"10\"/></svg></td>",
                part, share, share, most > 0 ? share / most * 80 : 0);
}

static void add_mean(struct html *h, double mean)
{
    html_printf(h, "<td class=\"num %s\">%+.4f</td>", html_class(mean), mean);
}

static void add_group(struct html *h, const struct tally_group *g, size_t scores_size,
                      const double most[TALLY_SCORES])
{
    html_raw(h, "<tr><td>");
    html_text(h, slice_of(g->name));
    html_printf(h, "</td><td class=\"num\">%" PRIu64 "</td>", g->items);
    for (size_t k = 0; k < scores_size; k++) {
        add_mean(h, g->sums[k].sum / (double)g->items);
        if (k < TALLY_OWN)
            add_share(h, g->sums[k].changed, g->items, most[k]);
    }
    html_raw(h, "</tr>\n");
}

static void find_largest_shares(const struct tally_groups *groups, double ret[TALLY_SCORES])
{
    for (size_t i = 0; i < groups->size && i < GROUPS_SHOWN; i++)
        for (size_t k = 0; k < TALLY_SCORES; k++)
            ret[k] = fmax(ret[k], percent(groups->items[i]->sums[k].changed, groups->items[i]->items));
}

static void add_groups(struct html *h, const char *title, const char *head, const struct tally *t,
                       const struct tally_groups *groups)
{
    double most[TALLY_SCORES] = { 0 };
    if (!groups->size)
        return;
    find_largest_shares(groups, most);
    html_printf(h, "<h2>%s</h2>\n<div class=\"wide\"><table><thead><tr><th>%s</th><th class=\"num\">"
                "items</th><th class=\"num\">tone, mean</th><th class=\"num\">labels</th><th></th><th></th>"
                "<th class=\"num\">reliability, mean</th><th class=\"num\">labels</th><th></th><th></th>",
                title, head);
    for (size_t i = TALLY_OWN; i < t->scores_size; i++)
        html_printf(h, "<th class=\"num\">%s, mean</th>", t->scores[i].scorer);
    html_raw(h, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < groups->size && i < GROUPS_SHOWN; i++)
        add_group(h, groups->items[i], t->scores_size, most);
    html_raw(h, "</tbody></table></div>\n");
    if (groups->size > GROUPS_SHOWN)
        html_printf(h, "<p class=\"meta\">and %zu others with fewer changes.</p>\n",
                    groups->size - GROUPS_SHOWN);
}

/* Alerts */

static void add_alerts(struct html *h, const struct tally *t)
{
    if (!t->alerts_size)
        return;
    html_raw(h, "<h2>Alerts</h2>\n<p class=\"meta\">Counted before <code>at_most</code>.</p>\n"
                        "<table><thead><tr><th>alert</th><th class=\"num\">before</th>"
                        "<th class=\"num\">after</th><th class=\"num\">gained</th>"
                        "<th class=\"num\">lost</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < t->alerts_size; i++) {
        const struct tally_alert *a = &t->alerts[i];
        html_raw(h, "<tr><td>");
        html_text(h, slice_of(a->name));
        html_printf(h, "</td><td class=\"num\">%" PRIu64 "</td><td class=\"num\">%" PRIu64
                    "</td><td class=\"num\">%" PRIu64 "</td><td class=\"num\">%" PRIu64 "</td></tr>\n",
                    a->before, a->after, a->gained, a->lost);
    }
    html_raw(h, "</tbody></table>\n");
}

/* The largest moves */

static void add_value(struct html *h, const struct verdict_score *s)
{
    if (!s->present) {
        html_raw(h, "abstains");
        return;
    }
    html_printf(h, "<b class=\"%s\">%+.3f</b> ", html_class(s->value), s->value);
    html_text(h, slice_of(s->label));
}

static double scale_x(double value, const struct tally_score *s)
{
    return 8 + (fmin(fmax(value, s->low), s->high) - s->low) / (s->high - s->low) * 304;
}

/* From the hollow dot to the full one. */
static void add_way(struct html *h, const struct tally_move *m, const struct tally_score *s)
{
    double from = scale_x(m->before.present ? m->before.value : 0, s);
    double to = scale_x(m->after.present ? m->after.value : 0, s), middle = scale_x(0, s);
    html_printf(h,
                "<svg width=\"320\" height=\"18\" viewBox=\"0 0 320 18\" role=\"img\" aria-label=\"from %+.2f "
                "to %+.2f\"><line class=\"axis\" x1=\"8\" x2=\"312\" y1=\"9\" y2=\"9\"/>"
                "<line class=\"axis\" x1=\"%.1f\" x2=\"%.1f\" y1=\"3\" y2=\"15\"/>"
                "<line class=\"way\" x1=\"%.1f\" x2=\"%.1f\" y1=\"9\" y2=\"9\"/>"
                "<circle class=\"ring\" cx=\"%.1f\" cy=\"9\" r=\"4.5\"/>"
                "<circle class=\"dot\" cx=\"%.1f\" cy=\"9\" r=\"5\"/></svg>\n",
                m->before.value, m->after.value, middle, middle, from, to, from, to);
}

static double largest_of(const struct shifts *s)
{
    return s->size ? fabs(s->items[0].after - s->items[0].before) : 1;
}

static void add_shift(struct html *h, const struct shift *s, double largest, bool of_many)
{
    double size = s->after - s->before;
    html_printf(h, "<tr><td class=\"num %s\">%+.4f %s</td><td>", html_class(size), size,
                html_mark(size));
    html_bar(h, size, largest);
    html_printf(h, "</td><td>%s</td><td>", shift_words[s->kind]);
    html_text(h, slice_of(s->rule));
    html_raw(h, "</td><td>");
    if (*s->words) {
        html_raw(h, "&ldquo;");
        html_text(h, slice_of(s->words));
        html_raw(h, "&rdquo;");
    }
    if (of_many)
        html_printf(h, "</td><td class=\"num\">%zu items", s->items);
    else if (s->times > 1)
        html_printf(h, " <span class=\"meta\">%zu times</span>", s->times);
    html_raw(h, "</td></tr>\n");
}

static void add_shifts(struct html *h, const struct shifts *s)
{
    double rest = 0;
    html_raw(h, "<div class=\"wide\"><table><tbody>\n");
    for (size_t i = 0; i < s->size; i++) {
        if (i < REASONS_SHOWN)
            add_shift(h, &s->items[i], largest_of(s), false);
        else
            rest += s->items[i].after - s->items[i].before;
    }
    if (s->size > REASONS_SHOWN)
        html_printf(h, "<tr><td class=\"num\">%+.4f</td><td></td><td class=\"meta\" colspan=\"3\">%zu "
                    "others</td></tr>\n", rest, s->size - REASONS_SHOWN);
    html_raw(h, "</tbody></table></div>\n");
}

static void add_behind(struct html *h, const struct diff_moves *moves)
{
    if (!moves->behind.size)
        return;
    html_printf(h, "<h3>What moved it</h3>\n<p class=\"meta\">Contributions that differ, added up over the %zu "
                "largest moves.</p>\n<div class=\"wide\"><table><tbody>\n", moves->behind_items);
    for (size_t i = 0; i < moves->behind.size && i < BEHIND_SHOWN; i++)
        add_shift(h, &moves->behind.items[i], largest_of(&moves->behind), true);
    html_raw(h, "</tbody></table></div>\n");
}

static void add_move(struct html *h, const struct diff_move *m, const struct tally_score *s)
{
    char when[INSTANT_TEXT];
    instant_text(m->time, when);
    html_raw(h, "<div class=\"move\"><h3>");
    html_text(h, slice_of(m->title ? m->title : "(no title)"));
    html_raw(h, "</h3><p class=\"meta\">");
    html_text(h, slice_of(m->feed));
    html_printf(h, ", %.10s, number %" PRIu64 "</p>\n<p>", when, m->move.sequence);
    add_value(h, &m->move.before);
    html_raw(h, " &rarr; ");
    add_value(h, &m->move.after);
    html_raw(h, "</p>\n");
    add_way(h, &m->move, s);
    add_shifts(h, &m->shifts);
    html_raw(h, "</div>\n");
}

static void add_moves(struct html *h, const struct diff_moves *moves, const struct tally_score *s)
{
    if (!moves->size)
        return;
    html_printf(h, "<h2>Largest moves of %s</h2>\n<p class=\"meta\">From the hollow dot to the full one, "
                "and the reasons whose contributions differ.</p>\n", s->scorer);
    for (size_t i = 0; i < moves->size; i++)
        add_move(h, &moves->items[i], s);
}

void diff_html(const struct diff_report *r, struct html *h)
{
    static const char title[] = "What another configuration would have said";
    html_open(h, title);
    html_printf(h, "<h1>%s</h1>\n", title);
    add_head(h, r);
    const struct tally *t = r->tally;
    for (size_t i = 0; i < t->scores_size; i++) {
        add_score(h, r, i);
        add_behind(h, &r->moves[i]);
    }
    add_groups(h, "Feeds", "feed", t, &t->feeds);
    add_groups(h, "Tickers", "ticker", t, &t->tickers);
    add_alerts(h, t);
    for (size_t i = 0; i < t->scores_size; i++)
        add_moves(h, &r->moves[i], &t->scores[i]);
}
