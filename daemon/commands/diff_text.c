#include "commands/diff_report.h"
#include "commands/paint.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define GROUPS_SHOWN  12 /* feeds and tickers, of each */
#define REASONS_SHOWN 6  /* of a move */
#define BEHIND_SHOWN  8
#define OWN_WIDTH     12 /* columns of a user's own scorer */

static void print_clean(const char *string)
{
    HELD(text) clean = { 0 };
    text_add_printable(&clean, slice_of(string), false);
    fwrite(text_string(&clean), 1, clean.len, stdout);
}

static double percent(uint64_t part, uint64_t whole)
{
    return whole ? 100 * (double)part / (double)whole : 0;
}

/* The head */

static void print_head(const struct diff_report *r)
{
    const struct tally *t = r->tally;
    char oldest[INSTANT_TEXT], newest[INSTANT_TEXT];
    instant_text(t->oldest, oldest);
    instant_text(t->newest, newest);
    printf("%s%" PRIu64 " items%s, %.10s to %.10s", paint(PAINT_STRONG), t->items,
           paint(PAINT_PLAIN), oldest, newest);
    if (r->feed)
        printf(", feed %s", r->feed);
    if (r->counts.damaged)
        printf("; %" PRIu64 " damaged ones left out", r->counts.damaged);
    printf("\n%s  before  %s\n  after   %s\n", paint(PAINT_FAINT), r->pair->before.config->path,
           r->pair->after.config->path);
    for (size_t i = 0; i < r->changes_size; i++)
        printf("    with  %s\n", r->changes[i]);
    if (r->counts.taken)
        printf("  before is as published in %" PRIu64 " of them\n", r->counts.taken);
    printf("%s\n", paint(PAINT_PLAIN));
    printf("labels that change   %s%" PRIu64 "%s, %.2f %%\n",
           t->changed ? paint(PAINT_WARN) : "", t->changed, paint(PAINT_PLAIN),
           percent(t->changed, t->items));
}

/* Labels before by labels after; rows in which nothing stands are left out. */

static void print_row(const struct tally_score *s, size_t row)
{
    uint64_t items = 0;
    for (size_t i = 0; i < tally_labels(s->after); i++)
        items += s->labels[row][i];
    if (!items)
        return;
    printf("  %-18s", tally_label(s->before, row));
    for (size_t i = 0; i < tally_labels(s->after); i++) {
        uint64_t cell = s->labels[row][i];
        bool same = strcmp(tally_label(s->before, row), tally_label(s->after, i)) == 0;
        const char *on = !cell || same ? paint(PAINT_FAINT) : paint(PAINT_WARN);
        if (cell)
            printf("  %s%*" PRIu64 "%s", on, (int)strlen(tally_label(s->after, i)) > 6
                   ? (int)strlen(tally_label(s->after, i)) : 6, cell, paint(PAINT_PLAIN));
        else
            printf("  %s%*s%s", on, (int)strlen(tally_label(s->after, i)) > 6
                   ? (int)strlen(tally_label(s->after, i)) : 6, ".", paint(PAINT_PLAIN));
    }
    printf("\n");
}

static void print_score(const struct tally *t, const struct tally_score *s)
{
    printf("\n%s%s%s: %" PRIu64 " of %" PRIu64 " move, by %.4f on average over all and %.4f at most; "
           "%" PRIu64 " labels change, %.2f %%",
           paint(PAINT_STRONG), s->scorer, paint(PAINT_PLAIN), s->moved, t->items,
           s->total / (double)t->items, s->largest, s->changed, percent(s->changed, t->items));
    if (s->flipped)
        printf(", %" PRIu64 " across neutral", s->flipped);
    printf("\n");
    if (!s->changed)
        return;
    printf("  %sbefore \\ after%s    ", paint(PAINT_FAINT), paint(PAINT_PLAIN));
    for (size_t i = 0; i < tally_labels(s->after); i++)
        printf("  %6s", tally_label(s->after, i));
    printf("\n");
    for (size_t i = 0; i < tally_labels(s->before); i++)
        print_row(s, i);
}

/* Feeds and tickers */

static bool has_news(const struct tally_group *g)
{
    for (size_t i = 0; i < TALLY_SCORES; i++)
        if (g->sums[i].changed || g->sums[i].total > 0)
            return true;
    return false;
}

static void print_group_head(const char *title, const struct tally *t)
{
    printf("\n%s%-24s%s %8s  %8s %8s  %8s %8s", paint(PAINT_STRONG), title, paint(PAINT_PLAIN),
           "items", "tone", "labels", "reliab.", "labels");
    for (size_t i = TALLY_OWN; i < t->scores_size; i++)
        printf("  %*s", OWN_WIDTH, t->scores[i].scorer);
    printf("\n");
}

static void print_group(const struct tally_group *g, size_t scores_size)
{
    double items = g->items ? (double)g->items : 1;
    printf("  ");
    print_clean(g->name);
    printf("%*s %8" PRIu64, strlen(g->name) < 22 ? (int)(22 - strlen(g->name)) : 0, "", g->items);
    for (size_t i = 0; i < scores_size; i++) {
        const struct tally_sum *s = &g->sums[i];
        if (i < TALLY_OWN)
            printf("  %+8.4f %8" PRIu64, s->sum / items, s->changed);
        else
            printf("  %+*.4f", OWN_WIDTH, s->sum / items);
    }
    printf("\n");
}

