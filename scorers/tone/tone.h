/* tone.h - what an opened tone scorer holds, and the memory that one scoring works in.
 *
 * The walk of an article: desk_read() makes its blocks into sentences with what the lexicon
 * finds in them; gate_open() decides between market and general reading; for each sentence the
 * rules make and turn signals; report.c opens the sentence's part and tells the signals to the
 * host, once overall and once for each company they concern. */
#ifndef TONE_TONE_H
#define TONE_TONE_H

#include "common/lexicon.h"
#include "common/sentences.h"
#include "grades.h"
#include "grammar.h"
#include "look.h"
#include "settings.h"

#include <pthread.h>

struct desk;

struct tone {
    struct settings settings;
    struct lexicon *lexicon;
    struct grammar *grammar;
    struct glance *glance;
    struct grades *grades;
    /* Desks that no thread works at just now: memory is kept from article to article. */
    pthread_mutex_t lock;
    struct desk *idle;
};

/* An entry of the lexicon, found at tokens [at, end). */
struct find {
    uint32_t at, end;
    const struct meaning *meaning;
    uint32_t bits, entry;         /* the meaning's, near at hand */
    bool used;                    /* by a rule, or a watched name: says nothing more of itself */
    bool moved;                   /* something said to rise or fall, or the word that says so */
};

/* A sentence of the article; tokens and finds are the desk's. What one look at its tokens gathers
 * is kept here, so that most rules see at a glance that there is nothing for them. */
struct passage {
    uint32_t first, last;         /* tokens */
    uint32_t find, finds;         /* the first, and how many */
    uint32_t index;               /* among the sentences of the body, from 0 */
    uint8_t kind;                 /* enum assay_block_kind */
    uint8_t flags;                /* of all tokens */
    bool concludes;               /* says that it sums up or judges */
    bool repeats;                 /* an earlier passage said it */
    uint32_t bits, grammar;       /* of all that was found */
    uint8_t kinds;                /* of all tokens, their bits together */
    float market;                 /* evidence that it is market news */
    uint64_t print;               /* of its words: two alike say the same */
};

enum signal_flag {
    SIGNAL_NEGATED = 1,
    SIGNAL_RELIEVED = 2,
    SIGNAL_SCALED = 4,            /* by an intensifier */
    SIGNAL_CONCEDED = 8,
    SIGNAL_CONTRASTED = 16,
    SIGNAL_CONDITIONAL = 32,
    SIGNAL_CAUSE = 64,
    SIGNAL_QUOTED = 128,
    SIGNAL_EMPHASISED = 256,
    SIGNAL_REPEATED = 512,
    SIGNAL_NAME = 1024,
    SIGNAL_ASKED = 2048,
    SIGNAL_JUDGEMENT = 4096,
    SIGNAL_ROUTINE = 8192,
    SIGNAL_TOPIC = 16384,
    SIGNAL_AGENDA = 32768,
    SIGNAL_STUDIED = 65536,
    SIGNAL_SPENT = 131072,
    SIGNAL_GUARDED = 262144,
    SIGNAL_FORMER = 524288,
};

/* One thing that a sentence says, good or bad. */
struct signal {
    const char *rule;
    uint32_t at, end;             /* its tokens */
    uint32_t head;                /* the token that says whose it is: a direction's subject */
    double base, value;           /* before and after the rules */
    uint32_t flags;
    bool lexical;                 /* no rule made it: it is worth what its entry is */
    const struct meaning *meaning;
    uint32_t from, to;            /* a direction's subject, its tokens; 0, 0: none */
    const struct find *turned_by; /* the negation or relief; NULL: none */
};

/* A grade that the sentence states in so many words: "sentiment is mildly negative". */
struct verdict {
    uint32_t first, end;          /* its tokens; end 0: none */
    double level;                 /* on the score's own scale, -1 to 1 */
};

/* A sentence at work. Token numbers are the desk's. */
struct reading {
    const struct tone *tone;
    const struct passage *passage;
    const char *text;
    const struct token *tokens;
    size_t first, last;
    struct find *finds;
    size_t finds_size;
    uint8_t find_of[SENTENCE_MAX]; /* by token - first: index + 1 into finds, 0 for none */
    struct signal *signals;
    size_t signals_size;
    const uint32_t *said;          /* by entry: how often the article says it; NULL: no article */
    double finance;                /* 0: read as general news, 1: as market news */
    double research;               /* 1: as news of research */
    bool headline, question;
    struct verdict verdict;
};

#define SIGNALS_MAX 192

static inline uint32_t reading_grammar(const struct reading *r, size_t token)
{
    return grammar_of(r->tone->grammar, &r->tokens[token]);
}

/* Is any of these anywhere in the sentence? */
static inline bool reading_has(const struct reading *r, uint32_t grammar)
{
    return r->passage->grammar & grammar;
}

/* NULL where no find covers the token. */
static inline struct find *reading_find(const struct reading *r, size_t token)
{
    uint8_t index = r->find_of[token - r->first];
    return index ? &r->finds[index - 1] : NULL;
}

/* "Improve": whatever improves, it is to the good, blood pressure as well as sales. */
static inline bool tone_betters(const struct meaning *m)
{
    return m->direction > 0 && m->general > 0;
}

/* Which finds have any of some bits, sixty-four asked at once: many have, and nobody could foretell
 * which. Begin with {0}. */
struct sieve {
    size_t next;                  /* find to ask */
    uint64_t left;                /* of those asked last, which have and are not taken yet */
};

static inline uint64_t reading_sift(const struct reading *r, size_t from, uint32_t bits)
{
    uint64_t found = 0;
    for (size_t i = from; i < r->finds_size && i < from + 64; i++)
        found |= (uint64_t)((r->finds[i].bits & bits) != 0) << (i - from);
    return found;
}

/* NULL: none is left. */
static inline struct find *reading_next(const struct reading *r, uint32_t bits, struct sieve *s)
{
    for (; !s->left; s->next += 64) {
        if (s->next >= r->finds_size)
            return NULL;
        s->left = reading_sift(r, s->next, bits);
    }
    struct find *find = &r->finds[s->next - 64 + (unsigned)__builtin_ctzll(s->left)];
    s->left &= s->left - 1;
    return find;
}

/* What an entry is worth under this sentence's reading. */
double reading_valence(const struct reading *, const struct meaning *);
/* NULL when the sentence has as many as it may. */
struct signal *reading_signal(struct reading *, const char *rule, size_t at, size_t end,
                              double value);
/* Titles Are Written Like This: capitals then prove no name. */
bool reading_is_title_case(const struct reading *);
/* Does a comma, a colon or another mark that parts clauses stand here? */
static inline bool reading_is_mark(const struct reading *r, size_t token)
{
    return r->tokens[token].kind - (unsigned)TOKEN_STOP <= (unsigned)TOKEN_CLOSE - TOKEN_STOP;
}


/* "Off a four-month low" went up: is this high or low one that was left? */
bool reading_left_behind(const struct reading *, size_t level);

/* The rules, in the order of their application; each has a file of its own. */
void verdict_judge(struct reading *);
void direction_judge(struct reading *);
void comparison_judge(struct reading *);
void level_judge(struct reading *);
void advice_judge(struct reading *);
void lexical_judge(struct reading *);
void scope_apply(struct reading *);
void clauses_weigh(struct reading *);
void emphasis_apply(struct reading *);

#endif
