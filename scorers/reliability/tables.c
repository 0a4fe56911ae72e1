#include "tables.h"

#include "claims.h"
#include "table_facts.h"

struct tables_params tables_params_default(void)
{
    return (struct tables_params){ .claims = true, .arithmetic = true, .source_blocks = 2 };
}

static bool is_small(const struct assay_table *t)
{
    return t->rows && t->columns && (uint64_t)t->rows * t->columns <= TABLES_MAX_CELLS;
}

/* Looks at one table; NULL where it is too large or empty. */
static struct grid *look_at(const struct assay_article *article, uint32_t table,
                            const struct tables_params *params, struct assay_host *host,
                            struct tables_finding *finding)
{
    const struct assay_table *t = &article->tables[table];
    finding->span = t->span;
    table_facts_source(article, table, params, host, finding);
    if (!is_small(t))
        return NULL;
    struct grid *grid = grid_new(article, table);
    table_facts_check(grid, params, host, finding);
    return grid;
}

static void add_up(struct tables_result *ret)
{
    for (size_t i = 0; i < ret->tables_size; i++) {
        ret->unsourced += !ret->tables[i].sourced;
        ret->estimates += ret->tables[i].estimates;
        ret->mixed += ret->tables[i].mixed;
        ret->wrong_sums += ret->tables[i].wrong_sums;
    }
}

void tables_check(const struct assay_article *article, const struct tables_params *params,
                  struct assay_host *host, struct tables_result *ret)
{
    struct grid *grids[TABLES_MOST] = { NULL };
    *ret = (struct tables_result){ .all_tables = article->tables_size,
                                   .cut = article->tables_size > TABLES_MOST };
    for (uint32_t i = 0; i < article->tables_size && i < TABLES_MOST; i++) {
        grids[i] = look_at(article, i, params, host, &ret->tables[i]);
        ret->cut |= !grids[i];
        ret->tables_size++;
    }
    if (params->claims && article->tables_size)
        claims_check(article, grids, ret->tables_size, host, ret);
    add_up(ret);
    for (size_t i = 0; i < ret->tables_size; i++)
        grid_free(&grids[i]);
}
