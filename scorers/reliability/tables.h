/* tables.h - what an article's tables rest on, and whether its prose says what they say.
 *
 *     struct tables_result found;
 *     tables_check(article, &params->tables, host, &found);
 *     for (size_t i = 0; i < found.tables_size; i++)
 *         if (!found.tables[i].sourced) ...        // a signal, with found.tables[i].span
 *
 * Every finding goes to host->check(); the result sums them up for the scorer's signals. Nothing
 * to free: the result holds the first TABLES_MOST tables by value, the totals count all. Bounded
 * by the ceilings below; when one is met, `cut` is set and a check "limits" says what was left out. */
#ifndef RELIABILITY_TABLES_H
#define RELIABILITY_TABLES_H

#include "assay/scorer.h"

#define TABLES_MOST 32          /* tables looked at in one article */
#define TABLES_MAX_CELLS 20000  /* of one table; beyond, only its source is looked for */
#define TABLES_MAX_CLAIMS 400   /* clauses of an article checked against its tables */
#define TABLES_MAX_TRIES 400000 /* readings computed for one article */

/* Embedded in the scorer's own parameter struct; tables_params_default() for tests. */
struct tables_params {
    bool claims;                /* check prose against tables */
    bool arithmetic;            /* check totals, shares and change columns */
    double source_blocks;       /* a source line, citation or link so many blocks away counts */
};

/* Sums of one table. Spans are of the article's text. */
struct tables_finding {
    struct assay_span span;     /* the table */
    bool sourced;
    struct assay_span source;   /* what says so; len 0: nothing does */
    uint32_t cells;             /* with something in them, headers left out */
    uint32_t estimates;         /* cells marked estimated, projected, target, preliminary or * */
    uint32_t mixed;             /* columns that mix units or sources */
    uint32_t wrong_sums;        /* totals, shares, changes that do not follow from their cells */
    uint32_t supported, contradicted, unverifiable; /* claims of the prose */
};

struct tables_result {
    struct tables_finding tables[TABLES_MOST];
    size_t tables_size;
    uint32_t all_tables;        /* also those not looked at */
    uint32_t unsourced, estimates, mixed, wrong_sums;
    uint32_t supported, contradicted, unverifiable;
    struct assay_span first_contradicted; /* the claim's words; len 0: none */
    uint32_t unread;            /* sentences too long, too full of figures or behind a ceiling */
    bool cut;                   /* a ceiling was met: a check "limits" says which */
};

struct tables_params tables_params_default(void);

void tables_check(const struct assay_article *, const struct tables_params *, struct assay_host *,
                  struct tables_result *ret);

#endif
