#include "commands/whynot.h"

#include "commands/paint.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define PLACES_MAX 20 /* more of the same helps nobody */

struct asked {
    const struct article *article;
    const struct verdict *verdict;
    const char *word;
    struct assay_span span; /* where it stands */
};

static bool is_wordy(struct slice s, size_t at)
{
    unsigned char c = at < s.len ? (unsigned char)s.ptr[at] : ' ';
    return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* The next place from `from` on where the word stands by itself; SIZE_MAX: none. */
static size_t find_word(struct slice text, size_t from, const char *word)
{
    size_t len = strlen(word);
    for (;;) {
        size_t at = slice_find_nocase(slice_sub(text, from, text.len), word);
        if (at == SIZE_MAX)
            return SIZE_MAX;
        at += from;
        if (!(at && is_wordy(text, at - 1)) && !is_wordy(text, at + len))
            return at;
        from = at + 1;
    }
}

static bool covers(struct assay_span outer, struct assay_span inner)
{
    return outer.len && outer.start <= inner.start &&
           outer.start + outer.len >= inner.start + inner.len;
}

static bool meets(struct assay_span a, struct assay_span b)
{
    return a.len && b.len && a.start < b.start + b.len && b.start < a.start + a.len;
}

static void print_words(const struct asked *q, struct assay_span span)
{
    enum { SHOWN = 60 };
    struct slice words = slice_sub(text_slice(&q->article->text), span.start, span.len);
    printf("\"");
    paint_print(utf8_cut(words, SHOWN), false);
    printf("%s\"", words.len > SHOWN ? "…" : "");
}

/* ------------------------------------------------------------------ one place */

/* What a scorer says of the place by its reasons: it counts, or counts for nothing. */
static bool tell_reasons(const struct asked *q, const struct verdict_opinion *o)
{
    bool told = false;
    for (size_t i = 0; i < o->reasons_size; i++) {
        const struct verdict_reason *r = &o->reasons[i];
        if (r->entity != ASSAY_OVERALL || !meets(r->span, q->span))
            continue;
        bool counts = fabs(r->contribution) >= 0.00005, part = r->span.len > q->span.len;
        printf("      %s: %s", o->scorer, counts ? "it counts" : "it counts for nothing");
        if (part) {
            printf(" as part of ");
            print_words(q, r->span);
        }
        printf(", %s%+.4f%s by %s", paint(counts ? r->contribution < 0 ? PAINT_BAD : PAINT_GOOD : PAINT_FAINT),
               r->contribution, paint(PAINT_PLAIN), r->rule);
        if (r->why) {
            printf(": ");
            paint_print(slice_of(r->why), false);
        }
        printf("\n");
        told = true;
    }
    return told;
}

static bool tell_asides(const struct asked *q, const struct verdict_opinion *o)
{
    bool told = false;
    for (size_t i = 0; i < o->asides_size; i++) {
        const struct verdict_reason *aside = &o->asides[i];
        if (!meets(aside->span, q->span))
            continue;
        printf("      %s: %s", o->scorer, aside->why ? aside->why : aside->rule);
        if (aside->detail && aside->span.len > q->span.len) {
            printf(", as part of ");
            print_words(q, aside->span);
        }
        printf("  %s(%s)%s\n", paint(PAINT_FAINT), aside->rule, paint(PAINT_PLAIN));
        told = true;
    }
    return told;
}

static bool was_read(const struct asked *q, const struct verdict_opinion *o)
{
    for (size_t i = 0; i < o->parts_size; i++)
        if (o->parts[i].entity == ASSAY_OVERALL && covers(o->parts[i].span, q->span))
            return true;
    return false;
}

static void tell_unknown(const struct asked *q, const struct verdict_opinion *o)
{
    if (o->parts_size && !was_read(q, o)) {
        printf("      tone: it stands outside of the text that is counted\n");
        return;
    }
    printf("      tone: no lexicon has it, as it stands here; give it a value under `words`, and try\n"
           "            --set 'scorers.tone.words.");
    paint_print(slice_of(q->word), false);
    printf("=-1.5'\n");
}

static void tell_place(struct asked *q, size_t at)
{
    enum { AROUND = 32 };
    struct slice text = text_slice(&q->article->text);
    q->span = (struct assay_span){ (uint32_t)at, (uint32_t)strlen(q->word) };
    size_t from = at > AROUND ? at - AROUND : 0;
    while (from && ((unsigned char)text.ptr[from] & 0xc0) == 0x80)
        from--;
    printf("  at %zu: %s", utf8_offset(text, at), from ? "…" : "");
    paint_print(utf8_cut(slice_sub(text, from, text.len), at - from + q->span.len + AROUND), false);
    printf("\n");
    for (size_t i = 0; i < q->verdict->opinions_size; i++) {
        const struct verdict_opinion *o = &q->verdict->opinions[i];
        bool told = tell_reasons(q, o);
        told |= tell_asides(q, o);
        if (!told && strcmp(o->scorer, "tone") == 0)
            tell_unknown(q, o);
    }
}

void whynot_show(const struct article *a, const struct verdict *v, const char *word)
{
    struct asked q = { .article = a, .verdict = v, .word = word };
    struct slice text = text_slice(&a->text);
    size_t places = 0;
    printf("%sWhy not \"", paint(PAINT_STRONG));
    paint_print(slice_of(word), false);
    printf("\"?%s\n", paint(PAINT_PLAIN));
    for (size_t at = 0; *word && (at = find_word(text, at, word)) != SIZE_MAX; at += strlen(word))
        if (places++ < PLACES_MAX)
            tell_place(&q, at);
    if (!places)
        printf("  it does not stand in the text as a word of its own\n");
    else if (places > PLACES_MAX)
        printf("  and at %zu places more\n", places - PLACES_MAX);
}
