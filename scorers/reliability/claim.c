#include "claim_inner.h"
#include "clause.h"

/* The figure behind "was": others before it are parts of names ("more than 5 years"). */
static const struct figure *stated_figure(const struct draft *d, struct clause c)
{
    static const char *const verbs[] = { "was",     "were",     "is",      "are",     "be",
                                         "totaled", "totalled", "reached", "averaged" };
    for (uint32_t i = 0; i < d->figures_size; i++) {
        const struct figure *f = &d->figures[i];
        if (f->start < c.start || f->end > c.end)
            continue;
        const struct token *t = draft_before(d, c, f->start);
        if (claim_limit_before(d, c, f->start) != LIMIT_EXACT && t)
            t = draft_before(d, c, t->start);
        for (size_t v = 0; v < sizeof verbs / sizeof *verbs; v++)
            if (token_is(t, verbs[v]))
                return f;
    }
    return NULL;
}

/* A claim of one figure; false: it claims nothing. */
static bool read_figure_claim(const struct draft *d, struct clause c, const struct figure *f,
                              struct claim *claim)
{
    const struct figure *stated = stated_figure(d, c);
    claim_begin(d, c, f, claim);
    claim->aside = stated && f->start < stated->start;
    claim_decide(d, c, claim);
    if (claim->op == CLAIM_COUNT)
        return true;
    if (f->word && f->value < 2) /* "one of the", "no one" */
        return false;
    claim->aside |= f->word; /* "four" may be a name's, an hour's: it accuses nobody */
    if (claim->op == CLAIM_EXTREME ||
        (claim->op == CLAIM_VALUE && draft_find_cue(d, c, CUE_HIGHEST | CUE_LOWEST)))
        claim_read_extreme(d, c, claim);
    return claim->op != CLAIM_COMPARE || claim_read_compare(d, c, claim);
}

/* What is claimed without a figure: an extreme, a comparison, a judgement. */
static size_t read_plain_claims(const struct draft *d, struct clause c, struct claim *ret,
                                size_t most)
{
    const struct token *extreme = draft_find_cue(d, c, CUE_HIGHEST | CUE_LOWEST);
    claim_begin(d, c, NULL, &ret[0]);
    if (extreme && !(draft_find(d, c.start, c.end, " than ") != UINT32_MAX &&
                     draft_find_cue(d, c, CUE_ABOVE | CUE_BELOW))) {
        claim_read_extreme(d, c, &ret[0]);
        return claim_part_measures(d, c, ret, most);
    }
    ret[0].op = CLAIM_COMPARE;
    if (claim_read_compare(d, c, &ret[0]))
        return 1;
    ret[0].op = CLAIM_JUDGEMENT;
    return clause_is_judgement(d, c);
}

static size_t clause_claims(const struct draft *d, struct clause c, struct claim *ret, size_t most)
{
    size_t count = claim_read_range(d, c, ret, most);
    bool told = false; /* by a figure in digits, or a count */
    if (count)
        return count;
    for (uint32_t i = 0; i < d->figures_size && count < most; i++) {
        const struct figure *f = &d->figures[i];
        if (f->start < c.start || f->end > c.end || f->range ||
            !read_figure_claim(d, c, f, &ret[count]))
            continue;
        told |= !f->word || ret[count].op == CLAIM_COUNT;
        if (ret[count++].op == CLAIM_COUNT) /* what follows is its bound */
            break;
    }
    return told || count == most ? count
                                 : count + read_plain_claims(d, c, ret + count, most - count);
}

size_t claims_read(struct assay_text sentence, struct claim *ret, size_t most)
{
    struct draft d;
    struct clause clauses[CLAUSES_MOST];
    draft_read(sentence, &d);
    size_t parts = clauses_cut(&d, clauses), count = 0;
    for (size_t i = 0; i < parts; i++)
        count += clause_claims(&d, clauses[i], ret + count, most - count);
    return count;
}
