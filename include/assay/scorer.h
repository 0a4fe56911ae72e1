/* assay/scorer.h - the door between assayd and a scorer. The only header a scorer includes.
 *
 * A scorer is a const struct of functions and a table of parameters. It never returns a number:
 * it opens *parts* (a sentence, a group of signals) and reports *reasons* in them. The host adds
 * up each part, bends or caps it, takes the declared mean or sum over the parts, once overall and
 * once for each entity, and scales the reasons to match. So the published contributions sum to
 * the published score, and an explanation cannot drift from it.
 *
 *     static bool score(const void *state, const struct assay_article *a, struct assay_host *host)
 *     {
 *         struct assay_part whole = { .name = "text", .weight = 1, .entity = ASSAY_OVERALL };
 *         host->part(host, &whole);
 *         struct assay_reason reason = { .rule = "shouting", .delta = -0.1, .span = {0, 5} };
 *         host->because(host, &reason);
 *         return true;
 *     }
 *
 * Text is UTF-8. Spans are bytes of article->text and must not cut a code point; on the wire they
 * become code points. Everything passed through the door is borrowed: the host's values live until
 * score() returns, the scorer's until the call they are passed to returns, except names, rules and
 * other `const char *` constants, which must live as long as the scorer is open.
 *
 * A scorer that breaks its word (a span out of the text, a number that is not finite, a reason
 * outside of any part, an entity that does not exist) abstains on that item; the host counts and
 * logs it and goes on.
 *
 * The ABI is 0: free to change until 1. */
#ifndef ASSAY_SCORER_H
#define ASSAY_SCORER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ASSAY_ABI 0

/* Borrowed UTF-8, not ended by NUL. ptr is never NULL where the host made it. */
struct assay_text {
    const char *ptr;
    size_t len;
};

/* Bytes of article->text; len 0 means "nowhere in particular". */
struct assay_span {
    uint32_t start, len;
};

/* ------------------------------------------------------------------ the article */

enum assay_block_kind {
    ASSAY_TITLE,     /* the headline; at most one, first */
    ASSAY_PARAGRAPH,
    ASSAY_HEADING,
    ASSAY_ITEM,      /* of a list */
    ASSAY_QUOTE,     /* a block quotation */
    ASSAY_TABLE,     /* rows as lines, cells between pipes; see tables */
    ASSAY_CAPTION,   /* of the table or picture next to it */
    ASSAY_NOTICE,    /* found outside of the main text: disclaimer, machine-made notice */
};

/* Blocks cover the whole text in order; between two of them stands one blank line. */
struct assay_block {
    enum assay_block_kind kind;
    struct assay_span span;
};

/* A rectangle of cells, row by row; short rows were filled up with empty spans and the cells of
 * rowspan and colspan repeated. The first header_rows rows name the columns. */
struct assay_table {
    struct assay_span span;
    uint32_t block;                  /* its index among the blocks */
    uint32_t rows, columns, header_rows;
    const struct assay_span *cells;  /* rows * columns; white space trimmed */
    bool truncated;                  /* a ceiling cut rows or columns off */
};

struct assay_link {
    struct assay_span span;          /* the anchor's text; len 0 if that is not in the text */
    struct assay_text url;           /* absolute */
};

/* What the user watches. Without a symbol of its own, the ticker is the name. */
struct assay_entity {
    struct assay_text ticker, name;
    const struct assay_span *mentions;  /* in order, not overlapping */
    uint32_t mentions_size;
    double relevance;                   /* 0 to 1; 0 with no mention */
};

/* A count that independent reports of the same story give too, "14 passengers". */
struct assay_figure {
    struct assay_span span;          /* in this article */
    bool agrees;                     /* at least one of them gives the same */
    uint32_t origins;                /* how many that are */
    double value, other;             /* here, and what those give that do not agree */
};

/* The item's place among those that came before it. */
struct assay_place {
    bool copy;                       /* near copy of an earlier item */
    uint32_t items, origins;         /* of the story so far, this one among them */
    const struct assay_figure *figures;
    uint32_t figures_size;
};

#define ASSAY_UNKNOWN_TIME INT64_MIN

