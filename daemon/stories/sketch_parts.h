/* sketch_parts.h - the inside of a sketch, for sketch*.c alone. */
#ifndef STORIES_SKETCH_PARTS_H
#define STORIES_SKETCH_PARTS_H

#include "stories/sketch.h"
#include "stories/vocabulary.h"
#include "stories/words.h"

/* Adds a trait unless it is there already or its kind has had its share. NULL: no room. */
struct trait *sketch_add(struct sketch *, enum trait_kind, uint32_t hash, double weight,
                         bool posted, uint16_t run, struct assay_span);
struct assay_span sketch_span(const struct words *, size_t first, size_t count);
struct slice sketch_word(const struct words *, size_t at);
/* The bit of a headline's set of words. */
uint8_t sketch_bit(uint32_t hash);
/* A word in small letters is what stands there. */
bool sketch_has(const struct words *, size_t at, const char *word);
double sketch_value(const struct words *, size_t at); /* vocabulary_value of it */
/* The headline and the first words of the body. */
bool sketch_is_opening(const struct words *, size_t at);

/* The name in that span is that of the item's own outlet; after sketch_credits. */
bool sketch_is_own(const struct sketch *, struct assay_span, const char *text);

void sketch_names(struct sketch *, const struct words *);
/* The period, the day and the weekday; before sketch_numbers. */
void sketch_dates(struct sketch *, const struct words *, const struct article *);
/* Adds the date that this number is part of. False: of none. */
bool sketch_date(struct sketch *, const struct words *, size_t at, double value);
void sketch_numbers(struct sketch *, const struct words *);
void sketch_quotes(struct sketch *, const struct words *);
void sketch_credits(struct sketch *, const struct words *, const struct article *);

#endif
