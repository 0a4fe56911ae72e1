/* opml.h - lists of subscriptions, as feed readers hand them to each other.
 *
 *     struct opml *o = opml_read(bytes, &err);
 *     for (size_t i = 0; o && i < o->size; i++)
 *         if (!o->outlines[i].refused)
 *             subscribe(o->outlines[i].id, o->outlines[i].url);
 *
 * Reads what the wild makes of OPML 1.0 to 2.0: other encodings, not well-formed, attributes in any
 * case. No external entity is fetched, none expands into more than plain text. Folders deeper than
 * OPML_MAX_DEPTH count as those they are in; reads OPML_MAX_FEEDS. Linear time. */
#ifndef INTAKE_OPML_H
#define INTAKE_OPML_H

#include "base/error.h"
#include "base/text.h"

#define OPML_MAX_BYTES (16 << 20)
#define OPML_MAX_FEEDS 100000
#define OPML_MAX_DEPTH 16

struct opml_outline {
    char *id;      /* made from the title, else the host; unlike all others and fit for a subscription */
    char *title;   /* NULL: none */
    char *url;     /* http or https, unless refused */
    char *folder;  /* "News / Markets"; NULL: in none */
    char *refused; /* why it is no feed that can be read; NULL: it is */
    size_t line;
};

struct opml {
    struct opml_outline *outlines; /* with an xmlUrl, in the file's order */
    size_t size, cap;
    bool cut;      /* there were more than OPML_MAX_FEEDS */
};

MUST_USE struct opml *opml_read(struct slice bytes, struct error *err);
void opml_free(struct opml **);

/* Appends the beginning, one feed, the end. */
void opml_write_head(struct text *out, const char *title);
void opml_write_feed(struct text *out, const char *title, const char *url);
void opml_write_tail(struct text *out);

#endif
