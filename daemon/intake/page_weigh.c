#include "intake/page_weigh.h"

#include "intake/node.h"
#include "intake/page_trim.h"
#include "intake/page_weight.h"

static xmlNode *heaviest_child(const xmlNode *node)
{
    xmlNode *best = NULL;
    for (xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child) && !page_weight_of(child)->away &&
            (!best || page_weight_of(child)->good > page_weight_of(best)->good))
            best = child;
    return best;
}

static xmlNode *choose(xmlNode *node)
{
    for (xmlNode *child; (child = heaviest_child(node)); node = child) {
        double share = page_weight_of(child)->good / (page_weight_of(node)->good + 1e-9);
        double enough = page_weight_of(child)->sign.cue == PAGE_BODY ? 0.8 : 0.95;
        if (share < enough || !page_weight_of(child)->block)
            break;
    }
    return node;
}

static bool is_text_alone(const xmlNode *node)
{
    const struct page_weight *w = page_weight_of(node);
    return !w->away && w->good > 0 && w->linked * 5 < w->chars;
}

/* Takes what stands beside `at` away, but for a lead before it and more of the text behind it.
 * Returns the weight of the lead. */
static double clear_beside(xmlNode *at, double good)
{
    double lead = 0;
    for (xmlNode *sibling = at->parent->children; sibling; sibling = sibling->next)
        if (node_is_element(sibling) && sibling != at)
            page_weight_of(sibling)->away |= !is_text_alone(sibling);
    for (xmlNode *sibling = at->prev; sibling; sibling = sibling->prev)
        if (node_is_element(sibling) && !page_weight_of(sibling)->away)
            lead += page_weight_of(sibling)->good;
    for (xmlNode *sibling = at->next; sibling; sibling = sibling->next)
        if (node_is_element(sibling) && page_weight_of(sibling)->good < good * 0.1)
            page_weight_of(sibling)->away = true;
    return lead;
}

/* The first words of many articles stand outside of the box that holds the others. */
static xmlNode *with_lead(xmlNode *chosen)
{
    double good = page_weight_of(chosen)->good;
    xmlNode *best = chosen;
    for (xmlNode *at = chosen; at->parent && node_is_element(at->parent) && !node_is(at, "body"); at = at->parent) {
        if (page_weight_of(at->parent)->good > good * 1.6)
            break;
        if (clear_beside(at, good) > 0)
            best = at->parent;
    }
    return best;
}

xmlNode *page_weigh(xmlNode *root, struct slice title)
{
    struct page_scale s = {0};
    page_scale_weigh(&s, root);
    xmlNode *chosen = with_lead(choose(root));
    page_trim(chosen, title);
    page_scale_done(&s);
    return chosen;
}
