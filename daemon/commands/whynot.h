/* whynot.h - why a word of an article does not count, or how it does after all. To stdout. */
#ifndef COMMANDS_WHYNOT_H
#define COMMANDS_WHYNOT_H

#include "item/article.h"
#include "item/verdict.h"

/* Every place where the word or phrase stands, upper or lower case aside. The verdict must have
 * been asked for with ASSAY_TRACE. */
void whynot_show(const struct article *, const struct verdict *, const char *word);

#endif
