/* draft.h - a sentence taken apart once for all of its claims: words with their cues, figures,
 * periods.
 *
 *     struct draft d;
 *     draft_read(sentence, &d);
 *     const struct token *verb = draft_find_cue(&d, clause, CUE_RISE | CUE_FALL);
 *
 * Borrows the sentence; offsets are of it. Numbers that point ("Table 2"), belong to names
 * ("Llama 4") or say how long something took are no figures. `crowded`: more than fits. */
#ifndef RELIABILITY_DRAFT_H
#define RELIABILITY_DRAFT_H

#include "claim.h"
#include "cue.h"

#define WORD_MOST 24

struct token {
    uint32_t start, end;
    unsigned cue;
    struct claim_word word;
    char lower[WORD_MOST];
};

#define TOKENS_MOST   160
#define FIGURES_MOST  24

/* A sentence, taken apart once for all of its claims. */
struct draft {
    struct assay_text text;
    struct token tokens[TOKENS_MOST];
    struct figure figures[FIGURES_MOST];
    struct period periods[FIGURES_MOST];
    uint32_t tokens_size, figures_size, periods_size;
    bool crowded;
};

/* A stretch of it that says something of its own. */
struct clause {
    uint32_t start, end;
};

void draft_read(struct assay_text, struct draft *ret);

bool token_is(const struct token *, const char *word); /* false of NULL */
bool token_is_any(const struct token *, const char *const *words); /* ends with NULL */

/* The token that ends at or before `at`, or starts at or behind it, inside the clause; or NULL. */
const struct token *draft_before(const struct draft *, struct clause, uint32_t at);
const struct token *draft_after(const struct draft *, struct clause, uint32_t at);

unsigned draft_cues(const struct draft *, uint32_t start, uint32_t end);
/* Where the first of the cues stands; UINT32_MAX: nowhere. */
uint32_t draft_first_cue(const struct draft *, struct clause, unsigned cues);
/* The same as a token, but for "at least", "at most". */
const struct token *draft_find_cue(const struct draft *, struct clause, unsigned cues);

bool draft_has(const struct draft *, struct clause, const char *phrase);
uint32_t draft_find(const struct draft *, uint32_t start, uint32_t end, const char *phrase);

bool draft_in_period(const struct draft *, uint32_t at);
/* A figure in digits. */
bool draft_figure_between(const struct draft *, uint32_t start, uint32_t end);

#endif
