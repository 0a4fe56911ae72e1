#include "intake/item_json.h"

#include "base/clock.h"
#include "base/mem.h"
#include "intake/feed_reader.h"
#include "item/table.h"

#include <cjson/cJSON.h>
#include <string.h>

static const cJSON *member(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

/* Empty when there is no such text. */
static struct slice text_of(const cJSON *object, const char *key)
{
    return slice_of(cJSON_GetStringValue(member(object, key)));
}

static void set(char **where, struct slice value)
{
    if (!value.len)
        return;
    HELD(text) clean = {0};
    text_add_utf8(&clean, value);
    mem_free(where);
    *where = text_take(&clean);
}

/* Rows may differ in length; the rectangle is as wide as the widest, within the ceilings. */
static void read_table(struct article *a, const cJSON *table)
{
    size_t rows = (size_t)cJSON_GetArraySize(table), columns = 0;
    const cJSON *row, *cell;
    if (rows > TABLE_MAX_ROWS)
        rows = TABLE_MAX_ROWS;
    cJSON_ArrayForEach(row, table)
        if ((size_t)cJSON_GetArraySize(row) > columns)
            columns = (size_t)cJSON_GetArraySize(row);
    if (columns > TABLE_MAX_COLUMNS)
        columns = TABLE_MAX_COLUMNS;
    if (columns && rows > TABLE_MAX_CELLS / columns)
        rows = TABLE_MAX_CELLS / columns;
    if (!rows || !columns)
        return;
    struct slice *cells = mem_array(rows * columns, sizeof *cells);
    size_t r = 0;
    cJSON_ArrayForEach(row, table) {
        size_t c = 0;
        if (r >= rows)
            break;
        cJSON_ArrayForEach(cell, row) {
            if (c < columns)
                cells[r * columns + c++] = slice_of(cJSON_GetStringValue(cell));
        }
        r++;
    }
    article_table(a, cells, rows, columns, TABLE_HEADER_BY_LOOK);
    mem_free(&cells);
}

static void read_ours(struct article *a, const cJSON *ours)
{
    const cJSON *entity, *table;
    cJSON_ArrayForEach(entity, member(ours, "entities"))
        article_entity(a, text_of(entity, "name"));
    cJSON_ArrayForEach(table, member(ours, "tables"))
        read_table(a, table);
    set(&a->topic, text_of(ours, "domain"));
}

struct article *item_json_read(struct slice line, const char *feed, struct error *err)
{
    cJSON *item = cJSON_ParseWithLength(line.ptr, line.len);
    if (!cJSON_IsObject(item)) {
        cJSON_Delete(item);
        error_set(err, SKIP, NULL, "this line is no JSON object; one JSON Feed item a line, please");
        return NULL;
    }
    struct feed_limits limits = feed_limits_default;
    limits.text = line.len; /* whoever made the line made it so long */
    OWNED(feed_document) d = feed_json_item(item, &limits);
    struct article *a = feed_article(d, 0, clock_now(clock_real()));
    a->feed = mem_string(feed);
    read_ours(a, member(item, "_assayd"));
    cJSON_Delete(item);
    article_finish(a);
    return a;
}
