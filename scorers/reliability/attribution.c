/* attribution.c - who says so: speakers, quotations, documents, dates; or nobody one could ask. */
#include "detail.h"
#include "groups.h"
#include "voice.h"

#include <stdlib.h>
#include <string.h>

#define QUOTATION_WORDS 4 /* fewer are a title, a nickname or scare quotes */

/* The voice of every sentence: 0 where nobody speaks. */
static unsigned char *voices_of(const struct weighing *w)
{
    const struct reading *r = w->reading;
    unsigned char *voices = calloc(r->sentences_size + 1, 1);
    if (!voices)
        abort();
    for (uint32_t i = 0; i < r->marks_size; i++) {
        const struct mark *mark = &r->marks[i];
        if ((mark->list != LIST_SAY && mark->list != LIST_PER) || reading_is_title(r, mark->first))
            continue;
        struct voice v = voice_of(r, mark);
        unsigned char *voice = &voices[r->words[mark->first].sentence];
        struct assay_span span = reading_span(r, v.first, v.words);
        if ((v.kind == VOICE_NAMED || v.kind == VOICE_PRONOUN) && *voice != VOICE_NAMED)
            ledger_add(w->ledger, SIGNAL_attribution_named, span);
        if (v.kind == VOICE_OFFICIAL && *voice != VOICE_OFFICIAL)
            ledger_add(w->ledger, SIGNAL_attribution_official, span);
        if (v.kind == VOICE_NAMELESS && *voice != VOICE_NAMELESS)
            ledger_add(w->ledger, SIGNAL_attribution_anonymous, span);
        if (r->words[mark->first].lists & LIST(ANONYMOUS))
            v.kind = VOICE_NAMELESS;
        if (v.kind > *voice)
            *voice = (unsigned char)v.kind;
    }
    return voices;
}

/* Of the sentences that hold the quotation, else of the next one in its paragraph, else of the
 * one before ("Kim was blunt:"), which is also how a quotation runs over paragraphs. */
static enum voice_kind voice_of_quotation(const struct reading *r, const struct quotation *q,
                                          const unsigned char *voices)
{
    uint32_t first = r->words[q->first].sentence;
    uint32_t last = r->words[q->first + q->words - 1].sentence;
    for (uint32_t s = first; s <= last; s++)
        if (voices[s])
            return voices[s];
    if (last + 1 < r->sentences_size && r->sentences[last + 1].block == q->block &&
        voices[last + 1])
        return voices[last + 1];
    return first > 0 ? voices[first - 1] : VOICE_NONE;
}

/* The name of a song, book or show: its long words are capitalised. */
static bool is_work(const struct reading *r, const struct quotation *q)
{
    uint32_t upper = 0, words = 0;
    for (uint32_t i = q->first; i < q->first + q->words; i++) {
        if (r->words[i].len < 4)
            continue;
        words++;
        upper += (r->words[i].flags & WORD_UPPER) != 0;
    }
    return q->words < 12 && upper * 3 >= words * 2;
}

static void weigh_quotations(const struct weighing *w, unsigned char *voices)
{
    const struct reading *r = w->reading;
    for (uint32_t i = 0; i < r->quotations_size; i++) {
        const struct quotation *q = &r->quotations[i];
        if (q->words < QUOTATION_WORDS || reading_is_title(r, q->first))
            continue;
        enum voice_kind kind = voice_of_quotation(r, q, voices);
        if (is_work(r, q))
            continue;
        if (kind == VOICE_NONE)
            ledger_add_share(w->ledger, SIGNAL_attribution_orphan_quotation, q->span, w->dilution,
                             NULL);
        else if (kind != VOICE_NAMELESS)
            ledger_add(w->ledger, SIGNAL_attribution_quotation, q->span);
        uint32_t last = r->words[q->first + q->words - 1].sentence;
        if (!voices[last]) /* what follows without a break is the same speech */
            voices[last] = (unsigned char)kind;
    }
}

static bool is_day(const struct reading *r, const struct mark *mark)
{
    const struct word *word = &r->words[mark->first];
    if (!(word->flags & WORD_UPPER))
        return false;
    size_t len = word->len;
    bool weekday = len > 3 && !strncasecmp(r->text + word->start + len - 3, "day", 3);
    uint32_t next = mark->first + mark->words;
    bool before = mark->first > 0 && word[-1].flags & WORD_NUMBER;
    bool behind = next < r->words_size && r->words[next].flags & WORD_NUMBER;
    return weekday || before || behind;
}

