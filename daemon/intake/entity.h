/* entity.h - character references of HTML: "&eacute;", "&#233;", "&#xe9;".
 *
 *     size_t used = entity_read(SLICE("&eacute;t&eacute;"), &c);   // 8, c == 0xe9
 *
 * Numbers between 128 and 159 mean windows-1252, as every browser reads them. */
#ifndef INTAKE_ENTITY_H
#define INTAKE_ENTITY_H

#include "base/text.h"

/* Code point of a name without & and ;, or 0. */
uint32_t entity_named(struct slice name);

/* Bytes of the reference that s begins with, 0 if it begins with none. A name may lack its
 * semicolon before anything that cannot continue it. A number that is no character becomes U+FFFD.
 */
size_t entity_read(struct slice s, uint32_t *ret_code);

/* Appends s with its references replaced. */
void entity_decode(struct text *out, struct slice s);

/* Appends s with & < > and, in attributes, the quotation mark escaped. */
void entity_escape(struct text *out, struct slice s, bool attribute);

#endif
