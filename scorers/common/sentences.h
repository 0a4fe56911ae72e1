/* sentences.h - where one sentence ends and the next begins.
 *
 *     struct sentence s = {0};
 *     while (sentences_next(text, &tokens, &s))
 *         judge(tokens.items + s.first, s.last - s.first);
 *
 * Full stops of abbreviations, initials and numbers end nothing; closing quotation marks and
 * brackets stay with what they close; a headline needs no full stop; a line that begins after a
 * newline begins a sentence. No sentence is longer than SENTENCE_MAX tokens, so that rules may
 * look around inside one and the whole stays linear. */
#ifndef COMMON_SENTENCES_H
#define COMMON_SENTENCES_H

#include "tokens.h"

#define SENTENCE_MAX 160

struct sentence {
    size_t first, last;  /* tokens [first, last) */
    size_t next_break;   /* the next of the tokens' breaks to look at */
};

/* Where sentences go on that are appended to the tokens from now on. */
struct sentence sentences_from(const struct tokens *);

/* Moves on to the next sentence; begin with {0} or sentences_from. False at the end. */
bool sentences_next(const char *text, const struct tokens *, struct sentence *);

#endif
