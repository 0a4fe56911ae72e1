/* JSON Feed 1.0 and 1.1, read; and any feed's document, written. */
#include "intake/feed_reader.h"

#include "base/mem.h"
#include "intake/date.h"
#include "intake/url.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

/* ------------------------------------------------------------------ reading */

struct json_reader {
    struct feed_document *document;
    const struct feed_limits *limits;
    struct slice base;
};

static struct slice string_of(const cJSON *object, const char *name)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);
    return slice_trim(slice_of(cJSON_IsString(value) ? value->valuestring : NULL));
}

static void set_url(const struct json_reader *r, char **to, const cJSON *object, const char *name)
{
    HELD(text) url = {0};
    struct slice value = string_of(object, name);
    if (value.len)
        url_resolve(&url, r->base, value);
    feed_set(to, text_slice(&url));
}

/* The standard wants RFC 3339; seconds or milliseconds since 1970 are met as well. */
static void set_time(struct instant *to, const cJSON *object, const char *name)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);
    char number[32] = "";
    struct instant at;
    if (cJSON_IsNumber(value))
        snprintf(number, sizeof number, "%.0f", value->valuedouble);
    if (date_parse(number[0] ? slice_of(number) : string_of(object, name), &at))
        *to = at;
}

static void add_to(const struct json_reader *r, struct feed_list *list, struct slice value)
{
    if (!value.len || list->size >= r->limits->list)
        return;
    mem_grow(list->items, list->size, list->cap);
    list->items[list->size++] = slice_string(value);
}

/* 1.1 has a list of authors, 1.0 had one; bare names are met though the standard wants objects. */
static void read_authors(const struct json_reader *r, struct feed_list *list, const cJSON *object)
{
    const cJSON *author;
    cJSON_ArrayForEach(author, cJSON_GetObjectItemCaseSensitive(object, "authors"))
        add_to(r, list, cJSON_IsString(author) ? slice_trim(slice_of(author->valuestring))
                                               : string_of(author, "name"));
    if (!list->size)
        add_to(r, list, string_of(cJSON_GetObjectItemCaseSensitive(object, "author"), "name"));
}

static void read_tags(const struct json_reader *r, struct feed_list *list, const cJSON *object)
{
    const cJSON *tag;
    cJSON_ArrayForEach(tag, cJSON_GetObjectItemCaseSensitive(object, "tags"))
        if (cJSON_IsString(tag))
            add_to(r, list, slice_trim(slice_of(tag->valuestring)));
}

static void set_text(const struct json_reader *r, struct feed_text *to, struct slice value,
                     bool html)
{
    if (!value.len)
        return;
    struct slice cut = utf8_cut(value, r->limits->text);
    if (cut.len < value.len)
        error_set(&r->document->breach, SKIP, NULL,
                  "the text of one element is longer than %zu bytes", r->limits->text);
    feed_set(&to->value, cut);
    to->html = html;
    if (html)
        feed_set(&to->base, r->base);
}

/* Numbers are met though the standard wants strings. */
static void set_id(char **to, const cJSON *item)
{
    const cJSON *id = cJSON_GetObjectItemCaseSensitive(item, "id");
    if (cJSON_IsNumber(id)) {
        char *printed = cJSON_PrintUnformatted(id);
        feed_set(to, slice_of(printed));
        free(printed);
    } else {
        feed_set(to, string_of(item, "id"));
    }
}

static void read_attachments(const struct json_reader *r, struct feed_entry *entry,
                             const cJSON *item)
{
    const cJSON *attachment;
    cJSON_ArrayForEach(attachment, cJSON_GetObjectItemCaseSensitive(item, "attachments")) {
        struct feed_enclosure e = { .length = -1 };
        const cJSON *size = cJSON_GetObjectItemCaseSensitive(attachment, "size_in_bytes");
        set_url(r, &e.url, attachment, "url");
        if (!e.url || entry->enclosures_size >= r->limits->list) {
            mem_free(&e.url);
            continue;
        }
        feed_set(&e.type, string_of(attachment, "mime_type"));
        if (cJSON_IsNumber(size) && size->valuedouble >= 0 && size->valuedouble < 1e15)
            e.length = (int64_t)size->valuedouble;
        mem_grow(entry->enclosures, entry->enclosures_size, entry->enclosures_cap);
        entry->enclosures[entry->enclosures_size++] = e;
    }
}

