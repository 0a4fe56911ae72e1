/* control.h - a local socket on which the running daemon is told to reload, and says how it went.
 *
 *     OWNED(control) c = control_open(loop, "/run/assayd/control.sock", reload, app, &err);
 *     control_started(c);                           // whoever asked until now is answered with
 *     control_answer(c, &verdict);                  //   what comes of this
 *
 *     control_ask("/run/assayd/control.sock", SECONDS(60), &answer, &err)    // the other end
 *
 * One packet "reload" in, one packet of JSON out. Only root and the daemon's own user are heard. At
 * most 16 ask at once. One thread. */
#ifndef CONTROL_H
#define CONTROL_H

#include "base/loop.h"
#include "base/text.h"
#include "settings/complaints.h"

#define CONTROL_ANSWER_MAX 65536

struct control;
struct control *control_open(struct loop *, const char *path, loop_call reload, void *arg,
                             struct error *err);
void control_close(struct control **); /* whoever waits sees the end */
void control_started(struct control *);

struct control_verdict {
    bool good;
    uint64_t generation;            /* in effect now */
    const char *restarts;           /* keys whose change waits for a restart */
    const struct complaints *wrong; /* the first 50 are told; the log has them all */
};
void control_answer(struct control *, const struct control_verdict *);

/* $RUNTIME_DIRECTORY/control.sock; NULL where there is none. The caller frees it. */
char *control_path(void);
MUST_USE bool control_ask(const char *path, struct duration patience, struct text *ret_answer,
                          struct error *err);

#endif
