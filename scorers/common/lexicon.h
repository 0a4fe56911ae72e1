/* lexicon.h - what words and phrases mean to the tone scorer, from files that users edit.
 *
 *     struct lexicon *lexicon = lexicon_new();
 *     lexicon_read(lexicon, LEXICON_GENERAL, 1, "gloomy  -1.6  adj", 17, complain, data);
 *     lexicon_ready(lexicon);                    // then read-only, for every thread
 *     size_t covered = lexicon_match(lexicon, text, tokens, at, end, &meaning);
 *
 * docs/lexicons.md has the format. Files of VADER, AFINN, two columns of TSV or CSV and
 * Loughran-McDonald's CSV are recognised by their look. Inflected forms become entries of their
 * own while reading, so that matching is look-ups only: the longest phrase wins, and a `*` in one
 * stands for up to two words. A form spelled out in a file outranks one made by rule; between
 * equals, the later file wins. */
#ifndef COMMON_LEXICON_H
#define COMMON_LEXICON_H

#include "phrases.h"

enum lexicon_layer {
    LEXICON_WORDS,        /* a file of the user's own: valence, above all others */
    LEXICON_EXPECTATIONS,
    LEXICON_EVENTS,
    LEXICON_JUDGEMENT,
    LEXICON_IDIOMS,
    LEXICON_SOCIAL,
    LEXICON_FINANCE,
    LEXICON_GENERAL,
    LEXICON_NEUTRAL,
    LEXICON_VALENCES,     /* how many layers before here hold valences */
    LEXICON_INTENSIFIERS = LEXICON_VALENCES,
    LEXICON_NEGATORS,
    LEXICON_DIRECTIONS,
    LEXICON_SUBJECTS,
    LEXICON_NAMES,
    LEXICON_CUES,
    LEXICON_IRREGULAR,
    LEXICON_LAYERS,
};

/* What a form is good for. */
enum meaning_bit {
    MEANS_GENERAL = 1u << 0,      /* has a valence in general news */
    MEANS_FINANCE = 1u << 1,      /* has one in market news */
    MEANS_DIRECTION = 1u << 2,
    MEANS_SUBJECT = 1u << 3,
    MEANS_INTENSITY = 1u << 4,
    MEANS_NEGATION = 1u << 5,
    MEANS_NAME = 1u << 6,
    MEANS_CONTRAST = 1u << 7,
    MEANS_CONCESSION = 1u << 8,
    MEANS_CONDITION = 1u << 9,
    MEANS_ATTRIBUTION = 1u << 10,
    MEANS_CONCLUSION = 1u << 11,
    MEANS_BOILERPLATE = 1u << 12,
    MEANS_RELIEF = 1u << 13,      /* turns what it takes as an object: avert, ease */
    MEANS_LOSS = 1u << 14,        /* turns something good behind it: lose, lack of */
    MEANS_NOUN = 1u << 15,        /* forms of a direction */
    MEANS_VERB = 1u << 16,        /* present */
    MEANS_PAST = 1u << 17,        /* past or participle */
    MEANS_ING = 1u << 18,
    MEANS_TRANSITIVE = 1u << 19,
    MEANS_JUDGEMENT = 1u << 20,   /* an article's evaluative wording */
    MEANS_MARKETS = 1u << 21,     /* evidence that the text is market news */
    MEANS_MUTED = 1u << 22,       /* the user wants to hear nothing of it */
    MEANS_ACTS = 1u << 23,        /* the valence is a verb's */
    MEANS_THING = 1u << 24,       /* or a noun's */
    MEANS_VERDICT = 1u << 25,     /* sentiment, outlook: what an explicit grade is given to */
    MEANS_AGENDA = 1u << 26,      /* what follows is to be watched, not reported */
    MEANS_RESEARCH = 1u << 27,    /* evidence that the text is news of research */
    MEANS_GUARD = 1u << 28,       /* what an ill may be named for: wall, insurance, novel */
};

#define MEANS_VALENCE (MEANS_GENERAL | MEANS_FINANCE)

/* Half a cache line: looking one up is a wait for memory. */
struct meaning {
    uint32_t bits;
    float general, finance;       /* -4 to 4 */
    float direction, subject;
    float intensity;              /* added to a factor of 1 */
    float negation;               /* what remains of a valence in its scope */
    uint32_t entry : 23;          /* its number, below lexicon_entries; forms share it */
    uint32_t layer : 5;           /* that the valence came from */
    uint32_t words : 4;           /* of the form */
};

struct lexicon;

typedef void lexicon_complain(void *data, size_t line, const char *text);

struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon **);

/* By a file's name: "finance-en.tsv" and "finance-en" are LEXICON_FINANCE; others are
 * LEXICON_WORDS. */
enum lexicon_layer lexicon_layer_of(const char *name, size_t len);

/* The word of the user for one entry and its forms, above all files; 0 mutes it. Before
 * reading. False: too long. */
bool lexicon_override(struct lexicon *, const char *entry, size_t len, double value);

/* Reads a file. weight multiplies its valences. False when anything was complained of; the good
 * lines count all the same. complain may be NULL. LEXICON_IRREGULAR must come before the rest. */
bool lexicon_read(struct lexicon *, enum lexicon_layer, double weight, const char *content,
                  size_t len, lexicon_complain *, void *data);

/* Does any file have this form? Before lexicon_ready; what the user says of it aside. */
bool lexicon_has(struct lexicon *, const char *form, size_t len);

/* What the shipped layers make of a form. Before lexicon_ready; what the user says of it aside. */
struct lexicon_role {
    double value;             /* the strongest valence; 0: none has one */
    enum lexicon_layer layer; /* that it comes from */
    enum lexicon_layer part;  /* what it is besides: a direction, a subject; LEXICON_LAYERS: nothing */
};
struct lexicon_role lexicon_role(struct lexicon *, const char *form, size_t len);

void lexicon_ready(struct lexicon *);

/* Gives a word a number without a meaning, for callers with tables of their own. Before
 * lexicon_ready; the word is folded already. */
uint32_t lexicon_number(struct lexicon *, const char *word);

/* For tokens_scan. The words' traits say of the lexicon: */
enum lexicon_trait {
    LEXICON_BEGINS = 1, /* an entry may begin here, whatever follows */
    LEXICON_LEADS = 2,  /* one may if the right word follows */
};

const struct words *lexicon_words(const struct lexicon *);
size_t lexicon_size(const struct lexicon *); /* forms, phrases included */

/* What begins where, by number of word. */
const struct phrases *lexicon_phrases(const struct lexicon *);

/* By number of word, what it means where no phrase begins with it; NULL: nothing, or it depends on
 * how it is written and what follows. From lexicon_ready on. */
const struct meaning *const *lexicon_alone(const struct lexicon *);

/* The longest entry that begins at tokens[at] and ends before `end`: how many tokens it covers,
 * 0 for none. */
size_t lexicon_match(const struct lexicon *, const char *text, const struct token *tokens,
                     size_t at, size_t end, const struct meaning **ret);

size_t lexicon_entries(const struct lexicon *);

/* The entry as its file has it. */
const char *lexicon_entry(const struct lexicon *, const struct meaning *);
const char *lexicon_layer_name(enum lexicon_layer); /* "finance" */

#endif
