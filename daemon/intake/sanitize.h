/* sanitize.h - HTML from strangers into HTML that can be shown, and into plain words.
 *
 *     sanitize_html(&out, SLICE("<a href=/x onclick=evil()>safe</a><script>..."), base);
 *     // <a href="https://a.example/x">safe</a>
 *
 * A whitelist of elements, attributes, styles and schemes; what is not on it goes, its text stays,
 * but for scripts, styles and applets. Links become absolute. Tags are judged one by one as they
 * come: what was not balanced stays so. Takes valid UTF-8; linear time. */
#ifndef INTAKE_SANITIZE_H
#define INTAKE_SANITIZE_H

#include "base/text.h"

/* base may be empty: relative links stay relative then. */
void sanitize_html(struct text *out, struct slice html, struct slice base);

/* The text without its markup, references replaced; for titles. */
void sanitize_to_text(struct text *out, struct slice html);

/* Whether text of an unstated kind is HTML: it holds an end tag or a reference, and no tag or
 * name that HTML does not know. */
bool sanitize_looks_like_html(struct slice);

#endif
