/* labels.h - verdicts that people gave on items: a file of JSON lines, read whole, appended to.
 *
 *     {"feed": "-", "id": "a-17", "text": "<sha-256>", "tone": "neutral", "reliability": "fair",
 *      "as": "ada", "at": "2026-11-22T09:30:00Z"}
 *
 *     HELD(labels) labels = {0};
 *     if (labels_read("labels.jsonl", &scales, &labels, &err))
 *         ...labels_find(&labels, "-", "a-17", "ada")...
 *     OWNED(label_file) file = label_file_open("labels.jsonl", &err);
 *     label_file_add(file, &label, &scales, &err);      // on disk when it returns true
 *
 * An item is known by its feed and its id in it; "text" tells whether it still reads as it did. A line
 * may instead say "skipped": true, or "taken_back": true; of several lines by one annotator on one item
 * the last counts. "feed" and "as" may be missing and are "-" and "" then. At most LABELS_MAX lines. */
#ifndef TUNING_LABELS_H
#define TUNING_LABELS_H

#include "base/clock.h"
#include "base/error.h"
#include "base/map.h"

#define LABELS_MAX      1000000
#define LABEL_LINE_MAX  8192 /* bytes */
#define LABEL_NONE      (-1)
#define SCALE_MAX       16

/* Names of bands from the lowest to the highest. */
struct scale {
    const char *names[SCALE_MAX];
    int size;
};

struct scales {
    struct scale tone, reliability;
};

enum label_state { LABEL_GIVEN, LABEL_SKIPPED, LABEL_TAKEN_BACK };

struct label {
    const char *feed, *id, *as; /* owned by the labels that hold it */
    char text[65];         /* SHA-256 of the text that was read; "": not said */
    enum label_state state;
    int tone, reliability; /* index into the scale, or LABEL_NONE */
    struct instant at;     /* ms 0: not said */
};

/* What counts of a file: one for each annotator and item, in the order of their first lines. */
struct labels {
    struct label *items;
    size_t size, cap;
    char **keys;           /* of the maps */
    size_t keys_size, keys_cap;
    struct map places;     /* index + 1, by feed, id and annotator */
    struct map known;      /* by feed and id: somebody said something of it */
};

/* Adds what the file says to what is there. A file that does not exist says nothing when
 * `may_miss`. False: what is wrong, by line. */
MUST_USE bool labels_read(const char *path, bool may_miss, const struct scales *, struct labels *,
                          struct error *err);
void labels_done(struct labels *);
/* Copies; replaces what that annotator said of the item before. */
void labels_put(struct labels *, const struct label *);
/* NULL: nothing said, or taken back. */
const struct label *labels_find(const struct labels *, const char *feed, const char *id, const char *as);

/* Did anybody say anything of that item, ever? */
bool labels_knows(const struct labels *, const char *feed, const char *id);

/* The file of one annotator at work. */
struct label_file;
/* Made where it is missing. The rest of a line that a crash tore is taken off; what is no line of
 * ours is refused. */
struct label_file *label_file_open(const char *path, struct error *err);
void label_file_free(struct label_file **);
MUST_USE bool label_file_add(struct label_file *, const struct label *, const struct scales *,
                             struct error *err);

#endif
