/* verdict_read.h - the scores of a verdict out of what verdict_json made of it.
 *
 *     struct verdict_maker maker = verdict_read_maker(json);
 *     if (slice_same(maker.settings, ours.settings) && slice_same(maker.tools, ours.tools))
 *         OWNED(verdict) v = verdict_read(json);
 *
 * Looks for the few values that it wants instead of parsing up to 64 KiB: it is asked for every item of a
 * store. That depends on names and their order in verdict_json.c and render_opinions.c, for which test_verdict_read stands;
 * what it does not recognise it does not read. */
#ifndef ITEM_VERDICT_READ_H
#define ITEM_VERDICT_READ_H

#include "item/verdict.h"

/* What made a verdict, as it stands in the JSON, which is borrowed: the program with the digest of its
 * settings; lexicons with their digests and scorers with their versions. Empty: it does not say. */
struct verdict_maker {
    struct slice settings, tools;
};
struct verdict_maker verdict_read_maker(struct slice json);

/* Tone and reliability, overall and, of the tone, by entity: values alone, neither labels nor reasons.
 * NULL: in no form of ours, or not all entities are in it. */
struct verdict *verdict_read(struct slice json);

#endif
