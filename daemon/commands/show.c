#include "commands/show.h"

#include "base/mem.h"
#include "base/text.h"
#include "commands/paint.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_clean(struct slice s, bool keep_lines)
{
    HELD(text) clean = {0};
    text_add_printable(&clean, s, keep_lines);
    fwrite(text_string(&clean), 1, clean.len, stdout);
}

/* "-0.30 mildly negative", or "abstains" and why. */
static void print_score(const struct verdict_opinion *o, struct verdict_score score)
{
    if (score.present)
        printf("%s%+.2f %s%s", paint(paint_of_score(score.value)), score.value,
               score.label ? score.label : "", paint(PAINT_PLAIN));
    else
        printf("%s%s%s", paint(PAINT_FAINT), o && o->broken ? o->broken : "abstains",
               paint(PAINT_PLAIN));
}

static void print_reliability(struct verdict_score score)
{
    enum paint p = !score.present       ? PAINT_FAINT
                   : score.value >= 0.6 ? PAINT_GOOD
                   : score.value < 0.3  ? PAINT_BAD
                                        : PAINT_WARN;
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
        print_clean(slice_of(v->entities[i].ticker), false);
        printf(" %s%+.2f%s", paint(paint_of_score(tone->entities[i].value)),
               tone->entities[i].value, paint(PAINT_PLAIN));
    }
    printf("  ");
    print_clean(headline(a), false);
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
        print_clean(slice_sub(text, at, start - at), true);
        printf("%s", paint(paint_of_score(list[i]->contribution < 0 ? -1 : 1)));
        print_clean(slice_sub(text, start, end - start), true);
        printf("[%+.3f]%s", list[i]->contribution, paint(PAINT_PLAIN));
        at = end;
    }
    print_clean(slice_sub(text, at, text.len), true);
    printf("\n");
    mem_free(&list);
}

/* The sums */

static void print_reason(const struct article *a, const struct verdict_reason *r)
{
    enum { SHOWN = 60 };
    struct slice words = slice_sub(text_slice(&a->text), r->span.start, r->span.len);
    printf("  %s%+.4f%s  %s%s%s", paint(r->contribution < 0 ? PAINT_BAD : PAINT_GOOD),
           r->contribution, paint(PAINT_PLAIN), r->rule, r->detail ? ":" : "", "");
    if (r->detail)
        print_clean(slice_of(r->detail), false);
    if (words.len) {
        printf("  \"");
        print_clean(utf8_cut(words, SHOWN), false);
        printf("%s\"", words.len > SHOWN ? "…" : "");
    }
    if (r->why) {
        printf("  %s", paint(PAINT_FAINT));
        print_clean(slice_of(r->why), false);
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
        printf("  %s%+.4f%s  share %4.1f%%  %-9s \"", paint(paint_of_score(p->value)),
               p->contribution, paint(PAINT_PLAIN), p->share * 100, p->name);
        print_clean(utf8_cut(words, SHOWN), false);
        printf("%s\"\n", words.len > SHOWN ? "…" : "");
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
    for (size_t i = 0; i < v->entities_size; i++) {
        printf("\n%s", paint(PAINT_STRONG));
        print_clean(slice_of(v->entities[i].ticker), false);
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
            print_clean(slice_of(c->why), false);
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
