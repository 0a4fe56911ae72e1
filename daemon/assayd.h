/* assayd.h - the running daemon: owns every part, starts them, stops them.
 *
 *     OWNED(assayd) d = assayd_open(&options, &status);
 *     if (d)
 *         status = assayd_run(d);      // until SIGTERM or SIGINT
 *
 * Here the rooms meet: an answer goes from intake to a worker, the judged poll to the outlet, the
 * commit back to intake. Besides the commands only the files beside this one log. */
#ifndef ASSAYD_H
#define ASSAYD_H

#include "base/clock.h"

struct assayd_options {
    const char *config_path;     /* NULL: the installed or shipped one */
    const char *control_path;    /* socket for `assayd reload`; NULL: in $RUNTIME_DIRECTORY, or none */
    int crank;                   /* descriptor that moves the clock, see crank.h; -1: real time */
    struct instant crank_start;
};

struct assayd;

/* NULL after a message, with the sysexits status to end with. */
struct assayd *assayd_open(const struct assayd_options *, int *ret_status);
void assayd_free(struct assayd **);
int assayd_run(struct assayd *);

#endif
