#include "claims.h"

#include "prose.h"
#include "trial.h"

#include <math.h>
#include <string.h>

#define SENTENCE_MOST  1500 /* bytes; longer ones are lists or noise */
#define STRENGTH_LEAST 0.9f /* weight of words to say that a claim speaks of a table */

struct hearing {
    const struct assay_article *article;
    struct link *links[TABLES_MOST];
    size_t links_size;
    struct assay_host *host;
    struct tables_result *result;
    uint32_t claims, work;
};

/* Reporting */

static struct assay_span span_of(const struct hearing *h, const struct claim *claim)
{
    const char *start = claim->text.ptr + claim->shown;
    uint32_t len = claim->end - claim->shown;
    while (len && strchr(" .,;:!?", start[len - 1]))
        len--;
    while (len && strchr(" ,;:", *start)) {
        start++;
        len--;
    }
    return (struct assay_span){ (uint32_t)(start - h->article->text.ptr), len };
}

static void count_finding(struct hearing *h, uint32_t table, const struct finding *f,
                          struct assay_span span)
{
    struct tables_result *r = h->result;
    struct tables_finding *t = &r->tables[table];
    switch (f->status) {
    case ASSAY_SUPPORTED: t->supported++, r->supported++; break;
    case ASSAY_CONTRADICTED:
        if (!r->contradicted)
            r->first_contradicted = span;
        t->contradicted++, r->contradicted++;
        break;
    default: t->unverifiable++, r->unverifiable++; break;
    }
}

static void report(struct hearing *h, uint32_t table, const struct claim *claim,
                   const struct finding *f)
{
    struct assay_span span = span_of(h, claim);
    struct assay_check check = {
        .table = table,
        .name = f->check,
        .status = f->status,
        .error = f->error,
        .why = { f->why, strlen(f->why) },
        .span = span,
        .claimed = f->claimed,
        .computed = f->computed,
        .cells = f->cells,
        .cells_size = f->cells_size,
    };
    h->host->check(h->host, &check);
    count_finding(h, table, f, span);
}

/* Trying */

struct verdict_of {
    struct finding finding;
    uint32_t table;
    bool any;
};

static bool is_better(const struct finding *a, const struct finding *b)
{
    if ((a->status == ASSAY_SUPPORTED) != (b->status == ASSAY_SUPPORTED))
        return a->status == ASSAY_SUPPORTED;
    return a->strength > b->strength + 0.01f;
}

/* A table that fits the words about as well may be the one that is meant. */
static void doubt(struct verdict_of *best, const struct finding *other)
{
    if (best->finding.status == ASSAY_CONTRADICTED && other->status != ASSAY_CONTRADICTED &&
        other->strength > 0.75f * best->finding.strength)
        best->finding.status = ASSAY_UNVERIFIABLE;
}

static void try_claim(struct hearing *h, const struct claim *claim)
{
    struct verdict_of best = { .any = false };
    struct finding found[TABLES_MOST];
    h->claims++;
    for (uint32_t i = 0; i < h->links_size; i++) {
        found[i] = (struct finding){ .status = ASSAY_UNVERIFIABLE };
        if (!h->links[i])
            continue;
        uint32_t before = h->links[i]->work;
        trial_hear(h->links[i], claim, &found[i]);
        h->work += h->links[i]->work - before;
        if (!best.any || is_better(&found[i], &best.finding)) {
            best.finding = found[i];
            best.table = i;
            best.any = true;
        }
    }
    for (uint32_t i = 0; i < h->links_size && best.any; i++)
        if (i != best.table && h->links[i])
            doubt(&best, &found[i]);
    bool telling = best.finding.strength >= STRENGTH_LEAST && !claim->figure.word;
    if (best.any && (best.finding.status != ASSAY_UNVERIFIABLE || telling))
        report(h, best.table, claim, &best.finding);
}

static bool is_spent(const struct hearing *h)
{
    return h->claims >= TABLES_MAX_CLAIMS || h->work >= TABLES_MAX_TRIES;
}

/* False when the sentence holds more than was read of it. */
static bool hear_sentence(struct hearing *h, struct assay_text sentence)
{
    struct claim claims[CLAIMS_OF_SENTENCE];
    if (sentence.len > SENTENCE_MOST || is_spent(h))
        return false;
    size_t count = claims_read(sentence, claims, CLAIMS_OF_SENTENCE);
    for (size_t i = 0; i < count; i++) {
        if (is_spent(h))
            return false;
        try_claim(h, &claims[i]);
    }
    return count < CLAIMS_OF_SENTENCE;
}

static bool is_prose(enum assay_block_kind kind)
{
    return kind != ASSAY_TABLE && kind != ASSAY_NOTICE;
}

void claims_check(const struct assay_article *article, struct grid *const *grids, size_t count,
                  struct assay_host *host, struct tables_result *result)
{
    struct hearing h = { .article = article, .host = host, .result = result };
    for (; h.links_size < count && h.links_size < TABLES_MOST; h.links_size++)
        h.links[h.links_size] = grids[h.links_size] ? link_new(grids[h.links_size]) : NULL;
    for (uint32_t i = 0; i < article->blocks_size; i++) {
        struct assay_span span = article->blocks[i].span;
        struct assay_text block = { article->text.ptr + span.start, span.len }, sentence;
        size_t at = 0;
        while (is_prose(article->blocks[i].kind) && prose_next(block, &at, &sentence))
            result->unread += !hear_sentence(&h, sentence);
    }
    for (size_t i = 0; i < h.links_size; i++)
        link_free(&h.links[i]);
}
