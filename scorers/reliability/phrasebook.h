/* phrasebook.h - lists of phrases, found in a text word by word.
 *
 *     struct phrasebook *p = phrasebook_new();
 *     phrasebook_load(p, file, &trouble);             // "say<TAB>said/says" a line
 *     at = phrasebook_step(p, PHRASEBOOK_ROOT, word_hash);
 *     lists = phrasebook_lists(p, at);                // bit LIST_SAY when a phrase ends here
 *
 * A trie of word hashes, so that a word costs one probe however many phrases there are. After
 * loading it is read-only and any number of threads may walk it. */
#ifndef RELIABILITY_PHRASEBOOK_H
#define RELIABILITY_PHRASEBOOK_H

#include "assay/scorer.h"

#define PHRASEBOOK_ROOT 0
#define PHRASEBOOK_NOWHERE UINT32_MAX
#define PHRASEBOOK_MAX_WORDS 8     /* of one phrase */
#define PHRASEBOOK_MAX_FORMS 64    /* that one line with slashes may stand for */
#define PHRASEBOOK_MAX_NODES 1000000

/* Every list a file may add to, and what it is for. The order is free. */
#define PHRASE_LISTS(X) \
    X(SAY, "say", "verbs that hand a statement to a speaker") \
    X(PER, "per", "hands a statement to what follows: according to") \
    X(UNSAID, "unsaid", "words before a verb of saying that make it none: to say, a report") \
    X(PRONOUN, "pronoun", "stand for a speaker named before") \
    X(ROLE, "role", "speakers who stand for a body: spokesman, police, court") \
    X(HONORIFIC, "honorific", "forms of address before a name") \
    X(CREDIT, "credit", "what stands in brackets under a picture") \
    X(NAMELESS, "nameless", "speakers nobody can check: insider, source, pal") \
    X(ANONYMOUS, "anonymous", "whole phrases for unnamed sources") \
    X(HEARSAY, "hearsay", "claims on nobody's word: reportedly, rumour has it") \
    X(ASKED, "asked", "the other side was asked: declined to comment") \
    X(CHECKED, "checked", "a claim was checked: denied, debunked, no evidence") \
    X(LIMITS, "limits", "what is not known: margin of error, remains unclear") \
    X(INTERESTS, "interests", "whose money it is: funded by, conflict of interest") \
    X(METHOD, "method", "how it was found out: randomized, a survey of") \
    X(DOCUMENT, "document", "things a reader could look up: filing, transcript, study") \
    X(OUTLET, "outlet", "names of other news outlets") \
    X(OUTLET_END, "outlet_end", "last words of such names: Times, Post, Magazine") \
    X(WIRE, "wire", "agencies that stand in a dateline") \
    X(TIME, "time", "months and days of the week") \
    X(DATING, "dating", "words before a year that make it a date: in 2013") \
    X(UNIT, "unit", "words that make a number a measurement") \
    X(HEDGE, "hedge", "words that hold a fact open: may, expected, alleged") \
    X(ABSOLUTE, "absolute", "words that leave no exception") \
    X(SENSATION, "sensation", "words that raise the voice instead of the case") \
    X(PUFF, "puff", "words that promote instead of reporting") \
    X(LOADED, "loaded", "words that judge people instead of reporting") \
    X(CLICKBAIT, "clickbait", "forms that withhold the news to be clicked") \
    X(SECOND, "second", "the reader addressed") \
    X(SLOPPY, "sloppy", "spellings an editor would have caught") \
    X(STAFF, "staff", "bylines that name nobody") \
    X(CORRECTION, "correction", "notices that an error was mended") \
    X(DISCLAIMER, "disclaimer", "the publisher does not answer for its text") \
    X(MACHINE, "machine", "text or pictures made by a machine") \
    X(SATIRE, "satire", "the text says it is not meant as news") \
    X(ADVERT, "advert", "advertising and begging for clicks between the lines") \
    X(BUY, "buy", "calls to buy or to trade") \
    X(REPUBLISHED, "republished", "the text came from another publisher") \
    X(RELAY, "relay", "verbs by which an outlet quotes an outlet") \
    X(FUNCTION, "function", "small words: no names, no content") \
    X(ABBREVIATION, "abbreviation", "words whose full stop ends no sentence")

enum phrase_list {
#define X(id, name, help) LIST_##id,
    PHRASE_LISTS(X)
#undef X
    LISTS_SIZE,
};

/* One bit a list. */
typedef uint64_t phrase_set;
#define LIST(id) (UINT64_C(1) << LIST_##id)

struct phrasebook;

struct phrasebook *phrasebook_new(void);
void phrasebook_free(struct phrasebook *);

/* Adds a file's lines: a list's name, a tab, a phrase in which "say/says" stands for either;
 * "!" before the name takes the phrase out of that list again. "#" starts a comment. Complains
 * through host of `param`, entry `row`, of every bad line; false if there was one. */
bool phrasebook_load(struct phrasebook *, const struct assay_file *, struct assay_host *,
                  const char *param, size_t row);

/* Takes the phrase, slashes and all, out of every list. NULL, or what is wrong with it. */
const char *phrasebook_mute(struct phrasebook *, struct assay_text phrase);

/* PHRASEBOOK_NOWHERE when no phrase goes on with this word. */
uint32_t phrasebook_step(const struct phrasebook *, uint32_t at, uint64_t word);
/* The lists that have a phrase ending at this node. */
phrase_set phrasebook_lists(const struct phrasebook *, uint32_t at);
/* Whether a phrase may go on from this node with the word; a no is certain. */
bool phrasebook_goes_on(const struct phrasebook *, uint32_t at, uint64_t word);

/* Words that may begin a phrase, as bits by hash; a no is certain. */
#define PHRASEBOOK_BEGINS 65536

struct phrasebook_begins {
    uint8_t bits[PHRASEBOOK_BEGINS / 8];
};

const struct phrasebook_begins *phrasebook_begins(const struct phrasebook *);

static inline bool phrasebook_may_begin(const struct phrasebook_begins *b, uint64_t word)
{
    return b->bits[word % PHRASEBOOK_BEGINS / 8] >> word % 8 & 1;
}

/* The hash of a word, which is its print of words.h; typographic and broken apostrophes count as
 * plain ones. */
uint64_t phrasebook_hash(const char *word, size_t len);
/* The same for callers that know it to be ASCII. */
uint64_t phrasebook_hash_ascii(const char *word, size_t len);

#endif
