/* crowd.h - tags with more attributes than anybody means.
 *
 *     struct slice fit = slice_sub(xml, 0, crowd_in_xml(xml));      // what comes before the first
 *     if (crowd_thin_html(html, &thinned))                          // or without what is too much
 *         html = text_slice(&thinned);
 *
 * libxml2 compares each attribute of a tag with all before it, so 20,000 of them cost two seconds and
 * a million half an hour: they have to be counted before it sees them. Tags are walked as libxml2
 * walks them; comments, CDATA sections and scripts are passed over. Linear time. */
#ifndef INTAKE_CROWD_H
#define INTAKE_CROWD_H

#include "base/text.h"

#define CROWD_MOST 256 /* attributes of one tag, declarations of namespaces among them */

/* Where the first tag with more begins; SIZE_MAX: there is none. */
size_t crowd_in_xml(struct slice xml);

/* Appends the document to out, with the first CROWD_MOST attributes of each tag. False when that is
 * the document itself; then nothing is appended. */
bool crowd_thin_html(struct slice html, struct text *out);

#endif
