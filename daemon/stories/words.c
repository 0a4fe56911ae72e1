#include "stories/words.h"

#include "base/mem.h"
#include "stories/vocabulary.h"

#include <string.h>
#include <utf8proc.h>

#define LETTERS_MAX 64 /* bytes of a word that count */
#define STEM        6  /* letters */

void words_done(struct words *w)
{
    mem_free(&w->items);
    *w = (struct words){ 0 };
}

uint32_t words_hash(const char *bytes, size_t len)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    return words_mix((uint32_t)h, (uint32_t)(h >> 32));
}

uint32_t words_mix(uint32_t a, uint32_t b)
{
    uint64_t h = ((uint64_t)a << 32 | b) * UINT64_C(0x9e3779b97f4a7c15);
    h ^= h >> 29;
    h *= UINT64_C(0xbf58476d1ce4e5b9);
    return (uint32_t)(h >> 32);
}

/* Where the reader stands in one block. */
struct reader {
    struct words *words;
    struct slice text;       /* up to the end of the block */
    size_t at;
    bool title;
    int32_t closing;         /* mark that ends the quotation; 0: in none */
    uint16_t pending;        /* flags for the next word */
    bool tight;              /* only one space or hyphen since the last word */
};

static bool is_letter(int32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    utf8proc_category_t k = utf8proc_category(c);
    return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_NO;
}

static bool is_upper(int32_t c)
{
    return c < 0x80 ? c >= 'A' && c <= 'Z' : utf8proc_category(c) == UTF8PROC_CATEGORY_LU;
}

static bool is_digit(int32_t c)
{
    return c >= '0' && c <= '9';
}

static int32_t peek(const struct reader *r, size_t at, size_t *ret_next)
{
    if (at >= r->text.len)
        return 0;
    unsigned char byte = (unsigned char)r->text.ptr[at];
    *ret_next = at + 1;
    if (byte < 0x80)
        return byte;
    *ret_next = at;
    return (int32_t)utf8_next(r->text, ret_next);
}

/* An apostrophe between letters, a point or comma between digits. */
static bool joins(const struct reader *r, int32_t c, size_t after, int32_t before)
{
    size_t ignored;
    int32_t next = peek(r, after, &ignored);
    if (c == '\'' || c == 0x2019)
        return is_letter(before) && !is_digit(before) && is_letter(next);
    return (c == '.' || c == ',') && is_digit(before) && is_digit(next);
}

/* Small letters of the word being read. */
struct letters {
    char bytes[LETTERS_MAX];
    size_t len, count, upper;
};

