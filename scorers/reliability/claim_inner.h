/* claim_inner.h - what the files of claim share; one file a question. */
#ifndef RELIABILITY_CLAIM_INNER_H
#define RELIABILITY_CLAIM_INNER_H

#include "claim.h"
#include "draft.h"

/* claim_begin.c: words, periods and rounding of a claim; f may be NULL. */
void claim_begin(const struct draft *, struct clause, const struct figure *f, struct claim *);
enum claim_limit claim_limit_before(const struct draft *, struct clause, uint32_t at);

/* claim_op.c: what is said to be done with the figure. */
void claim_decide(const struct draft *, struct clause, struct claim *);

/* claim_split.c: to what. False: the words do not say it of two things. */
void claim_split_at(struct claim *, uint32_t first_end, uint32_t second);
bool claim_split_ratio(const struct draft *, struct clause, struct claim *);
bool claim_split_share(const struct draft *, struct clause, const struct figure *, struct claim *);
void claim_subject_before_verb(const struct draft *, struct clause, const struct figure *,
                               struct claim *);
/* A change that is told is one of what is shared, not of the share. */
bool claim_ratio_leads(const struct draft *, struct clause);

/* claim_order.c: extremes, ranges and comparisons. False, 0: there is none. */
void claim_read_extreme(const struct draft *, struct clause, struct claim *);
bool claim_read_compare(const struct draft *, struct clause, struct claim *);
size_t claim_part_measures(const struct draft *, struct clause, struct claim *ret, size_t most);
size_t claim_read_range(const struct draft *, struct clause, struct claim *ret, size_t most);

#endif
