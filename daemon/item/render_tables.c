#include "item/render.h"

#include <string.h>

static const char *const status_names[] = { "supported", "contradicted", "unverifiable",
                                            "warning" };

static cJSON *cells(const struct render *r, const struct verdict_check *check)
{
    cJSON *list = cJSON_CreateArray();
    const struct assay_table *t = &r->article->tables[check->table];
    for (size_t i = 0; i < check->cells_size && i < r->limits.spans; i++) {
        struct assay_cell at = check->cells[i];
        struct assay_span span = t->cells[(size_t)at.row * t->columns + at.column];
        cJSON *o = cJSON_CreateObject();
        cJSON_AddNumberToObject(o, "row", at.row);
        cJSON_AddNumberToObject(o, "column", at.column);
        render_span(o, r, span);
        cJSON_AddItemToArray(list, o);
    }
    return list;
}

static cJSON *check_json(const struct render *r, const struct verdict_check *check)
{
    cJSON *o = cJSON_CreateObject();
    render_cut(o, "check", check->name, RENDER_NAME);
    cJSON_AddStringToObject(o, "status", status_names[check->status]);
    render_cut(o, "error", check->error, RENDER_NAME);
    render_cut(o, "why", check->why, r->limits.words);
    if (check->span.len)
        render_span(o, r, check->span);
    render_number(o, "claimed", check->claimed);
    render_number(o, "computed", check->computed);
    cJSON_AddItemToObject(o, "cells", cells(r, check));
    return o;
}

static bool is_sourced(const struct verdict_opinion *o, uint32_t table)
{
    for (size_t i = 0; i < o->checks_size; i++)
        if (o->checks[i].table == table && strcmp(o->checks[i].name, "source") == 0)
            return o->checks[i].status == ASSAY_SUPPORTED;
    return false;
}

/* What is said of the table itself, and what it contradicts, goes before claims that it bears out. */
static bool is_weighty(const struct verdict_check *check)
{
    return strncmp(check->name, "claim.", 6) != 0 || check->status == ASSAY_CONTRADICTED;
}

/* The checks of one table in their order; those that are left out are counted. */
static size_t add_checks(const struct render *r, const struct verdict_opinion *o, uint32_t index,
                         cJSON *list, size_t *left)
{
    size_t weighty = 0, dropped = 0;
    for (size_t i = 0; i < o->checks_size; i++)
        weighty += o->checks[i].table == index && is_weighty(&o->checks[i]);
    size_t others = *left > weighty ? *left - weighty : 0;
    for (size_t i = 0; i < o->checks_size; i++) {
        if (o->checks[i].table != index)
            continue;
        size_t *room = is_weighty(&o->checks[i]) ? left : &others;
        if (!*left || !*room) {
            dropped++;
            continue;
        }
        cJSON_AddItemToArray(list, check_json(r, &o->checks[i]));
        others -= room == &others;
        --*left;
    }
    return dropped;
}

static cJSON *table(const struct render *r, const struct verdict_opinion *o, uint32_t index,
                    size_t *left)
{
    const struct assay_table *t = &r->article->tables[index];
    cJSON *x = cJSON_CreateObject();
    cJSON_AddNumberToObject(x, "index", index);
    cJSON_AddNumberToObject(x, "rows", t->rows);
    cJSON_AddNumberToObject(x, "columns", t->columns);
    cJSON_AddNumberToObject(x, "header_rows", t->header_rows);
    cJSON_AddNumberToObject(x, "start", render_at(r, t->span.start));
    cJSON_AddNumberToObject(x, "end", render_at(r, t->span.start + t->span.len));
    cJSON_AddBoolToObject(x, "sourced", o && is_sourced(o, index));
    cJSON *checks = cJSON_AddArrayToObject(x, "checks");
    size_t dropped = o ? add_checks(r, o, index, checks, left) : 0;
    cJSON_AddNumberToObject(x, "other_checks", (double)dropped);
    return x;
}

void render_tables(cJSON *data, const struct render *r)
{
    const struct verdict_opinion *o = verdict_opinion(r->verdict, "reliability");
    size_t left = r->limits.checks, shown = r->article->tables_size;
    if (shown > r->limits.checks)
        shown = r->limits.checks;
    cJSON *list = cJSON_AddArrayToObject(data, "tables");
    for (size_t i = 0; i < shown; i++)
        cJSON_AddItemToArray(list, table(r, o, (uint32_t)i, &left));
    cJSON_AddNumberToObject(data, "other_tables", (double)(r->article->tables_size - shown));
}
