/* cue.h - words that say what is done with figures: "rose", "average", "highest".
 *
 *     unsigned cue = cue_of("fell");            // CUE_FALL
 *
 * English, in small letters. */
#ifndef RELIABILITY_CUE_H
#define RELIABILITY_CUE_H

enum cue {
    CUE_NONE = 0,
    CUE_RISE = 1 << 0,
    CUE_FALL = 1 << 1,
    CUE_CHANGE = 1 << 2, /* neither up nor down */
    CUE_AVERAGE = 1 << 3,
    CUE_SUM = 1 << 4,
    CUE_RATIO = 1 << 5,
    CUE_HIGHEST = 1 << 6,
    CUE_LOWEST = 1 << 7,
    CUE_ABOVE = 1 << 8, /* before "than": more, higher */
    CUE_BELOW = 1 << 9,
    CUE_SHARE = 1 << 10, /* accounted for, represented */
    CUE_SAME = 1 << 11,
    CUE_NOT = 1 << 12,
    CUE_BEATS = 1 << 13, /* verbs that compare: outperforms */
    CUE_TRAILS = 1 << 14,
    CUE_PERCENT = 1 << 15, /* "percentage change": the figure may lack its sign */
    CUE_RANK = 1 << 16,
};

/* The bits of a word; CUE_NONE for most. */
unsigned cue_of(const char *word);

#endif