static void weigh_marks(const struct weighing *w)
{
    const struct reading *r = w->reading;
    for (uint32_t i = 0; i < r->marks_size; i++) {
        const struct mark *mark = &r->marks[i];
        struct assay_span span = reading_span(r, mark->first, mark->words);
        bool quoted = r->words[mark->first].flags & WORD_QUOTED;
        if (reading_is_title(r, mark->first))
            continue;
        if (mark->list == LIST_ANONYMOUS && !quoted)
            ledger_add(w->ledger, SIGNAL_attribution_anonymous, span);
        if (mark->list == LIST_HEARSAY && !quoted)
            ledger_add(w->ledger, SIGNAL_attribution_hearsay, span);
        if (mark->list == LIST_METHOD)
            ledger_add(w->ledger, SIGNAL_attribution_method, span);
        if (mark->list == LIST_DOCUMENT)
            ledger_add(w->ledger, SIGNAL_attribution_document, span);
        if (mark->list == LIST_ASKED)
            ledger_add(w->ledger, SIGNAL_attribution_asked, span);
        if (mark->list == LIST_CHECKED && !quoted)
            ledger_add(w->ledger, SIGNAL_attribution_checked, span);
        if (mark->list == LIST_TIME && is_day(r, mark))
            ledger_add(w->ledger, SIGNAL_attribution_date, span);
    }
}

/* "in 2013", "since 1998": a year behind a word that dates something. */
static bool is_year(const struct reading *r, uint32_t at)
{
    const struct word *word = &r->words[at];
    if (!(word->flags & WORD_NUMBER) || word->len != 4 || word->flags & WORD_BREAK || at == 0)
        return false;
    const char *s = r->text + word->start;
    return word[-1].lists & LIST(DATING) && (!memcmp(s, "19", 2) || !memcmp(s, "20", 2));
}

static void weigh_years(const struct weighing *w)
{
    const struct reading *r = w->reading;
    for (uint32_t i = 0; i < r->figures_size; i++)
        if (r->figures[i] >= r->body && is_year(r, r->figures[i]))
            ledger_add(w->ledger, SIGNAL_attribution_date, reading_span(r, r->figures[i] - 1, 2));
}

static bool is_measure(const struct reading *r, uint32_t at)
{
    const struct word *word = &r->words[at];
    if (!(word->flags & WORD_NUMBER))
        return false;
    if (word->flags & (WORD_MONEY | WORD_PERCENT))
        return true;
    return at + 1 < r->words_size && r->words[at + 1].lists & LIST(UNIT);
}

static void weigh_numbers(const struct weighing *w, const unsigned char *voices)
{
    const struct reading *r = w->reading;
    for (uint32_t s = 0; s < r->sentences_size; s++) {
        const struct sentence *sentence = &r->sentences[s];
        enum voice_kind voice = voices[s];
        bool sourced = (voice && voice != VOICE_NAMELESS) || sentence->lists & LIST(DOCUMENT);
        if (!sourced || reading_is_title(r, sentence->first))
            continue;
        for (uint32_t i = sentence->first; i < sentence->first + sentence->words; i++)
            if (is_measure(r, i)) {
                ledger_add(w->ledger, SIGNAL_attribution_number, reading_span(r, i, 1));
                break;
            }
    }
}

/* The host of "https://user@www.sec.gov:443/x" is "www.sec.gov". */
static struct assay_text host_of(struct assay_text url)
{
    const char *slashes = memmem(url.ptr, url.len, "://", 3);
    if (slashes) {
        url.len -= (size_t)(slashes + 3 - url.ptr);
        url.ptr = slashes + 3;
    }
    size_t end = 0;
    while (end < url.len && !memchr("/?#:", url.ptr[end], 4))
        end++;
    const char *at = memchr(url.ptr, '@', end);
    if (at)
        return (struct assay_text){ at + 1, end - (size_t)(at + 1 - url.ptr) };
    return (struct assay_text){ url.ptr, end };
}

static bool is_under(struct assay_text host, struct assay_text domain)
{
    if (!domain.len || host.len < domain.len)
        return false;
    const char *tail = host.ptr + host.len - domain.len;
    return !strncasecmp(tail, domain.ptr, domain.len) && (tail == host.ptr || tail[-1] == '.');
}

static void weigh_links(const struct weighing *w)
{
    const struct assay_article *article = w->reading->article;
    for (uint32_t i = 0; i < article->links_size; i++) {
        struct assay_text host = host_of(article->links[i].url);
        for (size_t k = 0; k < w->primary->size; k++)
            if (is_under(host, w->primary->items[k])) {
                ledger_add(w->ledger, SIGNAL_attribution_primary_link, article->links[i].span);
                break;
            }
    }
}

void attribution_weigh(struct weighing *w)
{
    ledger_open(w->ledger, GROUP_attribution);
    unsigned char *voices = voices_of(w);
    weigh_quotations(w, voices);
    weigh_numbers(w, voices);
    weigh_marks(w);
    weigh_years(w);
    weigh_links(w);
    detail_weigh(w);
    free(voices);
}
