#include "intake/page_weight.h"

#include "base/mem.h"
#include "intake/node.h"

#include <string.h>

struct page_weight *page_weight_of(const xmlNode *element)
{
    return element->_private;
}

/* ------------------------------------------------------------------ lines */

/* A run of text between two edges of blocks. */
struct line {
    uint32_t chars, linked, stops;
    uint32_t number;
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

static uint32_t earlier(uint32_t a, uint32_t b)
{
    return !a || (b && b < a) ? b : a;
}

static void end_line(struct line *line, const xmlNode *holder)
{
    struct page_weight *w = page_weight_of(holder);
    if (!line->chars)
        return;
    double weight = node_is_heading(holder) && line->chars < 70 ? 0 : line_weight(line);
    w->chars += line->chars;
    w->linked += line->linked;
    w->lines++;
    w->good += weight;
    w->all += weight;
    line->number++;
    if (line->chars >= 20 && line->linked * 10 > line->chars * 8) {
        w->heads++;
        w->head = earlier(w->head, line->number);
    } else if (weight > 0) {
        w->text = earlier(w->text, line->number);
    }
    *line = (struct line){ .number = line->number };
}

/* ------------------------------------------------------------------ weighing */

static size_t count_elements(const xmlNode *node)
{
    size_t count = 1;
    for (const xmlNode *child = node->children; child && !node_is_text(node); child = child->next)
        count += node_is_element(child) ? count_elements(child) : 0;
    return count;
}

static void hang_weights(struct page_scale *s, xmlNode *node)
{
    struct page_weight *w = &s->weights[s->size++];
    node->_private = w;
    w->block = node_is_block(node);
    w->sign = page_sign(node);
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
    struct page_weight *w = page_weight_of(node);
    if (w->block)
        end_line(line, holder);
    if (node_is(node, "a")) {
        linked = node_has_attribute(node, "href");
        w->links += linked;
    }
    w->cells += node_is(node, "td") || node_is(node, "th");
    for (xmlNode *child = node->children; child; child = child->next)
        weigh_lines(child, w->block ? node : holder, line, linked);
    if (w->block)
        end_line(line, node);
}

static void add_weight(struct page_weight *to, const struct page_weight *from)
{
    to->all += from->all;
    if (from->away)
        return;
    to->chars += from->chars;
    to->linked += from->linked;
    to->links += from->links;
    to->lines += from->lines;
    to->cells += from->cells;
    to->good += from->good;
}

/* Leaves comments out, unless they are nearly all there is: then they are the page. */
static double sum_comments(const xmlNode *node, double most)
{
    if (page_weight_of(node)->sign.cue >= PAGE_COMMENTS && page_weight_of(node)->all < most)
        return page_weight_of(node)->all;
    double sum = 0;
    for (const xmlNode *child = node->children; child; child = child->next)
        sum += node_is_element(child) ? sum_comments(child, most) : 0;
    return sum;
}

static void sum_all(xmlNode *node)
{
    struct page_weight *w = page_weight_of(node);
    for (xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child)) {
            sum_all(child);
            w->all += page_weight_of(child)->all;
            w->heads += page_weight_of(child)->heads;
            w->head = earlier(w->head, page_weight_of(child)->head);
            w->text = earlier(w->text, page_weight_of(child)->text);
        }
}

/* Figures in rows and columns, in whatever box they stand. */
static bool holds_data(const struct page_weight *w)
{
    return w->cells >= 6 && w->linked * 3 < w->chars;
}

/* An article has one teaser of its own; several are of others. Looks no further than the next element. */
static bool is_one_of_several(const xmlNode *node)
{
    const xmlNode *next = node->next, *before = node->prev;
    for (int i = 0; i < 3 && next && !node_is_element(next); i++)
        next = next->next;
    for (int i = 0; i < 3 && before && !node_is_element(before); i++)
        before = before->prev;
    return (next && node_is_element(next) && page_weight_of(next)->sign.cue == PAGE_TEASER) ||
           (before && node_is_element(before) && page_weight_of(before)->sign.cue == PAGE_TEASER);
}

/* A cue is not believed against most of the page's text. */
static bool is_away(const struct page_scale *s, const xmlNode *node)
{
    const struct page_weight *w = page_weight_of(node);
    bool believed = !s->lenient && !s->doubted[w->sign.word] && w->all < s->total * 0.35;
    switch (w->sign.cue) {
    case PAGE_CONSENT: return w->all < s->everything * 0.9;
    case PAGE_COMMENTS: return w->all < s->everything * 0.8;
    case PAGE_AWAY: return believed && !holds_data(w);
    case PAGE_TEASER: return believed && (w->links || is_one_of_several(node));
    default: return false;
    }
}