struct assay_article {
    uint32_t abi, size;              /* of this struct: the tail may grow */
    struct assay_text text;          /* normalised: valid UTF-8, NFC, no control characters but
                                        newline, white space folded */
    const struct assay_block *blocks;
    uint32_t blocks_size;
    const struct assay_table *tables;
    uint32_t tables_size;
    const struct assay_link *links;
    uint32_t links_size;
    const struct assay_entity *entities;
    uint32_t entities_size;
    const struct assay_text *authors; /* as the feed or page names them */
    uint32_t authors_size;
    const struct assay_text *categories;
    uint32_t categories_size;
    struct assay_text url, domain, feed, language; /* empty: unknown */
    struct assay_text origin;        /* the outlet or URL it says it came from; empty: none said */
    struct assay_text topic;         /* the feed's `domain:` setting: finance, general or empty */
    int64_t published, updated;      /* milliseconds since 1970, or ASSAY_UNKNOWN_TIME */
    double prior;                    /* trust in the source, 0 to 1; NAN: none set */
    const struct assay_place *place; /* NULL: judged alone */
};

/* ------------------------------------------------------------------ what a scorer reports */

#define ASSAY_OVERALL (-1)

/* Opens a part; the reasons that follow belong to it. A part without reasons counts as zero in
 * a mean. */
struct assay_part {
    const char *name;                /* "title", "sentence", "attribution" */
    struct assay_span span;
    double weight;                   /* share in a mean, >= 0; a sum takes it as a factor */
    double low, high;                /* caps the part's sum, low <= 0 <= high; both 0: no cap */
    int entity;                      /* index into article->entities, or ASSAY_OVERALL */
};

struct assay_reason {
    const char *rule;                /* "lexicon", "negation", "attribution.anonymous" */
    struct assay_text detail;        /* which entry of it, "layoffs"; may be empty */
    struct assay_text why;           /* one sentence; may be empty */
    struct assay_span span;
    double weight;                   /* what the lexicon or setting said, before the rules */
    double delta;                    /* what it adds to its part */
};

enum assay_status {
    ASSAY_SUPPORTED,
    ASSAY_CONTRADICTED,              /* no reading fits, and the error has a name or one reading
                                        is certain: accuse nobody falsely */
    ASSAY_UNVERIFIABLE,
    ASSAY_WARNING,                   /* about the table itself: no source, estimates, mixed units */
};

struct assay_cell {
    uint32_t row, column;
};

/* A finding about one table. Names of checks of prose against a table start with "claim.". The
 * check "source" says whether the table is sourced: supported if it is, warning if not. */
struct assay_check {
    uint32_t table;                  /* index into article->tables */
    const char *name;                /* "source", "estimates", "units", "claim.change" */
    enum assay_status status;
    const char *error;               /* a contradiction's name, "wrong base"; else NULL */
    struct assay_text why;           /* one sentence */
    struct assay_span span;          /* the claim's words, or the table's */
    double claimed, computed;        /* NAN where there is none */
    const struct assay_cell *cells;  /* what it rests on */
    uint32_t cells_size;
};

/* Something the scorer knows about the item: "confidence" (number, 0 to 1), "domain" (text). */
struct assay_fact {
    const char *name;
    struct assay_text text;          /* empty: the number counts */
    double number;
};

/* How much the host wants to hear. Reasons are always needed, for the score; the words that go
 * with them (why, detail) only from ASSAY_REASONS on, and facts too. */
enum assay_detail {
    ASSAY_SCORE,
    ASSAY_REASONS,
    ASSAY_TRACE,
};

struct assay_host {
    uint32_t abi, size;
    enum assay_detail detail;
    void (*part)(struct assay_host *, const struct assay_part *);
    void (*because)(struct assay_host *, const struct assay_reason *);
    void (*check)(struct assay_host *, const struct assay_check *);
    void (*fact)(struct assay_host *, const struct assay_fact *);
    /* While checking and opening: something is wrong with the value of `param`; row counts the
     * entries of a list, table or files from 0, line the lines of such a file from 1 (0: none). */
    void (*complain)(struct assay_host *, const char *param, size_t row, size_t line,
                     const char *text);
    /* The same for what is allowed, but hardly meant: it is opened all the same. */
    void (*doubt)(struct assay_host *, const char *param, size_t row, size_t line,
                  const char *text);
    /* With ASSAY_TRACE: something in the text that counts for nothing, and why. Belongs to no part;
     * delta is left alone. */
    void (*aside)(struct assay_host *, const struct assay_reason *);
};

