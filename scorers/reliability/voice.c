#include "voice.h"

#define REACH 12 /* words from a verb to its subject */

static bool is_outlet(const struct reading *r, uint32_t at)
{
    const struct word *w = &r->words[at];
    if (w->lists & LIST(OUTLET))
        return true;
    return w->lists & LIST(OUTLET_END) && w->flags & WORD_UPPER && !(w->flags & WORD_FIRST) &&
           at > 0 && r->words[at - 1].flags & WORD_UPPER;
}

/* What one word says of its clause's subject; the kinds are in the order of their strength. */
static enum voice_kind kind_of(const struct reading *r, uint32_t at)
{
    const struct word *w = &r->words[at];
    if (w->lists & (LIST(NAMELESS) | LIST(ANONYMOUS)))
        return VOICE_NAMELESS;
    if (is_outlet(r, at))
        return VOICE_OUTLET;
    if (w->lists & LIST(ROLE))
        return VOICE_OFFICIAL;
    if (word_is_name(w))
        return VOICE_NAMED;
    return w->lists & LIST(PRONOUN) ? VOICE_PRONOUN : VOICE_NONE;
}

/* The strongest of the words [from, to): a source close to Kim is a source, whatever Kim is. */
static struct voice strongest(const struct reading *r, uint32_t from, uint32_t to)
{
    struct voice voice = { VOICE_NONE, from, 0 };
    for (uint32_t i = from; i < to; i++) {
        enum voice_kind kind = kind_of(r, i);
        if (kind > voice.kind)
            voice = (struct voice){ kind, i, 1 };
    }
    /* "Kim Lee, a spokesman, said": a name makes an office's voice a named one. */
    if (voice.kind == VOICE_OFFICIAL)
        for (uint32_t i = from; i < to; i++)
            if (kind_of(r, i) == VOICE_NAMED)
                voice.kind = VOICE_NAMED;
    return voice;
}

/* Where the clause before `at` begins: behind the last punctuation or quotation, or the sentence's
 * start. */
static uint32_t clause_start(const struct reading *r, uint32_t at, uint32_t sentence_first)
{
    uint32_t i = at;
    while (i > sentence_first && at - i < REACH && !(r->words[i - 1].flags & WORD_QUOTED)) {
        i--;
        if (r->words[i].flags & WORD_BREAK)
            break;
    }
    return i;
}

/* The whole of a name: capitalised words on both sides, within the clause. */
static struct voice whole(const struct reading *r, struct voice v)
{
    if (v.kind != VOICE_NAMED && v.kind != VOICE_OUTLET)
        return v;
    while (v.first > 0 && !(r->words[v.first].flags & (WORD_BREAK | WORD_FIRST)) &&
           word_is_name(&r->words[v.first - 1]))
        v.first--, v.words++;
    for (uint32_t i = v.first + v.words; i < r->words_size; i++, v.words++)
        if (r->words[i].flags & (WORD_BREAK | WORD_FIRST) || !word_is_name(&r->words[i]))
            break;
    return v;
}

static struct voice speaker_before(const struct reading *r, uint32_t verb)
{
    struct voice none = { VOICE_NONE, verb, 0 };
    uint32_t begin = r->sentences[r->words[verb].sentence].first;
    if (verb == begin)
        return none;
    uint32_t start = clause_start(r, verb, begin);
    struct voice voice = strongest(r, start, verb);
    if (start == begin)
        return voice;
    /* An apposition: "Kim Lee, a friend of the family, said". */
    uint32_t before = start - 1;
    if (voice.kind != VOICE_NAMED && r->words[verb].flags & WORD_BREAK &&
        !(r->words[before].flags & WORD_QUOTED) && kind_of(r, before) == VOICE_NAMED)
        return (struct voice){ VOICE_NAMED, before, 1 };
    return voice;
}

static struct voice speaker_behind(const struct reading *r, uint32_t at)
{
    uint32_t end = at, sentence = r->words[at - 1].sentence;
    while (end < r->words_size && end - at < 6 && r->words[end].sentence == sentence &&
           !(r->words[end].flags & (WORD_BREAK | WORD_QUOTED)))
        end++;
    return strongest(r, at, end);
}

/* "to say", "would say", "not say" hand nothing to anybody; nor do "his reported", "the note". */
static bool is_bare(const struct reading *r, uint32_t verb)
{
    if (verb == 0 || r->words[verb].flags & WORD_BREAK)
        return false;
    const struct word *before = &r->words[verb - 1];
    return before->flags & WORD_POSSESSIVE || before->lists & LIST(UNSAID);
}

static struct voice with_verb(const struct reading *r, struct voice v, const struct mark *say)
{
    v = whole(r, v);
    uint32_t end = say->first + say->words;
    uint32_t speaker_end = v.first + v.words;
    v.first = v.first < say->first ? v.first : say->first;
    v.words = (end > speaker_end ? end : speaker_end) - v.first;
    return v;
}

struct voice voice_of(const struct reading *r, const struct mark *say)
{
    struct voice none = { VOICE_NONE, say->first, say->words };
    const struct word *verb = &r->words[say->first];
    uint32_t behind = say->first + say->words;
    bool name = verb->flags & WORD_UPPER && !(verb->flags & WORD_FIRST);
    if (verb->flags & WORD_QUOTED || verb->lists & (LIST(HEARSAY) | LIST(ANONYMOUS)) || name ||
        is_bare(r, say->first))
        return none;
    if (say->list == LIST_PER)
        return with_verb(r, speaker_behind(r, behind), say);
    struct voice v = speaker_before(r, say->first);
    if (v.kind == VOICE_NONE && verb->flags & WORD_BREAK)
        v = speaker_behind(r, behind);
    return v.kind == VOICE_NONE ? none : with_verb(r, v, say);
}
