/* dissection.h - an article taken apart on an HTML page: marked words, shares of the sentences,
 * entities, signals with their words, tables with a verdict in each cell.
 *
 *     html_open(&page, "assayd explain");
 *     dissection_write(&page, article, verdict, &config->assayer);
 *     html_save(&page, "why.html", &err);
 *
 * The verdict must have been asked for with ASSAY_REASONS or more. */
#ifndef COMMANDS_DISSECTION_H
#define COMMANDS_DISSECTION_H

#include "assayer.h"
#include "commands/html.h"

void dissection_write(struct html *, const struct article *, const struct verdict *,
                      const struct assayer_settings *);

#endif
