/* witness.h - remembers beside the journal which number was committed last.
 *
 *     struct witness *w = witness_open("journal.db.witness", &err);
 *     if (witness_word(w).head > head)
 *         // commits vanished: a damaged write-ahead log loses them without a sound
 *     witness_tell(w, (struct witness_word){ epoch, head });     // after each commit
 *
 * A write of 32 bytes into the page cache: it survives the death of the process, which is when it
 * matters, and needs no fsync. After a power cut it may lag behind the journal, never run ahead.
 * The open witness is locked, so that no two daemons share a journal. */
#ifndef OUTLET_WITNESS_H
#define OUTLET_WITNESS_H

#include "base/error.h"

struct witness_word {
    uint64_t epoch, head;
};

struct witness;
struct witness *witness_open(const char *path, struct error *err);
void witness_close(struct witness **);

/* False when the witness is new, or too damaged to be believed. */
bool witness_recalls(const struct witness *, struct witness_word *ret);
/* The same of a file that another process may hold; false too when there is none. */
bool witness_peek(const char *path, struct witness_word *ret);
bool witness_tell(struct witness *, struct witness_word, struct error *err);

#endif
