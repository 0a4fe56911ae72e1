/* page_cue.h - what an element says of itself: its name, role, class and id.
 *
 *     page_sign(node).cue    // <div class="related-stories"> -> PAGE_AWAY
 *
 * Words of class and id are compared in the languages that news sites write their markup in. A cue
 * is a hint; page_weigh.c believes it only as far as the text bears it out. */
#ifndef INTAKE_PAGE_CUE_H
#define INTAKE_PAGE_CUE_H

#include <libxml/tree.h>
#include <stdint.h>

#define PAGE_WORDS_MAX 512

enum page_cue {
    PAGE_SILENT,
    PAGE_BODY,     /* the article's text */
    PAGE_TEASER,   /* this article's own first words, or another's: links tell */
    PAGE_AWAY,     /* navigation, teasers, share bars, notices of the site */
    PAGE_COMMENTS, /* of readers: away, however long */
    PAGE_CONSENT,  /* what a law wants said about cookies: always away */
};

struct page_sign {
    enum page_cue cue;
    uint16_t word;     /* which word said so, below PAGE_WORDS_MAX; 0: the tag or its role */
};

struct page_sign page_sign(const xmlNode *);

#endif