static void read_item(const struct json_reader *r, struct feed_entry *entry, const cJSON *item)
{
    *entry = (struct feed_entry){ .published = FEED_NO_TIME, .updated = FEED_NO_TIME };
    set_id(&entry->id, item);
    entry->guid = mem_string(entry->id);
    feed_set(&entry->title, string_of(item, "title"));
    set_url(r, &entry->link, item, "url");
    set_url(r, &entry->original, item, "external_url");
    if (!entry->link && entry->original)
        entry->link = mem_string(entry->original);
    feed_set(&entry->language, string_of(item, "language"));
    set_text(r, &entry->summary, string_of(item, "summary"), false);
    set_text(r, &entry->content, string_of(item, "content_html"), true);
    if (!entry->content.value)
        set_text(r, &entry->content, string_of(item, "content_text"), false);
    set_time(&entry->published, item, "date_published");
    set_time(&entry->updated, item, "date_modified");
    read_authors(r, &entry->authors, item);
    read_tags(r, &entry->categories, item);
    read_attachments(r, entry, item);
}

static void read_items(const struct json_reader *r, const cJSON *items)
{
    struct feed_document *d = r->document;
    const cJSON *item;
    cJSON_ArrayForEach(item, items) {
        if (!cJSON_IsObject(item))
            continue;
        if (d->entries_size == r->limits->entries) {
            error_set(&d->breach, SKIP, NULL, "the feed has more than %zu entries",
                      r->limits->entries);
            return;
        }
        mem_grow(d->entries, d->entries_size, d->entries_cap);
        read_item(r, &d->entries[d->entries_size++], item);
    }
}

static void read_head(const struct json_reader *r, const cJSON *root)
{
    struct feed_document *d = r->document;
    const cJSON *hubs = cJSON_GetObjectItemCaseSensitive(root, "hubs");
    d->dialect = FEED_JSON;
    feed_set(&d->title, string_of(root, "title"));
    feed_set(&d->language, string_of(root, "language"));
    set_url(r, &d->link, root, "home_page_url");
    set_url(r, &d->self, root, "feed_url");
    set_url(r, &d->next, root, "next_url");
    feed_set(&d->id, slice_of(d->self));
    set_url(r, &d->hub, cJSON_GetArrayItem(hubs, 0), "url");
    set_text(r, &d->subtitle, string_of(root, "description"), false);
    read_authors(r, &d->authors, root);
}

#define MOST_VALUES 500000 /* 32 MB of nodes, however many entries are wanted */

/* Every value costs a node of 64 bytes, and "[[[[0,0,0" makes many values of few bytes. Depth
 * and count are looked at first. */
static bool fits(struct slice s, const struct feed_limits *limits, struct error *err)
{
    size_t depth = 0, values = 0;
    bool quoted = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (quoted) {
            i += c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            values++;
            if (++depth > limits->depth)
                return error_set(err, SKIP, NULL, "values are nested deeper than %zu",
                                 limits->depth);
        } else if (c == ']' || c == '}') {
            depth -= depth > 0;
        } else if (c == ',') {
            values++;
        }
        if (values > MOST_VALUES)
            return error_set(err, SKIP, NULL, "the document has more than %d values", MOST_VALUES);
    }
    return true;
}

struct feed_document *feed_json_item(const struct cJSON *item, const struct feed_limits *limits)
{
    struct feed_document *d = feed_document_new();
    struct json_reader r = { d, limits, (struct slice){0} };
    d->dialect = FEED_JSON;
    mem_grow(d->entries, d->entries_size, d->entries_cap);
    read_item(&r, &d->entries[d->entries_size++], item);
    return d;
}

bool feed_json_read(struct slice utf8, struct slice base, const struct feed_limits *limits,
                    struct feed_document *d, struct error *err)
{
    struct json_reader r = { d, limits, base };
    if (!fits(utf8, limits, err))
        return false;
    cJSON *root = cJSON_ParseWithLength(utf8.ptr, utf8.len);
    if (!root)
        return error_set(err, REFUSE, NULL, "not a feed: neither XML nor well-formed JSON");
    const cJSON *items = cJSON_GetObjectItemCaseSensitive(root, "items");
    bool feed = cJSON_IsArray(items);
    if (feed) {
        read_head(&r, root);
        read_items(&r, items);
    } else {
        error_set(err, REFUSE, NULL, "JSON without a list of items is no feed");
    }
    cJSON_Delete(root);
    return feed;
}

/* ------------------------------------------------------------------ writing */

static void write_string(cJSON *to, const char *name, const char *value)
{
    if (value)
        cJSON_AddStringToObject(to, name, value);
    else
        cJSON_AddNullToObject(to, name);
}

static void write_text(cJSON *to, const char *name, const struct feed_text *text)
{
    HELD(text) html = {0};
    if (text->value)
        feed_text_html(&html, text);
    write_string(to, name, text->value ? text_string(&html) : NULL);
}

static void write_title(cJSON *to, const char *title, const struct feed_text *picture)
{
    if (title || !picture->value)
        write_string(to, "title", title);
    else
        write_text(to, "title", picture);
}

