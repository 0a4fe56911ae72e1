/* caseless.h - words looked for in a text, whatever their case.
 *
 *     if (caseless_at(s, 0, "source:") || caseless_has(s, "according to"))
 *
 * Letters of ASCII; other bytes must be the same. What is looked for is never empty. */
#ifndef RELIABILITY_CASELESS_H
#define RELIABILITY_CASELESS_H

#include "assay/scorer.h"

#include <string.h>
#include <strings.h>

static inline bool caseless_at(struct assay_text s, size_t at, const char *what)
{
    if (at >= s.len || (s.ptr[at] ^ what[0]) & ~0x20) /* most begin otherwise */
        return false;
    size_t len = strlen(what);
    return s.len - at >= len && strncasecmp(s.ptr + at, what, len) == 0;
}

/* NULL: it is nowhere. */
static inline const char *caseless_find(struct assay_text s, const char *what)
{
    for (size_t at = 0; at < s.len; at++)
        if (caseless_at(s, at, what))
            return s.ptr + at;
    return NULL;
}

static inline bool caseless_has(struct assay_text s, const char *what)
{
    return caseless_find(s, what) != NULL;
}

#endif
