#include "intake/edits.h"

#define EDITS(member) offsetof(struct edits_settings, member)
const struct field edits_fields[] = {
    { "enabled", FIELD_BOOL, "true", EDITS(enabled),
      .help = "Whether an item is judged again when its text changes, or what is known of it, and comes "
              "out once more where a label or the verdict on a table changed." },
    { "window", FIELD_DURATION, "48h", EDITS(window), .low = 60, .high = 60 * 86400.0,
      .help = "So long after it came out last." },
    { "per_item", FIELD_INT, "3", EDITS(per_item), .low = 0, .high = 100,
      .help = "So many revisions of one item come out at most." },
    { "per_poll", FIELD_INT, "5", EDITS(per_poll), .low = 0, .high = EDITS_MOST,
      .help = "So many items are judged again with one poll at most, for each cause; other edits wait "
              "for the next." },
    { "pause", FIELD_DURATION, "10m", EDITS(pause), .low = 0, .high = 86400,
      .help = "After an edit of an item was looked at its next one waits for so long; the time doubles "
              "with each." },
};
const size_t edits_fields_size = count_of(edits_fields);

#define TEMPLATE_SHARE 0.5 /* of a document's known items; more do not change by themselves */
#define TEMPLATE_ITEMS 4   /* nor is that said of fewer */
#define DOUBLINGS      8

struct edits edits_of(const struct edits_settings *settings, struct seen *seen, struct instant now)
{
    return (struct edits){ .settings = settings, .seen = seen, .now = now };
}

static void drop_all(struct edits *e)
{
    for (; e->next < e->size; e->next++)
        article_free(&e->waiting[e->next]);
}

void edits_done(struct edits *e)
{
    drop_all(e);
}

static bool is_due(const struct edits *e, const struct article *a)
{
    return seen_looks(e->seen, slice_of(a->id))->due <= e->now.ms / 1000;
}

void edits_note(struct edits *e, struct article **article)
{
    bool changed = seen_edit(e->seen, slice_of((*article)->id), text_slice(&(*article)->text));
    e->known++;
    e->changed += changed;
    if (!changed || !e->settings || !e->settings->enabled || !e->settings->per_poll)
        return;
    if (e->size == (size_t)e->settings->per_poll || !is_due(e, *article)) {
        seen_looks(e->seen, slice_of((*article)->id))->waits = true;
        return;
    }
    e->waiting[e->size++] = *article;
    *article = NULL;
}

static bool is_template(const struct edits *e)
{
    return e->changed >= TEMPLATE_ITEMS && (double)e->changed > TEMPLATE_SHARE * (double)e->known;
}

static void look(struct edits *e, struct article *a)
{
    struct seen_looks *looks = seen_looks(e->seen, slice_of(a->id));
    int64_t pause = e->settings->pause.ms / 1000;
    seen_accept(e->seen, slice_of(a->id));
    looks->due = (uint32_t)(e->now.ms / 1000 + (pause << looks->looks));
    looks->looks += looks->looks < DOUBLINGS;
    a->cause = "text";
}

struct article *edits_next(struct edits *e)
{
    if (!e->next && is_template(e)) {
        seen_accept_all(e->seen);
        drop_all(e);
    }
    if (e->next == e->size)
        return NULL;
    struct article *a = e->waiting[e->next++];
    look(e, a);
    return a;
}
