#include "intake/page_trim.h"

#include "intake/node.h"
#include "intake/page_phrase.h"
#include "intake/page_weight.h"
#include "item/normal.h"

enum { SHORT = 40 }; /* characters of a label */

struct trimmer {
    struct slice title;
    double good;                       /* what the whole article weighs */
    struct announcement {              /* the last one kept, while nothing follows it */
        xmlNode *node;                 /* a heading, or a line that ends in a colon */
        int rank;                      /* of a heading; 7: a line */
        bool bereft;                   /* something was taken from behind it */
    } last;
};

static void take(xmlNode *node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

static bool says_title(struct slice title, const xmlNode *node)
{
    HELD(text) raw = {0};
    HELD(text) clean = {0};
    if (!node_is_heading(node) || !title.len)
        return false;
    node_words(node, &raw);
    normal_add(&clean, text_slice(&raw));
    return slice_is_nocase(text_slice(&clean), title.ptr);
}

/* The words of an element that is one line of at most so many characters; empty when it is not. */
static struct slice words_of_line(const xmlNode *node, uint32_t most, struct text *raw)
{
    const struct page_weight *w = page_weight_of(node);
    if (!w->block || w->lines != 1 || w->chars > most)
        return SLICE("");
    node_words(node, raw);
    return slice_trim(text_slice(raw));
}

static bool heads_others(const xmlNode *node)
{
    HELD(text) raw = {0};
    return !page_weight_of(node)->cells && page_phrase_starts(PAGE_OTHERS, words_of_line(node, SHORT, &raw));
}

/* Lines that lead away from the text: short, or mostly links. */
static bool is_label(const xmlNode *node)
{
    enum { LONG = 220 };
    const struct page_weight *w = page_weight_of(node);
    HELD(text) raw = {0};
    struct slice words = words_of_line(node, LONG, &raw);
    return page_phrase_starts(PAGE_REFERRAL, words) || page_phrase_starts(PAGE_REQUEST, words) ||
           ((w->chars <= SHORT || w->linked * 2 >= w->chars) && page_phrase_starts(PAGE_LABEL, words));
}

/* A picture is not shown, so its caption says nothing; that of a table does. */
static bool is_caption(const xmlNode *node)
{
    return node_is(node, "figcaption") && !page_weight_of(node->parent)->cells;
}

/* Short cells and none within another: a table of data, which stays whole. */
static bool is_data_table(const xmlNode *node)
{
    const struct page_weight *w = page_weight_of(node);
    return node_is(node, "table") && w->cells >= 4 && w->chars < w->cells * 60;
}

static bool has_words(const xmlNode *node)
{
    if (node_is_text(node))
        return slice_trim(slice_of((const char *)node->content)).len > 0;
    if (node_is_mute(node))
        return false;
    for (const xmlNode *child = node->children; child; child = child->next)
        if (has_words(child))
            return true;
    return false;
}

static int rank_of(const xmlNode *node)
{
    return node_is_heading(node) ? node->name[1] - '0' : 7;
}

static bool ends_in_colon(const xmlNode *node)
{
    enum { COLON = 30 };
    HELD(text) raw = {0};
    return !page_weight_of(node)->cells && slice_ends(words_of_line(node, COLON, &raw), ":");
}

/* Where the article goes on behind other stories: at a heading of their rank, at a paragraph, or at
 * whatever holds much of it. */
static bool goes_on(const struct trimmer *t, const xmlNode *node, int rank)
{
    enum { PARAGRAPH = 60 };
    const struct page_weight *w = page_weight_of(node);
    if (node_is_heading(node))
        return rank_of(node) <= rank && !heads_others(node);
    return (node_is(node, "p") && w->good > PARAGRAPH && !w->links) || w->good > t->good * 0.4;
}

/* Returns what stands behind the other stories. */
static xmlNode *take_others(const struct trimmer *t, xmlNode *head)
{
    int rank = rank_of(head);
    xmlNode *at = head->next;
    while (at && !(node_is_element(at) && !node_is_mute(at) && goes_on(t, at, rank))) {
        xmlNode *next = at->next;
        if (node_is_element(at))
            take(at);
        at = next;
    }
    take(head);
    return at;
}

/* What it announced was taken away, so it goes too. */
static void drop_bereft(struct trimmer *t, int rank)
{
    if (t->last.node && t->last.bereft && rank <= t->last.rank)
        take(t->last.node);
    t->last = (struct announcement){0};
}

static void trim(struct trimmer *t, xmlNode *node)
{
    for (xmlNode *child = node->children, *next; child; child = next) {
        next = child->next;
        if (node_is_text(child) && t->last.node && has_words(child))
            t->last = (struct announcement){0};
        if (!node_is_element(child) || node_is_mute(child))
            continue;
        if (is_caption(child) || says_title(t->title, child)) {
            take(child);
        } else if (heads_others(child)) {
            next = take_others(t, child);
        } else if (page_weight_of(child)->away || is_label(child)) {
            t->last.bereft |= t->last.node && has_words(child);
            take(child);
        } else if (node_is_heading(child) || ends_in_colon(child)) {
            drop_bereft(t, rank_of(child));
            t->last = (struct announcement){ child, rank_of(child), false };
        } else if (!is_data_table(child)) {
            trim(t, child);
        } else {
            t->last = (struct announcement){0};
        }
    }
}

/* Short lines at either end say when, where and by whom, or what to read next. Stops at the first
 * element that holds weight and goes on inside of it. Headings stay before a text. */
static void trim_end(xmlNode *node, bool last)
{
    static const char *const said[] = { "li", "ul", "ol", "blockquote", "pre" };
    for (xmlNode *child = last ? node->last : node->children, *next; child; child = next) {
        next = last ? child->prev : child->next;
        if (node_is_text(child)) {
            if (slice_trim(slice_of((const char *)child->content)).len > 20)
                return;
            continue;
        }
        if (!node_is_element(child) || node_is_mute(child))
            continue;
        const struct page_weight *w = page_weight_of(child);
        if (w->good > 0) {
            if (w->block && !w->cells)
                trim_end(child, last);
            return;
        }
        if (!w->block || w->cells || w->chars > 100 || node_is_one_of(child, said, count_of(said)) ||
            (!last && node_is_heading(child)))
            return;
        take(child);
    }
}

void page_trim(xmlNode *chosen, struct slice title)
{
    enum { ENOUGH = 200 };
    struct trimmer t = { .title = title, .good = page_weight_of(chosen)->good };
    trim(&t, chosen);
    t.last.bereft |= t.good > ENOUGH;
    drop_bereft(&t, 0);
    if (t.good > ENOUGH) {
        trim_end(chosen, false);
        trim_end(chosen, true);
    }
}
