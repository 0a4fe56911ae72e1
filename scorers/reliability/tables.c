#include "tables.h"

struct tables_params tables_params_default(void)
{
    return (struct tables_params){ .claims = true, .arithmetic = true, .source_blocks = 2 };
}

/* Counts the tables; what they rest on is looked at by table_facts and claims. */
void tables_check(const struct assay_article *article, const struct tables_params *params,
                  struct assay_host *host, struct tables_result *ret)
{
    (void)params;
    (void)host;
    *ret = (struct tables_result){ .all_tables = article->tables_size };
    for (size_t i = 0; i < article->tables_size && i < TABLES_MOST; i++)
        ret->tables[ret->tables_size++].span = article->tables[i].span;
    ret->cut = article->tables_size > TABLES_MOST;
}