/* ------------------------------------------------------------------ parameters */

struct assay_texts {
    const struct assay_text *items;
    size_t size;
};

struct assay_number {
    struct assay_text key;
    double value;
};

struct assay_numbers {
    const struct assay_number *items;
    size_t size;
};

struct assay_file {
    struct assay_text name;          /* as the user wrote it: "fin-en", "my-words.tsv" */
    struct assay_text content;       /* read by the host; the user's bytes, not checked */
};

struct assay_files {
    const struct assay_file *items;
    size_t size;
};

struct assay_signal {
    double each, cap;                /* cap 0: none; same sign as each */
};

enum assay_kind {
    ASSAY_BOOL,                      /* bool */
    ASSAY_REAL,                      /* double */
    ASSAY_STRING,                    /* struct assay_text */
    ASSAY_LIST,                      /* struct assay_texts */
    ASSAY_NUMBERS,                   /* struct assay_numbers: a mapping of text to number */
    ASSAY_FILES,                     /* struct assay_files: names; the host finds and reads them */
    ASSAY_SIGNAL,                    /* struct assay_signal: a number, or {each: -0.1, cap: -0.3} */
};

/* One YAML key. The host checks kind and bounds, and writes the value at `offset` of the
 * scorer's own parameter struct. */
struct assay_param {
    const char *name;                /* dots nest: "rules.negation" is rules: {negation: ...} */
    enum assay_kind kind;
    const char *fallback;            /* as it would stand in YAML; NULL: the user must say it */
    double low, high;                /* of numbers; both 0: any */
    size_t offset;
    const char *help;                /* one sentence, with the unit */
};

/* ------------------------------------------------------------------ the scorer */

enum assay_join {
    ASSAY_SUM,                       /* sum of weight * part, clamped to low..high */
    ASSAY_MEAN,                      /* weighted mean of the parts */
};

/* How sums become scores. bend(x, b) = x / sqrt(x * x + b), VADER's curve; b = 0: straight.
 *     part'  = bend(sum of its deltas, part_bend)
 *     joined = mean or sum over the parts
 *     score  = clamp(bend(gain * joined, bend), low, high) */
struct assay_shape {
    double part_bend, gain, bend;
};

struct assay_scorer {
    uint32_t abi, size;              /* ASSAY_ABI, sizeof(struct assay_scorer) */
    const char *name, *version, *help;
    double low, high;                /* the score's range */
    enum assay_join join;
    const struct assay_param *params;
    size_t params_size;              /* how many */
    size_t params_bytes;             /* sizeof the parameter struct */
    /* Says through complain() what the table cannot: false if anything was wrong. May be NULL. */
    bool (*check)(const void *params, struct assay_host *);
    /* Builds what scoring needs; params outlive it. NULL: could not, said through complain(). */
    void *(*open)(const void *params, struct assay_host *);
    /* NULL: straight, gain 1. */
    void (*shape)(const void *state, struct assay_shape *);
    /* False: nothing to say, the score is null. Several threads call it with one state. */
    bool (*score)(const void *state, const struct assay_article *, struct assay_host *);
    void (*close)(void *state);
    /* Between what the deltas of an article can join to at most, given the source's prior (NAN:
     * none). NULL: anything. */
    void (*reach)(const void *state, double prior, double *low, double *high);
};

/* Names the scorer: assay_scorer_tone when built in, and the symbol a loaded file is asked for. */
#define ASSAY_SYMBOL "assay_scorer"
#ifdef ASSAY_BUILT_IN
#define ASSAY_EXPORT(name) const struct assay_scorer assay_scorer_##name
#else
#define ASSAY_EXPORT(name) \
    __attribute__((visibility("default"))) const struct assay_scorer assay_scorer
#endif

#endif