static void print_groups(const char *title, const struct tally *t, const struct tally_groups *groups)
{
    size_t shown = 0;
    while (shown < groups->size && shown < GROUPS_SHOWN && has_news(groups->items[shown]))
        shown++;
    if (!shown)
        return;
    print_group_head(title, t);
    for (size_t i = 0; i < shown; i++)
        print_group(groups->items[i], t->scores_size);
    if (groups->size > shown && has_news(groups->items[shown]))
        printf("  %sand more; --json has them all%s\n", paint(PAINT_FAINT), paint(PAINT_PLAIN));
}

/* Alerts */

static void print_examples(const char *word, const uint64_t examples[TALLY_EXAMPLES])
{
    if (!examples[0])
        return;
    printf("  %s%s:", paint(PAINT_FAINT), word);
    for (size_t i = 0; i < TALLY_EXAMPLES && examples[i]; i++)
        printf(" %" PRIu64, examples[i]);
    printf("%s", paint(PAINT_PLAIN));
}

static void print_alerts(const struct tally *t)
{
    if (!t->alerts_size)
        return;
    printf("\n%s%-24s%s %8s %8s %8s %8s\n", paint(PAINT_STRONG), "alerts, before at_most",
           paint(PAINT_PLAIN), "before", "after", "gained", "lost");
    for (size_t i = 0; i < t->alerts_size; i++) {
        const struct tally_alert *a = &t->alerts[i];
        printf("  %-22s %8" PRIu64 " %8" PRIu64 " %8" PRIu64 " %8" PRIu64, a->name, a->before, a->after,
               a->gained, a->lost);
        print_examples("new in", a->gains);
        print_examples("gone in", a->losses);
        printf("\n");
    }
}

/* The largest moves */

static void print_value(const struct verdict_score *s)
{
    if (s->present)
        printf("%+.3f %s", s->value, s->label ? s->label : "");
    else
        printf("abstains");
}

static void print_shift(const struct shift *s)
{
    double size = s->after - s->before;
    printf("      %s%+.4f%s  %-8s %s", paint(size < 0 ? PAINT_BAD : PAINT_GOOD), size,
           paint(PAINT_PLAIN), shift_words[s->kind], s->rule);
    if (*s->words)
        printf("  \"%s\"", s->words);
    if (s->times > 1)
        printf("  %zu times", s->times);
    if (s->times_before && s->times_after)
        printf("  %s(%+.4f, now %+.4f)%s", paint(PAINT_FAINT), s->before, s->after,
               paint(PAINT_PLAIN));
    printf("\n");
}

static void print_move(const struct diff_move *m)
{
    char when[INSTANT_TEXT];
    double rest = 0;
    instant_text(m->time, when);
    printf("  %s%+.3f%s  ", paint(m->move.size < 0 ? PAINT_BAD : PAINT_GOOD), m->move.size,
           paint(PAINT_PLAIN));
    print_value(&m->move.before);
    printf("  ->  ");
    print_value(&m->move.after);
    printf("\n    ");
    print_clean(m->title ? m->title : "(no title)");
    printf("\n    %s%s, %.10s, number %" PRIu64 "%s\n", paint(PAINT_FAINT), m->feed, when,
           m->move.sequence, paint(PAINT_PLAIN));
    for (size_t i = 0; i < m->shifts.size; i++) {
        if (i < REASONS_SHOWN)
            print_shift(&m->shifts.items[i]);
        else
            rest += m->shifts.items[i].after - m->shifts.items[i].before;
    }
    if (m->shifts.size > REASONS_SHOWN)
        printf("      %+.4f  %s%zu others%s\n", rest, paint(PAINT_FAINT),
               m->shifts.size - REASONS_SHOWN, paint(PAINT_PLAIN));
}

static void print_behind(const struct diff_moves *moves, const char *scorer)
{
    const struct shifts *behind = &moves->behind;
    if (!behind->size)
        return;
    printf("\n%sWhat moved %s%s", paint(PAINT_STRONG), scorer, paint(PAINT_PLAIN));
    if (moves->behind_items > 1)
        printf(", added up over the %zu largest moves", moves->behind_items);
    printf("\n");
    for (size_t i = 0; i < behind->size && i < BEHIND_SHOWN; i++) {
        const struct shift *s = &behind->items[i];
        double size = s->after - s->before;
        printf("  %s%+9.3f%s  in %3zu  %-8s %s", paint(size < 0 ? PAINT_BAD : PAINT_GOOD), size,
               paint(PAINT_PLAIN), s->items, shift_words[s->kind], s->rule);
        if (*s->words)
            printf("  \"%s\"", s->words);
        printf("\n");
    }
}

static void print_moves(const struct diff_moves *moves, const char *scorer)
{
    if (!moves->size)
        return;
    printf("\n%sLargest moves of %s%s\n", paint(PAINT_STRONG), scorer, paint(PAINT_PLAIN));
    for (size_t i = 0; i < moves->size; i++)
        print_move(&moves->items[i]);
}

void diff_text(const struct diff_report *r)
{
    const struct tally *t = r->tally;
    print_head(r);
    for (size_t i = 0; i < t->scores_size; i++)
        print_score(t, &t->scores[i]);
    print_groups("feeds, mean moves", t, &t->feeds);
    print_groups("tickers, mean moves", t, &t->tickers);
    print_alerts(t);
    for (size_t i = 0; i < t->scores_size; i++)
        print_behind(&r->moves[i], t->scores[i].scorer);
    for (size_t i = 0; i < t->scores_size; i++)
        print_moves(&r->moves[i], t->scores[i].scorer);
}
