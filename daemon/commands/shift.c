#include "commands/shift.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 60   /* bytes shown */
#define STAYED    1e-9

const char *const shift_words[] = { [SHIFT_CAME] = "new", [SHIFT_WENT] = "gone",
                                    [SHIFT_CHANGED] = "changed", [SHIFT_SCALED] = "rescaled" };

void shifts_done(struct shifts *s)
{
    for (size_t i = 0; i < s->size; i++)
        mem_free(&s->items[i].words);
    mem_free(&s->items);
    *s = (struct shifts){ 0 };
}

/* What a reader would find again: the words themselves where they are few, else the entry. */
static char *words_of(const struct article *a, const struct verdict_reason *r)
{
    HELD(text) clean = { 0 };
    struct slice words = slice_sub(text_slice(&a->text), r->span.start, r->span.len);
    if (!words.len || words.len > WORDS_MAX)
        words = slice_of(r->detail);
    text_add_printable(&clean, utf8_cut(words, WORDS_MAX), false);
    for (size_t i = 0; i < clean.len; i++)
        if (clean.ptr[i] >= 'A' && clean.ptr[i] <= 'Z')
            clean.ptr[i] = (char)(clean.ptr[i] + 'a' - 'A');
    return clean.len ? text_take(&clean) : mem_string("");
}

/* Few differ in an article: a plain search will do, up to a ceiling that keeps it linear enough. */
#define SHIFTS_MAX 500

static struct shift *shift_of(struct shifts *s, const char *rule, char **words)
{
    for (size_t i = 0; i < s->size; i++)
        if (strcmp(s->items[i].rule, rule) == 0 &&
            (strcmp(s->items[i].words, *words) == 0 || s->size >= SHIFTS_MAX))
            return &s->items[i];
    mem_grow(s->items, s->size, s->cap);
    struct shift *shift = &s->items[s->size++];
    *shift = (struct shift){ .rule = rule, .words = *words };
    *words = NULL;
    return shift;
}

static void gather(struct shifts *s, const struct article *a, const struct verdict_opinion *o,
                   bool is_after)
{
    for (size_t i = 0; o && i < o->reasons_size; i++) {
        const struct verdict_reason *r = &o->reasons[i];
        if (r->entity != ASSAY_OVERALL)
            continue;
        char *words = words_of(a, r);
        struct shift *shift = shift_of(s, r->rule, &words);
        mem_free(&words);
        *(is_after ? &shift->after : &shift->before) += r->contribution;
        *(is_after ? &shift->delta_after : &shift->delta_before) += r->delta;
        ++*(is_after ? &shift->times_after : &shift->times_before);
    }
}

static void name_kind(struct shift *s)
{
    s->times = s->times_after > s->times_before ? s->times_after : s->times_before;
    s->items = 1;
    s->kind = !s->times_before   ? SHIFT_CAME
              : !s->times_after ? SHIFT_WENT
              : s->times_before == s->times_after &&
                      fabs(s->delta_after - s->delta_before) <= STAYED
                  ? SHIFT_SCALED
                  : SHIFT_CHANGED;
}

static int by_size(const void *left, const void *right)
{
    const struct shift *a = left, *b = right;
    double x = fabs(a->after - a->before), y = fabs(b->after - b->before);
    if (x != y)
        return x > y ? -1 : 1;
    int rules = strcmp(a->rule, b->rule);
    return rules ? rules : strcmp(a->words, b->words);
}

static void drop_what_stayed(struct shifts *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->size; i++) {
        if (fabs(s->items[i].after - s->items[i].before) <= STAYED)
            mem_free(&s->items[i].words);
        else
            s->items[kept++] = s->items[i];
    }
    s->size = kept;
}

void shifts_find(struct shifts *s, const struct article *a, const struct verdict_opinion *before,
                 const struct verdict_opinion *after)
{
    gather(s, a, before, false);
    gather(s, a, after, true);
    drop_what_stayed(s);
    for (size_t i = 0; i < s->size; i++)
        name_kind(&s->items[i]);
    shifts_sort(s);
}

void shifts_sort(struct shifts *s)
{
    if (s->size)
        qsort(s->items, s->size, sizeof *s->items, by_size);
}

void shifts_gather(struct shifts *into, const struct shifts *from)
{
    for (size_t i = 0; i < from->size; i++) {
        const struct shift *theirs = &from->items[i];
        char *words = mem_string(theirs->words);
        struct shift *ours = shift_of(into, theirs->rule, &words);
        mem_free(&words);
        ours->kind = !ours->items || ours->kind == theirs->kind ? theirs->kind : SHIFT_CHANGED;
        ours->items++;
        ours->times += theirs->times;
        ours->before += theirs->before;
        ours->after += theirs->after;
    }
}
