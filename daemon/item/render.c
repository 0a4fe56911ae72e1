#include "item/render.h"

#include "base/mem.h"

#include <math.h>

enum { STEP = 64 };

struct ruler ruler_new(struct slice text)
{
    struct ruler r = { text, mem_array(text.len / STEP + 2, sizeof *r.marks) };
    uint32_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (i % STEP == 0)
            r.marks[i / STEP] = count;
        count += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    }
    if (text.len % STEP == 0)
        r.marks[text.len / STEP] = count;
    return r;
}

void ruler_done(struct ruler *r)
{
    mem_free(&r->marks);
}

double render_at(const struct render *render, size_t byte)
{
    const struct ruler *r = &render->ruler;
    size_t mark = byte / STEP;
    return r->marks[mark] +
           (double)utf8_offset(slice_sub(r->text, mark * STEP, STEP), byte - mark * STEP);
}

void render_text(cJSON *o, const char *key, const char *text)
{
    if (text)
        cJSON_AddStringToObject(o, key, text);
    else
        cJSON_AddNullToObject(o, key);
}

void render_slice(cJSON *o, const char *key, struct slice s)
{
    char *copy = slice_string(s);
    cJSON_AddStringToObject(o, key, copy);
    mem_free(&copy);
}

void render_cut(cJSON *o, const char *key, const char *text, size_t bytes)
{
    if (text)
        render_slice(o, key, utf8_cut(slice_of(text), bytes));
    else
        cJSON_AddNullToObject(o, key);
}

void render_time(cJSON *o, const char *key, int64_t ms)
{
    char out[INSTANT_TEXT];
    if (ms != ASSAY_UNKNOWN_TIME)
        instant_text((struct instant){ ms }, out);
    render_text(o, key, ms != ASSAY_UNKNOWN_TIME ? out : NULL);
}

void render_number(cJSON *o, const char *key, double number)
{
    if (isfinite(number))
        cJSON_AddNumberToObject(o, key, number);
    else
        cJSON_AddNullToObject(o, key);
}

void render_span(cJSON *o, const struct render *r, struct assay_span span)
{
    struct slice text = text_slice(&r->article->text);
    struct slice exact = utf8_cut(slice_sub(text, span.start, span.len), r->limits.exact);
    render_slice(o, "exact", exact);
    cJSON_AddNumberToObject(o, "start", render_at(r, span.start));
    cJSON_AddNumberToObject(o, "end", render_at(r, span.start + exact.len));
}

void render_score(cJSON *o, const char *score, const char *label, struct verdict_score s)
{
    render_number(o, score, s.present ? s.value : NAN);
    render_text(o, label, s.present ? s.label : NULL);
}
