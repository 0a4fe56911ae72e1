/* mend.h - XML that is not well-formed into XML that is.
 *
 *     HELD(text) good = {0};
 *     mend_xml(slice_of("<rss><item>AT&T &eacute;<br></item>"), true, &good);
 *     // <rss><item>AT&amp;T é<br/></item></rss>
 *
 * What it mends: dirt before the document and behind it, bare ampersands and less-than signs,
 * HTML's named characters, control characters, attributes without quotes or named twice, end tags
 * that are missing, extra or in the wrong order, CDATA and comments that never end. The document
 * type goes, with all it declares but entities that stand for plain text: nothing that could grow
 * and nothing outside is left to refer to. Takes valid UTF-8; linear time; output is at most six
 * times the input, give or take the entities' few bytes. */
#ifndef INTAKE_MEND_H
#define INTAKE_MEND_H

#include "base/text.h"

/* close_all: what is still open at the end gets its end tags. */
void mend_xml(struct slice utf8, bool close_all, struct text *out);

#endif
