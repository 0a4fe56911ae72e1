#include "commands/paint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static enum { UNDECIDED, ON, OFF } state;

bool paint_choose(const char *when)
{
    if (strcmp(when, "always") == 0)
        state = ON;
    else if (strcmp(when, "never") == 0)
        state = OFF;
    else
        return strcmp(when, "auto") == 0;
    return true;
}

bool paint_is_on(void)
{
    if (state == UNDECIDED) {
        const char *no_color = getenv("NO_COLOR");
        state = isatty(STDOUT_FILENO) && !(no_color && *no_color) ? ON : OFF;
    }
    return state == ON;
}

const char *paint(enum paint p)
{
    static const char *const escapes[] = { "\x1b[0m",  "\x1b[32m", "\x1b[31m",
                                           "\x1b[33m", "\x1b[2m",  "\x1b[1m" };
    return paint_is_on() ? escapes[p] : "";
}

enum paint paint_of_label(const char *label)
{
    static const struct { const char *label; enum paint paint; } known[] = {
        { "negative", PAINT_BAD },   { "mildly negative", PAINT_BAD }, { "mildly positive", PAINT_GOOD },
        { "positive", PAINT_GOOD },  { "unreliable", PAINT_BAD },      { "caution", PAINT_WARN },
        { "fair", PAINT_PLAIN },     { "good", PAINT_GOOD },
    };
    for (size_t i = 0; label && i < count_of(known); i++)
        if (strcmp(known[i].label, label) == 0)
            return known[i].paint;
    return PAINT_PLAIN;
}

enum paint paint_of_sign(double contribution)
{
    return contribution > 0 ? PAINT_GOOD : contribution < 0 ? PAINT_BAD : PAINT_PLAIN;
}

void paint_print(struct slice s, bool keep_lines)
{
    HELD(text) clean = {0};
    text_add_printable(&clean, s, keep_lines);
    fwrite(text_string(&clean), 1, clean.len, stdout);
}

int paint_columns(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO))
        return 0;
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20;
    return known ? size.ws_col : 80;
}
