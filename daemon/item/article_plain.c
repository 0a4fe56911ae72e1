/* plain.c - article_plain: plain text and Markdown into blocks. */
#include "base/mem.h"
#include "item/article.h"
#include "item/normal.h"
#include "item/table.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Nobody wraps by hand beyond this; longer lines are paragraphs. In code points. */
#define WRAP_MOST 100
#define HEADING_MOST 70

enum { ANCHOR_MOST = 400, URL_MOST = 2000 };

struct reader {
    struct article *article;
    struct slice rest;           /* from the next line on */
    size_t wrap;                 /* width the text is wrapped to; 0: it is not */
    struct text open;            /* the block being read, raw */
    enum assay_block_kind kind;
    size_t lines, last_width;    /* in the open block */
};

/* Inline Markdown: links become their words, emphasis goes */

struct found_link {
    size_t start, len;           /* in the words */
    struct slice url;
};

struct inlined {
    struct text words;
    struct found_link *links;
    size_t links_size, links_cap;
    bool strong;                 /* between ** and ** */
};

static void inlined_done(struct inlined *in)
{
    text_done(&in->words);
    mem_free(&in->links);
}

static bool is_url(struct slice s)
{
    return slice_starts_nocase(s, "https://") || slice_starts_nocase(s, "http://");
}

static void keep_link(struct inlined *in, size_t start, struct slice url)
{
    if (!is_url(url) || in->links_size >= ARTICLE_MAX_LINKS)
        return;
    mem_grow(in->links, in->links_size, in->links_cap);
    in->links[in->links_size++] = (struct found_link){ start, in->words.len - start, url };
}

/* "[words](url)" or "[words](url "title")" at s. No bracket inside the words, no white space or
 * bracket inside the URL: so a failed look never goes past the next place to look at. */
static bool read_link(struct slice s, struct slice *ret_words, struct slice *ret_url,
                      size_t *ret_len)
{
    size_t end = 1;
    while (end < s.len && end < ANCHOR_MOST && s.ptr[end] != ']' && s.ptr[end] != '[')
        end++;
    if (end + 1 >= s.len || s.ptr[end] != ']' || s.ptr[end + 1] != '(')
        return false;
    size_t start = end + 2, at = start;
    while (at < s.len && at - start < URL_MOST && !strchr(" ()[]", s.ptr[at]))
        at++;
    *ret_words = slice_sub(s, 1, end - 1);
    *ret_url = slice_sub(s, start, at - start);
    size_t title = at;
    if (at + 1 < s.len && s.ptr[at] == ' ' && s.ptr[at + 1] == '"') {
        at += 2;
        while (at < s.len && at - title < ANCHOR_MOST && s.ptr[at] != '"' && s.ptr[at] != '[')
            at++;
        at++;
    }
    if (at >= s.len || s.ptr[at] != ')')
        return false;
    *ret_len = at + 1;
    return true;
}

static size_t bare_url_len(struct slice s)
{
    size_t len = 0;
    while (len < s.len && len < URL_MOST && (unsigned char)s.ptr[len] > ' ' &&
           !strchr("<>\"|[]", s.ptr[len]))
        len++;
    while (len && strchr(".,;:!?)'", s.ptr[len - 1]))
        len--;
    return len;
}

static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '%' || (c & 0x80);
}

/* "**" opens before a word and closes what is open; behind a figure it is a note's mark. */
static bool is_emphasis(struct inlined *in, struct slice s)
{
    if (!slice_starts(s, "**"))
        return false;
    char before = in->words.len ? in->words.ptr[in->words.len - 1] : ' ';
    bool opens = !in->strong && !is_word_byte(before) && s.len > 2 && s.ptr[2] > ' ';
    if (!opens && !in->strong)
        return false;
    in->strong = opens;
    return true;
}

/* Moves past whatever starts at s, having written what stays of it. */
static size_t inline_one(struct inlined *in, struct slice s)
{
    struct slice words, url;
    size_t len, start = in->words.len;
    bool image = slice_starts(s, "![");
    if ((image || s.ptr[0] == '[') && read_link(slice_sub(s, image, s.len), &words, &url, &len)) {
        if (!image) {
            text_add(&in->words, words);
            keep_link(in, start, url);
        }
        return len + image;
    }
    if (s.ptr[0] == 'h' && is_url(s)) {
        len = bare_url_len(s);
        text_add(&in->words, slice_sub(s, 0, len));
        keep_link(in, start, slice_sub(s, 0, len));
        return len;
    }
    if (is_emphasis(in, s))
        return 2;
    text_add_byte(&in->words, s.ptr[0]);
    return 1;
}

/* May something that does not stay as it is start here? */
static bool may_inline(struct slice s, size_t at)
{
    char next = at + 1 < s.len ? s.ptr[at + 1] : '\0';
    switch (s.ptr[at]) {
    case '[': case '*': return true;
    case '!': return next == '[';
    case 'h': return next == 't' || next == 'T';
    default: return false;
    }
}

