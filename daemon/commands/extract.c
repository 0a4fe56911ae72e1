/* extract FILE|URL: an article's page without what stands around the article. */
#include "commands/command.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "commands/download.h"
#include "commands/input.h"
#include "commands/json_line.h"
#include "intake/page.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

const struct command command_extract;

static struct slice at_span(const struct article *a, struct assay_span span)
{
    return slice_sub(text_slice(&a->text), span.start, span.len);
}

static bool is_main_text(const struct assay_block *b)
{
    return b->kind != ASSAY_TITLE && b->kind != ASSAY_NOTICE;
}

/* The main text, a blank line between two blocks; safe to show on a terminal. */
static void add_text(struct text *out, const struct article *a)
{
    size_t start = out->len;
    for (size_t i = 0; i < a->blocks_size; i++) {
        if (!is_main_text(&a->blocks[i]))
            continue;
        if (out->len > start)
            text_add(out, SLICE("\n\n"));
        text_add_printable(out, at_span(a, a->blocks[i].span), true);
    }
}

/* ------------------------------------------------------------------ JSON */

static cJSON *string_json(struct slice value)
{
    HELD(text) copy = {0};
    text_add(&copy, value);
    return value.len ? cJSON_CreateString(text_string(&copy)) : cJSON_CreateNull();
}

static void put(cJSON *object, const char *name, struct slice value)
{
    cJSON_AddItemToObject(object, name, string_json(value));
}

static void put_time(cJSON *object, const char *name, int64_t ms)
{
    char date[INSTANT_TEXT] = "";
    if (ms != ASSAY_UNKNOWN_TIME)
        instant_text((struct instant){ ms }, date);
    put(object, name, slice_of(date));
}

static cJSON *authors_json(const struct article *a)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < a->authors_size; i++)
        cJSON_AddItemToArray(list, string_json((struct slice){ a->authors[i].ptr, a->authors[i].len }));
    return list;
}

static cJSON *row_json(const struct article *a, const struct assay_table *t, size_t row)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t column = 0; column < t->columns; column++) {
        struct slice cell = at_span(a, t->cells[row * t->columns + column]);
        cJSON_AddItemToArray(list, cell.len ? string_json(cell) : cJSON_CreateString(""));
    }
    return list;
}

static cJSON *tables_json(const struct article *a)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < a->tables_size; i++) {
        const struct assay_table *t = &a->tables[i];
        cJSON *table = cJSON_CreateObject(), *rows = cJSON_CreateArray();
        cJSON_AddNumberToObject(table, "header_rows", t->header_rows);
        for (size_t row = 0; row < t->rows; row++)
            cJSON_AddItemToArray(rows, row_json(a, t, row));
        cJSON_AddItemToObject(table, "rows", rows);
        cJSON_AddItemToArray(list, table);
    }
    return list;
}

static cJSON *links_json(const struct article *a)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < a->links_size; i++) {
        cJSON *link = cJSON_CreateObject();
        put(link, "text", at_span(a, a->links[i].span));
        put(link, "url", (struct slice){ a->links[i].url.ptr, a->links[i].url.len });
        cJSON_AddItemToArray(list, link);
    }
    return list;
}

static cJSON *blocks_json(const struct article *a, enum assay_block_kind kind)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < a->blocks_size; i++)
        if (a->blocks[i].kind == kind)
            cJSON_AddItemToArray(list, string_json(at_span(a, a->blocks[i].span)));
    return list;
}

static void print_json(const struct article *a)
{
    HELD(text) text = {0};
    cJSON *o = cJSON_CreateObject();
    put(o, "title", slice_of(a->title));
    cJSON_AddItemToObject(o, "authors", authors_json(a));
    put_time(o, "date_published", a->published);
    put_time(o, "date_modified", a->updated);
    put(o, "language", slice_of(a->language));
    put(o, "url", slice_of(a->url));
    put(o, "origin", slice_of(a->origin));
    add_text(&text, a);
    put(o, "text", text_slice(&text));
    cJSON_AddItemToObject(o, "tables", tables_json(a));
    cJSON_AddItemToObject(o, "links", links_json(a));
    cJSON_AddItemToObject(o, "quotations", blocks_json(a, ASSAY_QUOTE));
    cJSON_AddItemToObject(o, "notices", blocks_json(a, ASSAY_NOTICE));
    json_line_print_tree(o);
}

/* ------------------------------------------------------------------ the command */

static struct article *read_url(const char *url, struct error *err)
{
    OWNED(fetch_answer) answer = download(url, &fetch_defaults, err);
    if (!answer)
        return NULL;
    struct page_source source = { .url = slice_of(answer->url),
                                  .content_type = text_slice(&answer->content_type) };
    return page_read(text_slice(&answer->body), &source, err);
}

static int extract(const char *path, const struct page_source *source, bool as_text)
{
    HELD(text) bytes = {0};
    struct error err = {0};
    bool is_url = download_is_url(path);
    if (!is_url && !input_read(path, PAGE_MAX_BYTES, &bytes, &err)) {
        fprintf(stderr, "assayd extract: %s\n", error_line(&err));
        return EX_NOINPUT;
    }
    OWNED(article) a = is_url ? read_url(path, &err) : page_read(text_slice(&bytes), source, &err);
    if (!a) {
        error_at(&err, path);
        fprintf(stderr, "assayd extract: %s\n", error_line(&err));
        return EX_DATAERR;
    }
    article_finish(a);
    if (!as_text) {
        print_json(a);
        return 0;
    }
    HELD(text) text = {0};
    add_text(&text, a);
    puts(text_string(&text));
    return 0;
}

static int run(int argc, char **argv)
{
    struct page_source source = {0};
    const char *path = NULL;
    bool as_text = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--base") == 0 && i + 1 == argc)
            return command_misused(&command_extract, "--base needs a value");
        if (strcmp(argv[i], "--base") == 0)
            source.url = slice_of(argv[++i]);
        else if (strcmp(argv[i], "--text") == 0)
            as_text = true;
        else if (argv[i][0] == '-' && argv[i][1] && strcmp(argv[i], "--json") != 0)
            return command_misused(&command_extract, "there is no option %s", argv[i]);
        else if (strcmp(argv[i], "--json") != 0)
            path = path ? "" : argv[i];
    }
    if (!path || !*path)
        return command_misused(&command_extract, "needs exactly one FILE or URL");
    return extract(path, &source, as_text);
}

const struct command command_extract = {
    "extract", "[--text] [--base URL] FILE|URL|-", "Print an article's page without what stands around it", run,
    "  --text      the main text alone, paragraphs apart by blank lines; without: JSON\n"
    "  --base URL  where the page came from; relative links start there\n"
};
