/* document.h - bytes of whatever kind into articles: plain text, an HTML page, a feed.
 *
 * What it is shows in the content type, else in its first bytes. */
#ifndef INTAKE_DOCUMENT_H
#define INTAKE_DOCUMENT_H

#include "base/error.h"
#include "base/text.h"
#include "item/article.h"

struct document_hints {
    const char *name;          /* the item's id where it has none; for errors */
    const char *url;           /* where it came from; NULL: a file */
    const char *content_type;  /* NULL: unknown */
    bool plain;                /* it is plain text, whatever it looks like */
};

typedef void document_sink(void *context, struct article **);

/* Hands each article, finished, to the sink, which takes it. */
MUST_USE bool document_read(struct slice bytes, const struct document_hints *, document_sink *,
                            void *context, struct error *err);

#endif
