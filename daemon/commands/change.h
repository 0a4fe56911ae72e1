/* change.h - what a change of the configuration did to one item: before and after. To stdout. */
#ifndef COMMANDS_CHANGE_H
#define COMMANDS_CHANGE_H

#include "item/article.h"
#include "item/verdict.h"

/* Scores and labels side by side, then the reasons that came, went or moved. */
void change_show(const struct article *, const struct verdict *before, const struct verdict *after);

#endif