#ifdef __SSE2__
/* The same of sixteen bytes at a time: how many from here on surely stay; 17 are read for each. */
static size_t plain_blocks(const char *from, size_t len)
{
    size_t at = 0;
    for (; at + 17 <= len; at += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(from + at));
        __m128i next = _mm_loadu_si128((const __m128i *)(from + at + 1));
        __m128i bracket = _mm_set1_epi8('['), t = _mm_or_si128(next, _mm_set1_epi8(' '));
        __m128i link = _mm_or_si128(_mm_cmpeq_epi8(v, bracket), _mm_cmpeq_epi8(v, _mm_set1_epi8('*')));
        __m128i image = _mm_and_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('!')), _mm_cmpeq_epi8(next, bracket));
        __m128i url = _mm_and_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('h')), _mm_cmpeq_epi8(t, _mm_set1_epi8('t')));
        int found = _mm_movemask_epi8(_mm_or_si128(link, _mm_or_si128(image, url)));
        if (found)
            return at + (size_t)__builtin_ctz((unsigned)found);
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

static void inline_read(struct inlined *in, struct slice s)
{
    for (size_t at = 0; at < s.len;) {
        size_t plain = at + plain_blocks(s.ptr + at, s.len - at);
        while (plain < s.len && !may_inline(s, plain))
            plain++;
        text_add(&in->words, slice_sub(s, at, plain - at));
        at = plain;
        if (at < s.len)
            at += inline_one(in, slice_sub(s, at, s.len));
    }
}

/* Blocks */

static void place_links(struct article *a, const struct inlined *in, struct assay_span block)
{
    for (size_t i = 0; i < in->links_size; i++) {
        const struct found_link *link = &in->links[i];
        struct assay_span anchor = { (uint32_t)(block.start + link->start), (uint32_t)link->len };
        bool kept = link->start + link->len <= block.len;
        article_link(a, kept ? anchor : (struct assay_span){ 0, 0 }, link->url);
    }
}

static void close_block(struct reader *r)
{
    if (r->lines) {
        HELD(text) clean = {0};
        HELD(inlined) in = {0};
        normal_add(&clean, text_slice(&r->open));
        inline_read(&in, text_slice(&clean));
        struct slice words = slice_trim(text_slice(&in.words));
        size_t blanks = (size_t)(words.ptr - text_slice(&in.words).ptr);
        struct assay_span block = article_block(r->article, r->kind, words);
        for (size_t i = 0; i < in.links_size; i++)
            in.links[i].start -= in.links[i].start < blanks ? 0 : blanks;
        place_links(r->article, &in, block);
    }
    text_clear(&r->open);
    r->lines = 0;
}

static size_t width_of(struct slice line)
{
    return utf8_length(line);
}

static void add_line(struct reader *r, enum assay_block_kind kind, struct slice words,
                     size_t width)
{
    r->kind = kind;
    text_add_byte(&r->open, ' ');
    text_add(&r->open, words);
    r->lines++;
    r->last_width = width;
}

static void single(struct reader *r, enum assay_block_kind kind, struct slice words)
{
    close_block(r);
    add_line(r, kind, words, 0);
    close_block(r);
}

/* Links inside of cells are found again, in order, in the block the table became. */
static void add_table(struct reader *r, struct slice lines)
{
    HELD(inlined) in = {0};
    inline_read(&in, lines);
    close_block(r);
    struct assay_span left = article_block(r->article, ASSAY_TABLE, text_slice(&in.words));
    for (size_t i = 0; i < in.links_size; i++) {
        struct slice words =
            slice_sub(text_slice(&in.words), in.links[i].start, in.links[i].len);
        struct assay_span anchor = article_find(r->article, left, words);
        article_link(r->article, anchor, in.links[i].url);
        if (anchor.len) {
            left.len -= anchor.start + anchor.len - left.start;
            left.start = anchor.start + anchor.len;
        }
    }
}

/* Kinds of lines */

static bool is_only(struct slice s, const char *set)
{
    for (size_t i = 0; i < s.len; i++)
        if (!s.ptr[i] || !strchr(set, s.ptr[i]))
            return false;
    return true;
}

static bool is_break(struct slice line)
{
    return line.len >= 3 && line.ptr[0] != ' ' &&
           (is_only(line, "- ") || is_only(line, "* ") || is_only(line, "_ ") || is_only(line, "="));
}

static bool is_fence(struct slice line)
{
    return slice_starts(line, "```") || slice_starts(line, "~~~");
}

static bool read_heading(struct slice line, struct slice *ret_words)
{
    size_t marks = 0;
    while (marks < line.len && marks < 7 && line.ptr[marks] == '#')
        marks++;
    if (!marks || marks > 6 || marks >= line.len || line.ptr[marks] != ' ')
        return false;
    *ret_words = slice_sub(line, marks, line.len);
    while (slice_ends(*ret_words, "#"))
        ret_words->len--;
    return true;
}

