/* node.h - questions to a libxml2 tree of HTML; for plain.c and page*.c only.
 *
 *     if (node_is(node, "time"))
 *         date_parse(node_attribute(node, "datetime"), &at);
 *
 * Trees come from node_parse, which bounds their depth, so recursion over one is safe. */
#ifndef INTAKE_NODE_H
#define INTAKE_NODE_H

#include "base/text.h"
#include "item/article.h"

#include <libxml/tree.h>

/* NULL when html holds nothing. Valid UTF-8 in. *ret_thinned: attributes were left out, see crowd.h. */
xmlDocPtr node_parse(struct slice html, bool *ret_thinned);

bool node_is(const xmlNode *, const char *name);
bool node_is_one_of(const xmlNode *, const char *const *names, size_t size);
bool node_is_text(const xmlNode *);
bool node_is_element(const xmlNode *);
bool node_is_block(const xmlNode *);    /* stands on lines of its own */
bool node_is_heading(const xmlNode *);  /* h1 to h6 */
bool node_is_hidden(const xmlNode *);
bool node_is_mute(const xmlNode *);     /* leaves nothing: scripts, forms, comments, hidden things */

/* Borrowed from the tree; empty when absent. */
struct slice node_attribute(const xmlNode *, const char *name);
bool node_has_attribute(const xmlNode *, const char *name);

/* Appends the words below, with spaces where blocks and lines end. */
void node_words(const xmlNode *, struct text *out);

/* Writes the blocks below into the article: what plain_html does with a whole document. */
void plain_node(struct article *, const xmlNode *, struct slice base_url);

#endif
