/* seen.h - which items of a feed were judged already; kept in the journal with the feed's state.
 *
 *     OWNED(seen) s = NULL;
 *     if (!seen_from_ids(text_slice(&state->seen), 10000, &s, &err)) ...
 *     while (next item)
 *         if (seen_add(s, slice_of(article->id)))
 *             judge(article);
 *     seen_end(s);
 *     seen_to_ids(s, &state->seen);
 *
 * Remembers the last `limit` ids, and never forgets one that the feed's last document still held,
 * however many those are; the document's own ceiling bounds them. An id is kept as eight bytes of a
 * hash: two ids of one feed in 10,000 collide about once in 10^11 such feeds. One thread; no disk,
 * no clock. */
#ifndef INTAKE_SEEN_H
#define INTAKE_SEEN_H

#include "base/error.h"
#include "base/text.h"

struct seen;

struct seen *seen_new(size_t limit);
void seen_free(struct seen **);

/* True when the id was new. Either way the document being read holds it. */
bool seen_add(struct seen *, struct slice id);
bool seen_has(const struct seen *, struct slice id);
size_t seen_size(const struct seen *);

/* The document was read to its end: what it did not hold may be forgotten, oldest first. */
void seen_end(struct seen *);
/* Or it was cut off: what the document before held may still stand in the rest, and stays; but no
 * more than `most` ids are kept for that. */
void seen_cut(struct seen *, size_t most);

/* Replaces *ids, between documents; eight bytes an id and five more. */
void seen_to_ids(const struct seen *, struct text *ids);
/* Nothing makes an empty one. Fails with REFUSE when ids is malformed. */
MUST_USE bool seen_from_ids(struct slice ids, size_t limit, struct seen **ret_seen,
                            struct error *err);

#endif
