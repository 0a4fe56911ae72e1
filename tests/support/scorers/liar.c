/* liar.c - a scorer that breaks its word in whatever way the configuration asks for. */
#include <assay/scorer.h>

#include <math.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

struct liar_params {
    struct assay_text lie;
};

static const struct assay_param params[] = {
    { "lie", ASSAY_STRING, "none", 0, 0, offsetof(struct liar_params, lie), "Which word to break." },
};

static void *liar_open(const void *values, struct assay_host *host)
{
    const struct liar_params *p = values;
    if (p->lie.len == 4 && memcmp(p->lie.ptr, "open", 4) == 0) {
        host->complain(host, "lie", 0, 0, "this one cannot even be opened");
        return NULL;
    }
    return (void *)values;
}

static bool is(struct assay_text text, const char *word)
{
    return text.len == strlen(word) && memcmp(text.ptr, word, text.len) == 0;
}

static bool liar_score(const void *state, const struct assay_article *article,
                       struct assay_host *host)
{
    const struct liar_params *p = state;
    struct assay_part part = { .name = "part", .weight = 1, .entity = ASSAY_OVERALL };
    struct assay_reason reason = { .rule = "lie", .delta = 0.25 };
    if (is(p->lie, "crash") && memmem(article->text.ptr, article->text.len, "poison", 6))
        raise(SIGSEGV);
    if (is(p->lie, "relapse") && article->place && article->place->items > 1 &&
        memmem(article->text.ptr, article->text.len, "aground", 7))
        raise(SIGSEGV);
    if (is(p->lie, "dawdle") && memmem(article->text.ptr, article->text.len, "slowly", 6))
        sleep(4);
    if (is(p->lie, "entity"))
        part.entity = 1000;
    if (is(p->lie, "span"))
        reason.span = (struct assay_span){ (uint32_t)article->text.len, 1 };
    if (is(p->lie, "number"))
        reason.delta = NAN;
    if (!is(p->lie, "part"))
        host->part(host, &part);
    host->because(host, &reason);
    return true;
}

ASSAY_EXPORT(liar) = {
    .abi = ASSAY_ABI + LIAR_ABI, .size = sizeof(struct assay_scorer),
    .name = "liar", .version = LIAR_VERSION, .help = "Breaks its word.", .low = -1, .high = 1,
    .params = params, .params_size = 1, .params_bytes = sizeof(struct liar_params),
    .open = liar_open, .score = liar_score,
};
