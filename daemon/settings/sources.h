/* sources.h - the files that a configuration was read from: each once, up to a ceiling.
 *
 *     struct sources *sources = sources_new(arena);
 *     if (!sources_read(sources, "words.tsv", SOURCE_MAX_BYTES, &content, &err))
 *         ...err.text: "cannot open words.tsv: No such file or directory"
 *
 * Their digest tells one configuration from another. Secrets that a value names with ${file:} are
 * not part of it: a digest is published, and a short secret could be guessed from it. */
#ifndef SETTINGS_SOURCES_H
#define SETTINGS_SOURCES_H

#include "base/error.h"
#include "settings/arena.h"

#define SOURCE_MAX_BYTES (16 << 20)

struct source {
    const char *path;
    struct slice content;
    struct source *next;   /* in the order of reading */
};

struct sources;
struct sources *sources_new(struct arena *);   /* lives in the arena, with all contents */

/* err's text names the path. *ret_content lives as long as the arena. */
MUST_USE bool sources_read(struct sources *, const char *path, size_t ceiling,
                           struct slice *ret_content, struct error *err);
/* The same for bytes that are in memory already; they must outlive the arena. */
void sources_add(struct sources *, const char *path, struct slice content);
const struct source *sources_first(const struct sources *);
/* 64 lower-case hex digits over the contents of all files, in the order of reading. */
void sources_sha256(const struct sources *, char ret_hex[65]);

/* value came out of ${env:} or ${file:}; `written` is what the user wrote instead. Both must live
 * as long as the arena. */
void sources_note_secret(struct sources *, const char *value, const char *written);
/* What was written where this very pointer was read, or NULL. */
const char *sources_written(const struct sources *, const char *value);

/* One file, not remembered. */
MUST_USE bool source_load(struct arena *, const char *path, size_t ceiling,
                          struct slice *ret_content, struct error *err);

#endif
