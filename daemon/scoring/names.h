/* names.h - many names looked for in a text at once.
 *
 *     struct names names = {0};
 *     names_add(&names, &(struct name){ .words = slice_of("Acme Corp"), .entity = 3 });
 *     names_build(&names);
 *     HELD(sightings) seen = {0};
 *     names_find(&names, text, NULL, NULL, &seen);    // by entity, then by place
 *     names_done(&names);
 *
 * The longest name at a place wins, and the search goes on behind it. Names begin and end with words: letters,
 * digits and everything beyond ASCII but dashes and quotation marks. White space and hyphens fit one another.
 * Costs a look at the first byte of most words, 16 bytes at a time, whatever the number of names.
 * Immutable after names_build: any thread may search. */
#ifndef SCORING_NAMES_H
#define SCORING_NAMES_H

#include "base/defs.h"
#include "base/text.h"

/* One way to mention an entity. Unless told otherwise, small letters fit either case. */
struct name {
    struct slice words;     /* as written by the user; borrowed */
    uint32_t entity;
    bool symbol, exact;     /* every letter's case counts */
    bool loose;             /* no letter's case counts */
    int32_t next;           /* with the same key; -1: none; names_build sets it */
};

/* 8 KiB; with 2,000 names it lets one capitalised word in ten through to the names. */
#define NAMES_FILTER_BITS (1u << 16)

/* By their first two words: many names begin alike. */
struct names {
    struct name *items;
    size_t size, cap;
    int32_t *buckets;
    uint32_t mask;
    bool begins[256];       /* bytes that some name may begin with */
    bool begins_small;      /* a small letter of ASCII is among them */
    uint64_t filter[NAMES_FILTER_BITS / 64]; /* of first words' hashes */
};

void names_add(struct names *, const struct name *); /* without effect where it begins with no word */
void names_build(struct names *);
void names_done(struct names *);

/* A place where a name stands, in bytes. */
struct sighting {
    uint32_t entity, start, len;
    bool symbol;            /* it is the name that was a symbol */
    bool bare;              /* for the caller: needs another name elsewhere */
};

struct sightings {
    struct sighting *items;
    size_t size, cap;
};

void sightings_done(struct sightings *);

/* Asked of each place: does it count? May mark it; false: the search goes on at the next byte. */
typedef bool names_accept(void *data, struct slice text, struct sighting *);

/* accept may be NULL: all count. */
void names_find(const struct names *, struct slice text, names_accept *, void *data, struct sightings *ret);

/* Is there a letter, a digit or part of one at that byte? */
bool names_is_word(struct slice text, size_t at);

#endif
