#include "intake/page_weigh.h"

#include "base/mem.h"
#include "intake/node.h"
#include "intake/page_cue.h"
#include "item/normal.h"

#include <string.h>

/* What an element holds; hangs on its _private. Sums are of what is not taken away below. */
struct weight {
    enum page_cue cue;
    bool away, block;
    uint32_t chars, linked;        /* characters, and those that stand in links */
    uint32_t links, lines;         /* <a>; lines of text */
    double good, all;              /* weight of the lines; all: before anything is taken away */
};

struct scale {
    struct weight *weights;
    size_t size;
    double total;                  /* all of the body */
    struct slice title;
};

static struct weight *weight_of(const xmlNode *node)
{
    return node->_private;
}

/* ------------------------------------------------------------------ lines */

/* A run of text between two edges of blocks. */
struct line {
    uint32_t chars, linked, stops;
};

/* Ideographs say as much as two letters. */
static void read_text(struct line *line, struct slice text, bool linked)
{
    uint32_t chars = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = utf8_next(text, &at);
        chars += c > ' ' && c != 0xa0 ? c >= 0x3040 && c < 0xd7b0 ? 2 : 1 : 0;
        line->stops += c == '.' || c == ',' || c == '!' || c == '?' || c == ';' || c == 0x3002 ||
                       c == 0xff0c || c == 0x60c || c == 0x964;
    }
    line->chars += chars;
    line->linked += linked ? chars : 0;
}

static double line_weight(const struct line *line)
{
    uint32_t words = line->chars - line->linked;
    if (line->linked * 2 > line->chars || words < 20 || (!line->stops && words < 80))
        return 0;
    return words * (line->stops > 1 ? 1 : 0.6);
}

static void end_line(struct line *line, const xmlNode *holder)
{
    struct weight *w = weight_of(holder);
    if (!line->chars)
        return;
    double weight = node_is_heading(holder) ? 0 : line_weight(line);
    w->chars += line->chars;
    w->linked += line->linked;
    w->lines++;
    w->good += weight;
    w->all += weight;
    *line = (struct line){0};
}

/* ------------------------------------------------------------------ weighing */

static size_t count_elements(const xmlNode *node)
{
    size_t count = 1;
    for (const xmlNode *child = node->children; child && !node_is_text(node); child = child->next)
        count += node_is_element(child) ? count_elements(child) : 0;
    return count;
}

static void hang_weights(struct scale *s, xmlNode *node)
{
    struct weight *w = &s->weights[s->size++];
    node->_private = w;
    w->block = node_is_block(node);
    w->cue = page_cue(node);
    for (xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child))
            hang_weights(s, child);
}

/* holder: the block that the line belongs to. */
static void weigh_lines(xmlNode *node, xmlNode *holder, struct line *line, bool linked)
{
    if (node_is_text(node)) {
        read_text(line, slice_of((const char *)node->content), linked);
        return;
    }
    if (node_is_mute(node))
        return;
    struct weight *w = weight_of(node);
    bool edge = w->block || node_is(node, "br");
    if (edge)
        end_line(line, holder);
    if (node_is(node, "a")) {
        linked = node_has_attribute(node, "href");
        w->links += linked;
    }
    for (xmlNode *child = node->children; child; child = child->next)
        weigh_lines(child, w->block ? node : holder, line, linked);
    if (edge)
        end_line(line, w->block ? node : holder);
}

static void add_weight(struct weight *to, const struct weight *from)
{
    to->all += from->all;
    if (from->away)
        return;
    to->chars += from->chars;
    to->linked += from->linked;
    to->links += from->links;
    to->lines += from->lines;
    to->good += from->good;
}

static void sum_all(xmlNode *node)
{
    struct weight *w = weight_of(node);
    for (xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child)) {
            sum_all(child);
            w->all += weight_of(child)->all;
        }
}

/* A cue is not believed against most of the page's text. */
static bool is_away(const struct scale *s, const xmlNode *node)
{
    const struct weight *w = weight_of(node);
    if (w->cue == PAGE_COMMENTS)
        return w->all < s->total * 0.8;
    return w->cue == PAGE_AWAY && w->all < s->total * 0.35;
}

/* Lists of links, whatever they are called. */
static bool is_link_list(const xmlNode *node)
{
    const struct weight *w = weight_of(node);
    if (!w->block || w->links < 1 || node_is(node, "table") || node_is(node, "tr") || node_is(node, "td"))
        return false;
    return w->links > 1 ? w->linked * 10 > w->chars * 6 : w->linked * 10 > w->chars * 9;
}

static void sum_kept(const struct scale *s, xmlNode *node)
{
    struct weight *w = weight_of(node);
    for (xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child)) {
            sum_kept(s, child);
            struct weight below = *weight_of(child);
            below.all = 0;
            add_weight(w, &below);
        }
    w->away = is_away(s, node) || is_link_list(node);
}

/* ------------------------------------------------------------------ choosing */

static xmlNode *heaviest_child(const xmlNode *node)
{
    xmlNode *best = NULL;
    for (xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child) && !weight_of(child)->away &&
            (!best || weight_of(child)->good > weight_of(best)->good))
            best = child;
    return best;
}

static xmlNode *choose(xmlNode *node)
{
    for (xmlNode *child; (child = heaviest_child(node)); node = child) {
        double share = weight_of(child)->good / (weight_of(node)->good + 1e-9);
        double enough = weight_of(child)->cue == PAGE_BODY ? 0.6 : 0.9;
        if (share < enough || !weight_of(child)->block)
            break;
    }
    return node;
}

/* ------------------------------------------------------------------ taking away */

static void take(xmlNode *node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

static bool says_title(const struct scale *s, const xmlNode *node)
{
    HELD(text) raw = {0};
    HELD(text) clean = {0};
    if (!node_is_heading(node) || !s->title.len)
        return false;
    node_words(node, &raw);
    normal_add(&clean, text_slice(&raw));
    return slice_is_nocase(text_slice(&clean), s->title.ptr);
}

static void trim(const struct scale *s, xmlNode *node)
{
    for (xmlNode *child = node->children, *next; child; child = next) {
        next = child->next;
        if (!node_is_element(child))
            continue;
        if (weight_of(child)->away || says_title(s, child))
            take(child);
        else
            trim(s, child);
    }
}

xmlNode *page_weigh(xmlNode *root, struct slice title)
{
    struct scale s = { .title = title };
    struct line line = {0};
    s.weights = mem_array(count_elements(root), sizeof *s.weights);
    hang_weights(&s, root);
    weigh_lines(root, root, &line, false);
    end_line(&line, root);
    sum_all(root);
    s.total = weight_of(root)->all;
    sum_kept(&s, root);
    xmlNode *chosen = choose(root);
    trim(&s, chosen);
    mem_free(&s.weights);
    return chosen;
}
