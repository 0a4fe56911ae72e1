/* language.c - words that raise the voice: sensation, absolutes, shouting, clickbait.
 *
 * Words inside of a quotation are the speaker's, not the writer's, and don't count. In long texts
 * a finding weighs less: two exclamation marks are much in a note and little in a report. */
#include "groups.h"

#include <string.h>

#define LEAD_WORDS 60 /* of the body: addressing the reader there is a call, later an idiom */

static void add(const struct weighing *w, enum signal signal, struct assay_span span)
{
    ledger_add_share(w->ledger, signal, span, w->dilution, NULL);
}

static void weigh_marks(const struct weighing *w)
{
    const struct reading *r = w->reading;
    for (uint32_t i = 0; i < r->marks_size; i++) {
        const struct mark *mark = &r->marks[i];
        struct assay_span span = reading_span(r, mark->first, mark->words);
        bool title = reading_is_title(r, mark->first);
        if (r->words[mark->first].flags & WORD_QUOTED)
            continue;
        switch (mark->list) {
        case LIST_SENSATION:
            if (title)
                ledger_add(w->ledger, SIGNAL_language_sensation_title, span);
            else
                add(w, SIGNAL_language_sensation, span);
            break;
        case LIST_CLICKBAIT:
            if (title)
                ledger_add(w->ledger, SIGNAL_language_clickbait_title, span);
            else
                add(w, SIGNAL_language_clickbait, span);
            break;
        case LIST_ABSOLUTE: add(w, SIGNAL_language_absolute, span); break;
        case LIST_PUFF: add(w, SIGNAL_language_promotional, span); break;
        case LIST_LOADED: add(w, SIGNAL_language_loaded, span); break;
        case LIST_SECOND:
            if (mark->first < r->body + LEAD_WORDS)
                ledger_add(w->ledger, SIGNAL_language_second_person, span);
            break;
        default: break;
        }
    }
}

/* ------------------------------------------------------------------ shouting */

/* A small word in capitals is emphasis ("it is NOT so"); a long one alone may be an acronym. */
static bool is_shouted_alone(const struct word *word)
{
    return word->len >= 3 && word->lists & LIST(FUNCTION) && !(word->lists & LIST(WIRE));
}

static uint32_t run_of_capitals(const struct reading *r, uint32_t at)
{
    uint32_t end = at;
    while (end < r->words_size && r->words[end].flags & WORD_CAPITALS &&
           r->words[end].sentence == r->words[at].sentence &&
           (end == at || !(r->words[end].flags & WORD_BREAK)))
        end++;
    return end - at;
}

static void weigh_capitals(const struct weighing *w)
{
    const struct reading *r = w->reading;
    for (uint32_t k = 0, next = 0; k < r->uppers_size; k++) {
        uint32_t i = r->uppers[k];
        const struct word *word = &r->words[i];
        if (i < next || !(word->flags & WORD_CAPITALS))
            continue;
        uint32_t run = run_of_capitals(r, i);
        bool title = reading_is_title(r, i);
        bool shouted = run >= 3 || is_shouted_alone(word) || (title && word->len > 5);
        if (shouted && title)
            ledger_add(w->ledger, SIGNAL_language_capitals_title, reading_span(r, i, run));
        else if (shouted && !(word->flags & WORD_QUOTED))
            add(w, SIGNAL_language_capitals, reading_span(r, i, run));
        next = i + run;
    }
}

static void weigh_exclamations(const struct weighing *w)
{
    const struct reading *r = w->reading;
    uint32_t quotation = 0;
    struct assay_text text = r->article->text;
    const char *at = text.ptr, *end = text.ptr + text.len;
    while (at < end && (at = memchr(at, '!', (size_t)(end - at)))) {
        uint32_t start = (uint32_t)(at - text.ptr), len = 1;
        while (at + len < end && (at[len] == '!' || at[len] == '?'))
            len++;
        at += len;
        while (quotation < r->quotations_size &&
               r->quotations[quotation].span.start + r->quotations[quotation].span.len <= start)
            quotation++;
        bool quoted = quotation < r->quotations_size && r->quotations[quotation].span.start < start;
        if (!quoted)
            add(w, SIGNAL_language_exclamation, (struct assay_span){ start, len });
    }
}

/* ------------------------------------------------------------------ quotation marks, house style
 */

static void weigh_scare_quotes(const struct weighing *w)
{
    const struct reading *r = w->reading;
    for (uint32_t i = 0; i < r->quotations_size; i++) {
        const struct quotation *q = &r->quotations[i];
        bool name = r->words[q->first].flags & (WORD_UPPER | WORD_NUMBER);
        if (q->words <= 2 && !name)
            add(w, SIGNAL_language_scare_quotes, q->span);
    }
}

static void weigh_title_case(const struct weighing *w)
{
    const struct reading *r = w->reading;
    uint32_t words = 0, upper = 0;
    for (uint32_t i = 1; i < r->title_words; i++) {
        const struct word *word = &r->words[i];
        if (word->len < 4 || word->flags & WORD_NUMBER)
            continue;
        words++;
        upper += (word->flags & WORD_UPPER) != 0;
    }
    if (w->english && words >= 4 && upper == words)
        ledger_add(w->ledger, SIGNAL_language_title_case, reading_span(r, 0, r->title_words));
}

void language_weigh(struct weighing *w)
{
    ledger_open(w->ledger, GROUP_language);
    weigh_marks(w);
    weigh_capitals(w);
    weigh_exclamations(w);
    weigh_scare_quotes(w);
    weigh_title_case(w);
}
