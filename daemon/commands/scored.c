#include "commands/scored.h"

#include "commands/paint.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
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
}

bool scored_read(struct slice json, struct scored *ret)
{
    *ret = (struct scored){ .event = cJSON_ParseWithLength(json.ptr, json.len) };
    if (!cJSON_IsObject(ret->event)) {
        scored_done(ret);
        return false;
    }
    const cJSON *data = get(ret->event, "data");
    if (data)
        read_whole(ret->event, data, ret);
    else
        read_short(ret->event, ret);
    return true;
}

void scored_done(struct scored *s)
{
    cJSON_Delete(s->event);
    *s = (struct scored){ 0 };
}

/* Filters */

const struct filter filter_none = { NULL, NULL, NULL, NAN, NAN, NAN, NAN };

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
    text_printf(out, "%s  ", paint(PAINT_PLAIN));
    add_clean(out, s->title);
}

static void put(struct text *line)
{
    text_add_byte(line, '\n');
    fwrite(line->ptr, 1, line->len, stdout);
    fflush(stdout);
}

void scored_print(const struct scored *s)
{
    HELD(text) line = { 0 };
    if (s->happened)
        add_happened(&line, s);
    else
        add_item(&line, s);
    put(&line);
}
