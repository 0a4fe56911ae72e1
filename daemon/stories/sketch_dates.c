/* Dates: the days that a text names, its own day, and the quarter that a company reports on. */
#include "stories/sketch_parts.h"

#include <time.h>

/* Days of the month, told apart over the year. */
static uint16_t day_of(int month, int day)
{
    return (uint16_t)(month * 32 + day);
}

/* What sketch_value says of months and of days of the week. */
enum { FIRST_MONTH = 1, LAST_MONTH = 12, FIRST_WEEKDAY = 21, LAST_WEEKDAY = 27 };

static bool is_calendar(const struct words *w, size_t at, int first, int last)
{
    if (at >= w->size || !(w->items[at].class & VOCABULARY_CALENDAR) ||
        !(w->items[at].flags & WORD_UPPER))
        return false;
    double value = sketch_value(w, at);
    return value >= first && value <= last;
}

static bool is_month(const struct words *w, size_t at)
{
    return is_calendar(w, at, FIRST_MONTH, LAST_MONTH);
}

#define DATELINE 8 /* words at the start of the body in which a dateline ends */

/* The date stands in the headline, or right before the dash of a dateline. */
static bool is_own(const struct words *w, size_t first, size_t end)
{
    if (end <= w->body)
        return true;
    return first >= w->body && end < w->size && end <= w->body + DATELINE &&
           w->items[end].flags & WORD_BREAK && !(w->items[end].flags & WORD_BRACKET);
}

#define OWN_DAY  0.1 /* of a date that only says when this was written */
#define NAMED_DAY 0.5

/* "June 14", "14 June". */
bool sketch_date(struct sketch *s, const struct words *w, size_t at, double value)
{
    bool before = at > 0 && is_month(w, at - 1), behind = is_month(w, at + 1);
    if ((!before && !behind) || value < 1 || value > 31)
        return false;
    size_t first = before ? at - 1 : at;
    uint16_t day = day_of((int)sketch_value(w, before ? at - 1 : at + 1), (int)value);
    if (is_own(w, first, first + 2) && !s->day)
        s->day = day;
    bool own = day == s->day || (day >= s->today - 1 && day <= s->today + 1);
    sketch_add(s, TRAIT_NUMBER, words_mix(0xda7e0000u, day), own ? OWN_DAY : NAMED_DAY, true, 0,
               sketch_span(w, first, 2));
    return true;
}

static void find_weekday(struct sketch *s, const struct words *w)
{
    for (size_t at = 0; at < w->size && at < w->body + SKETCH_OPENING && !s->weekday; at++)
        if (is_calendar(w, at, FIRST_WEEKDAY, LAST_WEEKDAY))
            s->weekday = (uint8_t)(sketch_value(w, at) - FIRST_WEEKDAY + 1);
}

static void find_today(struct sketch *s, const struct article *a)
{
    time_t seconds = a->published / 1000;
    struct tm tm;
    if (a->published != ASSAY_UNKNOWN_TIME && gmtime_r(&seconds, &tm))
        s->today = day_of(tm.tm_mon + 1, tm.tm_mday);
}

/* Quarters and halves */

static void find_period(struct sketch *s, const struct words *w)
{
    for (size_t at = 0; at < w->size && !s->period; at++) {
        if (!(w->items[at].class & VOCABULARY_ORDINAL))
            continue;
        uint8_t which = (uint8_t)sketch_value(w, at);
        if (w->items[at].len == 2 || sketch_has(w, at + 1, "quarter"))
            s->period = which;
        else if (which < 3 && sketch_has(w, at + 1, "half"))
            s->period = 4 + which;
    }
}

static bool is_any(const struct words *w, size_t at, const char *const *list, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (sketch_has(w, at, list[i]))
            return true;
    return false;
}

/* "last week", "two weeks after", "days ago", "after four weeks", "earlier this month": the news is
 * what came of it. */
static bool looks_back_at(const struct words *w, size_t at)
{
    static const char *const days[] = { "day", "days" };
    static const char *const spans[] = { "week", "weeks", "fortnight", "month", "months" };
    static const char *const behind[] = { "after", "ago", "since", "later" };
    bool longer = is_any(w, at, spans, count_of(spans));
    if (!longer && !is_any(w, at, days, count_of(days)))
        return false;
    if (longer && at > 0 && sketch_has(w, at - 1, "last"))
        return true;
    if (at > 1 && sketch_has(w, at - 1, "this") && sketch_has(w, at - 2, "earlier"))
        return true;
    if (longer && at > 1 && w->items[at - 1].class & VOCABULARY_NUMERAL &&
        sketch_has(w, at - 2, "after"))
        return true;
    return is_any(w, at + 1, behind, count_of(behind));
}

static void look_back(struct sketch *s, const struct words *w)
{
    for (size_t at = 0; at < w->size && at < w->body + SKETCH_OPENING && !s->looks_back; at++)
        s->looks_back = w->items[at].class & VOCABULARY_COMMON && looks_back_at(w, at);
}

void sketch_dates(struct sketch *s, const struct words *w, const struct article *a)
{
    find_today(s, a);
    find_weekday(s, w);
    find_period(s, w);
    look_back(s, w);
}
