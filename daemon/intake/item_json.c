#include "intake/item_json.h"

#include "base/clock.h"
#include "base/mem.h"
#include "intake/date.h"
#include "intake/plain.h"
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

static void read_id(struct article *a, const cJSON *item)
{
    const cJSON *id = member(item, "id");
    if (cJSON_IsString(id))
        set(&a->id, slice_of(id->valuestring));
    else if (cJSON_IsNumber(id))
        a->id = mem_printf("%.15g", id->valuedouble);
    if (!a->id && a->url)
        a->id = mem_string(a->url);
}

static void read_authors(struct article *a, const cJSON *item)
{
    const cJSON *author;
    cJSON_ArrayForEach(author, member(item, "authors"))
        article_author(a, cJSON_IsString(author) ? slice_of(author->valuestring)
                                                 : text_of(author, "name"));
    if (cJSON_IsObject(member(item, "author")))
        article_author(a, text_of(member(item, "author"), "name"));
}

static int64_t time_of(const cJSON *item, const char *key)
{
    struct instant at;
    struct slice text = text_of(item, key);
    return text.len && date_parse(text, &at) ? at.ms : ASSAY_UNKNOWN_TIME;
}

static void read_content(struct article *a, const cJSON *item)
{
    struct slice text = text_of(item, "content_text"), html = text_of(item, "content_html");
    if (text.len)
        article_plain(a, text);
    else if (html.len)
        plain_html(a, html, slice_of(a->url));
    else
        article_plain(a, text_of(item, "summary"));
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
    struct article *a = article_new();
    a->feed = mem_string(feed);
    set(&a->url, text_of(item, "url"));
    read_id(a, item);
    set(&a->language, text_of(item, "language"));
    a->published = time_of(item, "date_published");
    a->updated = time_of(item, "date_modified");
    article_title(a, text_of(item, "title"));
    read_authors(a, item);
    read_content(a, item);
    const cJSON *tag;
    cJSON_ArrayForEach(tag, member(item, "tags"))
        article_category(a, slice_of(cJSON_GetStringValue(tag)));
    read_ours(a, member(item, "_assayd"));
    cJSON_Delete(item);
    article_finish(a);
    return a;
}
