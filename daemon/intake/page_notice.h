/* page_notice.h - disclaimers and machine-made notices, wherever on a page they stand.
 *
 *     struct page_notices n = {0};
 *     page_notices_find(&n, root);             // while the tree is whole
 *     page_notices_write(&n, article);         // behind the main text, unless it is in there
 *
 * Known by set phrases in English, German, French, Spanish, Italian, Portuguese and Dutch: a notice
 * in other words is missed rather than a sentence taken for one. At most PAGE_NOTICES_MAX. */
#ifndef INTAKE_PAGE_NOTICE_H
#define INTAKE_PAGE_NOTICE_H

#include "base/text.h"
#include "item/article.h"

#include <libxml/tree.h>

#define PAGE_NOTICES_MAX 8

struct page_notices {
    struct text lines[PAGE_NOTICES_MAX];
    size_t size;
};

void page_notices_find(struct page_notices *, const xmlNode *root);
void page_notices_write(const struct page_notices *, struct article *);
void page_notices_done(struct page_notices *);

#endif
