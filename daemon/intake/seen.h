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
 * hash: two ids of one feed in 10,000 collide about once in 10^11 such feeds. Of those that the last
 * document held it also knows the text, as four bytes of a hash, to tell an edit. One thread; no disk,
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

/* The text of an id that the document being read holds. True when an earlier document gave another
 * one. What was known before stays known until seen_accept. */
bool seen_edit(struct seen *, struct slice id, struct slice text);
/* From now on this document's text is the known one: of all ids, or of one. */
void seen_accept_all(struct seen *);
void seen_accept(struct seen *, struct slice id);
/* When its edits may be looked at again, seconds since 1970, and how often they were; to be changed at
 * will. NULL: id is not known. Good until the next seen_add. */
struct seen_looks {
    uint32_t due;
    uint8_t looks;
    bool waits; /* an edit of it does, until the next document */
};
struct seen_looks *seen_looks(struct seen *, struct slice id);

/* The document was read to its end: what it did not hold may be forgotten, oldest first. */
void seen_end(struct seen *);
/* Or it was cut off: what the document before held may still stand in the rest, and stays; but no
 * more than `most` ids are kept for that. */
void seen_cut(struct seen *, size_t most);

/* Replaces *ids, between documents: five bytes, eight an id, nine more where the document held it. */
void seen_to_ids(const struct seen *, struct text *ids);
/* Nothing makes an empty one. Fails with REFUSE when ids is malformed. */
MUST_USE bool seen_from_ids(struct slice ids, size_t limit, struct seen **ret_seen,
                            struct error *err);
/* In *ids: the text of that id counts as edited, whatever it was, and its edit waits. */
void seen_doubt(struct text *ids, struct slice id);
/* Does an edit wait that may be looked at by then (seconds since 1970)? */
bool seen_is_due(struct slice ids, int64_t seconds);

#endif
