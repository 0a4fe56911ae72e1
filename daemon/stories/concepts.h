/* concepts.h - words for the same thing: "blast" and "explosion", "jailed" and "sentenced".
 *
 *     vocabulary_concept(SLICE("blast")) == vocabulary_concept(SLICE("explosion"))
 *
 * Two reporters of one event rarely choose the same word; what they write about is the same all the
 * same. Words are in small letters, a line a concept, in the forms in which news has them. */
#ifndef STORIES_CONCEPTS_H
#define STORIES_CONCEPTS_H

#include <stddef.h>

#define CONCEPTS_MOST 255

extern const char *const concepts[];
extern const size_t concepts_size;

#endif
