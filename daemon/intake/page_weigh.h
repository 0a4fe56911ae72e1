/* page_weigh.h - which part of a page is the article; behind page.c.
 *
 *     xmlNode *body = page_weigh(root, title);      // the tree holds nothing but the article below it
 *     plain_node(article, body, base);
 *
 * Every line of text is weighed (length, share of links, punctuation), every element is the sum
 * of what is in it; then the way leads from the root to where the weight is. What remains there but
 * is no text of the article is taken out of the tree. */
#ifndef INTAKE_PAGE_WEIGH_H
#define INTAKE_PAGE_WEIGH_H

#include "base/text.h"

#include <libxml/tree.h>

/* Takes everything off the tree that is not the article; never NULL. title ends in NUL. */
xmlNode *page_weigh(xmlNode *root, struct slice title);

#endif
