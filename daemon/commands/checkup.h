/* checkup.h - what `assayd doctor` looks at, one finding a line.
 *
 *     struct checkup c = { .config = config };
 *     checkup_host(&c), checkup_journal(&c), checkup_daemon(&c), checkup_feeds(&c);
 *     for (size_t i = 0; i < c.size; i++)
 *         print(c.findings[i]);
 *     checkup_done(&c);
 *
 * Reads and asks, beside a running daemon; changes nothing. Waits five seconds at most for anybody. */
#ifndef COMMANDS_CHECKUP_H
#define COMMANDS_CHECKUP_H

#include "config.h"

enum checkup_grade { CHECKUP_WELL, CHECKUP_ODD, CHECKUP_BAD };

struct checkup_finding {
    enum checkup_grade grade;
    const char *what;   /* "journal"; static */
    const char *remedy; /* static; NULL: none is needed */
    char *feed;         /* whom it is about; NULL: no feed */
    char *said;
};

struct checkup {
    const struct config *config;
    struct checkup_finding *findings;
    size_t size, cap;
    bool daemon_answers; /* known after checkup_daemon */
};

void checkup_done(struct checkup *);
void checkup_note(struct checkup *, enum checkup_grade, const char *what, const char *remedy,
                  const char *format, ...) FORMAT(5, 6);

void checkup_host(struct checkup *);    /* clock, authorities, disk */
void checkup_journal(struct checkup *);
void checkup_daemon(struct checkup *);  /* its sockets and /readyz */
void checkup_feeds(struct checkup *);

#endif
