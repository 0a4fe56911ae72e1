/* claim_split.c - of what a figure is told: the two things of a ratio, the words before a verb. */
#include "caseless.h"
#include "claim_inner.h"

#include <string.h>

void claim_split_at(struct claim *claim, uint32_t first_end, uint32_t second)
{
    claim->split_end = first_end;
    claim->split = second;
}

/* "ratio of X to Y", "X to Y ratio", "X as a percentage of Y", "share of X in Y". */
bool claim_split_ratio(const struct draft *d, struct clause c, struct claim *claim)
{
    static const char *const shares[] = { " as a percentage of ", " as a share of ",
                                          " as a proportion of ", " as percentage of ",
                                          " as a fraction of ",   " as a % of ",
                                          " divided by ",         " relative to " };
    static const char *const links[] = { " out of ", " over ",         " in the ", " to ",
                                         " in ",     " of the total ", " of " };
    static const char *const heads[] = { "ratio of ",      "ratio (in percentage) of ",
                                         "percentage of ", "proportion of ",
                                         "share of ",      "fraction of ",
                                         "% of ",          "constitution of ",
                                         "ratio between " };
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        uint32_t at = draft_find(d, c.start, c.end, shares[i]);
        if (at == UINT32_MAX)
            continue;
        uint32_t head = draft_find(d, c.start, at, "percentage of ");
        if (head != UINT32_MAX)
            claim->subject = head + 14;
        claim_split_at(claim, at, at + (uint32_t)strlen(shares[i]));
        return true;
    }
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        uint32_t at = draft_find(d, c.start, c.end, heads[i]);
        if (at == UINT32_MAX)
            continue;
        claim->subject = at + (uint32_t)strlen(heads[i]);
        for (size_t j = 0; j < sizeof links / sizeof *links; j++) {
            if (strncmp(heads[i], "ratio", 5) == 0 && strcmp(links[j], " to ") != 0)
                continue;
            uint32_t link = draft_find(d, claim->subject, c.end, links[j]);
            if (link == UINT32_MAX || draft_in_period(d, link + (uint32_t)strlen(links[j])))
                continue;
            claim_split_at(claim, link, link + (uint32_t)strlen(links[j]));
            return true;
        }
    }
    uint32_t ratio = draft_find(d, c.start, c.end, " ratio");
    if (ratio == UINT32_MAX)
        return false;
    for (uint32_t at = c.start; at < ratio; at++)
        if (caseless_at(d->text, at, " to ") || caseless_at(d->text, at, "-to-")) {
            claim_split_at(claim, at, at + 4);
            claim->subject_end = ratio;
            return true;
        }
    return false;
}

/* "X accounted for 62% of Y". */
bool claim_split_share(const struct draft *d, struct clause c, const struct figure *f,
                       struct claim *claim)
{
    const struct token *of = draft_after(d, c, f->end);
    if (!token_is(of, "of"))
        return false;
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= c.start && d->tokens[i].end <= f->start &&
            ((d->tokens[i].cue & CUE_SHARE) || token_is(&d->tokens[i], "made"))) {
            claim_split_at(claim, d->tokens[i].start, of->end);
            return true;
        }
    return false;
}

/* "The percentage of cash in the gains": gains belong to what is shared, not to what is done. */
bool claim_ratio_leads(const struct draft *d, struct clause c)
{
    static const char *const heads[] = { "percentage of ", "proportion of ", "ratio of ",
                                         "percentage constitution of ", "share of " };
    uint32_t change = draft_first_cue(d, c, CUE_RISE | CUE_FALL | CUE_CHANGE);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        uint32_t at = draft_find(d, c.start, c.end, heads[i]);
        if (at != UINT32_MAX && at < change)
            return true;
    }
    return false;
}

/* Where the words of this figure's own subject begin: behind the figure before it, if some of
 * them stand between that and the verb ("Devices fell to 198 and Cloud rose to 533"). */
static uint32_t subject_start(const struct draft *d, struct clause c, uint32_t verb)
{
    uint32_t start = c.start;
    for (uint32_t i = 0; i < d->figures_size; i++)
        if (d->figures[i].start >= c.start && d->figures[i].end <= verb)
            start = d->figures[i].end;
    for (uint32_t i = 0; i < d->periods_size; i++)
        if (start > c.start && d->periods[i].start >= start && d->periods[i].end <= verb)
            start = d->periods[i].end;
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= start && d->tokens[i].end <= verb &&
            d->tokens[i].word.kind == STEM_CONTENT)
            return start;
    return c.start;
}

/* The words up to the figure's verb are what rose or fell. */
void claim_subject_before_verb(const struct draft *d, struct clause c, const struct figure *f,
                               struct claim *claim)
{
    const struct token *verb = NULL, *before = NULL;
    for (uint32_t i = 0; i < d->tokens_size; i++) {
        const struct token *t = &d->tokens[i];
        if (t->start <= c.start + 1 || t->end > f->start)
            continue;
        if (t->cue & CUE_CHANGE)
            return;
        if (!(t->cue & (CUE_RISE | CUE_FALL)))
            continue;
        before = draft_before(d, c, t->start);
        if (!before || token_is(before, "the") || token_is(before, "a") ||
            token_is(before, "percentage") || token_is(before, "percent"))
            return; /* a noun: "the increase in X was" */
        verb = t;
    }
    if (!verb)
        return;
    claim->subject = subject_start(d, c, verb->start);
    claim->subject_end = verb->start;
}
