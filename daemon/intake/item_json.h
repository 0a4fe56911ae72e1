/* item_json.h - one JSON Feed item a line into an article, as `assayd score --jsonl` reads them.
 *
 *     {"id": "1", "title": "...", "content_text": "...", "url": "...", "authors": [{"name": ".."}],
 *      "date_published": "...", "tags": ["..."],
 *      "_assayd": {"entities": [{"name": "Nokia"}], "tables": [[["cell", ...], ...], ...],
 *                  "domain": "finance"}}
 *
 * It is read as the same item in a feed would be (feed.h): what a line is judged to be, the daemon
 * judges, too. */
#ifndef INTAKE_ITEM_JSON_H
#define INTAKE_ITEM_JSON_H

#include "base/error.h"
#include "base/text.h"
#include "item/article.h"

/* NULL when the line is no JSON object. The article is finished. */
struct article *item_json_read(struct slice line, const char *feed, struct error *err);

#endif
