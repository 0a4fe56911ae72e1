/* sketch_parts.h - the inside of a sketch, for sketch*.c alone. */
#ifndef STORIES_SKETCH_PARTS_H
#define STORIES_SKETCH_PARTS_H

#include "stories/sketch.h"
#include "stories/vocabulary.h"
#include "stories/words.h"

/* Adds a trait unless it is there already or its kind has had its share. False: no room. */
bool sketch_add(struct sketch *, enum trait_kind, uint32_t hash, double weight, bool posted,
                uint16_t run, struct assay_span);
struct assay_span sketch_span(const struct words *, size_t first, size_t count);
struct slice sketch_word(const struct words *, size_t at);
/* The headline and the first words of the body. */
bool sketch_is_opening(const struct words *, size_t at);

void sketch_names(struct sketch *, const struct words *);
void sketch_numbers(struct sketch *, const struct words *);
void sketch_quotes(struct sketch *, const struct words *);
void sketch_credits(struct sketch *, const struct words *, const struct article *);

#endif
