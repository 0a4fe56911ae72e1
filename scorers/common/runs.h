/* runs.h - 64 bytes of text as runs of letters and digits, and marks: where each begins and ends.
 *
 *     struct runs runs;
 *     runs_read(&runs, at, end);                        // at < end; see runs.h for what follows
 *     uint64_t shouted = runs_behind(runs.wordy, shouted_letters);
 *     for (; runs.firsts; runs_drop(&runs))
 *         use(runs.bytes + runs_first(&runs), runs_last(&runs));
 *     at += runs.size;
 *
 * Bit i speaks of byte i. A run or mark is known by its first and its last byte, so that firsts and
 * lasts hold one bit each for every one that is left. What the masks tell of all at once need not be
 * asked of each: half of such branches would be foretold wrongly. */
#ifndef COMMON_RUNS_H
#define COMMON_RUNS_H

#include "classes.h"

#include <stddef.h>
#include <string.h>

struct runs {
    const char *from;       /* in the text */
    const char *bytes;      /* the same, or a padded copy where the text ends: behind each of the 64,
                               15 more can be read */
    unsigned size;          /* how many bytes belong to this block; what follows is the next one's.
                               0: a run of 64 or more begins here, and is the caller's to read */
    uint64_t firsts, lasts; /* of runs, and of each byte that is neither in one nor a space */
    uint64_t wordy;         /* letters and digits */
    struct classes is;
    char padded[CLASSES_BYTES + 16];
};

static inline void runs_bytes(struct runs *r, const char *at, const char *end)
{
    size_t left = (size_t)(end - at);
    r->from = r->bytes = at;
    if (left < sizeof r->padded) {
        memset(r->padded, ' ', sizeof r->padded);
        memcpy(r->padded, at, left);
        r->bytes = r->padded;
    }
}

/* No run lies across the edge: one at the end is the next block's. */
static inline void runs_read(struct runs *r, const char *at, const char *end)
{
    runs_bytes(r, at, end);
    r->is = classes_read(r->bytes);
    uint64_t wordy = r->is.letter | r->is.digit, all = ~UINT64_C(0);
    r->size = CLASSES_BYTES;
    if (wordy >> 63) {
        r->size = ~wordy ? 64 - (unsigned)__builtin_clzll(~wordy) : 0;
        all = r->size ? all >> (64 - r->size) : 0;
    }
    r->wordy = wordy &= all;
    uint64_t marks = ~wordy & ~r->is.space & all;
    r->firsts = marks | (wordy & ~(wordy << 1));
    r->lasts = marks | (wordy & ~(wordy >> 1));
}

static inline unsigned runs_first(const struct runs *r)
{
    return (unsigned)__builtin_ctzll(r->firsts);
}

static inline unsigned runs_last(const struct runs *r)
{
    return (unsigned)__builtin_ctzll(r->lasts);
}

/* The first one is done with. */
static inline void runs_drop(struct runs *r)
{
    r->firsts &= r->firsts - 1;
    r->lasts &= r->lasts - 1;
}

/* All before this byte is done with, which may lie inside a run: what is left of that is one. */
static inline void runs_skip(struct runs *r, size_t to)
{
    uint64_t left = to < r->size ? ~UINT64_C(0) << to : 0;
    r->firsts = (r->firsts & left) | (r->wordy & left & -left);
    r->lasts &= left;
}

/* The bits behind those runs in which one of `marked` lies: adding it carries there. */
static inline uint64_t runs_behind(uint64_t wordy, uint64_t marked)
{
    return (wordy + (marked & wordy)) & ~wordy;
}

/* Where runs of more than sixteen begin, and on inside them. */
static inline uint64_t runs_long(uint64_t wordy)
{
    uint64_t two = wordy & wordy >> 1, four = two & two >> 2, eight = four & four >> 4;
    return eight & eight >> 8 & wordy >> 16;
}

/* Capitals without a small letter behind them, but a letter or digit. */
static inline uint64_t runs_capitals(const struct runs *r)
{
    uint64_t lower = r->is.letter & ~r->is.upper;
    return r->is.upper & r->wordy >> 1 & ~(lower >> 1);
}

#endif
