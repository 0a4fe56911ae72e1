/* headline.c - does the body carry its headline? */
#include "groups.h"

#define LEAD_WORDS 80 /* of the body: where a hedge concerns the headline's news */
#define LONG_WORDS 11 /* of a headline; every word more counts */
#define MAX_STEMS  48 /* of a headline; what comes behind is not looked for */
#define MIN_BODY   60 /* words; a teaser can't be asked to repeat its headline */

static bool is_hedged(phrase_set lists)
{
    return lists &
           (LIST(HEDGE) | LIST(HEARSAY) | LIST(ANONYMOUS) | LIST(NAMELESS) | LIST(SAY) | LIST(PER));
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

/* Inflections meet in the first five bytes: "resigns" and "resigned". */
static uint64_t stem_of(const struct reading *r, const struct word *word)
{
    uint64_t stem = 0;
    for (uint32_t i = 0; i < 5 && i < word->len; i++)
        stem = stem << 8 | (unsigned char)(r->text[word->start + i] | 0x20);
    return stem;
}

static uint32_t beginning_of(const struct reading *r, const struct word *word)
{
    const unsigned char *s = (const unsigned char *)r->text + word->start;
    return (s[0] & 31u) << 5 | (word->len > 1 ? s[1] & 31u : 0);
}

static bool is_content(const struct word *word)
{
    return word->flags & WORD_NUMBER || (word->len >= 4 && !(word->lists & LIST(FUNCTION)));
}

/* The headline's stems, and which of them the body has. */
struct stems {
    uint64_t hashes[MAX_STEMS];
    uint32_t words[MAX_STEMS];
    bool found[MAX_STEMS];
    uint32_t size;
    bool begins[1024]; /* by the first two letters: most words need no more */
};

static void stems_of_title(struct stems *s, const struct reading *r)
{
    for (uint32_t i = 0; i < r->title_words && s->size < MAX_STEMS; i++) {
        if (!is_content(&r->words[i]))
            continue;
        s->hashes[s->size] = stem_of(r, &r->words[i]);
        s->begins[beginning_of(r, &r->words[i])] = true;
        s->words[s->size++] = i;
    }
}

static void stems_find(struct stems *s, const struct reading *r)
{
    for (uint32_t i = r->body; i < r->words_size; i++) {
        if (!s->begins[beginning_of(r, &r->words[i])])
            continue;
        uint64_t stem = stem_of(r, &r->words[i]);
        for (uint32_t k = 0; k < s->size; k++)
            s->found[k] |= s->hashes[k] == stem;
    }
}

static void weigh_support(const struct weighing *w)
{
    const struct reading *r = w->reading;
    struct stems stems = { 0 };
    uint32_t missing = 0;
    stems_of_title(&stems, r);
    stems_find(&stems, r);
    for (uint32_t i = 0; i < stems.size; i++) {
        const struct word *word = &r->words[stems.words[i]];
        missing += !stems.found[i];
        if (!stems.found[i] && word->flags & WORD_NUMBER && word->len > 1)
            ledger_add_share(w->ledger, SIGNAL_headline_unsupported,
                             reading_span(r, stems.words[i], 1), 1,
                             "a number of the headline is not in the text");
    }
    if (stems.size >= 4 && missing * 2 > stems.size)
        ledger_add(w->ledger, SIGNAL_headline_unsupported, r->article->blocks[0].span);
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
