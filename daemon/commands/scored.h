/* scored.h - published JSON for people and pipes: read, filter, print. Used by watch and replay.
 *
 *     struct scored s;
 *     if (scored_read(json, &s) && filter_fits(&filter, &s))
 *         scored_print(&s, topic);
 *     scored_done(&s);
 *
 * Takes whole items, their short form for a ticker, and events of feeds. What it prints has no
 * byte that could drive or deceive a terminal. */
#ifndef COMMANDS_SCORED_H
#define COMMANDS_SCORED_H

#include "base/defs.h"
#include "base/text.h"

struct cJSON;

struct scored {
    struct cJSON *event;
    const char *time, *feed, *title, *label, *reliability_label, *happened, *detail, *alert;
    uint64_t sequence;           /* in the journal; 0: not said. explain --item takes it */
    double tone, reliability;    /* NAN: the scorer abstained */
    const struct cJSON *tickers; /* NULL: the short form; then ticker counts */
    const char *ticker;
    bool revised;                /* it came out before */
};

/* False when it is no JSON object. */
bool scored_read(struct slice json, struct scored *ret);
void scored_done(struct scored *);
/* As a row of so many columns, without a newline; 0: in full, for pipes. */
void scored_write(struct text *out, const struct scored *, int columns);
/* On a terminal as wide as it is now. */
void scored_print(const struct scored *);

struct filter {
    const char *ticker, *feed, *label;                           /* NULL: any */
    double min_tone, max_tone, min_reliability, max_reliability; /* NAN: any; else a score is
                                                                    wanted */
    const char *text;                                            /* in the title; NULL: any */
};
extern const struct filter filter_none;
/* With a ticker, label and tones are those of the ticker. */
bool filter_fits(const struct filter *, const struct scored *);

#endif
