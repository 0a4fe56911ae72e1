/* edits.h - items of a document that came before and say something else now: which are judged again.
 *
 *     struct edits edits = edits_of(&settings, seen, now);
 *     edits_note(&edits, &article);         // each known entry of the document
 *     while ((article = edits_next(&edits)))
 *         judge_again(article);
 *     edits_done(&edits);
 *
 * An edit is one of few: where most items of a document changed at once it is their frame that did
 * (a date, an advertisement, a counter, a template), and the texts are taken as they are. Else a few
 * edits a document are looked at, each item ever more seldom, so that a feed that edits without end
 * costs little. What has to wait is still an edit of the next document, which is asked for without
 * conditions once one is due (seen_is_due): the publisher has no other bytes to send. */
#ifndef INTAKE_EDITS_H
#define INTAKE_EDITS_H

#include "base/clock.h"
#include "intake/seen.h"
#include "item/article.h"
#include "settings/fields.h"

struct edits_settings {
    bool enabled;
    struct duration window; /* since it came out last */
    struct duration pause;  /* between two looks at one item, at first */
    int64_t per_item;       /* revisions that come out */
    int64_t per_poll;       /* items of one poll that are judged again */
};
extern const struct field edits_fields[]; /* "revisions:" in YAML */
extern const size_t edits_fields_size;

#define EDITS_MOST 100 /* per_poll at most */

struct edits {
    const struct edits_settings *settings; /* NULL: texts are noted, and nothing is judged again */
    struct seen *seen;
    struct instant now;
    struct article *waiting[EDITS_MOST];
    size_t size, next;
    size_t known, changed;                 /* entries of the document */
};

struct edits edits_of(const struct edits_settings *, struct seen *, struct instant now);
void edits_done(struct edits *);

/* An entry of the document being read, whose id is in seen. Takes the article where it is wanted. */
void edits_note(struct edits *, struct article **);
/* Behind the last entry; NULL: that was all. Their cause is "text". */
struct article *edits_next(struct edits *);

#endif
