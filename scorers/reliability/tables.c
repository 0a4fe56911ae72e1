#include "tables.h"

#include "claims.h"

struct tables_params tables_params_default(void)
{
    return (struct tables_params){ .claims = true, .arithmetic = true, .source_blocks = 2 };
}

void tables_check(const struct assay_article *article, const struct tables_params *params,
                  struct assay_host *host, struct tables_result *ret)
{
    struct grid *grids[TABLES_MOST] = { NULL };
    *ret = (struct tables_result){ .all_tables = article->tables_size };
    for (uint32_t i = 0; i < article->tables_size && i < TABLES_MOST; i++) {
        const struct assay_table *table = &article->tables[i];
        ret->tables[ret->tables_size++].span = table->span;
        if (!table->rows || !table->columns)
            continue;
        if ((uint64_t)table->rows * table->columns > TABLES_MAX_CELLS)
            ret->cut = true;
        else
            grids[i] = grid_new(article, i);
    }
    ret->cut |= article->tables_size > TABLES_MOST;
    if (params->claims)
        claims_check(article, grids, ret->tables_size, host, ret);
    for (size_t i = 0; i < ret->tables_size; i++)
        grid_free(&grids[i]);
}
