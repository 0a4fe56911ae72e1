/* example.c - the smallest scorer: every exclamation mark in a headline takes something away.
 *
 * docs/writing-a-scorer.md walks through it. The door is all that it includes. */
#include <assay/scorer.h>

/* What the user may set. The host fills it from YAML before open() sees it. */
struct example_params {
    double each;
};

static const struct assay_param params[] = {
    { "each", ASSAY_REAL, "-0.25", -1, 0, offsetof(struct example_params, each),
      "What one exclamation mark in the headline adds to the score." },
};

/* Nothing to build: the parameters themselves are the state. They outlive it. */
static void *example_open(const void *values, struct assay_host *host)
{
    (void)host;
    return (void *)values;
}

/* Several threads call this with one state, so it changes nothing but through the host. */
static bool example_score(const void *state, const struct assay_article *article,
                          struct assay_host *host)
{
    const struct example_params *p = state;
    if (article->blocks_size == 0 || article->blocks[0].kind != ASSAY_TITLE)
        return false; /* nothing to judge: abstain, which is null and not 0 */

    struct assay_span title = article->blocks[0].span;
    struct assay_part part = { .name = "title", .span = title, .weight = 1, .low = -1,
                               .entity = ASSAY_OVERALL };
    host->part(host, &part);
    for (uint32_t i = title.start; i < title.start + title.len; i++) {
        if (article->text.ptr[i] != '!')
            continue;
        struct assay_reason reason = { .rule = "exclamation", .span = { i, 1 },
                                       .weight = p->each, .delta = p->each };
        host->because(host, &reason); /* the sum of these is the score */
    }
    return true;
}

ASSAY_EXPORT(example) = {
    .abi = ASSAY_ABI,
    .size = sizeof(struct assay_scorer),
    .name = "example",
    .version = "1.0",
    .help = "Takes something away for every exclamation mark in a headline.",
    .low = -1, .high = 1,
    .params = params, .params_size = 1, .params_bytes = sizeof(struct example_params),
    .open = example_open, .score = example_score,
};
