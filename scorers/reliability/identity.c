/* identity.c - who wrote it and when: bylines, datelines, dates, corrections. */
#include "groups.h"

#include <string.h>

#define OPENING_WORDS 40  /* where a byline or dateline can stand */

static bool is_staff(const struct weighing *w, struct assay_text author)
{
    const struct phrasebook *p = w->phrases;
    uint32_t at = PHRASEBOOK_ROOT;
    size_t start = 0, words = 0;
    for (size_t i = 0; i <= author.len; i++) {
        if (i < author.len && author.ptr[i] != ' ')
            continue;
        if (i > start) {
            at = at == PHRASEBOOK_NOWHERE
                     ? at : phrasebook_step(p, at, phrasebook_hash(author.ptr + start, i - start));
            if (at != PHRASEBOOK_NOWHERE && phrasebook_lists(p, at) & LIST(STAFF))
                return true;
            words++;
        }
        start = i + 1;
    }
    return words == 0;
}

/* A site that signs with its own name: "example.org", "Example News" of example-news.org. */
static bool is_site(const struct assay_article *article, struct assay_text author)
{
    if (memchr(author.ptr, ' ', author.len) || !article->domain.len)
        return false;
    return memmem(article->domain.ptr, article->domain.len, author.ptr, author.len) != NULL ||
           memchr(author.ptr, '.', author.len) != NULL;
}

/* "By Kim Lee" within the first words of the text. */
static bool byline_in_text(const struct reading *r, struct assay_span *ret_span)
{
    for (uint32_t i = r->body; i + 2 < r->words_size && i < r->body + OPENING_WORDS; i++) {
        const struct word *word = &r->words[i];
        if (word->hash != phrasebook_hash("by", 2) || !(word->flags & WORD_UPPER))
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
        struct assay_text author = article->authors[i];
        if (!is_staff(w, author) && !is_site(article, author)) {
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
    uint32_t end = r->body + OPENING_WORDS < r->words_size ? r->body + OPENING_WORDS : r->words_size;
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
