#include "commands/paint.h"

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

enum paint paint_of_score(double score)
{
    return score >= 0.15 ? PAINT_GOOD : score <= -0.15 ? PAINT_BAD : PAINT_PLAIN;
}

int paint_columns(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
        return size.ws_col;
    return 80;
}
