#include "commands/show.h"

#include "base/mem.h"
#include "base/text.h"
#include "commands/paint.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "-0.30 mildly negative", or "abstains" and why. */
static void print_score(const struct verdict_opinion *o, struct verdict_score score)
{
    if (score.present)
        printf("%s%+.2f %s%s", paint(paint_of_label(score.label)), score.value,
               score.label ? score.label : "", paint(PAINT_PLAIN));
    else
        printf("%s%s%s", paint(PAINT_FAINT), o && o->broken ? o->broken : "abstains",
               paint(PAINT_PLAIN));
}

static void print_reliability(struct verdict_score score)
{
    enum paint p = score.present ? paint_of_label(score.label) : PAINT_FAINT;
    if (score.present)
        printf("%s%.2f %s%s", paint(p), score.value, score.label ? score.label : "",
               paint(PAINT_PLAIN));
    else
        printf("%sabstains%s", paint(p), paint(PAINT_PLAIN));
}

static struct slice headline(const struct article *a)
{
    if (a->title)
        return slice_of(a->title);
    struct slice text = text_slice(&a->text);
    size_t end = slice_find_byte(text, '\n');
    return utf8_cut(end == SIZE_MAX ? text : slice_sub(text, 0, end), 72);
}

void show_line(const struct article *a, const struct verdict *v)
{
    const struct verdict_opinion *tone = verdict_opinion(v, "tone");
    const struct verdict_opinion *reliability = verdict_opinion(v, "reliability");
    if (tone)
        print_score(tone, tone->overall);
    if (reliability) {
        printf("  reliability ");
        print_reliability(reliability->overall);
    }
    for (size_t i = 0; tone && i < v->entities_size; i++) {
        if (!tone->entities[i].present)
            continue;
        printf("  ");
        paint_print(slice_of(v->entities[i].ticker), false);
        printf(" %s%+.2f%s", paint(paint_of_label(tone->entities[i].label)),
               tone->entities[i].value, paint(PAINT_PLAIN));
    }
    printf("  ");
    paint_print(headline(a), false);
    putchar('\n');
}

/* The text, marked */

static int by_start(const void *a, const void *b)
{
    const struct verdict_reason *const *x = a, *const *y = b;
    if ((*x)->span.start != (*y)->span.start)
        return (*x)->span.start < (*y)->span.start ? -1 : 1;
    return *x < *y ? -1 : *x > *y;
}

/* The tone's overall reasons that stand somewhere and weigh something, by place. */
static const struct verdict_reason **placed(const struct verdict_opinion *o, size_t *ret_size)
{
    const struct verdict_reason **list = mem_array(o->reasons_size + 1, sizeof *list);
    size_t size = 0;
    for (size_t i = 0; i < o->reasons_size; i++)
        if (o->reasons[i].entity == ASSAY_OVERALL && o->reasons[i].span.len &&
            fabs(o->reasons[i].contribution) >= 0.0005)
            list[size++] = &o->reasons[i];
    qsort(list, size, sizeof *list, by_start);
    *ret_size = size;
    return list;
}

static void print_marked(const struct article *a, const struct verdict_opinion *o)
{
    size_t size, at = 0;
    const struct verdict_reason **list = placed(o, &size);
    struct slice text = text_slice(&a->text);
    for (size_t i = 0; i < size; i++) {
        size_t start = list[i]->span.start, end = start + list[i]->span.len;
        if (start < at)
            continue; /* inside the one before it; it stands in the list below */
        paint_print(slice_sub(text, at, start - at), true);
        printf("%s", paint(paint_of_sign(list[i]->contribution)));
        paint_print(slice_sub(text, start, end - start), true);
        printf("[%+.3f]%s", list[i]->contribution, paint(PAINT_PLAIN));
        at = end;
    }
    paint_print(slice_sub(text, at, text.len), true);
    printf("\n");
    mem_free(&list);
}

/* The sums */

/* What the lexicon or setting said, and what the rules made of it; how they did is told behind. */
static void print_making(const struct verdict_reason *r)
{
    if (r->weight == 0 || r->weight == r->contribution)
        return;
    if (fabs(r->weight - r->delta) < 0.005)
        printf("%+.2f: ", r->weight);
    else
        printf("%+.2f made %+.2f: ", r->weight, r->delta);
}

static void print_reason(const struct article *a, const struct verdict_reason *r)
{
    enum { SHOWN = 60 };
    struct slice words = slice_sub(text_slice(&a->text), r->span.start, r->span.len);
    printf("  %s%+.4f%s  %s%s%s", paint(paint_of_sign(r->contribution)),
           r->contribution, paint(PAINT_PLAIN), r->rule, r->detail ? ":" : "", "");
    if (r->detail)
        paint_print(slice_of(r->detail), false);
    if (words.len) {
        printf("  \"");
        paint_print(utf8_cut(words, SHOWN), false);
        printf("%s\"", words.len > SHOWN ? "…" : "");
    }
    if (r->why) {
        printf("  %s", paint(PAINT_FAINT));
        print_making(r);
        paint_print(slice_of(r->why), false);
        printf("%s", paint(PAINT_PLAIN));
    }
    putchar('\n');
}

