/* log.h - one line an event, key=value, for journald or a terminal.
 *
 *     log_info("poll done", LOG_TEXT("feed", feed_id), LOG_NUMBER("items", n));
 *     -> poll done feed=acme items=12             // and in the journal ASSAYD_FEED=acme ASSAYD_ITEMS=12
 *
 * Only assayd.c and commands log, so that a failure is told once; rooms return errors. Values
 * from outside are quoted and made printable. Written to stderr in one write(2), or, where stderr is the
 * journal, sent to journald with its priority and each key a field of its own, at most 16. Every thread
 * may log. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/defs.h"
#include "base/error.h"

enum log_level { LEVEL_ERROR = 3, LEVEL_WARNING = 4, LEVEL_NOTICE = 5, LEVEL_INFO = 6, LEVEL_DEBUG = 7 };

struct log_field {
    const char *key;
    const char *text;   /* NULL: number */
    int64_t number;
};

#define LOG_TEXT(key, value)   (struct log_field){ key, value, 0 }
#define LOG_NUMBER(key, value) (struct log_field){ key, NULL, (int64_t)(value) }

void log_threshold(enum log_level);   /* default LEVEL_INFO */
bool log_to_journal(void);            /* is stderr the journal? */
void log_fields(enum log_level, const char *what, const struct log_field *, size_t count);
/* what, then error="..." place="...". */
void log_error(enum log_level, const char *what, const struct error *);

#define log_write(level, what, ...)                                               \
    log_fields(level, what, (const struct log_field[]){ { 0 }, __VA_ARGS__ } + 1, \
               sizeof((const struct log_field[]){ { 0 }, __VA_ARGS__ }) /         \
                       sizeof(struct log_field) -                                 \
                   1)
#define log_info(...)    log_write(LEVEL_INFO, __VA_ARGS__)
#define log_notice(...)  log_write(LEVEL_NOTICE, __VA_ARGS__)
#define log_warning(...) log_write(LEVEL_WARNING, __VA_ARGS__)

#endif
