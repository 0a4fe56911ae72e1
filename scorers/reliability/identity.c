/* identity.c - who wrote it and when: bylines, datelines, dates, corrections. */
#include "groups.h"

#include <string.h>

#define OPENING_WORDS 40 /* where a byline or dateline can stand */

/* The lists of the phrases that end at each word of an author's name, all together. */
struct author {
    phrase_set lists;
    size_t words, lower; /* lower: without a capital */
};

static void author_word(struct author *a, const struct weighing *w, struct assay_text word,
                        uint32_t *node)
{
    uint64_t hash = phrasebook_hash(word.ptr, word.len);
    uint32_t begin = phrasebook_step(w->phrases, PHRASEBOOK_ROOT, hash);
    *node = *node == PHRASEBOOK_NOWHERE ? begin : phrasebook_step(w->phrases, *node, hash);
    if (*node != PHRASEBOOK_NOWHERE)
        a->lists |= phrasebook_lists(w->phrases, *node);
    if (begin != PHRASEBOOK_NOWHERE)
        a->lists |= phrasebook_lists(w->phrases, begin);
    a->words++;
    a->lower += word.ptr[0] >= 'a' && word.ptr[0] <= 'z';
}

static struct author author_read(const struct weighing *w, struct assay_text name)
{
    struct author a = { 0 };
    uint32_t node = PHRASEBOOK_ROOT;
    for (size_t start = 0, i = 0; i <= name.len; i++) {
        if (i < name.len && name.ptr[i] != ' ')
            continue;
        if (i > start)
            author_word(&a, w, (struct assay_text){ name.ptr + start, i - start }, &node);
        start = i + 1;
    }
    return a;
}

/* "Kim Lee", "Ludwig van Dyk", "Jr." and all; not "Staff", "Harbour News", "harbour.example", nor
 * the form's own words left in the field ("Please Enter Your Name Here") or a whole biography. */
static bool is_person(const struct weighing *w, struct assay_text name)
{
    struct author a = author_read(w, name);
    if (a.lists & LIST(WIRE)) /* an agency answers for its texts */
        return true;
    phrase_set nobody = LIST(STAFF) | LIST(OUTLET) | LIST(OUTLET_END) | LIST(FUNCTION);
    return a.words >= 2 && a.words <= 5 && a.lower * 2 < a.words && !(a.lists & nobody);
}

/* "By Kim Lee" within the first words of the text. */
static bool byline_in_text(const struct reading *r, struct assay_span *ret_span)
{
    for (uint32_t i = r->body; i + 2 < r->words_size && i < r->body + OPENING_WORDS; i++) {
        const struct word *word = &r->words[i];
        if (!(word->flags & WORD_UPPER) || word->len != 2 || word->hash != phrasebook_hash("by", 2))
            continue;
        if (word->flags & WORD_FIRST && word_is_name(word + 1) && word_is_name(word + 2) &&
            !((word[1].flags | word[2].flags) & (WORD_BREAK | WORD_FIRST))) {
            *ret_span = reading_span(r, i, 3);
            return true;
        }
    }
    return false;
}

static void weigh_byline(const struct weighing *w)
{
    const struct assay_article *article = w->reading->article;
    struct assay_span span = { 0, 0 };
    bool staff = false;
    for (uint32_t i = 0; i < article->authors_size; i++) {
        if (is_person(w, article->authors[i])) {
            ledger_add(w->ledger, SIGNAL_identity_byline, span);
            return;
        }
        staff = true;
    }
    if (byline_in_text(w->reading, &span))
        ledger_add(w->ledger, SIGNAL_identity_byline, span);
    else
        ledger_add(w->ledger, staff ? SIGNAL_identity_staff : SIGNAL_identity_no_byline, span);
}

/* "LONDON (Reuters) -", "Springfield, Ohio (AP) --": an agency between brackets, early on; or a
 * place in capitals before a dash. */
static void weigh_dateline(const struct weighing *w)
{
    const struct reading *r = w->reading;
    uint32_t end =
        r->body + OPENING_WORDS < r->words_size ? r->body + OPENING_WORDS : r->words_size;
    for (uint32_t i = r->body; i < end; i++) {
        const struct word *word = &r->words[i];
        bool bracket = word->start > 0 && r->text[word->start - 1] == '(';
        if (bracket && word->lists & LIST(WIRE)) {
            ledger_add(w->ledger, SIGNAL_identity_dateline, reading_span(r, i, 1));
            return;
        }
    }
}

void identity_weigh(struct weighing *w)
{
    const struct reading *r = w->reading;
    ledger_open(w->ledger, GROUP_identity);
    weigh_byline(w);
    weigh_dateline(w);
    if (r->article->published == ASSAY_UNKNOWN_TIME)
        ledger_add(w->ledger, SIGNAL_identity_no_date, (struct assay_span){ 0, 0 });
    for (uint32_t i = 0; i < r->marks_size; i++)
        if (r->marks[i].list == LIST_CORRECTION)
            ledger_add(w->ledger, SIGNAL_identity_correction,
                       reading_span(r, r->marks[i].first, r->marks[i].words));
}
