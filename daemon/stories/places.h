/* places.h - words that point to a country: "Tehran" and "Iranian" are both Iran.
 *
 *     vocabulary_country(SLICE("tehran")) == vocabulary_country(SLICE("iranian"))
 *
 * Large cities, and what people and things of a country are called, one word each and in small
 * letters. A city that several countries have belongs to the best known. */
#ifndef STORIES_PLACES_H
#define STORIES_PLACES_H

#include "base/defs.h"

#include <stddef.h>

#define PLACES_MOST 63 /* a set of countries fits 64 bits */

extern const char *const places[]; /* a line a country */
extern const size_t places_size;

#endif
