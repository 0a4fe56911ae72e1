#include "base/error.h"

#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What comes from outside may hold anything; an error is read on a terminal. */
static void make_printable(char *text)
{
    size_t size = strlen(text);
    HELD(text) clean = {0};
    text_add_printable(&clean, (struct slice){ text, size }, false);
    struct slice kept = utf8_cut(text_slice(&clean), size);
    memcpy(text, kept.ptr, kept.len);
    text[kept.len] = '\0';
}

__attribute__((format(printf, 5, 0)))
static bool fill(struct error *err, enum remedy remedy, const char *place, int number,
                 const char *format, va_list args)
{
    if (!err || err->remedy != REMEDY_NONE)
        return false;
    err->remedy = remedy;
    snprintf(err->place, sizeof err->place, "%s", place ? place : "");
    int len = vsnprintf(err->text, sizeof err->text, format, args);
    if (number && len >= 0 && (size_t)len < sizeof err->text)
        snprintf(err->text + len, sizeof err->text - (size_t)len, ": %s", strerror(number));
    make_printable(err->place);
    make_printable(err->text);
    return false;
}

bool error_set(struct error *err, enum remedy remedy, const char *place, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, remedy, place, 0, format, args);
    va_end(args);
    return false;
}

bool error_errno(struct error *err, enum remedy remedy, const char *place, const char *format,
                 ...)
{
    int number = errno;
    va_list args;
    va_start(args, format);
    fill(err, remedy, place, number, format, args);
    va_end(args);
    return false;
}

bool error_at(struct error *err, const char *place)
{
    if (err && err->remedy != REMEDY_NONE && !err->place[0])
        snprintf(err->place, sizeof err->place, "%s", place);
    return false;
}

bool error_is_set(const struct error *err)
{
    return err->remedy != REMEDY_NONE;
}

const char *error_line(const struct error *err)
{
    static _Thread_local char line[sizeof err->place + sizeof err->text + 4];
    if (err->place[0])
        snprintf(line, sizeof line, "%s: %s", err->place, err->text);
    else
        snprintf(line, sizeof line, "%s", err->text);
    return line;
}