/* Whole seconds: that is what feeds mean. */
static void write_time(cJSON *to, const char *name, struct instant at)
{
    char out[INSTANT_TEXT];
    if (at.ms != ASSAY_UNKNOWN_TIME) {
        at.ms -= (at.ms % 1000 + 1000) % 1000;
        instant_text(at, out);
    }
    write_string(to, name, at.ms != ASSAY_UNKNOWN_TIME ? out : NULL);
}

static void write_list(cJSON *to, const char *name, const struct feed_list *list)
{
    cJSON *array = cJSON_AddArrayToObject(to, name);
    for (size_t i = 0; i < list->size; i++)
        cJSON_AddItemToArray(array, cJSON_CreateString(list->items[i]));
}

static void write_names(cJSON *to, const char *name, const struct feed_list *list)
{
    HELD(text) joined = {0};
    for (size_t i = 0; i < list->size; i++)
        text_printf(&joined, "%s%s", i ? ", " : "", list->items[i]);
    write_string(to, name, joined.len ? text_string(&joined) : NULL);
}

static void write_enclosures(cJSON *to, const struct feed_entry *entry)
{
    cJSON *array = cJSON_AddArrayToObject(to, "enclosures");
    for (size_t i = 0; i < entry->enclosures_size; i++) {
        const struct feed_enclosure *e = &entry->enclosures[i];
        cJSON *one = cJSON_CreateObject();
        write_string(one, "url", e->url);
        write_string(one, "type", e->type);
        if (e->length >= 0) { /* text, as the feed wrote it */
            char digits[24];
            snprintf(digits, sizeof digits, "%lld", (long long)e->length);
            cJSON_AddStringToObject(one, "length", digits);
        }
        cJSON_AddItemToArray(array, one);
    }
}

static cJSON *write_entry(const struct feed_entry *entry)
{
    cJSON *o = cJSON_CreateObject();
    write_string(o, "id", entry->id);
    write_title(o, entry->title, &entry->picture);
    write_string(o, "link", entry->link);
    write_text(o, "summary", &entry->summary);
    write_text(o, "content", &entry->content);
    write_names(o, "author", &entry->authors);
    write_time(o, "published", entry->published);
    write_time(o, "updated", entry->updated);
    write_list(o, "categories", &entry->categories);
    write_string(o, "language", entry->language);
    write_enclosures(o, entry);
    if (entry->original)
        write_string(o, "original", entry->original);
    if (entry->source)
        write_string(o, "source", entry->source);
    return o;
}

static void write_skips(cJSON *to, const struct feed_document *d)
{
    static const char *const days[] = { "Sunday",   "Monday", "Tuesday", "Wednesday",
                                        "Thursday", "Friday", "Saturday" };
    cJSON *hours = d->skip_hours ? cJSON_AddArrayToObject(to, "skip_hours") : NULL;
    for (int hour = 0; hours && hour < 24; hour++)
        if (d->skip_hours >> hour & 1)
            cJSON_AddItemToArray(hours, cJSON_CreateNumber(hour));
    cJSON *list = d->skip_days ? cJSON_AddArrayToObject(to, "skip_days") : NULL;
    for (size_t day = 0; list && day < count_of(days); day++)
        if (d->skip_days >> day & 1)
            cJSON_AddItemToArray(list, cJSON_CreateString(days[day]));
}

static cJSON *write_head(const struct feed_document *d)
{
    cJSON *o = cJSON_CreateObject();
    write_title(o, d->title, &d->picture);
    write_string(o, "link", d->link);
    write_string(o, "id", d->id);
    write_text(o, "subtitle", &d->subtitle);
    write_string(o, "language", d->language);
    write_names(o, "author", &d->authors);
    write_time(o, "updated", d->updated);
    write_time(o, "published", d->published);
    write_list(o, "categories", &d->categories);
    if (d->ttl.ms) /* minutes, as in RSS */
        cJSON_AddNumberToObject(o, "ttl", (double)(d->ttl.ms / 60000));
    write_skips(o, d);
    return o;
}

void feed_write_json(struct text *out, const struct feed_document *d)
{
    static const char *const dialects[] = { "rss", "rdf", "atom03", "atom10", "json" };
    cJSON *root = cJSON_CreateObject(), *entries;
    cJSON_AddStringToObject(root, "encoding", d->encoding);
    cJSON_AddStringToObject(root, "dialect", dialects[d->dialect]);
    cJSON_AddBoolToObject(root, "mended", d->mended);
    if (error_is_set(&d->breach))
        cJSON_AddStringToObject(root, "breach", d->breach.text);
    cJSON_AddItemToObject(root, "feed", write_head(d));
    entries = cJSON_AddArrayToObject(root, "entries");
    for (size_t i = 0; i < d->entries_size; i++)
        cJSON_AddItemToArray(entries, write_entry(&d->entries[i]));
    char *printed = cJSON_PrintUnformatted(root);
    text_add(out, slice_of(printed));
    free(printed);
    cJSON_Delete(root);
}