/* Lists of links, whatever they are called. */
static bool is_link_list(const xmlNode *node)
{
    const struct page_weight *w = page_weight_of(node);
    static const char *const rows[] = { "table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption" };
    if (!w->block || w->links < 1 || node_is_one_of(node, rows, count_of(rows)))
        return false;
    return w->links > 1 ? w->linked * 10 > w->chars * 6 : w->linked * 10 > w->chars * 9;
}

/* Other stories one below another, each a linked headline and some words: however many, they are not the
 * text, unless they are nearly all there is. */
static bool is_stream(const struct page_scale *s, const xmlNode *node)
{
    enum { LEAST = 4, LONGEST = 600, MOST_HEADS = 6 };
    uint32_t teasers = 0, others = 0;
    if (page_weight_of(node)->heads < LEAST || page_weight_of(node)->all > s->total * 0.75)
        return false;
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (!node_is_element(child) || node_is_mute(child) || !page_weight_of(child)->lines)
            continue;
        const struct page_weight *w = page_weight_of(child);
        bool teases = w->heads && w->heads <= MOST_HEADS && w->chars <= LONGEST && (!w->text || w->head < w->text);
        teasers += teases;
        others += !teases;
    }
    return teasers >= LEAST && teasers >= others * 3;
}

static void sum_kept(const struct page_scale *s, xmlNode *node)
{
    struct page_weight *w = page_weight_of(node);
    for (xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child)) {
            sum_kept(s, child);
            struct page_weight below = *page_weight_of(child);
            below.all = 0;
            add_weight(w, &below);
        }
    w->away = is_away(s, node) || is_link_list(node) || is_stream(s, node);
}

/* ------------------------------------------------------------------ doubts */

/* What weigh_lines found in each element itself, to sum again from there. */
static void sum_again(struct page_scale *s, const struct page_weight *own, xmlNode *root)
{
    memcpy(s->weights, own, s->size * sizeof *own);
    sum_kept(s, root);
}

static bool is_enough(const struct page_scale *s, const xmlNode *root)
{
    return page_weight_of(root)->good >= s->total * 0.3 && page_weight_of(root)->good >= 100;
}

static void listen(struct page_scale *s, const xmlNode *node)
{
    const struct page_weight *w = page_weight_of(node);
    if (is_away(s, node)) {
        s->said[w->sign.word].all += w->all;
        s->said[w->sign.word].elements++;
        return;
    }
    for (const xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child))
            listen(s, child);
}

/* The word on many elements that together hold much of the text names no side part: style sheets
 * made by machines call paragraphs anything. */
static bool doubt_loudest(struct page_scale *s, const xmlNode *root)
{
    enum { MANY = 3 };
    size_t loudest = 0;
    memset(s->said, 0, sizeof s->said);
    listen(s, root);
    for (size_t i = 1; i < PAGE_WORDS_MAX; i++)
        if (s->said[i].elements >= MANY && (!loudest || s->said[i].all > s->said[loudest].all))
            loudest = i;
    s->doubted[loudest] = loudest && s->said[loudest].all > s->total * 0.2;
    return s->doubted[loudest];
}

/* Where cues leave too little, they were wrong: first the loudest words, then all of them; then only
 * what the lines weigh counts. */
void page_scale_weigh(struct page_scale *s, xmlNode *root)
{
    enum { DOUBTS = 3 };
    struct line line = {0};
    s->weights = mem_array(count_elements(root), sizeof *s->weights);
    hang_weights(s, root);
    weigh_lines(root, root, &line, false);
    end_line(&line, root);
    sum_all(root);
    struct page_weight *own = mem_copy(s->weights, s->size * sizeof *own);
    s->everything = page_weight_of(root)->all;
    s->total = s->everything - sum_comments(root, s->everything * 0.8);
    sum_again(s, own, root);
    double strict = page_weight_of(root)->good;
    for (int i = 0; i < DOUBTS && !is_enough(s, root) && doubt_loudest(s, root); i++)
        sum_again(s, own, root);
    if (!is_enough(s, root)) {
        s->lenient = true;
        sum_again(s, own, root);
        s->lenient = page_weight_of(root)->good > strict * 2;
        memset(s->doubted, 0, sizeof s->doubted);
        if (!s->lenient)
            sum_again(s, own, root);
    }
    mem_free(&own);
}

void page_scale_done(struct page_scale *s)
{
    mem_free(&s->weights);
}
