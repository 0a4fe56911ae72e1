/* page_phrase.h - set phrases with which a page leads away from its text.
 *
 *     if (page_phrase_starts(PAGE_REQUEST, words))  // "Follow us on ..."
 *
 * In the larger languages of Europe; words are trimmed UTF-8. The ASCII letters compare without case. */
#ifndef INTAKE_PAGE_PHRASE_H
#define INTAKE_PAGE_PHRASE_H

#include "base/text.h"

enum page_phrase {
    PAGE_LABEL,    /* "Advertisement", "Read more", "Share": when the line is short, or mostly links */
    PAGE_REFERRAL, /* "Read also: ...", with the other story's title behind it */
    PAGE_REQUEST,  /* what an outlet asks of its readers, in the imperative that news is not written in */
    PAGE_OTHERS,   /* what stands over other stories */
};

bool page_phrase_starts(enum page_phrase, struct slice words);

#endif
