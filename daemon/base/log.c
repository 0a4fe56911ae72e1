#include "base/log.h"

#include "base/text.h"

#include <assert.h>
#include <ctype.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#define FIELDS_MAX 16

static _Atomic int threshold = LEVEL_INFO;

void log_threshold(enum log_level level)
{
    atomic_store(&threshold, (int)level);
}

/* systemd says in JOURNAL_STREAM which stream leads to the journal; is it still our stderr? */
static bool is_journal(void)
{
    struct stat st;
    char ours[64] = "";
    const char *theirs = getenv("JOURNAL_STREAM");
    if (theirs && fstat(STDERR_FILENO, &st) == 0)
        snprintf(ours, sizeof ours, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
    return theirs && strcmp(theirs, ours) == 0;
}

bool log_to_journal(void)
{
    static _Atomic int known = -1;
    if (atomic_load(&known) < 0)
        atomic_store(&known, is_journal());
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

static void add_fields(struct text *line, const struct log_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text_printf(line, " %s=", fields[i].key);
        if (fields[i].text)
            add_value(line, fields[i].text);
        else
            text_printf(line, "%lld", (long long)fields[i].number);
    }
}

/* One field as journald takes it: ASSAYD_FEED=acme, without quotes. */
static void add_native(struct text *out, const struct log_field *field)
{
    text_add(out, SLICE("ASSAYD_"));
    for (const char *c = field->key; *c; c++)
        text_add_byte(out, (char)toupper((unsigned char)*c));
    text_add_byte(out, '=');
    if (field->text)
        text_add_printable(out, slice_of(field->text), false);
    else
        text_printf(out, "%lld", (long long)field->number);
}

/* False: journald does not take it. */
static bool send_native(enum log_level level, const struct text *line,
                        const struct log_field *fields, size_t count)
{
    struct text parts[2 + FIELDS_MAX] = {0};
    struct iovec sent[count_of(parts)];
    assert(count <= FIELDS_MAX);
    text_printf(&parts[0], "PRIORITY=%d", (int)level);
    text_printf(&parts[1], "MESSAGE=%s", text_string(line));
    for (size_t i = 0; i < count; i++)
        add_native(&parts[2 + i], &fields[i]);
    for (size_t i = 0; i < 2 + count; i++)
        sent[i] = (struct iovec){ parts[i].ptr, parts[i].len };
    bool taken = sd_journal_sendv(sent, (int)(2 + count)) >= 0;
    for (size_t i = 0; i < 2 + count; i++)
        text_done(&parts[i]);
    return taken;
}

void log_fields(enum log_level level, const char *what, const struct log_field *fields,
                size_t count)
{
    if ((int)level > atomic_load(&threshold))
        return;
    HELD(text) line = {0};
    text_add(&line, slice_of(what));
    add_fields(&line, fields, count);
    if (log_to_journal() && send_native(level, &line, fields, count))
        return;
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
