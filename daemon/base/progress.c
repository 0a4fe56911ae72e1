#include "base/progress.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define QUIET_SECONDS 1.0
#define DRAW_SECONDS  0.1
#define BAR_MAX       40
#define BAR_MIN       8

struct progress {
    struct progress_state state;
    double began, drawn; /* steady seconds; drawn 0: never */
    bool silent, visible;
};

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

struct progress *progress_new(const char *what, const char *unit, uint64_t total)
{
    struct progress *p = mem_new(sizeof *p);
    const char *terminal = getenv("TERM");
    p->state = (struct progress_state){ .what = what, .unit = unit, .total = total };
    p->began = seconds();
    p->silent = !isatty(STDERR_FILENO) || (terminal && strcmp(terminal, "dumb") == 0);
    return p;
}

struct progress *progress_beside_output(const char *what, const char *unit, uint64_t total)
{
    return isatty(STDOUT_FILENO) ? NULL : progress_new(what, unit, total);
}

void progress_hide(struct progress *p)
{
    if (!p || !p->visible)
        return;
    fputs("\r\033[K", stderr);
    p->visible = false;
}

void progress_free(struct progress **p)
{
    if (!*p)
        return;
    progress_hide(*p);
    mem_free(p);
}

/* The line */

static void add_grouped(struct text *out, uint64_t number)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRIu64, number);
    for (int i = 0; i < len; i++) {
        text_add_byte(out, digits[i]);
        if (i + 1 < len && (len - i - 1) % 3 == 0)
            text_add_byte(out, ',');
    }
}

static void add_left(struct text *out, double left)
{
    uint64_t s = left < 1 ? 1 : (uint64_t)left;
    if (s >= 3600)
        text_printf(out, "  %" PRIu64 "h%02" PRIu64 "m left", s / 3600, s / 60 % 60);
    else if (s >= 60)
        text_printf(out, "  %" PRIu64 "m%02" PRIu64 "s left", s / 60, s % 60);
    else
        text_printf(out, "  %" PRIu64 "s left", s);
}

static double share_of(const struct progress_state *s)
{
    return !s->total ? 0 : s->at >= s->total ? 1 : (double)s->at / (double)s->total;
}

static void add_figures(struct text *out, const struct progress_state *s)
{
    double rate = s->seconds > 0 ? (double)s->count / s->seconds : 0, share = share_of(s);
    if (s->total)
        text_printf(out, "  %3.0f %%", share * 100);
    text_add(out, SLICE("  "));
    add_grouped(out, s->count);
    text_printf(out, " %s  ", s->unit);
    add_grouped(out, (uint64_t)(rate + 0.5));
    text_add(out, SLICE("/s"));
    if (share > 0 && share < 1)
        add_left(out, s->seconds / share * (1 - share));
}

static void add_bar(struct text *out, size_t width, double share)
{
    size_t full = (size_t)((double)width * share + 0.5);
    text_add(out, SLICE("  ["));
    for (size_t i = 0; i < width; i++)
        text_add_byte(out, i < full ? '#' : '.');
    text_add(out, SLICE("]"));
}

/* The bar takes what room the figures leave; a narrow terminal gets figures alone, cut at its edge. */
void progress_line(struct text *out, const struct progress_state *s, int columns)
{
    HELD(text) figures = { 0 };
    size_t start = out->len, room = columns > 1 ? (size_t)columns - 1 : 1;
    add_figures(&figures, s);
    text_add(out, slice_of(s->what));
    size_t taken = strlen(s->what) + figures.len + strlen("  []");
    size_t width = room > taken ? room - taken : 0;
    if (s->total && width >= BAR_MIN)
        add_bar(out, width < BAR_MAX ? width : BAR_MAX, share_of(s));
    text_add(out, text_slice(&figures));
    if (out->len - start > room)
        text_cut(out, start + room);
}

static int columns(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

void progress_at(struct progress *p, uint64_t at, uint64_t count)
{
    if (!p)
        return;
    p->state.at = at;
    p->state.count = count;
    if (p->silent)
        return;
    double now = seconds();
    p->state.seconds = now - p->began;
    if (p->state.seconds < QUIET_SECONDS || now - p->drawn < DRAW_SECONDS)
        return;
    HELD(text) line = { 0 };
    progress_line(&line, &p->state, columns());
    fprintf(stderr, "\r%s\033[K", text_string(&line));
    p->drawn = now;
    p->visible = true;
}
