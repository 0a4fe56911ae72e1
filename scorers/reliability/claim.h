/* claim.h - what a piece of prose says about figures, before any table is looked at.
 *
 *     struct claim claims[CLAIMS_OF_SENTENCE];
 *     size_t n = claims_read(sentence, claims);
 *     // "Revenue rose 12% to $4.5 billion": a change of +12 %, and a value of 4.5e9
 *
 * A claim borrows the sentence; offsets are of it. English. Bounded: a sentence gives at most
 * CLAIMS_OF_SENTENCE claims of at most CLAIM_WORDS words; `crowded` says that something was
 * left out, and such a claim is never held against anyone. */
#ifndef RELIABILITY_CLAIM_H
#define RELIABILITY_CLAIM_H

#include "assay/scorer.h"
#include "figure.h"
#include "period.h"
#include "stem.h"

#define CLAIMS_OF_SENTENCE 12
#define CLAIM_WORDS 60
#define CLAIM_PERIODS 4

enum claim_op {
    CLAIM_VALUE,
    CLAIM_CHANGE,         /* in percent of the old value */
    CLAIM_DIFFERENCE,     /* new less old, in the cells' own unit; percentage points */
    CLAIM_TIMES,          /* new over old: "doubled" */
    CLAIM_AVERAGE,
    CLAIM_SUM,
    CLAIM_RATIO,          /* of one thing to another */
    CLAIM_EXTREME,        /* highest, lowest, second highest; with a value or a name */
    CLAIM_COUNT,          /* how many rows there are, or of a kind, or above a bound */
    CLAIM_COMPARE,        /* one thing above or below another */
    CLAIM_JUDGEMENT,      /* "was competitive": no figure can settle it */
    CLAIM_MIXED,          /* a change of a ratio or an average: checked if a row is called that */
};

enum claim_limit {
    LIMIT_EXACT,
    LIMIT_ABOUT,
    LIMIT_OVER,           /* "more than", "at least" */
    LIMIT_UNDER,          /* "less than", "up to" */
};

struct claim_word {
    uint64_t hash;
    uint32_t start, len;
    enum stem_kind kind;
};

struct claim {
    enum claim_op op;
    struct assay_text text;          /* the sentence */
    uint32_t start, end;             /* the clause in it */
    uint32_t subject, subject_end;   /* what must be found in the table */
    struct claim_word words[CLAIM_WORDS]; /* of the clause, but figures claimed and periods */
    uint32_t words_size;
    struct period periods[CLAIM_PERIODS];
    uint32_t periods_size;
    struct period dates[2];          /* without a year: "1 April" */
    uint32_t dates_size;
    struct figure figure;            /* what is claimed */
    bool has_figure;
    bool aside;                      /* another figure is what the clause is about */
    enum claim_limit limit;
    bool strict;                     /* "more than", not "at least" */
    struct figure bound;             /* of COUNT: "two firms grew by more than 5%" */
    bool plain_count;                /* "there are": no verb of its own */
    enum claim_limit bound_limit;    /* LIMIT_EXACT: no bound */
    int direction;                   /* +1 rose, -1 fell, 0 neither or both ("increase/(decrease)") */
    bool points;                     /* said to be points, not percent */
    bool relative;                   /* "percentage change": of the old value, no doubt */
    bool unsigned_change;            /* "a change of 5%": the sign was left off */
    int extreme, rank;               /* +1 highest, -1 lowest; 1 for the first */
    uint64_t cues[4];                /* stems of the words that decided on op, unless obvious */
    uint32_t cues_size;
    uint32_t split;                  /* of two things: where the second begins; 0: one thing */
    uint32_t split_end;              /* where the first ends */
    uint32_t measure_end;            /* of EXTREME: where what is measured ends */
    uint32_t shown;                  /* where the words to show begin */
    bool negated, crowded;
    bool vague;                      /* "best", "outperforms": high or low, who knows */
};

size_t claims_read(struct assay_text sentence, struct claim *ret, size_t most);

#endif
