#include "reading.h"

#include <stdlib.h>
#include <string.h>

#define MAX_WORD 100        /* bytes; a longer run of letters is cut into several words */
#define MAX_SINGLE 400      /* bytes between single quotation marks; more are apostrophes */

static void *grow(void *items, uint32_t size, uint32_t *cap, size_t item_size)
{
    if (size < *cap)
        return items;
    *cap = *cap ? *cap * 2 : 64;
    items = realloc(items, *cap * item_size);
    if (!items)
        abort();
    return items;
}

#define PUSH(r, field) \
    ((r)->field = grow((r)->field, (r)->field##_size, &(r)->field##_cap, sizeof *(r)->field), \
     &(r)->field[(r)->field##_size++])

/* ------------------------------------------------------------------ characters */

enum sort { BLANK, LETTER, CAPITAL, DIGIT, POINT };

struct letter {
    uint32_t code;
    uint32_t start, len;
    enum sort sort;
};

/* The host promises valid UTF-8; a short tail can't be read past `end` all the same. */
static uint32_t decode(const unsigned char *s, size_t left, uint32_t *ret_len)
{
    uint32_t more = s[0] < 0xE0 ? 1 : s[0] < 0xF0 ? 2 : 3;
    if (left <= more) {
        *ret_len = 1;
        return 0xFFFD;
    }
    uint32_t code = s[0] & (0x3Fu >> more);
    for (uint32_t i = 1; i <= more; i++)
        code = code << 6 | (s[i] & 0x3F);
    *ret_len = more + 1;
    return code;
}

static enum sort sort_of_ascii(unsigned char c)
{
    if (c >= 'a' && c <= 'z')
        return LETTER;
    if (c >= 'A' && c <= 'Z')
        return CAPITAL;
    if (c >= '0' && c <= '9')
        return DIGIT;
    return c <= ' ' ? BLANK : POINT;
}

/* Everything that is no known punctuation, symbol or blank counts as a letter; that serves
 * every script well enough. Capitals are told apart in Latin, Greek and Cyrillic. */
static enum sort sort_of_wide(uint32_t c)
{
    if (c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200B))
        return BLANK;
    if (c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x2BFF) ||
        (c >= 0x3001 && c <= 0x303F) || (c >= 0xFE00 && c <= 0xFE6F) || c == 0xFFFD ||
        c >= 0x1F000)
        return POINT;
    if (c <= 0xDE || (c >= 0x391 && c <= 0x3A9) || (c >= 0x400 && c <= 0x42F))
        return CAPITAL;
    if (c >= 0x100 && c <= 0x17F)
        return c & 1 ? LETTER : CAPITAL;
    return LETTER;
}

static struct letter letter_at(const struct reading *r, uint32_t at, uint32_t end)
{
    struct letter l = { .start = at };
    if (at >= end)
        return l; /* a blank of no length: the text ends */
    unsigned char c = (unsigned char)r->text[at];
    if (c < 0x80) {
        l.code = c;
        l.len = 1;
        l.sort = sort_of_ascii(c);
    } else {
        l.code = decode((const unsigned char *)r->text + at, end - at, &l.len);
        l.sort = sort_of_wide(l.code);
    }
    return l;
}

static bool is_wordy(enum sort sort)
{
    return sort == LETTER || sort == CAPITAL || sort == DIGIT;
}

/* ------------------------------------------------------------------ the walk through a block */

struct walk {
    struct reading *r;
    const struct phrasebook *phrases;
    uint32_t block, at, end;
    struct letter before;      /* the one before `at` */
    uint16_t pending;          /* flags for the next word */
    bool sentence_open;
    uint32_t quote_close;      /* code of the mark that will close the quotation; 0: none open */
    struct quotation quote;
};

static struct sentence *sentence_now(struct walk *w)
{
    struct reading *r = w->r;
    if (!w->sentence_open) {
        *PUSH(r, sentences) = (struct sentence){
            .span = { w->at, 0 }, .first = r->words_size, .block = w->block,
        };
        w->sentence_open = true;
        w->pending |= WORD_FIRST;
    }
    return &r->sentences[r->sentences_size - 1];
}

static void sentence_end(struct walk *w, uint32_t at)
{
    if (!w->sentence_open)
        return;
    struct sentence *s = sentence_now(w);
    s->span.len = at - s->span.start;
    w->sentence_open = false;
}

/* "U.S.", "3.5", "1,000", "don't": does the mark at `at` belong to the word around it? */
static bool joins(const struct walk *w, struct letter mark, struct letter last, uint32_t length)
{
    struct letter next = letter_at(w->r, mark.start + mark.len, w->end);
    if (mark.code == '\'' || mark.code == 0x2019 || mark.code == 0xFFFD)
        return last.sort != DIGIT && (next.sort == LETTER || next.sort == CAPITAL);
    if (mark.code == '.' || mark.code == ',')
        if (last.sort == DIGIT && next.sort == DIGIT)
            return true;
    if (mark.code == '.' && (next.sort == CAPITAL || next.sort == LETTER)) {
        bool single = length == 1 || w->r->text[last.start - 1] == '.';
        struct letter behind = letter_at(w->r, next.start + next.len, w->end);
        return single && !is_wordy(behind.sort);
    }
    return false;
}

/* U+FFFD inside of a word is what a broken conversion left of an apostrophe. */
static bool is_wide_apostrophe(const char *s)
{
    return !memcmp(s, "\u2019", 3) || !memcmp(s, "\uFFFD", 3);
}

static bool is_possessive(const char *s, size_t len)
{
    if (len < 3 || (s[len - 1] != 's' && s[len - 1] != 'S'))
        return false;
    return s[len - 2] == '\'' || (len > 4 && is_wide_apostrophe(s + len - 4));
}

/* The hash forgets a possessive 's, so that "Journal's" is the Journal. */
static uint64_t hash_of(const struct word *word, const char *s)
{
    size_t len = word->len;
    if (word->flags & WORD_POSSESSIVE)
        len -= s[len - 2] == '\'' ? 2 : 4;
    return phrasebook_hash(s, len);
}

static void read_word(struct walk *w, struct letter first)
{
    struct reading *r = w->r;
    uint32_t capitals = 0, letters = 0, length = 0;
    struct letter l = first, last = first;
    while (l.len && l.start - first.start < MAX_WORD) {
        if (!is_wordy(l.sort) && !joins(w, l, last, length))
            break;
        capitals += l.sort == CAPITAL;
        letters += l.sort == CAPITAL || l.sort == LETTER;
        length++;
        last = l;
        l = letter_at(r, l.start + l.len, w->end);
    }
    sentence_now(w)->words++;
    struct word *word = PUSH(r, words);
    *word = (struct word){ .start = first.start, .sentence = r->sentences_size - 1,
                           .len = (uint16_t)(l.start - first.start), .flags = w->pending };
    word->flags |= (first.sort == CAPITAL ? WORD_UPPER : 0) |
                   (first.sort == DIGIT ? WORD_NUMBER : 0) |
                   (capitals >= 2 && capitals == letters ? WORD_CAPITALS : 0) |
                   (w->quote_close ? WORD_QUOTED : 0) | (l.code == '%' ? WORD_PERCENT : 0) |
                   (is_possessive(r->text + word->start, word->len) ? WORD_POSSESSIVE : 0);
    word->hash = hash_of(word, r->text + word->start);
    w->pending = 0;
    w->before = last;
    w->at = l.start;
}

/* ------------------------------------------------------------------ quotations */

static void quote_open(struct walk *w, struct letter mark, uint32_t close)
{
    w->quote = (struct quotation){ .span = { mark.start, 0 }, .first = w->r->words_size,
                                   .block = w->block };
    w->quote_close = close;
}

static void quote_end(struct walk *w, uint32_t at)
{
    struct quotation q = w->quote;
    q.span.len = at - q.span.start;
    q.words = w->r->words_size - q.first;
    bool single = w->quote_close == '\'' || w->quote_close == 0x2019;
    if (q.words && !(single && q.span.len > MAX_SINGLE))
        *PUSH(w->r, quotations) = q;
    else
        for (uint32_t i = q.first; i < w->r->words_size; i++)
            w->r->words[i].flags &= (uint16_t)~WORD_QUOTED;
    w->quote_close = 0;
}

/* An apostrophe before a digit or an "s" abbreviates: "the '90s", "Kim 's". */
static bool can_open_single(const struct walk *w, struct letter next)
{
    struct letter behind = letter_at(w->r, next.start + next.len, w->end);
    bool possessive = next.code == 's' && behind.sort == BLANK;
    return next.sort != DIGIT && !possessive && w->before.code != '\'';
}

/* Marks that open one way only, and what closes them. 0: this mark opens nothing here. U+FFFD is
 * what a broken conversion leaves of either mark; which one it was shows in its neighbours. */
static uint32_t closer_of(const struct walk *w, struct letter mark, struct letter next)
{
    bool blank_before = !is_wordy(w->before.sort);
    bool opens = blank_before && (is_wordy(next.sort) || next.code == '[' || next.code == '.');
    switch (mark.code) {
    case 0x201C: return 0x201D;
    case 0x201E: return 0x201C;
    case 0xAB: return 0xBB;
    case 0x2018: return opens ? 0x2019 : 0;
    case '"': return next.sort == BLANK ? 0 : '"';
    case '\'': return opens && can_open_single(w, next) ? '\'' : 0;
    case 0xFFFD: return opens && next.sort != DIGIT ? 0xFFFD : 0;
    default: return 0;
    }
}

static bool closes(const struct walk *w, struct letter mark, struct letter next)
{
    if (mark.code != w->quote_close && !(mark.code == 0x201D && w->quote_close == 0x201C))
        return false;
    bool ambiguous = mark.code == '\'' || mark.code == 0x2019 || mark.code == 0xFFFD;
    return !ambiguous || (!is_wordy(next.sort) && w->before.sort != BLANK);
}

static void read_quote(struct walk *w, struct letter mark, struct letter next)
{
    if (w->quote_close) {
        if (closes(w, mark, next))
            quote_end(w, mark.start + mark.len);
        return;
    }
    uint32_t close = closer_of(w, mark, next);
    if (!close)
        return;
    sentence_now(w);
    quote_open(w, mark, close);
}

/* ------------------------------------------------------------------ sentences */

static bool is_closing(uint32_t c)
{
    return c == '"' || c == 0x201D || c == 0x2019 || c == '\'' || c == ')' || c == ']' ||
           c == 0xBB || c == 0xFFFD || c == '.' || c == '!' || c == '?';
}

/* The last word is one that a full stop belongs to: "Mr.", "Inc.", an initial. */
static bool is_abbreviated(const struct walk *w, uint32_t stop)
{
    const struct reading *r = w->r;
    if (!r->words_size)
        return false;
    const struct word *word = &r->words[r->words_size - 1];
    if (word->start + word->len != stop)
        return false;
    if (word->len == 1 && word->flags & WORD_UPPER)
        return r->text[word->start] != 'I';
    uint32_t node = phrasebook_step(w->phrases, PHRASEBOOK_ROOT, word->hash);
    return node != PHRASEBOOK_NOWHERE && phrasebook_lists(w->phrases, node) & LIST(ABBREVIATION);
}

/* Behind . ! ? and what closes: the end of the sentence, or 0 when it goes on. */
static uint32_t stop_at(const struct walk *w, struct letter mark)
{
    if (mark.code != '.' && mark.code != '!' && mark.code != '?' && mark.code != 0x2026)
        return 0;
    uint32_t at = mark.start + mark.len;
    struct letter l = letter_at(w->r, at, w->end);
    while (l.len && is_closing(l.code)) {
        at = l.start + l.len;
        l = letter_at(w->r, at, w->end);
    }
    if (l.sort != BLANK)
        return 0;
    struct letter next = letter_at(w->r, l.start + l.len, w->end);
    if (next.sort == LETTER)
        return 0;
    return mark.code == '.' && next.len && is_abbreviated(w, mark.start) ? 0 : at;
}

/* Called on a closing mark already read, so the sentence takes it along. */
static void read_point(struct walk *w, struct letter mark)
{
    struct letter next = letter_at(w->r, mark.start + mark.len, w->end);
    uint32_t end = stop_at(w, mark);
    bool part = mark.code == '-' || (mark.code == '.' && is_abbreviated(w, mark.start));
    w->pending |= part ? 0 : WORD_BREAK;
    if (mark.code == '$' || mark.code == 0x20AC || mark.code == 0xA3 || mark.code == 0xA5)
        w->pending |= WORD_MONEY;
    read_quote(w, mark, next);
    w->before = mark;
    w->at = mark.start + mark.len;
    while (w->at < end) { /* what closes belongs to the sentence that it ends */
        struct letter l = letter_at(w->r, w->at, w->end);
        read_quote(w, l, letter_at(w->r, l.start + l.len, w->end));
        w->before = l;
        w->at += l.len;
    }
    if (end)
        sentence_end(w, end);
}

static void read_block(struct reading *r, const struct phrasebook *phrases, uint32_t index)
{
    struct assay_span span = r->article->blocks[index].span;
    struct walk w = { .r = r, .phrases = phrases, .block = index, .at = span.start,
                      .end = span.start + span.len, .pending = WORD_BREAK };
    while (w.at < w.end) {
        struct letter l = letter_at(r, w.at, w.end);
        if (is_wordy(l.sort)) {
            read_word(&w, l);
        } else if (l.sort == POINT) {
            read_point(&w, l);
        } else {
            w.before = l;
            w.at += l.len;
            w.pending |= l.code == '\n' ? WORD_BREAK : 0;
        }
    }
    if (w.quote_close)
        quote_end(&w, w.end);
    sentence_end(&w, w.end);
}

/* ------------------------------------------------------------------ marks */

/* The longest phrase of every list that begins at this word. */
static void mark_word(struct reading *r, const struct phrasebook *phrases, uint32_t first)
{
    uint32_t at = PHRASEBOOK_ROOT, lengths[LISTS_SIZE];
    phrase_set found = 0;
    for (uint32_t i = first; i < r->words_size && i - first < PHRASEBOOK_MAX_WORDS; i++) {
        const struct word *word = &r->words[i];
        if (i > first && word->flags & (WORD_BREAK | WORD_FIRST))
            break;
        at = phrasebook_step(phrases, at, word->hash);
        if (at == PHRASEBOOK_NOWHERE)
            break;
        phrase_set lists = phrasebook_lists(phrases, at);
        found |= lists;
        for (; lists; lists &= lists - 1)
            lengths[__builtin_ctzll(lists)] = i - first + 1;
    }
    for (; found; found &= found - 1) {
        enum phrase_list list = (enum phrase_list)__builtin_ctzll(found);
        if (r->words[first].lists & (UINT64_C(1) << list))
            continue; /* inside of a longer one */
        *PUSH(r, marks) = (struct mark){ list, first, lengths[list] };
        for (uint32_t i = first; i < first + lengths[list]; i++)
            r->words[i].lists |= UINT64_C(1) << list;
        r->sentences[r->words[first].sentence].lists |= UINT64_C(1) << list;
    }
}

static void mark_quotations(struct reading *r)
{
    for (uint32_t i = 0; i < r->quotations_size; i++) {
        const struct quotation *q = &r->quotations[i];
        uint32_t last = r->words[q->first + q->words - 1].sentence;
        for (uint32_t s = r->words[q->first].sentence; s <= last; s++)
            r->sentences[s].quoted = true;
    }
}

/* ------------------------------------------------------------------ */

struct reading *reading_new(const struct assay_article *article, const struct phrasebook *phrases)
{
    struct reading *r = calloc(1, sizeof *r);
    if (!r)
        abort();
    r->article = article;
    r->text = article->text.ptr;
    for (uint32_t i = 0; i < article->blocks_size; i++) {
        if (article->blocks[i].kind != ASSAY_TABLE)
            read_block(r, phrases, i);
        if (article->blocks[i].kind == ASSAY_TITLE)
            r->body = r->words_size;
    }
    r->title_words = r->body;
    r->body_words = r->words_size - r->body;
    for (uint32_t i = 0; i < r->words_size; i++)
        mark_word(r, phrases, i);
    mark_quotations(r);
    return r;
}

void reading_free(struct reading *r)
{
    if (!r)
        return;
    free(r->words);
    free(r->sentences);
    free(r->quotations);
    free(r->marks);
    free(r);
}

struct assay_span reading_span(const struct reading *r, uint32_t first, uint32_t count)
{
    const struct word *last = &r->words[first + count - 1];
    uint32_t start = r->words[first].start;
    return (struct assay_span){ start, last->start + last->len - start };
}

bool reading_is_title(const struct reading *r, uint32_t word)
{
    return word < r->body;
}

bool word_is_name(const struct word *word)
{
    return word->flags & WORD_UPPER && !(word->lists & (LIST(FUNCTION) | LIST(TIME)));
}
