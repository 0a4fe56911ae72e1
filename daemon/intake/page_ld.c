/* JSON-LD: what schema.org knows of the article. */
#include "intake/page_facts.h"

#include "intake/node.h"

#include <cjson/cJSON.h>
#include <string.h>

enum { LD_BYTES = 1 << 20, LD_DEPTH = 8, LD_LIST = 64 };

static struct slice string_of(const cJSON *value)
{
    return cJSON_IsString(value) ? slice_of(value->valuestring) : SLICE("");
}

static struct slice member(const cJSON *object, const char *name)
{
    return string_of(cJSON_GetObjectItem(object, name));
}

static bool is_article_type(struct slice type)
{
    static const char *const more[] = { "BlogPosting", "Report", "LiveBlogPosting", "SocialMediaPosting",
                                        "NewsStory" };
    for (size_t i = 0; i < count_of(more); i++)
        if (slice_ends(type, more[i]))
            return true;
    return slice_ends(type, "Article");
}

static bool is_article(const cJSON *object)
{
    const cJSON *type = cJSON_GetObjectItem(object, "@type"), *one;
    if (!cJSON_IsArray(type))
        return is_article_type(string_of(type));
    cJSON_ArrayForEach(one, type)
        if (is_article_type(string_of(one)))
            return true;
    return false;
}

/* The first article in lists, graphs and pages about one. */
static const cJSON *find_article(const cJSON *value, int depth)
{
    static const char *const inside[] = { "@graph", "mainEntity", "mainEntityOfPage" };
    const cJSON *one, *found = NULL;
    int left = LD_LIST;
    if (depth == 0)
        return NULL;
    if (cJSON_IsObject(value) && is_article(value))
        return value;
    for (size_t i = 0; i < count_of(inside) && !found && cJSON_IsObject(value); i++)
        found = find_article(cJSON_GetObjectItem(value, inside[i]), depth - 1);
    if (cJSON_IsArray(value))
        cJSON_ArrayForEach(one, value)
            if (!found && left-- > 0)
                found = find_article(one, depth - 1);
    return found;
}

/* A string, or an object with a name. */
static struct slice name_of(const cJSON *value)
{
    return cJSON_IsString(value) ? string_of(value) : member(value, "name");
}

static void read_authors(struct page_facts *f, const cJSON *author)
{
    const cJSON *one;
    if (!cJSON_IsArray(author)) {
        page_facts_author(f, name_of(author));
        return;
    }
    int left = LD_LIST;
    cJSON_ArrayForEach(one, author)
        if (left-- > 0)
            page_facts_author(f, name_of(one));
}

/* Where it was first: an address, a name, or an object with either. */
static struct slice origin_of(const cJSON *value)
{
    if (cJSON_IsArray(value))
        value = value->child;
    if (!cJSON_IsObject(value))
        return string_of(value);
    static const char *const names[] = { "url", "@id", "name" };
    for (size_t i = 0; i < count_of(names); i++)
        if (member(value, names[i]).len)
            return member(value, names[i]);
    return SLICE("");
}

/* A sentence, or a CorrectionComment with one; an address says nothing that could be read. */
static struct slice correction_of(const cJSON *value)
{
    static const char *const names[] = { "text", "description", "name" };
    if (cJSON_IsArray(value))
        value = value->child;
    struct slice words = string_of(value);
    for (size_t i = 0; i < count_of(names) && cJSON_IsObject(value) && !words.len; i++)
        words = member(value, names[i]);
    return slice_find(words, "://") == SIZE_MAX ? words : SLICE("");
}

static void read_article(struct page_facts *f, const cJSON *object)
{
    page_facts_text(&f->title, member(object, "headline"));
    page_facts_text(&f->correction, correction_of(cJSON_GetObjectItem(object, "correction")));
    page_facts_text(&f->publisher, name_of(cJSON_GetObjectItem(object, "publisher")));
    page_facts_string(&f->article->language, member(object, "inLanguage"));
    page_facts_string(&f->article->origin, origin_of(cJSON_GetObjectItem(object, "isBasedOn")));
    page_facts_time(&f->article->published, member(object, "datePublished"));
    page_facts_time(&f->article->updated, member(object, "dateModified"));
    read_authors(f, cJSON_GetObjectItem(object, "author"));
}

static void read_script(struct page_facts *f, const xmlNode *script)
{
    struct slice json = slice_of(script->children ? (const char *)script->children->content : "");
    if (json.len > LD_BYTES)
        return;
    cJSON *root = cJSON_ParseWithLength(json.ptr, json.len);
    const cJSON *article = find_article(root, LD_DEPTH);
    if (article)
        read_article(f, article);
    cJSON_Delete(root);
}

void page_ld_read(struct page_facts *f, const xmlNode *node)
{
    if (node_is(node, "script")) {
        if (slice_starts_nocase(slice_trim(node_attribute(node, "type")), "application/ld+json"))
            read_script(f, node);
        return;
    }
    for (const xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child))
            page_ld_read(f, child);
}
