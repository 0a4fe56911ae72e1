/* gist.h - what of a scored item somebody acts on: its labels, and what came of its tables.
 *
 *     struct gist before = {0}, now = {0};
 *     if (gist_read(published, &before) && gist_read(judged, &now))
 *         bool news = !slice_same(text_slice(&before.labels), text_slice(&now.labels));
 *     gist_done(&before), gist_done(&now);
 *
 * Read from the JSON, so that what was published years ago by another version compares with what is
 * judged now. */
#ifndef ITEM_GIST_H
#define ITEM_GIST_H

#include "base/clock.h"
#include "base/text.h"

struct gist {
    unsigned revision;
    bool backfilled, from_page;
    char sha256[65];      /* of the text */
    struct instant time;  /* of the message */
    double novelty;       /* NAN: it was judged alone */
    double similarity;    /* to what it copies; NAN: it was judged alone */
    struct text link;     /* what tied it to its story */
    struct text labels;   /* a line for each label and each check of a table, in an order of its own */
};

/* False when it is no scored item. */
MUST_USE bool gist_read(struct slice json, struct gist *ret);
void gist_done(struct gist *);

#endif
