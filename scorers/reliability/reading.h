/* reading.h - one article cut into words, sentences and quotations, each phrase marked.
 *
 *     struct reading *r = reading_new(article, phrases);
 *     for (uint32_t i = 0; i < r->marks_size; i++)
 *         if (r->marks[i].list == LIST_HEDGE) ...
 *     reading_free(r);
 *
 * Tables are left out; the title is read like any block. Memory and time grow linearly with the
 * text. */
#ifndef RELIABILITY_READING_H
#define RELIABILITY_READING_H

#include "assay/scorer.h"
#include "phrasebook.h"

enum word_flag {
    WORD_UPPER = 1,    /* begins with a capital */
    WORD_CAPITALS = 2, /* two letters or more, capitals only */
    WORD_NUMBER = 4,   /* begins with a digit */
    WORD_BREAK = 8,    /* punctuation stands before it */
    WORD_FIRST = 16,   /* the first of its sentence */
    WORD_QUOTED = 32,  /* inside of a quotation */
    WORD_MONEY = 64,   /* a currency sign before it */
    WORD_PERCENT = 128,/* a percent sign behind it */
    WORD_POSSESSIVE = 256, /* ends in 's */
};

struct word {
    uint64_t hash;
    phrase_set lists;  /* of the phrases that cover it */
    uint32_t start, sentence;
    uint16_t len, flags;
};

struct sentence {
    struct assay_span span;
    uint32_t first, words;     /* index of its first word, how many */
    uint32_t block;
    phrase_set lists;          /* of all phrases in it */
    bool quoted;               /* holds a quotation or a part of one */
};

struct quotation {
    struct assay_span span;    /* with its marks */
    uint32_t first, words;
    uint32_t block;
};

/* A phrase of a list: the longest that begins at its word. Some lists leave no marks, only their
 * bits at the words: small words, roles, units and the like (reading_read.c names them). */
struct mark {
    enum phrase_list list;
    uint32_t first, words;
};

struct reading {
    const struct assay_article *article;
    const char *text;
    struct word *words;
    struct sentence *sentences;
    struct quotation *quotations;
    struct mark *marks;
    uint32_t words_size, words_cap;
    uint32_t sentences_size, sentences_cap;
    uint32_t quotations_size, quotations_cap;
    uint32_t marks_size, marks_cap;
    uint32_t *figures, *uppers; /* words that are WORD_NUMBER, that are WORD_UPPER */
    uint32_t figures_size, uppers_size;
    uint32_t body;             /* index of the first word behind the title */
    uint32_t title_words, body_words;
};

struct reading *reading_new(const struct assay_article *, const struct phrasebook *);
void reading_free(struct reading *);

/* The first word that begins at this byte of the text or behind it; words_size: none does. */
uint32_t reading_word_at(const struct reading *, uint32_t byte);

/* From the first of `count` words to the last. */
static inline struct assay_span reading_span(const struct reading *r, uint32_t first,
                                             uint32_t count)
{
    const struct word *last = &r->words[first + count - 1];
    uint32_t start = r->words[first].start;
    return (struct assay_span){ start, last->start + last->len - start };
}

static inline bool reading_is_title(const struct reading *r, uint32_t word)
{
    return word < r->body;
}

/* A capitalised word that is no small word: "Meta", but not the "The" of a sentence's start. */
static inline bool word_is_name(const struct word *word)
{
    return word->flags & WORD_UPPER && !(word->lists & (LIST(FUNCTION) | LIST(TIME)));
}

#endif
