/* verdict_json.h - the wire form of a verdict: CloudEvents 1.0 in structured JSON, by cJSON.
 *
 * schema/scored-item.schema.json describes it; tests validate against it. At most 64 KiB,
 * whatever the article holds: long lists are cut, say so, and carry what they lost as
 * `other_terms`, `other_tickers` or in the signal `other`. */
#ifndef ITEM_VERDICT_JSON_H
#define ITEM_VERDICT_JSON_H

#include "base/clock.h"
#include "item/article.h"
#include "item/verdict.h"

#define VERDICT_JSON_MAX      65536
#define VERDICT_JSON_SEQUENCE "00000000000000000000"

/* Which versions judged; the same for every item of one generation of the configuration. */
struct provenance {
    const char *config_sha256;   /* hex; "" when there is no configuration */
    struct lexicon_version {
        char *scorer, *name;
        char sha256[65];
    } *lexicons;
    size_t lexicons_size;
};

/* Appends one line of JSON without a newline. The sequence is VERDICT_JSON_SEQUENCE until
 * verdict_json_stamp. */
void verdict_json(struct text *out, const struct article *, const struct verdict *,
                  const struct provenance *, struct instant judged);

/* Writes the journal's number into rendered JSON. */
void verdict_json_stamp(struct text *json, uint64_t sequence);

#endif
