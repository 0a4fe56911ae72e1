/* render.h - what the parts of a scored item's JSON have in common: what is rendered, how long its lists may
 * be, and spans in code points. Used by verdict_json.c and the render_*.c beside it only. */
#ifndef ITEM_RENDER_H
#define ITEM_RENDER_H

#include "item/verdict_json.h"

#include <cjson/cJSON.h>

/* How long lists may be; halved until the message fits. */
struct render_limits {
    size_t terms, spans, checks, tickers, signals, lexicons;
    size_t exact, words; /* bytes: of a span, of a sentence that a scorer wrote */
};

/* Bytes that identify: the same at every size of message. */
enum { RENDER_NAME = 128 };

/* Code points before every 64th byte, so that a span costs 64 bytes and not the whole text. */
struct ruler {
    struct slice text;
    uint32_t *marks;
};

/* Everything that rendering one message needs; all but the marks is borrowed. */
struct render {
    const struct article *article;
    const struct verdict *verdict;
    const struct provenance *provenance;
    struct ruler ruler;
    struct render_limits limits;
};

/* The number of code points before that byte of the article's text. */
double render_at(const struct render *, size_t byte);
struct ruler ruler_new(struct slice text);
void ruler_done(struct ruler *);

/* Members of an object. NULL, an unknown time and what is no finite number are null. */
void render_text(cJSON *o, const char *key, const char *text);
void render_slice(cJSON *o, const char *key, struct slice);
void render_cut(cJSON *o, const char *key, const char *text, size_t bytes); /* at most so many bytes of it */
void render_time(cJSON *o, const char *key, int64_t ms);
void render_number(cJSON *o, const char *key, double number);
void render_score(cJSON *o, const char *score, const char *label, struct verdict_score);
/* "exact", "start", "end" in code points; a span longer than the limit ends earlier. */
void render_span(cJSON *o, const struct render *, struct assay_span);

/* Members of the message's data, each with all that it says of them. */
void render_tone(cJSON *data, const struct render *);        /* of the item, then of its tickers */
void render_reliability(cJSON *data, const struct render *);
void render_tables(cJSON *data, const struct render *);
void render_others(cJSON *data, const struct render *);      /* scorers beside those two */

#endif
