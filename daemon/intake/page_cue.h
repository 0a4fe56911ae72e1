/* page_cue.h - what an element says of itself: its name, role, class and id.
 *
 *     page_cue(node)    // <div class="related-stories"> -> PAGE_AWAY
 *
 * Words of class and id are compared in the languages that news sites write their markup in. A cue
 * is a hint; page_weigh.c believes it only as far as the text bears it out. */
#ifndef INTAKE_PAGE_CUE_H
#define INTAKE_PAGE_CUE_H

#include <libxml/tree.h>

enum page_cue {
    PAGE_SILENT,
    PAGE_BODY,     /* the article's text */
    PAGE_TEASER,   /* this article's own first words, or another's: links tell */
    PAGE_AWAY,     /* navigation, teasers, share bars, notices of the site */
    PAGE_COMMENTS, /* of readers: away, however long */
    PAGE_CONSENT,  /* what a law wants said about cookies: always away */
};

enum page_cue page_cue(const xmlNode *);

#endif
