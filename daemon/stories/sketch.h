/* sketch.h - what is remembered of a text: a few dozen hashes instead of its words.
 *
 *     OWNED(sketch) s = sketch_new(article);
 *     for (size_t i = 0; i < s->size; i++)
 *         s->traits[i].hash;
 *
 * Two kinds of things are kept. Shingles (four words in a row; the lowest hashes of the opening and
 * of the whole, which is minhash) tell the same text from another one; the opening has a sample of
 * its own, since what is cut off is the end. Names, numbers, words of the opening and pieces of
 * quotations tell the same event from another one. Linear in the text, at most SKETCH_TRAITS. */
#ifndef STORIES_SKETCH_H
#define STORIES_SKETCH_H

#include "item/article.h"

#define SKETCH_TRAITS  160
#define SKETCH_MARKS   8
#define SKETCH_FIGURES 3
#define SKETCH_SAMPLE  16  /* shingles of the opening, and of the whole */
#define SKETCH_OPENING 64  /* words of the body that a shortened copy surely keeps */

enum trait_kind {
    TRAIT_LEAD,    /* shingle of the opening */
    TRAIT_WHOLE,   /* shingle of any place */
    TRAIT_NAME,
    TRAIT_NUMBER,
    TRAIT_QUOTE,   /* three words in a row of a quotation */
    TRAIT_WORD,    /* of headline and opening */
    TRAIT_KINDS,
};

struct trait {
    uint32_t hash;           /* its kind is mixed in */
    uint8_t kind;
    bool both;               /* a shingle of the opening is in the sample of the whole, too */
    bool posted;             /* kept for later texts; else only looked up, and counts if found */
    bool headed;             /* stands in the headline */
    uint8_t bit;             /* that it would have in a headline's set, of a name */
    uint16_t run;            /* of a name: the words of one mention share it, from 1;
                                of a shingle: the high bits of its place among all shingles */
    float weight;            /* before rarity */
    struct assay_span span;
};

/* A number that counts something: "14 passengers", "14 people were killed". */
#define FIGURE_TOLLS 5       /* below this: a kind of victim; else the hash of the word behind it */
struct figure {
    uint32_t what;
    float value;
    struct assay_span span;
    bool once;               /* and the text gives no other number of it */
};

struct sketch {
    struct trait traits[SKETCH_TRAITS];
    size_t size;
    uint32_t marks[SKETCH_MARKS];  /* who reported: own domain, outlets credited, authors */
    size_t marks_size;
    uint32_t credits[SKETCH_MARKS]; /* names that tell something; only an outlet's own mark fits */
    size_t credits_size;
    struct figure figures[SKETCH_FIGURES];
    size_t figures_size;
    uint32_t shingles;       /* in the whole text */
    uint32_t lead_top, whole_top; /* the highest hash of each sample; UINT32_MAX: all are in it */
    uint32_t words;
    uint32_t owner;          /* of the domain; 0: unknown */
    uint64_t title;          /* a bit for each word of the headline */
    uint64_t places;         /* a bit for each country that headline and opening point to */
    uint16_t day;            /* of headline or dateline: month * 32 + day; 0: none */
    uint16_t today;          /* when it was published; 0: unknown */
    uint8_t weekday;         /* first of the opening, 1 to 7; 0: none */
    uint8_t period;          /* 1 to 4: the quarter it reports on, 5 and 6 the half; 0: none */
    bool release;            /* its opening says "today announced": it speaks for itself */
    bool looks_back;         /* its opening says "last week", "three days after" */
    uint8_t counts[TRAIT_KINDS];
};

struct sketch *sketch_new(const struct article *);
void sketch_free(struct sketch **);

/* The sum of weights of names, numbers and quotations. */
double sketch_weight(const struct sketch *);

#endif
