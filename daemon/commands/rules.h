/* rules.h - what each rule of the tone did to an item: judged once more without it. To stdout.
 *
 *     struct rules *rules = rules_open(&judge);       // an assayer for each rule, kept for all items
 *     rules_show(rules, article, verdict);
 *     rules_close(&rules);
 *
 * Opening reads the lexicons once a rule: a second or two. */
#ifndef COMMANDS_RULES_H
#define COMMANDS_RULES_H

#include "commands/judge.h"

struct rules;
struct rules *rules_open(const struct judge *); /* NULL after complaints on stderr */
void rules_close(struct rules **);
void rules_show(const struct rules *, const struct article *, const struct verdict *);

#endif
