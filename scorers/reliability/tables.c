#include "tables.h"

#include "claims.h"
#include "table_facts.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct tables_params tables_params_default(void)
{
    return (struct tables_params){ .claims = true, .arithmetic = true, .source_blocks = 2 };
}

static bool is_small(const struct assay_table *t)
{
    return t->rows && t->columns && (uint64_t)t->rows * t->columns <= TABLES_MAX_CELLS;
}

/* What was left out of an article or a table, as a check of the table. */
static void report_limit(const struct assay_article *article, uint32_t table,
                         struct assay_host *host, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static void report_limit(const struct assay_article *article, uint32_t table,
                         struct assay_host *host, const char *format, ...)
{
    char why[160];
    va_list args;
    va_start(args, format);
    vsnprintf(why, sizeof why, format, args);
    va_end(args);
    struct assay_check check = {
        .table = table,
        .name = "limits",
        .status = ASSAY_UNVERIFIABLE,
        .why = { why, strlen(why) },
        .span = article->tables[table].span,
        .claimed = NAN,
        .computed = NAN,
    };
    host->check(host, &check);
}

/* Looks at one table; NULL where it is too large or empty. */
static struct grid *look_at(const struct assay_article *article, uint32_t table,
                            const struct tables_params *params, struct assay_host *host,
                            struct tables_finding *finding)
{
    const struct assay_table *t = &article->tables[table];
    finding->span = t->span;
    table_facts_source(article, table, params, host, finding);
    if (t->truncated)
        report_limit(article, table, host, "the table is longer than its %u rows and %u columns here",
                     t->rows, t->columns);
    if (t->rows && t->columns && !is_small(t))
        report_limit(article, table, host, "more than %d cells: only a source was looked for",
                     TABLES_MAX_CELLS);
    if (!is_small(t))
        return NULL;
    struct grid *grid = grid_new(article, table);
    table_facts_check(grid, params, host, finding);
    return grid;
}

/* What no table of its own says: tables and sentences that were not looked at. */
static void report_rest(const struct assay_article *article, struct assay_host *host,
                        struct tables_result *ret)
{
    uint32_t more = ret->all_tables - (uint32_t)ret->tables_size;
    if (more)
        report_limit(article, (uint32_t)ret->tables_size - 1, host,
                     "%u more table%s not looked at", more, more == 1 ? " was" : "s were");
    if (ret->unread)
        report_limit(article, 0, host, "%u sentence%s more than was checked", ret->unread,
                     ret->unread == 1 ? " holds" : "s hold");
    ret->cut |= more || ret->unread;
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
    *ret = (struct tables_result){ .all_tables = article->tables_size };
    for (uint32_t i = 0; i < article->tables_size && i < TABLES_MOST; i++) {
        grids[i] = look_at(article, i, params, host, &ret->tables[i]);
        ret->cut |= !grids[i] || article->tables[i].truncated;
        ret->tables_size++;
    }
    if (params->claims && article->tables_size)
        claims_check(article, grids, ret->tables_size, host, ret);
    report_rest(article, host, ret);
    add_up(ret);
    for (size_t i = 0; i < ret->tables_size; i++)
        grid_free(&grids[i]);
}
