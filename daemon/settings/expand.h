/* expand.h - ${env:NAME} and ${file:PATH} inside of values.
 *
 *     secret_header: {Authorization: "Bearer ${env:AGG_TOKEN}"}
 *     password: ${file:/run/credentials/assayd.service/agg}
 *
 * A file's path is relative to the file that names it; one newline at its end is left out; at most
 * 64 KiB. $${ stands for ${. What comes out is not expanded again. */
#ifndef SETTINGS_EXPAND_H
#define SETTINGS_EXPAND_H

#include "base/error.h"
#include "settings/arena.h"

#define EXPAND_MAX_BYTES 65536

/* True when text names something outside. */
bool is_expanded(struct slice text);
/* directory: of the file that the text stands in. err's text says what is wrong. */
MUST_USE bool expand(struct arena *, struct slice text, const char *directory,
                     struct slice *ret, struct error *err);

#endif
