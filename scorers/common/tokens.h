/* tokens.h - a text as words, numbers and marks, each with its place and its number among words.
 *
 *     struct tokens t = {0};
 *     tokens_scan(&t, words, text, 0, text_len);
 *     for (size_t i = 0; i < t.size; i++)
 *         use(t.items[i]);
 *     tokens_done(&t);
 *
 * "don't" is one word, "company's" the word "company" marked as possessive, "long-term" two
 * words of which the second is marked as joined, "4.1mn" a number and a joined word. Addresses of
 * web pages and handles (@name) are one token of no word. One pass; linear on any bytes; what
 * tokens remember is kept from call to call. */
#ifndef COMMON_TOKENS_H
#define COMMON_TOKENS_H

#include "words.h"

/* Two have a bit of their own, so that the kinds of many tokens together tell of them. What parts clauses
 * stands from the stop to the closing bracket. */
enum token_kind {
    TOKEN_WORD,
    TOKEN_STOP,      /* . ! ? or an ellipsis; runs of them are one */
    TOKEN_COMMA,
    TOKEN_COLON,
    TOKEN_SEMICOLON,
    TOKEN_DASH,      /* between spaces, or an en or em dash */
    TOKEN_OPEN,      /* ( [ { */
    TOKEN_CLOSE,
    TOKEN_SYMBOL,    /* one of % $ & # / and the like, or an emoji; may be a word */
    TOKEN_ADDRESS,   /* of a page, or a handle */
    TOKEN_NUMBER = 16,
    TOKEN_QUOTE = 32, /* a double quotation mark, or a single one that joins no letters */
};

enum token_flag {
    TOKEN_CAPITAL = 1,    /* begins with a capital */
    TOKEN_CAPITALS = 2,   /* two or more letters, all of them capitals */
    TOKEN_JOINED = 4,     /* nothing or a hyphen stands between it and the one before */
    TOKEN_POSSESSIVE = 8, /* 's or s' follows; not part of its length */
    TOKEN_LOUD = 16,      /* a stop with an exclamation mark */
    TOKEN_ASKS = 32,      /* a stop with a question mark */
    TOKEN_LINE = 64,      /* first of its line */
    TOKEN_HYPHEN = 128,   /* joined by a hyphen */
};

struct token {
    uint32_t start;       /* byte of the text */
    uint16_t len;         /* of longer ones, the first 64 KiB */
    uint8_t kind, flags;
    uint32_t look;        /* what the words know of it: its number and traits; 0: nothing */
};

/* Its number among the words; 0: not among them. */
static inline uint32_t token_word(const struct token *token)
{
    return token->look & WORDS_MOST;
}

static inline bool token_has(const struct token *token, uint32_t trait)
{
    return token->look >> WORDS_TRAITS_SHIFT & trait;
}

struct tokens {
    struct token *items;
    uint64_t *prints;     /* of their folded bytes, as words.h makes them; 0 of marks */
    size_t size, cap;
    uint32_t *breaks;     /* tokens that may end or begin a sentence: stops, first of their line */
    size_t breaks_size, breaks_cap;
};

void tokens_done(struct tokens *);
void tokens_clear(struct tokens *);  /* keeps the memory */

/* Appends the tokens of text[start .. start + len), and behind them, not counted, two of no word and
 * room for more to be read. Without words, none has a number. */
void tokens_scan(struct tokens *, const struct words *, const char *text, size_t start,
                 size_t len);

#endif
