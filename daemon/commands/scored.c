#include "commands/scored.h"

#include "commands/columns.h"
#include "commands/paint.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reading */

static const cJSON *get(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static const char *text_of(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(get(object, key));
}

static double number_of(const cJSON *object, const char *key)
{
    return cJSON_GetNumberValue(get(object, key)); /* NAN where there is none */
}

static void read_whole(const cJSON *event, const cJSON *data, struct scored *ret)
{
    const cJSON *item = get(data, "item"), *reliability = get(data, "reliability");
    ret->time = text_of(event, "time");
    ret->feed = text_of(item, "source");
    ret->title = text_of(item, "title");
    ret->tone = number_of(data, "overall_sentiment_score");
    ret->label = text_of(data, "overall_sentiment_label");
    ret->reliability = number_of(reliability, "score");
    ret->reliability_label = text_of(reliability, "label");
    ret->tickers = get(data, "ticker_sentiment");
}

static void read_short(const cJSON *event, struct scored *ret)
{
    ret->time = text_of(event, "time");
    ret->feed = text_of(event, "feed");
    ret->title = text_of(event, "title");
    ret->ticker = text_of(event, "ticker");
    ret->tone = number_of(event, "ticker_sentiment_score");
    ret->label = text_of(event, "ticker_sentiment_label");
    ret->reliability = number_of(event, "reliability_score");
    ret->reliability_label = text_of(event, "reliability_label");
    ret->happened = text_of(event, "event");
    ret->detail = text_of(event, "text");
    ret->alert = text_of(event, "alert");
    if (ret->alert) {
        ret->feed = text_of(get(event, "item"), "feed");
        ret->title = text_of(get(event, "item"), "title");
        ret->tickers = get(event, "tickers");
    }
}

static uint64_t sequence_of(const cJSON *event)
{
    const char *said = text_of(event, "sequence");
    return said ? strtoull(said, NULL, 10) : 0;
}

/* Whole and short form tell by the id: "sha256:...#r2". */
static bool is_revision(const char *id)
{
    const char *mark = id ? strrchr(id, '#') : NULL;
    return mark && strcmp(mark, "#r1") != 0;
}

bool scored_read(struct slice json, struct scored *ret)
{
    *ret = (struct scored){ .event = cJSON_ParseWithLength(json.ptr, json.len) };
    if (!cJSON_IsObject(ret->event)) {
        scored_done(ret);
        return false;
    }
    ret->sequence = sequence_of(ret->event);
    const cJSON *data = get(ret->event, "data");
    if (data)
        read_whole(ret->event, data, ret);
    else
        read_short(ret->event, ret);
    ret->revised = is_revision(text_of(ret->event, "id"));
    return true;
}

void scored_done(struct scored *s)
{
    cJSON_Delete(s->event);
    *s = (struct scored){ 0 };
}

/* Filters */

const struct filter filter_none = { NULL, NULL, NULL, NAN, NAN, NAN, NAN, NULL };

static const cJSON *find_ticker(const struct scored *s, const char *name)
{
    const cJSON *ticker;
    cJSON_ArrayForEach(ticker, s->tickers)
    {
        const char *own = text_of(ticker, "ticker");
        if (own && strcmp(own, name) == 0)
            return ticker;
    }
    return NULL;
}

/* A bound wants a score that is there. */
static bool is_within(double value, double low, double high)
{
    return (isnan(low) || value >= low) && (isnan(high) || value <= high);
}

static bool is_same(const char *wanted, const char *text)
{
    return !wanted || (text && strcmp(wanted, text) == 0);
}

bool filter_fits(const struct filter *f, const struct scored *s)
{
    double tone = s->tone;
    const char *label = s->label;
    if (f->ticker && !s->tickers && !is_same(f->ticker, s->ticker))
        return false;
    if (f->ticker && s->tickers) {
        const cJSON *ticker = find_ticker(s, f->ticker);
        if (!ticker)
            return false;
        tone = number_of(ticker, "ticker_sentiment_score");
        label = text_of(ticker, "ticker_sentiment_label");
    }
    if (f->text && (!s->title || slice_find_nocase(slice_of(s->title), f->text) == SIZE_MAX))
        return false;
    return is_same(f->feed, s->feed) && is_same(f->label, label) &&
           is_within(tone, f->min_tone, f->max_tone) &&
           is_within(s->reliability, f->min_reliability, f->max_reliability);
}

/* Printing */

static void add_clean(struct text *out, const char *text)
{
    text_add_printable(out, slice_of(text), false);
}

static void add_score(struct text *out, double score, const char *label)
{
    if (isnan(score)) {
        text_printf(out, "%s    -%s", paint(PAINT_FAINT), paint(PAINT_PLAIN));
        return;
    }
    text_printf(out, "%s%+.2f ", paint(paint_of_label(label)), score);
    add_clean(out, label);
    text_printf(out, "%s", paint(PAINT_PLAIN));
}

static void add_reliability(struct text *out, double score, const char *label)
{
    if (isnan(score))
        return;
    text_printf(out, "  %s%.2f ", paint(paint_of_label(label)), score);
    add_clean(out, label);
    text_printf(out, "%s", paint(PAINT_PLAIN));
}

static void add_tickers(struct text *out, const struct scored *s)
{
    const cJSON *ticker;
    cJSON_ArrayForEach(ticker, s->tickers)
    {
        double score = number_of(ticker, "ticker_sentiment_score");
        text_add(out, SLICE("  "));
        add_clean(out, text_of(ticker, "ticker"));
        if (!isnan(score))
            text_printf(out, " %s%+.2f%s",
                        paint(paint_of_label(text_of(ticker, "ticker_sentiment_label"))), score,
                        paint(PAINT_PLAIN));
    }
}

static void add_alert(struct text *out, const struct scored *s)
{
    add_clean(out, s->time);
    text_printf(out, "  %salert ", paint(PAINT_WARN));
    add_clean(out, s->alert);
    text_printf(out, "%s  ", paint(PAINT_PLAIN));
    add_clean(out, s->feed);
    text_add(out, SLICE("  "));
    add_clean(out, s->title);
}

static void add_happened(struct text *out, const struct scored *s)
{
    text_printf(out, "%sfeed ", paint(PAINT_WARN));
    add_clean(out, s->feed);
    text_add(out, SLICE(" is "));
    add_clean(out, s->happened);
    text_printf(out, "%s  ", paint(PAINT_PLAIN));
    add_clean(out, s->detail);
}

static void add_item(struct text *out, const struct scored *s)
{
    add_clean(out, s->time);
    text_add(out, SLICE("  "));
    if (s->ticker) {
        add_clean(out, s->ticker);
        text_add_byte(out, ' ');
    }
    add_score(out, s->tone, s->label);
    add_reliability(out, s->reliability, s->reliability_label);
    add_tickers(out, s);
    text_printf(out, "  %s", paint(PAINT_FAINT));
    add_clean(out, s->feed);
    text_printf(out, "%s  %s", paint(PAINT_PLAIN), s->revised ? "revised: " : "");
    add_clean(out, s->title);
    if (s->sequence)
        text_printf(out, "  #%" PRIu64, s->sequence);
}

/* Rows: the narrower the terminal, the fewer columns; sign, number and word of the tone stay. */

enum { NUMBER = 7, TIME = 8, SCORE = 5, LABEL = 15, TRUST = 4, TRUST_LABEL = 10, FEED = 14 };
enum { WITH_TRUST_LABEL = 110, WITH_FEED = 84, WITH_NUMBER = 72, WITH_TRUST = 64 };

static void add_field(struct text *out, const char *text, size_t columns)
{
    columns_add(out, slice_of(text), columns, true);
    text_add(out, SLICE("  "));
}

/* "2026-11-22T00:43:10Z" is 00:43:10 there. */
static void add_clock(struct text *out, const char *time)
{
    struct slice s = slice_of(time);
    text_add(out, slice_of(paint(PAINT_FAINT)));
    columns_add(out, s.len > 19 ? slice_sub(s, 11, TIME) : s, TIME, true);
    text_printf(out, "%s  ", paint(PAINT_PLAIN));
}

/* What explain --item takes. */
static void add_sequence(struct text *out, uint64_t sequence)
{
    char number[32] = "";
    if (sequence)
        snprintf(number, sizeof number, "#%" PRIu64, sequence);
    text_add(out, slice_of(paint(PAINT_FAINT)));
    columns_add(out, slice_of(number), NUMBER, true);
    text_printf(out, "%s  ", paint(PAINT_PLAIN));
}

static const char *arrow(const char *label)
{
    enum paint p = paint_of_label(label);
    return p == PAINT_GOOD ? "▲" : p == PAINT_BAD ? "▼" : "·";
}

static void add_tone(struct text *out, double score, const char *label)
{
    if (isnan(score)) {
        text_printf(out, "%s· %*s ", paint(PAINT_FAINT), SCORE, "");
        columns_add(out, SLICE("abstains"), LABEL, true);
        text_printf(out, "%s  ", paint(PAINT_PLAIN));
        return;
    }
    text_printf(out, "%s%s %+.2f ", paint(paint_of_label(label)), arrow(label), score);
    columns_add(out, slice_of(label), LABEL, true);
    text_printf(out, "%s  ", paint(PAINT_PLAIN));
}

static void add_trust(struct text *out, double score, const char *label, int columns)
{
    char number[16] = "";
    if (columns < WITH_TRUST)
        return;
    if (!isnan(score))
        snprintf(number, sizeof number, "%.2f", score);
    text_add(out, slice_of(paint(paint_of_label(label))));
    columns_add(out, slice_of(number), TRUST, true);
    if (columns >= WITH_TRUST_LABEL) {
        text_add_byte(out, ' ');
        columns_add(out, slice_of(isnan(score) ? "" : label), TRUST_LABEL, true);
    }
    text_printf(out, "%s  ", paint(PAINT_PLAIN));
}

/* Each ticker with its own sign, as far as a third of the room goes. Returns the columns taken. */
static size_t add_row_tickers(struct text *out, const struct scored *s, size_t room)
{
    const cJSON *ticker;
    size_t taken = 0;
    cJSON_ArrayForEach(ticker, s->tickers)
    {
        const char *label = text_of(ticker, "ticker_sentiment_label");
        double score = number_of(ticker, "ticker_sentiment_score");
        HELD(text) one = {0};
        add_clean(&one, text_of(ticker, "ticker"));
        if (!isnan(score))
            text_printf(&one, " %s%+.2f", arrow(label), score);
        size_t wide = columns_of(text_slice(&one)) + 2;
        if (taken + wide > room / 3)
            break;
        text_printf(out, "%s%s%s  ", paint(isnan(score) ? PAINT_FAINT : paint_of_label(label)),
                    text_string(&one), paint(PAINT_PLAIN));
        taken += wide;
    }
    return taken;
}

static size_t room_left(int columns, size_t taken)
{
    return (size_t)columns > taken + 8 ? (size_t)columns - taken : 8;
}

static void add_row(struct text *out, const struct scored *s, int columns)
{
    size_t taken = TIME + 2 + 2 + SCORE + 1 + LABEL + 2;
    taken += columns >= WITH_TRUST ? TRUST + 2 : 0;
    taken += columns >= WITH_TRUST_LABEL ? 1 + TRUST_LABEL : 0;
    taken += columns >= WITH_FEED ? FEED + 2 : 0;
    taken += columns >= WITH_NUMBER ? NUMBER + 2 : 0;
    add_clock(out, s->time);
    if (columns >= WITH_NUMBER)
        add_sequence(out, s->sequence);
    add_tone(out, s->tone, s->label);
    add_trust(out, s->reliability, s->reliability_label, columns);
    if (columns >= WITH_FEED) {
        text_add(out, slice_of(paint(PAINT_FAINT)));
        columns_add(out, slice_of(s->feed), FEED, true);
        text_printf(out, "%s  ", paint(PAINT_PLAIN));
    }
    if (s->ticker) {
        add_field(out, s->ticker, columns_of(slice_of(s->ticker)));
        taken += columns_of(slice_of(s->ticker)) + 2;
    }
    taken += add_row_tickers(out, s, room_left(columns, taken));
    columns_add(out, slice_of(s->title), room_left(columns, taken), false);
}

static void add_row_of_event(struct text *out, const struct scored *s, int columns)
{
    HELD(text) words = {0};
    if (s->alert)
        text_printf(&words, "! alert %s: %s", s->alert, s->title ? s->title : "");
    else
        text_printf(&words, "! feed %s is %s: %s", s->feed ? s->feed : "", s->happened,
                    s->detail ? s->detail : "");
    add_clock(out, s->time);
    text_add(out, slice_of(paint(PAINT_WARN)));
    columns_add(out, text_slice(&words), room_left(columns, TIME + 2), false);
    text_add(out, slice_of(paint(PAINT_PLAIN)));
}

void scored_write(struct text *out, const struct scored *s, int columns)
{
    if ((s->happened || s->alert) && columns)
        add_row_of_event(out, s, columns);
    else if (s->alert)
        add_alert(out, s);
    else if (s->happened)
        add_happened(out, s);
    else if (columns)
        add_row(out, s, columns);
    else
        add_item(out, s);
}

void scored_print(const struct scored *s)
{
    HELD(text) line = { 0 };
    scored_write(&line, s, paint_columns());
    text_add_byte(&line, '\n');
    fwrite(line.ptr, 1, line.len, stdout);
    fflush(stdout);
}