static void print_reasons(const struct article *a, const struct verdict_opinion *o, int entity)
{
    for (size_t i = 0; i < o->reasons_size; i++)
        if (o->reasons[i].entity == entity)
            print_reason(a, &o->reasons[i]);
}

static void print_parts(const struct article *a, const struct verdict_opinion *o)
{
    enum { SHOWN = 56 };
    for (size_t i = 0; i < o->parts_size; i++) {
        const struct verdict_part *p = &o->parts[i];
        if (p->entity != ASSAY_OVERALL || p->share <= 0)
            continue;
        struct slice words = slice_sub(text_slice(&a->text), p->span.start, p->span.len);
        printf("  %s%+.4f%s  share %4.1f%%  %-9s \"", paint(paint_of_sign(p->contribution)),
               p->contribution, paint(PAINT_PLAIN), p->share * 100, p->name);
        paint_print(utf8_cut(words, SHOWN), false);
        printf("%s\"\n", words.len > SHOWN ? "…" : "");
    }
}

/* Left out are those that only steer: they would be half of the text. */
static bool is_worth_telling(const char *rule)
{
    static const char *const told[] = { "overridden", "gate", "muted", "name", "name.watched",
                                        "boilerplate", "repeated", "neutral", "used" };
    for (size_t i = 0; i < count_of(told); i++)
        if (strcmp(rule, told[i]) == 0)
            return true;
    return false;
}

static void print_asides(const struct article *a, const struct verdict_opinion *o)
{
    size_t told = 0;
    for (size_t i = 0; i < o->asides_size; i++) {
        const struct verdict_reason *aside = &o->asides[i];
        if (!is_worth_telling(aside->rule))
            continue;
        if (!told++)
            printf("\nSeen, and not counted\n");
        printf("  %-12s \"", aside->rule);
        paint_print(utf8_cut(slice_sub(text_slice(&a->text), aside->span.start, aside->span.len), 60),
                    false);
        printf("\"  %s", paint(PAINT_FAINT));
        paint_print(slice_of(aside->why), false);
        printf("%s\n", paint(PAINT_PLAIN));
    }
}

static void print_facts(const struct verdict_opinion *o)
{
    for (size_t i = 0; i < o->facts_size; i++)
        if (o->facts[i].text)
            printf("  %s %s", o->facts[i].name, o->facts[i].text);
        else
            printf("  %s %.2f", o->facts[i].name, o->facts[i].number);
}

static void print_tone(const struct article *a, const struct verdict *v,
                       const struct verdict_opinion *o)
{
    print_marked(a, o);
    printf("\n%sTone%s ", paint(PAINT_STRONG), paint(PAINT_PLAIN));
    print_score(o, o->overall);
    print_facts(o);
    printf("\n");
    print_reasons(a, o, ASSAY_OVERALL);
    printf("\nSentence by sentence\n");
    print_parts(a, o);
    print_asides(a, o);
    for (size_t i = 0; i < v->entities_size; i++) {
        printf("\n%s", paint(PAINT_STRONG));
        paint_print(slice_of(v->entities[i].ticker), false);
        printf("%s ", paint(PAINT_PLAIN));
        print_score(o, o->entities[i]);
        printf("  relevance %.2f  mentions %zu\n", v->entities[i].relevance,
               v->entities[i].mentions);
        print_reasons(a, o, (int)i);
    }
}

static void print_other(const struct article *a, const struct verdict_opinion *o, const char *name)
{
    printf("\n%s%s%s ", paint(PAINT_STRONG), name, paint(PAINT_PLAIN));
    if (strcmp(o->scorer, "reliability") == 0)
        print_reliability(o->overall);
    else
        print_score(o, o->overall);
    if (o->broken)
        printf("  (broke its word: %s)", o->broken);
    print_facts(o);
    printf("\n");
    print_reasons(a, o, ASSAY_OVERALL);
}

static void print_checks(const struct article *a, const struct verdict_opinion *o)
{
    static const char *const words[] = { "supported", "CONTRADICTED", "unverifiable", "warning" };
    static const enum paint paints[] = { PAINT_GOOD, PAINT_BAD, PAINT_FAINT, PAINT_WARN };
    for (size_t t = 0; t < a->tables_size; t++) {
        printf("\nTable %zu: %u rows, %u columns\n", t + 1, a->tables[t].rows,
               a->tables[t].columns);
        for (size_t i = 0; i < o->checks_size; i++) {
            const struct verdict_check *c = &o->checks[i];
            if (c->table != t)
                continue;
            printf("  %s%-12s%s %s%s%s  ", paint(paints[c->status]), words[c->status],
                   paint(PAINT_PLAIN), c->name, c->error ? ": " : "", c->error ? c->error : "");
            paint_print(slice_of(c->why), false);
            printf("\n");
        }
    }
}

void show_explanation(const struct article *a, const struct verdict *v)
{
    const struct verdict_opinion *reliability = verdict_opinion(v, "reliability");
    for (size_t i = 0; i < v->opinions_size; i++) {
        const struct verdict_opinion *o = &v->opinions[i];
        if (strcmp(o->scorer, "tone") == 0)
            print_tone(a, v, o);
        else
            print_other(a, o, strcmp(o->scorer, "reliability") == 0 ? "Reliability" : o->scorer);
    }
    if (reliability)
        print_checks(a, reliability);
}
