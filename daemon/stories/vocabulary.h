/* vocabulary.h - the few English words that the reader of stories has to know by name.
 *
 *     if (vocabulary_class(SLICE("gazette")) & VOCABULARY_OUTLET)
 *         ...part of an outlet's name
 *
 * Words are in small letters. Texts in other languages find few of them here and lose little:
 * names, numbers and quotations look alike everywhere. Any thread. */
#ifndef STORIES_VOCABULARY_H
#define STORIES_VOCABULARY_H

#include "base/text.h"

enum vocabulary {
    VOCABULARY_COMMON = 1,    /* says nothing about what a text is about */
    VOCABULARY_GENERIC = 2,   /* part of many names: river, bank, ministry */
    VOCABULARY_RANK = 4,      /* before a name and no part of it: mayor, mr */
    VOCABULARY_SHORT = 8,     /* ends in a point that ends no sentence */
    VOCABULARY_CALENDAR = 16, /* months and days of the week */
    VOCABULARY_OUTLET = 32,   /* part of the name of a newspaper, agency or station */
    VOCABULARY_NUMERAL = 64,  /* three, dozen */
    VOCABULARY_SCALE = 128,   /* million, percent */
    VOCABULARY_RELAY = 256,   /* told, reported: an outlet may stand beside it */
    VOCABULARY_WORLD = 1024,  /* a country, a capital, a body: named in stories of every kind */
    VOCABULARY_TOLL = 2048,   /* dead, injured: what reports of a disaster count */
    VOCABULARY_ORDINAL = 4096, /* first to fourth, q1 to q4 */
    VOCABULARY_ABOUT = 512,   /* before a number that claims to be no exact one */
    VOCABULARY_PLACE = 8192,  /* points to a country */
    VOCABULARY_OFFICE = 16384, /* a rank whose holder is in the news every day: president */
    VOCABULARY_CONCEPT = 32768, /* has others that mean the same */
};

uint16_t vocabulary_class(struct slice small_letters);
/* The value of a numeral or a scale, 1 to 12 of a month, 21 to 27 of a day of the week, 1 to 4 of
 * an ordinal and of a toll (killed, injured, missing, arrested); 0: none. */
double vocabulary_value(struct slice small_letters);
/* 1 to PLACES_MOST of a VOCABULARY_PLACE; 0: any other word. */
unsigned vocabulary_country(struct slice small_letters);
/* 1 to CONCEPTS_MOST of a VOCABULARY_CONCEPT; 0: any other word. */
unsigned vocabulary_concept(struct slice small_letters);

#endif
