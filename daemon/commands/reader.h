/* reader.h - an item on the terminal, to be read by a person: no score, no marks. To stdout. */
#ifndef COMMANDS_READER_H
#define COMMANDS_READER_H

#include "item/article.h"

/* "item 3 of 40", headline, where from, text wrapped at the width of the terminal. Of a long text
 * only the beginning. */
void reader_print(const struct article *, size_t number, size_t of);

#endif
