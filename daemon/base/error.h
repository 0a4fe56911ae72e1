/* error.h - what the outside world broke, where, and what to do next.
 *
 *     struct error err = {0};
 *     if (!page_read(bytes, &page, &err))
 *         log_error(LEVEL_WARNING, "a page", &err);   // rooms return errors, who uses them tells
 *
 * Functions that can fail take `struct error *err` last and return false or NULL through
 * error_set, so that a failing line reads `return error_set(err, ...)`. The first writer wins;
 * a NULL err is welcome. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/defs.h"

enum remedy {
    REMEDY_NONE,
    RETRY,  /* the same call may succeed later */
    SKIP,   /* this one thing is bad; go on with the next */
    REFUSE, /* the user must change something first */
    STOP,   /* the program cannot go on */
    MEND,   /* what is stored is damaged: the user must put it aside first */
};

struct error {
    enum remedy remedy; /* REMEDY_NONE: nothing was set */
    char place[256];    /* "feeds.yaml:12:15", a URL, a file; may be empty */
    char text[512];     /* one sentence, no full stop, no control characters */
};

/* Always false. place may be NULL. */
bool error_set(struct error *err, enum remedy remedy, const char *place, const char *format, ...)
    FORMAT(4, 5);

/* As error_set, with ": strerror(errno)" behind the sentence. */
bool error_errno(struct error *err, enum remedy remedy, const char *place, const char *format,
                 ...) FORMAT(4, 5);

/* Gives an error without a place this one. Always false, for use in a return. */
bool error_at(struct error *err, const char *place);

bool error_is_set(const struct error *err);

/* "place: text", or the text alone; valid until the next call on this thread. */
const char *error_line(const struct error *err);

#endif