static bool read_item(struct slice line, struct slice *ret_words)
{
    static const char *const bullets[] = { "- ", "* ", "+ ", "\u2022 ", "\u2022", "\u2023 ",
                                           "\u25aa ", "\u25cf " };
    for (size_t i = 0; i < count_of(bullets); i++)
        if (slice_starts(line, bullets[i])) {
            *ret_words = slice_sub(line, strlen(bullets[i]), line.len);
            return true;
        }
    size_t digits = 0;
    while (digits < line.len && line.ptr[digits] >= '0' && line.ptr[digits] <= '9')
        digits++;
    if (!digits || digits > 3 || digits + 1 >= line.len || !strchr(".)", line.ptr[digits]) ||
        line.ptr[digits + 1] != ' ')
        return false;
    *ret_words = slice_sub(line, digits + 2, line.len);
    return true;
}

static bool read_quote(struct slice line, struct slice *ret_words)
{
    if (!slice_starts(line, ">"))
        return false;
    while (line.len && (line.ptr[0] == '>' || line.ptr[0] == ' '))
        line = slice_sub(line, 1, line.len);
    *ret_words = line;
    return true;
}

static bool starts_upper(struct slice line)
{
    return line.len && ((line.ptr[0] >= 'A' && line.ptr[0] <= 'Z') || (line.ptr[0] & 0x80));
}

/* In text without wrapping: a short line of words, no sentence, above a longer line. */
static bool looks_like_heading(const struct reader *r, struct slice line)
{
    struct slice rest = r->rest, below;
    if (r->wrap || !starts_upper(line) || width_of(line) > HEADING_MOST ||
        strchr(".!?:;,\"'", line.ptr[line.len - 1]) || slice_find(line, ": ") != SIZE_MAX)
        return false;
    do {
        if (!slice_next(&rest, '\n', &below))
            return false;
        below = slice_trim(below);
    } while (!below.len);
    return below.len > line.len * 2 && below.ptr[0] != '|' && starts_upper(below);
}

/* Lines */

static size_t first_word_width(struct slice line)
{
    size_t end = slice_find_byte(line, ' ');
    return width_of(slice_sub(line, 0, end == SIZE_MAX ? line.len : end));
}

/* Whether line goes on with the open block, which its newline then only wrapped. */
static bool goes_on(const struct reader *r, struct slice line, bool indented)
{
    if (!r->lines)
        return false;
    if (r->kind == ASSAY_ITEM && indented)
        return true;
    return r->wrap && r->last_width + 1 + first_word_width(line) > r->wrap;
}

static void read_line(struct reader *r, struct slice line, bool indented)
{
    struct slice words;
    if (read_heading(line, &words)) {
        single(r, ASSAY_HEADING, words);
    } else if (read_quote(line, &words)) {
        if (r->kind != ASSAY_QUOTE || !words.len)
            close_block(r);
        if (words.len)
            add_line(r, ASSAY_QUOTE, words, width_of(line));
    } else if (read_item(line, &words)) {
        close_block(r);
        add_line(r, ASSAY_ITEM, words, width_of(line));
    } else if (looks_like_heading(r, line)) {
        single(r, ASSAY_HEADING, line);
    } else {
        bool more = goes_on(r, line, indented);
        if (!more)
            close_block(r);
        add_line(r, more ? r->kind : ASSAY_PARAGRAPH, line, width_of(line));
    }
}

/* A line of dashes under a single line makes that a heading, else it parts blocks. */
static void read_break(struct reader *r, struct slice line)
{
    if (r->lines == 1 && r->kind == ASSAY_PARAGRAPH && is_only(line, "=-"))
        r->kind = ASSAY_HEADING;
    close_block(r);
}

/* The width that most lines keep to, or 0 when long lines show that nobody wrapped them. */
static size_t wrap_width(struct slice text)
{
    size_t shorter = 0, longer = 0, widest = 0;
    for (struct slice line; slice_next(&text, '\n', &line);) {
        line = slice_trim(line);
        size_t width = width_of(line);
        if (line.len && line.ptr[0] == '|')
            continue;
        if (width > WRAP_MOST) {
            longer++;
        } else if (width >= 40) {
            shorter++;
            widest = width > widest ? width : widest;
        }
    }
    return longer * 4 > shorter ? 0 : widest;
}

void article_plain(struct article *a, struct slice text)
{
    struct reader r = { .article = a, .rest = text, .wrap = wrap_width(text) };
    while (r.rest.ptr) {
        struct slice here = r.rest, raw, line;
        size_t table;
        if (table_starts(here, &table)) {
            add_table(&r, slice_sub(here, 0, table));
            r.rest = table + 1 < here.len ? slice_sub(here, table + 1, here.len)
                                          : (struct slice){ NULL, 0 };
            continue;
        }
        slice_next(&r.rest, '\n', &raw);
        line = slice_trim(raw);
        if (!line.len || is_fence(line))
            close_block(&r);
        else if (is_break(line))
            read_break(&r, line);
        else
            read_line(&r, line, raw.ptr != line.ptr);
    }
    close_block(&r);
    text_done(&r.open);
}
