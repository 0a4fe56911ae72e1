/* words.h - a text as words: hashes without case, and how each was written.
 *
 *     HELD(words) w = {0};
 *     words_read(&w, article);
 *     for (size_t i = 0; i < w.size; i++)
 *         w.items[i].hash;
 *
 * Titles, paragraphs, headings, list items and quotations are read, tables, captions and notices
 * are not. The first WORDS_MAX words; linear time. */
#ifndef STORIES_WORDS_H
#define STORIES_WORDS_H

#include "item/article.h"

#define WORDS_MAX 20000

enum word_flag {
    WORD_UPPER = 1,    /* begins with a capital */
    WORD_FIRST = 2,    /* of a sentence */
    WORD_NUMBER = 4,   /* begins with a digit */
    WORD_QUOTED = 8,   /* stands between quotation marks */
    WORD_OPENS = 16,   /* first of a quotation */
    WORD_TITLE = 32,   /* of the headline */
    WORD_BREAK = 64,   /* something else than one space or hyphen stands before it */
    WORD_BRACKET = 128, /* a bracket opens right before it */
    WORD_SHORTENED = 256, /* only capitals, two or more: an abbreviation, or shouting */
    WORD_BLOCK = 512,  /* first of a block */
};

struct word {
    uint32_t start, len;   /* bytes of the article's text, without a possessive 's */
    uint32_t hash;         /* of its small letters */
    uint32_t stem;         /* of the first letters, without common endings */
    uint32_t topic;        /* of what it means, where other words mean the same; else the stem */
    uint16_t flags;
    uint16_t class;        /* vocabulary.h */
    uint8_t country;       /* that it points to; 0: none */
};

struct words {
    const char *text;
    struct word *items;
    size_t size, cap;
    size_t body;           /* index of the first word that is not of the headline */
};

void words_read(struct words *, const struct article *);
void words_done(struct words *);

/* Mixes two hashes; order counts. */
uint32_t words_mix(uint32_t, uint32_t);
uint32_t words_hash(const char *bytes, size_t len); /* of small letters already */

#endif
