#include "base/log.h"

#include "base/text.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Atomic int threshold = LEVEL_INFO;

void log_threshold(enum log_level level)
{
    atomic_store(&threshold, (int)level);
}

/* systemd sets JOURNAL_STREAM when stderr is the journal, which reads <N> as a priority. */
static bool to_journal(void)
{
    static _Atomic int known = -1;
    if (atomic_load(&known) < 0)
        atomic_store(&known, getenv("JOURNAL_STREAM") != NULL);
    return atomic_load(&known) == 1;
}

static bool needs_quotes(const char *value)
{
    return !*value || strpbrk(value, " =\"\\") != NULL;
}

static void add_value(struct text *line, const char *value)
{
    HELD(text) clean = {0};
    text_add_printable(&clean, slice_of(value), false);
    if (!needs_quotes(text_string(&clean))) {
        text_add(line, text_slice(&clean));
        return;
    }
    text_add_byte(line, '"');
    for (size_t i = 0; i < clean.len; i++) {
        if (clean.ptr[i] == '"' || clean.ptr[i] == '\\')
            text_add_byte(line, '\\');
        text_add_byte(line, clean.ptr[i]);
    }
    text_add_byte(line, '"');
}

void log_fields(enum log_level level, const char *what, const struct log_field *fields,
                size_t count)
{
    if ((int)level > atomic_load(&threshold))
        return;
    HELD(text) line = {0};
    if (to_journal())
        text_printf(&line, "<%d>", (int)level);
    text_add(&line, slice_of(what));
    for (size_t i = 0; i < count; i++) {
        text_printf(&line, " %s=", fields[i].key);
        if (fields[i].text)
            add_value(&line, fields[i].text);
        else
            text_printf(&line, "%lld", (long long)fields[i].number);
    }
    text_add_byte(&line, '\n');
    ssize_t written = write(STDERR_FILENO, line.ptr, line.len);
    (void)written; /* nowhere left to say it */
}

void log_error(enum log_level level, const char *what, const struct error *err)
{
    if (err->place[0])
        log_write(level, what, LOG_TEXT("place", err->place), LOG_TEXT("error", err->text));
    else
        log_write(level, what, LOG_TEXT("error", err->text));
}
