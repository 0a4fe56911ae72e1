/* detail.c - what a reader could check: people named in full, figures, an editor's brackets.
 *
 * Part of the attribution group. Invented stories have details as well; they have fewer. */
#include "detail.h"

#include <string.h>

#define MOST 32 /* different ones remembered; every cap is lower */

struct seen {
    uint64_t hashes[MOST];
    size_t size;
};

/* True when it is new and there was room. */
static bool seen_add(struct seen *seen, uint64_t hash)
{
    for (size_t i = 0; i < seen->size; i++)
        if (seen->hashes[i] == hash)
            return false;
    if (seen->size == MOST)
        return false;
    seen->hashes[seen->size++] = hash;
    return true;
}

/* Does the name before `at` go on with this word? "Meta's AI" is two. */
static bool goes_on(const struct reading *r, uint32_t at)
{
    return at < r->words_size && !(r->words[at].flags & (WORD_BREAK | WORD_FIRST)) &&
           !(r->words[at - 1].flags & WORD_POSSESSIVE) && word_is_name(&r->words[at]) &&
           !(r->words[at].flags & WORD_NUMBER);
}

/* Two or three capitalised words in a row; each once, known by its last word. */
static void weigh_people(const struct weighing *w)
{
    const struct reading *r = w->reading;
    struct seen seen = { 0 };
    for (uint32_t k = 0, next = r->body; k < r->uppers_size; k++) {
        uint32_t i = r->uppers[k], last = i;
        const struct word *word = &r->words[i];
        if (i < next || !word_is_name(word) || word->flags & WORD_CAPITALS || word->lists & LIST(OUTLET))
            continue;
        while (goes_on(r, last + 1))
            last++;
        if (last > i && last - i < 3 && seen_add(&seen, r->words[last].hash))
            ledger_add(w->ledger, SIGNAL_attribution_people, reading_span(r, i, last - i + 1));
        next = last + 1;
    }
}

static void weigh_figures(const struct weighing *w)
{
    const struct reading *r = w->reading;
    struct seen seen = { 0 };
    for (uint32_t k = 0; k < r->figures_size; k++) {
        uint32_t i = r->figures[k];
        const struct word *word = &r->words[i];
        bool figure = word->len > 1 || word->flags & (WORD_MONEY | WORD_PERCENT);
        if (i >= r->body && figure && seen_add(&seen, word->hash))
            ledger_add(w->ledger, SIGNAL_attribution_figure, reading_span(r, i, 1));
    }
}

/* "(NHTSA)", "[the ministry]": something short between brackets, not "(Photo: AP)" or "(or so)". */
static bool is_gloss(const struct reading *r, const struct word *word, char close)
{
    phrase_set unwanted = LIST(FUNCTION) | LIST(WIRE) | LIST(CREDIT);
    if (close == ')' && (!(word->flags & (WORD_UPPER | WORD_NUMBER)) || word->lists & unwanted))
        return false;
    size_t most = r->article->text.len - word->start;
    const char *text = r->text + word->start;
    const char *end = memchr(text, close, most < 40 ? most : 40);
    return end && end - text > 1;
}

/* Calls back for the word behind every `mark` of the body. */
static void each_behind(const struct weighing *w, char mark,
                        void (*each)(const struct weighing *, uint32_t word, char mark))
{
    const struct reading *r = w->reading;
    const char *text = r->text, *end = text + r->article->text.len;
    const char *at = r->body < r->words_size ? text + r->words[r->body].start : end;
    for (at -= at > text; at < end && (at = memchr(at, mark, (size_t)(end - at))); at++) {
        uint32_t word = reading_word_at(r, (uint32_t)(at - text) + 1);
        if (word < r->words_size && r->words[word].start == (uint32_t)(at - text) + 1)
            each(w, word, mark);
    }
}

static void weigh_bracket(const struct weighing *w, uint32_t word, char mark)
{
    if (is_gloss(w->reading, &w->reading->words[word], mark == '(' ? ')' : ']'))
        ledger_add(w->ledger, SIGNAL_attribution_gloss, reading_span(w->reading, word, 1));
}

/* "@name": the post itself is shown, so that it can be looked up. */
static void weigh_handle(const struct weighing *w, uint32_t word, char mark)
{
    const struct reading *r = w->reading;
    uint32_t start = r->words[word].start - 1;
    (void)mark;
    if (start == 0 || strchr(" \n(", r->text[start - 1]))
        ledger_add(w->ledger, SIGNAL_attribution_handle, reading_span(r, word, 1));
}

/* "Finance Minister Kim Lee", "Dr. Lee": says in what office somebody speaks or acts. */
static void weigh_capacity(const struct weighing *w)
{
    const struct reading *r = w->reading;
    struct seen seen = { 0 };
    for (uint32_t k = 0; k < r->uppers_size; k++) {
        uint32_t i = r->uppers[k] - 1; /* the word before the name */
        const struct word *word = &r->words[i];
        if (r->uppers[k] <= r->body || !(word->lists & (LIST(ROLE) | LIST(HONORIFIC))) || !goes_on(r, i + 1))
            continue;
        if (!(word[1].lists & (LIST(ROLE) | LIST(HONORIFIC))) && seen_add(&seen, word[1].hash))
            ledger_add(w->ledger, SIGNAL_attribution_capacity, reading_span(r, i, 2));
    }
}

void detail_weigh(struct weighing *w)
{
    weigh_figures(w);
    if (w->english) {
        weigh_people(w);
        weigh_capacity(w);
    }
    each_behind(w, '(', weigh_bracket);
    each_behind(w, '[', weigh_bracket);
    each_behind(w, '@', weigh_handle);
}