static void add_letter(struct letters *l, int32_t c)
{
    l->count++;
    l->upper += is_upper(c);
    if (c < 0x80) {
        if (l->len < LETTERS_MAX)
            l->bytes[l->len++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        return;
    }
    utf8proc_uint8_t small[4];
    utf8proc_ssize_t len = utf8proc_encode_char(utf8proc_tolower(c), small);
    for (utf8proc_ssize_t i = 0; i < len && l->len < LETTERS_MAX; i++)
        l->bytes[l->len++] = (char)small[i];
}

/* "Whitlock's" is Whitlock; "workers'" never held its apostrophe. Returns bytes to leave out. */
static size_t cut_possessive(struct letters *l)
{
    static const struct { const char *end; size_t len; } ends[] = { { "'s", 2 },
                                                                   { "\xe2\x80\x99s", 4 } };
    for (size_t i = 0; i < count_of(ends); i++)
        if (l->len > ends[i].len &&
            memcmp(l->bytes + l->len - ends[i].len, ends[i].end, ends[i].len) == 0) {
            l->len -= ends[i].len;
            l->count -= 2;
            return ends[i].len;
        }
    return 0;
}

static size_t stem_of(const struct letters *l)
{
    size_t len = l->len;
    if (len > 4 && l->bytes[len - 1] == 's' && l->bytes[len - 2] != 's')
        len--;
    if (len > 5 && memcmp(l->bytes + len - 2, "ed", 2) == 0)
        len -= 2;
    else if (len > 6 && memcmp(l->bytes + len - 3, "ing", 3) == 0)
        len -= 3;
    else if (len > 4 && l->bytes[len - 1] == 'e')
        len--;
    return len < STEM ? len : STEM;
}

static void put_word(struct reader *r, size_t start, size_t end, struct letters *l, int32_t first)
{
    struct words *w = r->words;
    end -= cut_possessive(l);
    mem_grow(w->items, w->size, w->cap);
    struct word *word = &w->items[w->size++];
    *word = (struct word){
        .start = (uint32_t)start,
        .len = (uint32_t)(end - start),
        .hash = words_hash(l->bytes, l->len),
        .stem = words_hash(l->bytes, stem_of(l)),
        .flags = r->pending,
        .class = vocabulary_class((struct slice){ l->bytes, l->len }),
    };
    word->topic = word->stem;
    if (word->class & VOCABULARY_CONCEPT)
        word->topic = words_mix(0xc0ce, vocabulary_concept((struct slice){ l->bytes, l->len }));
    if (word->class & VOCABULARY_PLACE && is_upper(first))
        word->country = (uint8_t)vocabulary_country((struct slice){ l->bytes, l->len });
    if (is_upper(first))
        word->flags |= WORD_UPPER;
    if (is_digit(first))
        word->flags |= WORD_NUMBER;
    if (l->upper > 1 && l->upper == l->count)
        word->flags |= WORD_SHORTENED;
    if (r->closing)
        word->flags |= WORD_QUOTED;
    if (r->title)
        word->flags |= WORD_TITLE;
    if (!r->tight)
        word->flags |= WORD_BREAK;
    r->pending = 0;
    r->tight = true;
}

static void read_word(struct reader *r)
{
    struct letters l = { .len = 0 };
    size_t start = r->at, next = start;
    int32_t first = peek(r, r->at, &next), before = 0;
    for (int32_t c; (c = peek(r, r->at, &next)) != 0; before = c) {
        if (!is_letter(c) && !joins(r, c, next, before))
            break;
        add_letter(&l, c);
        r->at = next;
    }
    put_word(r, start, r->at, &l, first);
}

/* "Mr. Lee", "J. Lee": no sentence ends there. */
static bool ends_sentence(const struct reader *r)
{
    if (!r->words->size)
        return true;
    const struct word *last = &r->words->items[r->words->size - 1];
    return !(last->class & VOCABULARY_SHORT) && !(last->len == 1 && last->flags & WORD_UPPER);
}

/* The mark that ends what this one begins; 0: it begins nothing. */
static int32_t closing_of(int32_t mark)
{
    switch (mark) {
    case '"': return '"';
    case '\'': return '\'';
    case 0x2018: return 0x2019;
    case 0x201c: return 0x201d;
    case 0x201e: return 0x201c;
    case 0xab: return 0xbb;
    default: return 0;
    }
}

/* A single mark is an apostrophe unless a word opens behind it: "the workers' pay", "'90s". */
static bool opens_quote(const struct reader *r, int32_t mark, size_t next, int32_t before)
{
    size_t ignored;
    if (mark == 0x201c)
        return r->closing != 0x201c; /* every paragraph of a long quotation opens anew */
    if (r->closing || !closing_of(mark))
        return false;
    int32_t first = peek(r, next, &ignored);
    return (mark != '\'' && mark != 0x2018) ||
           (!is_letter(before) && is_letter(first) && !is_digit(first));
}

static void read_mark(struct reader *r)
{
    size_t next = r->at;
    int32_t c = peek(r, r->at, &next), before = r->at ? r->text.ptr[r->at - 1] : ' ';
    if (opens_quote(r, c, next, before)) {
        r->closing = closing_of(c);
        r->pending |= WORD_OPENS | WORD_FIRST;
    } else if (c == r->closing || c == 0x201d) {
        r->closing = 0;
    } else if ((c == '.' && ends_sentence(r)) || c == '!' || c == '?' || c == '\n' || c == ':') {
        r->pending |= WORD_FIRST;
    } else if (c == '(' || c == '[') {
        r->pending |= WORD_BRACKET;
    }
    r->tight &= ((c == ' ' || c == '-') && before != ' ') || c == 0x2010 || c == 0x2011 ||
                (c == '.' && !(r->pending & WORD_FIRST));
    r->at = next;
}

static void read_block(struct words *w, struct slice text, const struct assay_block *b)
{
    struct reader r = {
        .words = w,
        .text = slice_sub(text, 0, b->span.start + b->span.len),
        .at = b->span.start,
        .title = b->kind == ASSAY_TITLE,
        .closing = b->kind == ASSAY_QUOTE ? 0x201d : 0,
        .pending = WORD_FIRST | WORD_BLOCK | (b->kind == ASSAY_QUOTE ? WORD_OPENS : 0),
    };
    while (r.at < r.text.len && w->size < WORDS_MAX) {
        size_t next;
        if (is_letter(peek(&r, r.at, &next)))
            read_word(&r);
        else
            read_mark(&r);
    }
}

void words_read(struct words *w, const struct article *a)
{
    struct slice text = text_slice(&a->text);
    w->text = text.ptr;
    w->size = w->body = 0;
    for (size_t i = 0; i < a->blocks_size; i++) {
        const struct assay_block *b = &a->blocks[i];
        if (b->kind == ASSAY_TABLE || b->kind == ASSAY_CAPTION || b->kind == ASSAY_NOTICE)
            continue;
        read_block(w, text, b);
        if (b->kind == ASSAY_TITLE)
            w->body = w->size;
    }
}
