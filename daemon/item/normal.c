#include "item/normal.h"

#include "base/mem.h"

#include <stdlib.h>
#include <utf8proc.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* As in Unicode's stream-safe text format. utf8proc sorts a run of marks by insertion, which
 * would be quadratic over a run without end. */
#define MAX_MARKS 30

struct folding {
    struct text *out;
    size_t start;      /* of what is ours in out */
    bool space;        /* one is due before the next character */
    bool compose;      /* something in it may not be NFC */
    unsigned marks;    /* combining marks in a row */
    uint32_t before;   /* the character written last */
};

static bool is_white(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

static bool is_hidden(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x34f || c == 0x61c ||
           c == 0x180e || c == 0x200b || c == 0x200e || c == 0x200f ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
           (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

/* Joiners shape scripts and emoji; behind ASCII they only hide a word. */
static bool is_idle_joiner(const struct folding *f, uint32_t c)
{
    return (c == 0x200c || c == 0x200d) && (f->space || f->before < 0x80);
}

/* Below U+0300 everything is NFC, and so is the punctuation that English texts use. */
static bool may_compose(uint32_t c)
{
    return c >= 0x300 && (c < 0x2010 || c > 0x2125) && c != 0xfffd;
}

static void put_space(struct folding *f)
{
    if (f->space && f->out->len > f->start)
        text_add_byte(f->out, ' ');
    f->space = false;
}

static void fold_char(struct folding *f, uint32_t c)
{
    if (is_white(c)) {
        f->space = true;
        return;
    }
    if (is_hidden(c) || is_idle_joiner(f, c))
        return;
    bool special = may_compose(c);
    bool mark = special && utf8proc_get_property((utf8proc_int32_t)c)->combining_class;
    f->marks = mark ? f->marks + 1 : 0;
    if (f->marks > MAX_MARKS)
        return;
    put_space(f);
    text_add_char(f->out, c);
    f->compose |= special;
    f->before = c;
}

static void compose(struct text *out, size_t start)
{
    utf8proc_uint8_t *composed;
    utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)out->ptr + start,
                                        (utf8proc_ssize_t)(out->len - start), &composed,
                                        UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (len < 0)
        return;
    text_cut(out, start);
    text_add(out, (struct slice){ (const char *)composed, (size_t)len });
    free(composed);
}

static bool is_plain(char c)
{
    return c > ' ' && c < 0x7f;
}

#ifdef __SSE2__
/* Of the bytes from here on, sixteen at a time; 17 are read for each. */
static size_t plain_blocks(const char *from, size_t len)
{
    size_t at = 0;
    for (; at + 17 <= len; at += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(from + at));
        __m128i next = _mm_loadu_si128((const __m128i *)(from + at + 1));
        __m128i blank = _mm_set1_epi8(' '), most = _mm_set1_epi8(0x7f);
        __m128i plain = _mm_and_si128(_mm_cmpgt_epi8(v, blank), _mm_cmplt_epi8(v, most));
        __m128i goes_on = _mm_and_si128(_mm_cmpgt_epi8(next, blank), _mm_cmplt_epi8(next, most));
        __m128i alone = _mm_and_si128(_mm_cmpeq_epi8(v, blank), goes_on);
        int kept = _mm_movemask_epi8(_mm_or_si128(plain, alone));
        if (kept != 0xffff)
            return at + (size_t)__builtin_ctz(~(unsigned)kept);
    }
    return at;
}
#else
static size_t plain_blocks(const char *from, size_t len)
{
    (void)from, (void)len;
    return 0;
}
#endif

/* Printable ASCII with single spaces inside: what stays as it is, and most of every text. */
static size_t plain_run(struct slice raw, size_t at)
{
    if (!is_plain(raw.ptr[at]))
        return at;
    at += plain_blocks(raw.ptr + at, raw.len - at);
    while (at < raw.len && (is_plain(raw.ptr[at]) || (raw.ptr[at] == ' ' && at + 1 < raw.len &&
                                                      is_plain(raw.ptr[at + 1]))))
        at++;
    return at;
}

void normal_add(struct text *out, struct slice raw)
{
    struct folding f = { .out = out, .start = out->len };
    for (size_t at = 0; at < raw.len;) {
        size_t end = plain_run(raw, at);
        if (end == at) {
            fold_char(&f, utf8_next(raw, &at));
            continue;
        }
        put_space(&f);
        text_add(out, slice_sub(raw, at, end - at));
        f.marks = 0;
        f.before = 'a';
        at = end;
    }
    if (f.compose)
        compose(out, f.start);
}

char *normal_string(struct slice raw)
{
    HELD(text) t = {0};
    normal_add(&t, raw);
    return t.len ? text_take(&t) : NULL;
}
