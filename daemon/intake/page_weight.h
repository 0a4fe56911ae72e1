/* page_weight.h - what each element of a page holds; for page_weigh.c and page_trim.c only.
 *
 *     struct page_scale s = {0};
 *     page_scale_weigh(&s, root);                   // hangs a weight on every element
 *     if (page_weight_of(node)->good > 0) ...
 *     page_scale_done(&s);                          // the weights go, the tree stays
 *
 * Every line of text is weighed (length, share of links, punctuation), every element is the sum of what
 * is in it. Cues (page_cue.h), lists of links and streams of other stories are marked `away` and count
 * for nothing above them. Linear in the size of the page. */
#ifndef INTAKE_PAGE_WEIGHT_H
#define INTAKE_PAGE_WEIGHT_H

#include "intake/page_cue.h"

#include <libxml/tree.h>
#include <stdint.h>

/* What an element holds; hangs on its _private. Sums are of what is not taken away below. */
struct page_weight {
    struct page_sign sign;
    bool away, block;
    uint32_t chars, linked;        /* characters, and those that stand in links */
    uint32_t links, lines, cells;  /* <a>; lines of text; cells of tables */
    uint32_t heads;                /* lines that are one link and long enough to be a headline */
    uint32_t head, text;           /* numbers of the first such line and of the first with weight; 0: none */
    double good, all;              /* weight of the lines; all: before anything is taken away */
};

struct page_scale {
    struct page_weight *weights;
    size_t size;
    double everything, total;      /* the whole body; total: without readers' comments */
    bool lenient;                  /* cues count for nothing but comments and consent */
    struct said {                  /* what stands in elements that this word would take away */
        double all;
        uint32_t elements;
    } said[PAGE_WORDS_MAX];
    bool doubted[PAGE_WORDS_MAX];
};

void page_scale_weigh(struct page_scale *, xmlNode *root);
void page_scale_done(struct page_scale *);

struct page_weight *page_weight_of(const xmlNode *element);

#endif
