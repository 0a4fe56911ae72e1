#include "intake/response.h"

#include "intake/date.h"

#define MAX_SECONDS (INT64_C(10) * 366 * 86400) /* more is cut: nobody means it */

void response_done(struct response *r)
{
    text_done(&r->etag);
    text_done(&r->last_modified);
    text_done(&r->content_type);
    text_done(&r->location);
    *r = (struct response){0};
}

static int64_t seconds_of(struct slice text)
{
    int64_t value = 0;
    for (size_t i = 0; i < text.len && text.ptr[i] >= '0' && text.ptr[i] <= '9'; i++)
        if (value < MAX_SECONDS)
            value = value * 10 + (text.ptr[i] - '0');
    return value < MAX_SECONDS ? value : MAX_SECONDS;
}

static bool starts_with_digit(struct slice text)
{
    return text.len && text.ptr[0] >= '0' && text.ptr[0] <= '9';
}

static void set(struct text *t, struct slice value, size_t most)
{
    text_clear(t);
    if (value.len <= most)
        text_add(t, value);
}

static void read_date(struct slice value, struct instant *ret)
{
    struct instant at;
    if (date_parse(value, &at))
        *ret = at;
}

static void cache_directive(struct response *r, struct slice name, struct slice value)
{
    if (slice_is_nocase(name, "no-store") || slice_is_nocase(name, "no-cache"))
        r->no_cache = true;
    if (!slice_is_nocase(name, "max-age"))
        return;
    if (slice_starts(value, "\""))
        value = slice_sub(value, 1, SIZE_MAX);
    r->has_max_age = starts_with_digit(value);
    r->max_age = seconds_of(value);
}

static void cache_control(struct response *r, struct slice value)
{
    for (struct slice part; value.len && slice_next(&value, ',', &part);) {
        size_t equals = slice_find_byte(part, '=');
        struct slice name = slice_sub(part, 0, equals);
        part = equals == SIZE_MAX ? SLICE("") : slice_sub(part, equals + 1, SIZE_MAX);
        cache_directive(r, slice_trim(name), slice_trim(part));
    }
}

static void retry_after(struct response *r, struct slice value)
{
    if (starts_with_digit(value))
        r->retry_after = seconds_of(value);
    else
        read_date(value, &r->retry_at);
}

static void expires(struct response *r, struct slice value)
{
    r->has_expires = true; /* "0" and other rubbish mean: already */
    read_date(value, &r->expires);
}

static void date(struct response *r, struct slice value)
{
    read_date(value, &r->date);
}

static void age(struct response *r, struct slice value)
{
    r->age = seconds_of(value);
}

static void etag(struct response *r, struct slice value)
{
    set(&r->etag, value, RESPONSE_MAX_VALIDATOR);
}

static void last_modified(struct response *r, struct slice value)
{
    set(&r->last_modified, value, RESPONSE_MAX_VALIDATOR);
}

static void content_type(struct response *r, struct slice value)
{
    set(&r->content_type, value, RESPONSE_MAX_VALIDATOR);
}

static void location(struct response *r, struct slice value)
{
    set(&r->location, value, RESPONSE_MAX_HEADERS);
}

static const struct header_reader {
    const char *name;
    void (*read)(struct response *, struct slice value);
} headers[] = {
    { "age", age },
    { "cache-control", cache_control },
    { "content-type", content_type },
    { "date", date },
    { "etag", etag },
    { "expires", expires },
    { "last-modified", last_modified },
    { "location", location },
    { "retry-after", retry_after },
};

static void begin_block(struct response *r)
{
    size_t bytes = r->bytes;
    response_done(r);
    r->bytes = bytes;
}

bool response_line(struct response *r, struct slice line)
{
    r->bytes += line.len;
    if (r->bytes > RESPONSE_MAX_HEADERS)
        return false;
    if (slice_starts(line, "HTTP/"))
        begin_block(r);
    size_t colon = slice_find_byte(line, ':');
    struct slice name = slice_sub(line, 0, colon);
    for (size_t i = 0; colon != SIZE_MAX && i < count_of(headers); i++)
        if (slice_is_nocase(name, headers[i].name))
            headers[i].read(r, slice_trim(slice_sub(line, colon + 1, SIZE_MAX)));
    return true;
}

/* By the publisher's clock, which need not be right. */
static struct duration until(const struct response *r, struct instant at, struct instant now)
{
    struct duration left = instant_since(at, r->date.ms ? r->date : now);
    if (left.ms > MAX_SECONDS * 1000)
        left.ms = MAX_SECONDS * 1000;
    return left.ms > 0 ? left : (struct duration){0};
}

struct duration response_fresh(const struct response *r, struct instant now)
{
    if (r->no_cache)
        return (struct duration){0};
    if (r->has_max_age)
        return r->max_age > r->age ? SECONDS(r->max_age - r->age) : (struct duration){0};
    if (r->has_expires && r->expires.ms)
        return until(r, r->expires, now);
    return (struct duration){0};
}

struct duration response_retry_after(const struct response *r, struct instant now)
{
    if (r->retry_after)
        return SECONDS(r->retry_after);
    return r->retry_at.ms ? until(r, r->retry_at, now) : (struct duration){0};
}
