/* squeeze.h - bytes made smaller, and back; by zstd, which this module alone knows.
 *
 *     squeeze(&out, text_slice(&raw));                       // appends
 *     if (!unsqueeze(&raw, text_slice(&out), 1 << 20, &err)) // no more than 1 MiB comes out
 *         return false;                                      // damaged, or larger
 *
 * Any bytes may be handed to unsqueeze: its memory is bounded by `most`. Any thread. */
#ifndef BASE_SQUEEZE_H
#define BASE_SQUEEZE_H

#include "base/error.h"
#include "base/text.h"

void squeeze(struct text *out, struct slice);
/* Appends; on failure (MEND) out is as it was. */
MUST_USE bool unsqueeze(struct text *out, struct slice, size_t most, struct error *err);

#endif
