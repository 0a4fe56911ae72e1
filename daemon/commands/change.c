#include "commands/change.h"

#include "base/mem.h"
#include "commands/paint.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNMOVED 0.00005 /* what prints alike is alike */

/* ------------------------------------------------------------------ scores */

static void print_score(struct verdict_score s)
{
    if (s.present)
        printf("%+.4f %s", s.value, s.label ? s.label : "");
    else
        printf("abstains");
}

static bool is_same(struct verdict_score a, struct verdict_score b)
{
    return a.present == b.present && (!a.present || fabs(a.value - b.value) < UNMOVED) &&
           (!a.label || !b.label || strcmp(a.label, b.label) == 0);
}

static void print_scores(const char *name, struct verdict_score before, struct verdict_score after)
{
    printf("  ");
    paint_print(slice_of(name), false);
    printf("%*s", strlen(name) < 12 ? (int)(13 - strlen(name)) : 1, "");
    print_score(before);
    if (is_same(before, after)) {
        printf("  %sstays%s\n", paint(PAINT_FAINT), paint(PAINT_PLAIN));
        return;
    }
    printf("  ->  ");
    print_score(after);
    if (before.present && after.present)
        printf("  %s%+.4f%s", paint(after.value < before.value ? PAINT_BAD : PAINT_GOOD),
               after.value - before.value, paint(PAINT_PLAIN));
    printf("\n");
}

/* Tickers may come and go with the change. */
static int entity_named(const struct verdict *v, const char *ticker)
{
    for (size_t i = 0; i < v->entities_size; i++)
        if (strcmp(v->entities[i].ticker, ticker) == 0)
            return (int)i;
    return -1;
}

static struct verdict_score score_at(const struct verdict_opinion *o, int entity)
{
    return o && entity >= 0 ? o->entities[entity] : (struct verdict_score){0};
}

static void print_entities(const struct verdict *before, const struct verdict *after)
{
    const struct verdict_opinion *old = verdict_opinion(before, "tone");
    const struct verdict_opinion *new = verdict_opinion(after, "tone");
    for (size_t i = 0; i < after->entities_size; i++) {
        const char *ticker = after->entities[i].ticker;
        print_scores(ticker, score_at(old, entity_named(before, ticker)), score_at(new, (int)i));
    }
    for (size_t i = 0; i < before->entities_size; i++)
        if (entity_named(after, before->entities[i].ticker) < 0)
            print_scores(before->entities[i].ticker, score_at(old, (int)i), (struct verdict_score){0});
}

/* ------------------------------------------------------------------ reasons */

static bool is_twin(const struct verdict_reason *a, const struct verdict_reason *b)
{
    return a->span.start == b->span.start && a->span.len == b->span.len &&
           strcmp(a->rule, b->rule) == 0;
}

static const struct verdict_reason *twin_of(const struct verdict_opinion *o,
                                            const struct verdict_reason *r)
{
    for (size_t i = 0; o && i < o->reasons_size; i++)
        if (o->reasons[i].entity == ASSAY_OVERALL && is_twin(&o->reasons[i], r))
            return &o->reasons[i];
    return NULL;
}

static void print_reason(const struct article *a, const struct verdict_reason *r, double before,
                         double after, const char *how)
{
    enum { SHOWN = 60 };
    struct slice words = slice_sub(text_slice(&a->text), r->span.start, r->span.len);
    printf("  %+.4f -> %+.4f  %-5s %s", before, after, how, r->rule);
    if (words.len) {
        printf("  \"");
        paint_print(utf8_cut(words, SHOWN), false);
        printf("%s\"", words.len > SHOWN ? "…" : "");
    }
    printf("\n");
}

static void print_opinion(const struct article *a, const struct verdict_opinion *before,
                          const struct verdict_opinion *after)
{
    for (size_t i = 0; after && i < after->reasons_size; i++) {
        const struct verdict_reason *r = &after->reasons[i], *old = twin_of(before, r);
        if (r->entity != ASSAY_OVERALL || (old && fabs(old->contribution - r->contribution) < UNMOVED))
            continue;
        print_reason(a, r, old ? old->contribution : 0, r->contribution, old ? "moves" : "new");
    }
    for (size_t i = 0; before && i < before->reasons_size; i++) {
        const struct verdict_reason *r = &before->reasons[i];
        if (r->entity == ASSAY_OVERALL && !twin_of(after, r))
            print_reason(a, r, r->contribution, 0, "gone");
    }
}

void change_show(const struct article *a, const struct verdict *before, const struct verdict *after)
{
    for (size_t i = 0; i < after->opinions_size; i++) {
        const struct verdict_opinion *new = &after->opinions[i];
        const struct verdict_opinion *old = verdict_opinion(before, new->scorer);
        print_scores(new->scorer, old ? old->overall : (struct verdict_score){0}, new->overall);
        if (strcmp(new->scorer, "tone") == 0)
            print_entities(before, after);
    }
    for (size_t i = 0; i < after->opinions_size; i++)
        print_opinion(a, verdict_opinion(before, after->opinions[i].scorer), &after->opinions[i]);
}
