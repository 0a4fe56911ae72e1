/* page_facts.h - what a page says about its article beside the text; behind page.c.
 *
 * Each fact is kept from the first voice that states it, so voices are heard in order of trust:
 * JSON-LD (page_ld.c), then meta elements, then the markup (page_meta.c). */
#ifndef INTAKE_PAGE_FACTS_H
#define INTAKE_PAGE_FACTS_H

#include "base/text.h"
#include "item/article.h"

#include <libxml/tree.h>

struct page_facts {
    struct article *article;       /* authors, categories, times, language, origin go right there */
    struct slice url;              /* the page's own, after redirects */
    struct text title, base;       /* base: what links are relative to */
    struct text canonical, site;   /* site: the outlet's name */
    struct text publisher;
    struct text correction;        /* what was corrected, in the page's words */
};

void page_facts_done(struct page_facts *);

void page_ld_read(struct page_facts *, const xmlNode *root);
void page_meta_read(struct page_facts *, const xmlNode *root);

/* First voice wins. */
void page_facts_text(struct text *fact, struct slice words);
void page_facts_string(char **fact, struct slice words);
void page_facts_time(int64_t *fact, struct slice words);
/* A name, or several in one line ("By A. Smith and B. Jones"). */
void page_facts_author(struct page_facts *, struct slice line);

#endif
