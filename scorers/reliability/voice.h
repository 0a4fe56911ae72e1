/* voice.h - who speaks in a sentence: the party that a verb of saying or an "according to" names.
 *
 *     struct voice v = voice_of(reading, &mark);    // mark->list: LIST_SAY, LIST_PER
 *     if (v.kind == VOICE_NAMED) ...                // v.first, v.words: the speaker's words
 */
#ifndef RELIABILITY_VOICE_H
#define RELIABILITY_VOICE_H

#include "reading.h"

enum voice_kind {
    VOICE_NONE,      /* no statement, or nobody to be seen */
    VOICE_PRONOUN,   /* "she said": somebody named before */
    VOICE_NAMED,
    VOICE_OFFICIAL,  /* "police said", "a spokesman for the court said" */
    VOICE_NAMELESS,  /* "an insider said" */
    VOICE_OUTLET,    /* "the Daily Post reported" */
};

struct voice {
    enum voice_kind kind;
    uint32_t first, words;   /* from the speaker to the verb, whichever comes first */
};

struct voice voice_of(const struct reading *, const struct mark *say);

#endif
