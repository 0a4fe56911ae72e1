#include "base/clock.h"

#include "base/mem.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct clock {
    bool cranked;
    _Atomic int64_t steady, ahead; /* of a cranked clock, microseconds; ahead: the date of the steady time */
};

static struct clock the_real_clock;

struct clock *clock_real(void)
{
    return &the_real_clock;
}

struct clock *clock_cranked(struct instant start)
{
    struct clock *c = mem_new(sizeof *c);
    c->cranked = true;
    atomic_store(&c->steady, start.ms * 1000);
    return c;
}

void clock_free(struct clock **c)
{
    if (*c && (*c)->cranked)
        mem_free(c);
    *c = NULL;
}

/* Microseconds. */
static int64_t read_kernel(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static struct instant to_instant(int64_t us)
{
    return (struct instant){ us / 1000 - (us % 1000 < 0) };
}

struct instant clock_now(const struct clock *c)
{
    return to_instant(c->cranked ? atomic_load(&c->steady) + atomic_load(&c->ahead)
                                 : read_kernel(CLOCK_REALTIME));
}

static int64_t read_steady(const struct clock *c)
{
    return c->cranked ? atomic_load(&c->steady) : read_kernel(CLOCK_BOOTTIME);
}

struct instant clock_steady(const struct clock *c)
{
    return to_instant(read_steady(c));
}

struct instant clock_steady_up(const struct clock *c)
{
    return to_instant(read_steady(c) + 999);
}

struct instant clock_awake(void)
{
    return to_instant(read_kernel(CLOCK_MONOTONIC));
}

bool clock_is_cranked(const struct clock *c)
{
    return c->cranked;
}

void clock_advance(struct clock *c, struct duration by)
{
    assert(c->cranked && by.ms >= 0);
    atomic_fetch_add(&c->steady, by.ms * 1000);
}

void clock_step(struct clock *c, struct duration by)
{
    assert(c->cranked);
    atomic_fetch_add(&c->ahead, by.ms * 1000);
}

void clock_nudge(struct clock *c, int64_t steady_us, int64_t ahead_us)
{
    assert(c->cranked && steady_us >= 0);
    atomic_fetch_add(&c->steady, steady_us);
    atomic_fetch_add(&c->ahead, ahead_us);
}

struct instant instant_add(struct instant at, struct duration by)
{
    struct instant sum;
    if (__builtin_add_overflow(at.ms, by.ms, &sum.ms))
        sum.ms = by.ms > 0 ? INT64_MAX : INT64_MIN;
    return sum;
}

struct duration instant_since(struct instant later, struct instant earlier)
{
    struct duration d;
    if (__builtin_sub_overflow(later.ms, earlier.ms, &d.ms))
        d.ms = later.ms > earlier.ms ? INT64_MAX : INT64_MIN;
    return d;
}

bool instant_before(struct instant a, struct instant b)
{
    return a.ms < b.ms;
}

void instant_text(struct instant at, char out[INSTANT_TEXT])
{
    int64_t seconds = at.ms / 1000, left = at.ms % 1000;
    if (left < 0)
        seconds--, left += 1000;
    time_t when = (time_t)seconds;
    struct tm tm;
    if (!gmtime_r(&when, &tm) || tm.tm_year > 8099) {
        strcpy(out, "9999-12-31T23:59:59Z");
        return;
    }
    size_t len = (size_t)snprintf(out, INSTANT_TEXT, "%04d", tm.tm_year + 1900);
    len += strftime(out + len, INSTANT_TEXT - len, "-%m-%dT%H:%M:%S", &tm);
    if (left)
        snprintf(out + len, INSTANT_TEXT - len, ".%03dZ", (int)left);
    else
        snprintf(out + len, INSTANT_TEXT - len, "Z");
}

/* Reads exactly `digits` digits at *at. */
static bool number_at(struct slice s, size_t *at, int digits, int *ret)
{
    int value = 0;
    for (int i = 0; i < digits; i++, (*at)++) {
        if (*at >= s.len || s.ptr[*at] < '0' || s.ptr[*at] > '9')
            return false;
        value = value * 10 + (s.ptr[*at] - '0');
    }
    *ret = value;
    return true;
}

static bool mark_at(struct slice s, size_t *at, const char *one_of)
{
    if (*at >= s.len || !strchr(one_of, s.ptr[*at]))
        return false;
    (*at)++;
    return true;
}

static bool offset_at(struct slice s, size_t *at, int *ret_minutes)
{
    *ret_minutes = 0;
    if (mark_at(s, at, "Zz"))
        return true;
    if (*at >= s.len)
        return false;
    int sign = s.ptr[*at] == '-' ? -1 : 1, hours, minutes;
    if (!mark_at(s, at, "+-") || !number_at(s, at, 2, &hours) || !mark_at(s, at, ":") ||
        !number_at(s, at, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *ret_minutes = sign * (hours * 60 + minutes);
    return true;
}

bool instant_parse(struct slice s, struct instant *ret)
{
    struct tm tm = {0};
    size_t at = 0;
    int thousandths = 0, scale = 100, offset;
    if (!number_at(s, &at, 4, &tm.tm_year) || !mark_at(s, &at, "-") ||
        !number_at(s, &at, 2, &tm.tm_mon) || !mark_at(s, &at, "-") ||
        !number_at(s, &at, 2, &tm.tm_mday) || !mark_at(s, &at, "Tt ") ||
        !number_at(s, &at, 2, &tm.tm_hour) || !mark_at(s, &at, ":") ||
        !number_at(s, &at, 2, &tm.tm_min) || !mark_at(s, &at, ":") ||
        !number_at(s, &at, 2, &tm.tm_sec))
        return false;
    if (mark_at(s, &at, "."))
        for (int digit; number_at(s, &at, 1, &digit); scale /= 10)
            thousandths += digit * scale;
    if (!offset_at(s, &at, &offset) || at != s.len)
        return false;
    if (tm.tm_mon < 1 || tm.tm_mon > 12 || tm.tm_mday < 1 || tm.tm_mday > 31 ||
        tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 60)
        return false;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    ret->ms = ((int64_t)timegm(&tm) - offset * 60) * 1000 + thousandths;
    return true;
}

static const struct unit {
    const char *name;
    int64_t ms;
} units[] = { { "w", 604800000 }, { "d", 86400000 }, { "h", 3600000 },
              { "m", 60000 },     { "s", 1000 },     { "ms", 1 } };

bool duration_parse(struct slice s, struct duration *ret)
{
    int64_t total = 0;
    size_t at = 0;
    if (!s.len)
        return false;
    while (at < s.len) {
        size_t digits = at, letters;
        while (at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9')
            at++;
        letters = at;
        while (at < s.len && s.ptr[at] >= 'a' && s.ptr[at] <= 'z')
            at++;
        int64_t count, part;
        if (!slice_to_int(slice_sub(s, digits, letters - digits), &count))
            return false;
        const struct unit *unit = NULL;
        for (size_t i = 0; i < count_of(units); i++)
            if (slice_is(slice_sub(s, letters, at - letters), units[i].name))
                unit = &units[i];
        if (!unit || __builtin_mul_overflow(count, unit->ms, &part) ||
            __builtin_add_overflow(total, part, &total))
            return false;
    }
    ret->ms = total;
    return true;
}

void duration_text(struct duration d, char out[INSTANT_TEXT])
{
    size_t len = 0;
    int64_t left = d.ms;
    out[0] = '\0';
    for (size_t i = 0; i < count_of(units) && len < INSTANT_TEXT - 1; i++) {
        /* Weeks read badly in a list of intervals: 30d, not 4w2d. */
        if (i == 0 || left < units[i].ms)
            continue;
        len += (size_t)snprintf(out + len, INSTANT_TEXT - len, "%lld%s",
                                (long long)(left / units[i].ms), units[i].name);
        left %= units[i].ms;
    }
    if (!len)
        strcpy(out, "0s");
}
