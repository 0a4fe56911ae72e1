/* headline.c - does the body carry its headline? */
#include "groups.h"

#include <stdlib.h>

#define LEAD_WORDS 80      /* of the body: where a hedge concerns the headline's news */
#define LONG_WORDS 11      /* of a headline; every word more counts */
#define MIN_BODY 60        /* words; a teaser can't be asked to repeat its headline */

static bool is_hedged(phrase_set lists)
{
    return lists & (LIST(HEDGE) | LIST(HEARSAY) | LIST(ANONYMOUS) | LIST(NAMELESS) | LIST(SAY));
}

static phrase_set lists_of_title(const struct reading *r)
{
    phrase_set lists = 0;
    for (uint32_t i = 0; i < r->title_words; i++)
        lists |= r->words[i].lists;
    return lists;
}

static bool title_has(const struct reading *r, char c)
{
    struct assay_span span = r->article->blocks[0].span;
    for (uint32_t i = span.start; i < span.start + span.len; i++)
        if (r->text[i] == c)
            return true;
    return false;
}

/* The headline states what the text's first words give on hearsay. */
static void weigh_certainty(const struct weighing *w)
{
    const struct reading *r = w->reading;
    phrase_set title = lists_of_title(r);
    bool quoted = r->quotations_size && r->quotations[0].first < r->title_words;
    if (is_hedged(title) || quoted || title_has(r, '?'))
        return;
    for (uint32_t i = 0; i < r->marks_size; i++) {
        const struct mark *mark = &r->marks[i];
        bool lead = mark->first >= r->body && mark->first < r->body + LEAD_WORDS;
        if (!lead || r->words[mark->first].flags & WORD_QUOTED)
            continue;
        if (mark->list == LIST_HEARSAY || mark->list == LIST_ANONYMOUS)
            ledger_add(w->ledger, SIGNAL_headline_overstates,
                       reading_span(r, mark->first, mark->words));
    }
}

/* ------------------------------------------------------------------ the headline's words */

static int compare_hashes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Inflections meet in the first five letters: "resigns" and "resigned". */
static uint64_t stem_of(const struct reading *r, const struct word *word)
{
    return phrasebook_hash(r->text + word->start, word->len > 5 ? 5 : word->len);
}

static bool is_content(const struct word *word)
{
    return word->flags & WORD_NUMBER || (word->len >= 4 && !(word->lists & LIST(FUNCTION)));
}

static void weigh_support(const struct weighing *w)
{
    const struct reading *r = w->reading;
    uint64_t *stems = malloc((r->body_words + 1) * sizeof *stems);
    if (!stems)
        abort();
    for (uint32_t i = 0; i < r->body_words; i++)
        stems[i] = stem_of(r, &r->words[r->body + i]);
    qsort(stems, r->body_words, sizeof *stems, compare_hashes);
    uint32_t content = 0, missing = 0;
    for (uint32_t i = 0; i < r->title_words; i++) {
        const struct word *word = &r->words[i];
        if (!is_content(word))
            continue;
        uint64_t stem = stem_of(r, word);
        bool found = bsearch(&stem, stems, r->body_words, sizeof *stems, compare_hashes);
        content++;
        missing += !found;
        if (!found && word->flags & WORD_NUMBER && word->len > 1)
            ledger_add_share(w->ledger, SIGNAL_headline_unsupported, reading_span(r, i, 1), 1,
                             "a number of the headline is not in the text");
    }
    if (content >= 4 && missing * 2 > content)
        ledger_add(w->ledger, SIGNAL_headline_unsupported, r->article->blocks[0].span);
    free(stems);
}

void headline_weigh(struct weighing *w)
{
    const struct reading *r = w->reading;
    ledger_open(w->ledger, GROUP_headline);
    if (!r->title_words || r->article->blocks[0].kind != ASSAY_TITLE)
        return;
    if (title_has(r, '?'))
        ledger_add(w->ledger, SIGNAL_headline_question, r->article->blocks[0].span);
    if (r->title_words > LONG_WORDS)
        ledger_add_share(w->ledger, SIGNAL_headline_long, r->article->blocks[0].span,
                         r->title_words - LONG_WORDS, NULL);
    if (r->body_words < MIN_BODY)
        return;
    weigh_certainty(w);
    weigh_support(w);
}
