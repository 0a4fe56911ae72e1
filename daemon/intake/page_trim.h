/* page_trim.h - takes out of an article what is not its text; behind page.c.
 *
 *     page_trim(chosen, title);                     // weights hang on the elements, see page_weight.h
 *
 * Goes through the chosen part once: captions, the title said again, what was marked away, labels and
 * requests, other stories behind their heading, headings whose section is gone, bylines at the ends. */
#ifndef INTAKE_PAGE_TRIM_H
#define INTAKE_PAGE_TRIM_H

#include "base/text.h"

#include <libxml/tree.h>

/* title ends in NUL. */
void page_trim(xmlNode *chosen, struct slice title);

#endif
