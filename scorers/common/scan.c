#include "scan.h"

#include "fold.h"
#include "grow.h"
#include "runs.h"

/* What a byte is good for; letters and digits are what words are made of. */
enum class { UPPER = 1, LOWER = 2, DIGIT = 4, HIGH = 8, SPACE = 16 };

#define LETTER (UPPER | LOWER)
#define WORDY (UPPER | LOWER | DIGIT)

static const uint8_t classes[256] = {
    [0 ... ' '] = SPACE,
    ['0' ... '9'] = DIGIT, ['A' ... 'Z'] = UPPER, ['a' ... 'z'] = LOWER, [0x80 ... 0xff] = HIGH,
};

#define LONGEST_WORD 200

struct scan {
    struct tokens *tokens;
    const struct words *words;
    const char *text, *at, *end;
    size_t first;              /* of this scan's tokens */
    uint8_t flags;             /* for the next token: joined, first of a line */
    bool open_single;          /* a single quotation mark waits for its partner */
};

static uint8_t class_at(const struct scan *s, const char *p)
{
    return p < s->end ? classes[(unsigned char)*p] : SPACE;
}

/* Room for all tokens of a block, those that one step may add behind it, and their breaks. */
#define ROOM (CLASSES_BYTES + 8)

static inline void make_room(struct tokens *t)
{
    if (t->size + ROOM > t->cap) {
        t->items = grow_to(t->items, &t->cap, t->size + ROOM, sizeof *t->items);
        t->prints = realloc(t->prints, t->cap * sizeof *t->prints);
        if (!t->prints)
            abort();
    }
    if (t->breaks_size + ROOM > t->breaks_cap)
        t->breaks = grow_to(t->breaks, &t->breaks_cap, t->breaks_size + ROOM, sizeof *t->breaks);
}

/* Apart from reading them, so that several look-ups wait for memory at a time. */
static void number_tokens(const struct scan *s)
{
    const struct words words = *s->words;
    struct token *items = s->tokens->items;
    const uint64_t *prints = s->tokens->prints;
    for (size_t i = s->first; i < s->tokens->size; i++)
        items[i].look = words_look(&words, prints[i]);
}

/* print 0: of no word. */
static void add(struct scan *s, enum token_kind kind, const char *from, size_t len,
                unsigned flags, uint64_t print)
{
    struct tokens *t = s->tokens;
    flags |= s->flags;
    t->prints[t->size] = print;
    t->items[t->size++] = (struct token){ .start = (uint32_t)(from - s->text), .len = (uint16_t)len,
                                          .kind = (uint8_t)kind, .flags = (uint8_t)flags };
    s->flags = 0;
    if (__builtin_expect(kind == TOKEN_STOP || flags & TOKEN_LINE, 0))
        t->breaks[t->breaks_size++] = (uint32_t)t->size - 1;
}

static void emit(struct scan *s, enum token_kind kind, const char *from, const char *to,
                 unsigned flags, uint64_t print)
{
    size_t len = (size_t)(to - from);
    if (len > UINT16_MAX)
        for (len = UINT16_MAX; (from[len] & 0xc0) == 0x80; len--) /* cuts no code point */
            continue;
    add(s, kind, from, len, flags, print);
}

static uint64_t print_of(const struct scan *s, const char *from, const char *to, bool ascii)
{
    size_t len = (size_t)(to - from);
    return ascii && len <= LONGEST_WORD ? words_print(from, len, s->end) : words_print_any(from, len);
}

/* ------------------------------------------------------------------ beyond ASCII */

static bool is_emoji(uint32_t c)
{
    return (c >= 0x1f000 && c < 0x1fb00) || (c >= 0x2600 && c < 0x27c0) ||
           (c >= 0x2190 && c < 0x2200) || (c >= 0x2300 && c < 0x2400) ||
           (c >= 0x25a0 && c < 0x2600) || (c >= 0x2b00 && c < 0x2c00);
}

/* Letters, and what may stand inside a word without a meaning of its own. */
static bool is_letter(uint32_t c)
{
    if (c < 0xaa || c == 0xab || c == 0xbb || c == 0xd7 || c == 0xf7 || c == 0xfffd)
        return c == 0xad;
    if (c == 0xaa || c == 0xb5 || c == 0xba || (c >= 0xc0 && c < 0x2000))
        return true;
    if (c == 0x200b || c == 0x200c || c == 0x200d || c == 0x2060 || c == 0xfeff)
        return true;
    return c >= 0x2c00 && !(c >= 0x2e00 && c < 0x2e80) && !(c >= 0x3000 && c < 0x3040) &&
           !(c >= 0xfe00 && c < 0xfe70) && !(c >= 0xff00 && c < 0xff21) && !is_emoji(c);
}

static bool is_apostrophe(const struct scan *s, const char *p, size_t *ret_len)
{
    if (p < s->end && *p == '\'') {
        *ret_len = 1;
        return true;
    }
    if (s->end - p >= 3 && !memcmp(p, "\xe2\x80\x99", 3)) {
        *ret_len = 3;
        return true;
    }
    return false;
}

/* ------------------------------------------------------------------ words */

/* "Sooo", "yaaay": letters said three times and more are tried twice, then once. */
static uint64_t stretched_print(const struct scan *s, const char *word, size_t len, uint64_t print)
{
    char twice[LONGEST_WORD], once[LONGEST_WORD];
    size_t pairs = 0, singles = 0;
    for (size_t i = 0; i < len; i++) {
        bool again = i > 0 && (word[i] | 32) == (word[i - 1] | 32);
        bool third = again && i > 1 && (word[i] | 32) == (word[i - 2] | 32);
        if (!third)
            twice[pairs++] = word[i];
        if (!again)
            once[singles++] = word[i];
    }
    uint64_t prints[] = { print, words_print_any(twice, pairs), words_print_any(once, singles) };
    for (int i = 0; i < 3; i++)
        if (words_find(s->words, prints[i]))
            return prints[i];
    return print;
}

/* Moves past letters and digits; says which classes were seen. */
static const char *run(const struct scan *s, const char *p, uint8_t *seen)
{
    for (;;) {
        uint8_t class;
        while ((class = class_at(s, p)) & WORDY) {
            *seen |= class;
            p++;
        }
        if (!(class & HIGH))
            return p;
        size_t len;
        uint32_t c = fold_decode(p, (size_t)(s->end - p), &len);
        if (!is_letter(c))
            return p;
        *seen |= HIGH | (fold_is_upper(c) ? UPPER : LOWER);
        p += len;
    }
}

static bool is_word_at(const struct scan *s, const char *p)
{
    uint8_t class = class_at(s, p);
    if (class & HIGH) {
        size_t len;
        return is_letter(fold_decode(p, (size_t)(s->end - p), &len));
    }
    return class & LETTER;
}

/* What of a possessive stands behind the word that ends at p: 's, or the bare apostrophe of s'. */
static const char *possessive_end(const struct scan *s, const char *p, const char *next)
{
    bool own_s = next < s->end && (*next == 's' || *next == 'S');
    if (own_s && !(class_at(s, next + 1) & (WORDY | HIGH)))
        return next + 1;
    bool plural = p[-1] == 's' && class_at(s, next) & SPACE && next < s->end && !s->open_single;
    return plural ? next : NULL;
}

/* An apostrophe inside a word belongs to it (don't, o'clock), unless it makes a possessive. */
static const char *whole_word(const struct scan *s, const char *p, uint8_t *seen, bool *owner,
                              const char **ret_next)
{
    size_t quote;
    p = run(s, p, seen);
    while (is_apostrophe(s, p, &quote)) {
        const char *next = p + quote, *end = possessive_end(s, p, next);
        if (end) {
            *owner = true;
            *ret_next = end;
            return p;
        }
        if (!is_word_at(s, next))
            break;
        *seen |= quote > 1 ? HIGH : 0;
        p = run(s, next, seen);
    }
    *ret_next = p;
    return p;
}

static bool first_is_capital(const struct scan *s, const char *p)
{
    if (!(classes[(unsigned char)*p] & HIGH))
        return classes[(unsigned char)*p] & UPPER;
    size_t len;
    return fold_is_upper(fold_decode(p, (size_t)(s->end - p), &len));
}

/* Words with apostrophes and letters beyond ASCII. */
static void scan_odd_word(struct scan *s)
{
    uint8_t seen = 0;
    bool owner = false;
    const char *from = s->at, *next, *to = whole_word(s, from, &seen, &owner, &next);
    unsigned flags = owner ? TOKEN_POSSESSIVE : 0;
    if (first_is_capital(s, from))
        flags |= TOKEN_CAPITAL | (to - from > 1 && !(seen & LOWER) ? TOKEN_CAPITALS : 0);
    s->at = next;
    emit(s, TOKEN_WORD, from, to, flags, print_of(s, from, to, !(seen & HIGH)));
}

/* ------------------------------------------------------------------ numbers */

/* Digits with points and commas between them: 1,200.5 or 3.5.2010 */
static void scan_number(struct scan *s)
{
    const char *from = s->at, *p = from;
    for (;;) {
        while (class_at(s, p) & DIGIT)
            p++;
        if (p < s->end && (*p == '.' || *p == ',') && class_at(s, p + 1) & DIGIT)
            p++;
        else
            break;
    }
    s->at = p;
    emit(s, TOKEN_NUMBER, from, p, 0, print_of(s, from, p, true));
    if (class_at(s, p) & LETTER)
        s->flags |= TOKEN_JOINED;
}

/* ------------------------------------------------------------------ marks */

static void scan_stop(struct scan *s)
{
    const char *from = s->at;
    uint8_t flags = 0;
    for (; s->at < s->end; s->at++) {
        if (*s->at == '!')
            flags |= TOKEN_LOUD;
        else if (*s->at == '?')
            flags |= TOKEN_ASKS;
        else if (*s->at != '.')
            break;
    }
    emit(s, TOKEN_STOP, from, s->at, flags, 0);
}

static bool spaced(const struct scan *s, const char *from, const char *to)
{
    return (from == s->text || class_at(s, from - 1) & SPACE) && class_at(s, to) & SPACE;
}

/* A hyphen joins what stands around it; a dash stands alone. */
static void scan_hyphen(struct scan *s)
{
    const char *from = s->at;
    while (s->at < s->end && *s->at == '-')
        s->at++;
    bool joins = s->at - from == 1 && s->at < s->end && class_at(s, s->at) & (WORDY | HIGH) &&
                 s->tokens->size && from > s->text && class_at(s, from - 1) & (WORDY | HIGH);
    if (joins)
        s->flags |= TOKEN_JOINED | TOKEN_HYPHEN;
    else if (s->at - from > 1 || spaced(s, from, s->at))
        emit(s, TOKEN_DASH, from, s->at, 0, 0);
    else
        emit(s, TOKEN_SYMBOL, from, s->at, 0, 0);
}

/* Up to the next white space. */
static void scan_address(struct scan *s)
{
    const char *from = s->at;
    while (s->at < s->end && !(class_at(s, s->at) & SPACE))
        s->at++;
    emit(s, TOKEN_ADDRESS, from, s->at, 0, 0);
}

static bool begins_handle(const struct scan *s)
{
    return class_at(s, s->at + 1) & (WORDY | HIGH) &&
           (s->at == s->text || !(class_at(s, s->at - 1) & WORDY));
}

static bool last_is(const struct scan *s, const char *word, size_t len)
{
    const struct tokens *t = s->tokens;
    return t->size > s->first && t->items[t->size - 1].len == len &&
           s->text + t->items[t->size - 1].start + len == s->at &&
           !memcmp(s->at - len, word, len);
}

/* At the ":" of "https://" or the "." of "www.": the word before begins an address. */
static bool turn_to_address(struct scan *s)
{
    bool scheme = *s->at == ':' && s->end - s->at > 3 && !memcmp(s->at, "://", 3);
    bool host = *s->at == '.' && class_at(s, s->at + 1) & WORDY && last_is(s, "www", 3);
    if (!host && !(scheme && (last_is(s, "http", 4) || last_is(s, "https", 5))))
        return false;
    struct token *last = &s->tokens->items[--s->tokens->size];
    s->at = s->text + last->start;
    s->flags = last->flags & TOKEN_JOINED;
    if (last->flags & TOKEN_LINE) { /* it is noted among the breaks already */
        s->tokens->breaks_size--;
        s->flags |= TOKEN_LINE;
    }
    scan_address(s);
    return true;
}

/* A face made of marks, such as :-) - looked up whole, at most four bytes, before white space. */
static bool scan_face(struct scan *s)
{
    if (s->at > s->text && class_at(s, s->at - 1) & WORDY)
        return false;
    const char *to = s->at;
    while (to < s->end && to - s->at < 4 && !(class_at(s, to) & (SPACE | HIGH)))
        to++;
    for (; to - s->at >= 2; to--) {
        if (class_at(s, to) & WORDY && class_at(s, to - 1) & WORDY)
            continue;
        uint64_t print = words_print_any(s->at, (size_t)(to - s->at));
        if (words_find(s->words, print)) {
            emit(s, TOKEN_SYMBOL, s->at, to, 0, print);
            s->at = to;
            return true;
        }
    }
    return false;
}

/* "&lt;3": what is left of a heart that was escaped once too often. */
static bool scan_escaped_heart(struct scan *s)
{
    if (s->end - s->at < 5 || memcmp(s->at, "&lt;3", 5))
        return false;
    emit(s, TOKEN_SYMBOL, s->at, s->at + 5, 0, words_print_any("<3", 2));
    s->at += 5;
    return true;
}

static enum token_kind mark_of(uint32_t c)
{
    switch (c) {
    case ',': case 0x3001: case 0xff0c: return TOKEN_COMMA;
    case ':': return TOKEN_COLON;
    case ';': return TOKEN_SEMICOLON;
    case '(': case '[': case '{': return TOKEN_OPEN;
    case ')': case ']': case '}': return TOKEN_CLOSE;
    case '"': case '\'': case '`': return TOKEN_QUOTE;
    case '-': case '|': return TOKEN_DASH;
    case 0x2022: case 0xb7: return TOKEN_DASH;
    case 0x2026: case 0x3002: return TOKEN_STOP;
    default: return TOKEN_SYMBOL;
    }
}

/* Corpora and some feeds write "Acme 's" and ``so''. The first is a possessive; of the second,
 * the first mark of two is dropped. */
static bool swallow_detached(struct scan *s)
{
    bool own_s = s->at < s->end && (*s->at == 's' || *s->at == 'S') &&
                 !(class_at(s, s->at + 1) & (WORDY | HIGH));
    if (own_s && s->tokens->size && s->at - s->text >= 2 && class_at(s, s->at - 2) & SPACE) {
        s->tokens->items[s->tokens->size - 1].flags |= TOKEN_POSSESSIVE;
        s->at++;
        return true;
    }
    return s->at < s->end && (*s->at == '\'' || *s->at == '`');
}

static void scan_other(struct scan *s)
{
    size_t len;
    uint32_t c = fold_decode(s->at, (size_t)(s->end - s->at), &len);
    const char *from = s->at;
    if ((c == 0x2010 || c == 0x2011) && is_word_at(s, from + len)) {
        s->flags |= TOKEN_JOINED | TOKEN_HYPHEN;
        s->at += len;
        return;
    }
    uint32_t folded = fold_char(c);
    s->at += len;
    if ((folded == '\'' || folded == '`') && swallow_detached(s))
        return;
    if (folded == '\'')
        s->open_single = !s->open_single && is_word_at(s, s->at);
    if (!folded || folded == ' ') {
        if (!folded)
            s->flags |= TOKEN_JOINED;
        return;
    }
    enum token_kind kind = mark_of(folded);
    bool known = kind == TOKEN_SYMBOL && c != 0xfffd;
    emit(s, kind, from, s->at, 0, known ? words_print_any(from, len) : 0);
}

static void scan_mark(struct scan *s)
{
    switch (*s->at) {
    case ',':
        emit(s, TOKEN_COMMA, s->at, s->at + 1, 0, 0);
        s->at++;
        return;
    case '.':
        if (turn_to_address(s))
            return;
        if (class_at(s, s->at + 1) & DIGIT && !(s->at > s->text && class_at(s, s->at - 1) & WORDY)) {
            scan_number(s);
            return;
        }
        /* fall through */
    case '!': case '?': scan_stop(s); return;
    case '-':
        if (!scan_face(s))
            scan_hyphen(s);
        return;
    case '&':
        if (scan_escaped_heart(s))
            return;
        break;
    case '@':
        if (begins_handle(s)) {
            scan_address(s);
            return;
        }
        break;
    case ':':
        if (turn_to_address(s))
            return;
        /* fall through */
    case ';': case '=': case '<': case '>': case '(': case '^': case '*':
        if (scan_face(s))
            return;
    }
    scan_other(s);
}

/* A newline makes the next token the first of its line. */
static void skip_control(struct scan *s)
{
    s->flags = *s->at++ == '\n' ? TOKEN_LINE : s->flags & TOKEN_LINE;
}

static void scan_one(struct scan *s)
{
    uint8_t class = classes[(unsigned char)*s->at];
    if (class & DIGIT)
        scan_number(s);
    else if (class & SPACE)
        skip_control(s);
    else if (class & LETTER || (class & HIGH && is_word_at(s, s->at)))
        scan_odd_word(s);
    else
        scan_mark(s);
}

/* ------------------------------------------------------------------ blocks */

/* A block of the text from where the last one's tokens ended. Those that one look at its masks
 * tells are plain. */
struct block {
    struct runs runs;
    uint64_t plain;         /* lasts */
    uint64_t thrice;        /* letters that are said twice more */
    uint64_t capitals;
};

/* Words of ASCII letters and digits, whole numbers, and marks that are always alike. Neither may be
 * said otherwise by what touches them: an apostrophe, letters behind digits, digits behind a dot. */
static uint64_t plain_lasts(const struct block *b)
{
    const struct classes *c = &b->runs.is;
    uint64_t wordy = b->runs.wordy, next_digit = c->digit >> 1 | UINT64_C(1) << 63;
    uint64_t hard = b->thrice | b->capitals | runs_long(wordy) | (c->letter & c->digit << 1);
    uint64_t marks = c->comma | c->quote, decimal = c->digit << 1 & (c->dot | marks) & next_digit;
    uint64_t words = wordy & ~((runs_behind(wordy, hard) | c->odd | decimal) >> 1);
    return (words | marks | (c->dot & c->space >> 1)) & b->runs.lasts;
}

static void read_block(const struct scan *s, struct block *b)
{
    runs_read(&b->runs, s->at, s->end);
    b->thrice = b->runs.is.letter & b->runs.is.twice & b->runs.is.twice >> 1;
    b->capitals = runs_capitals(&b->runs);
    b->plain = plain_lasts(b);
}

/* A plain token by its first byte, kind and flags as they stand above its length; the length of what
 * is looked up is masked. */
struct plain {
    uint32_t head, len_mask;
};

#define PLAIN(kind, flags) ((uint32_t)(kind) << 16 | (uint32_t)(flags) << 24)

static const struct plain plain_tokens[128] = {
    ['0' ... '9'] = { PLAIN(TOKEN_NUMBER, 0), UINT32_MAX },
    ['A' ... 'Z'] = { PLAIN(TOKEN_WORD, TOKEN_CAPITAL), UINT32_MAX },
    ['a' ... 'z'] = { PLAIN(TOKEN_WORD, 0), UINT32_MAX },
    [','] = { PLAIN(TOKEN_COMMA, 0), 0 },
    ['.'] = { PLAIN(TOKEN_STOP, 0), 0 },
    ['"'] = { PLAIN(TOKEN_QUOTE, 0), 0 },
    [')'] = { PLAIN(TOKEN_CLOSE, 0), 0 },
};

/* Of the tokens from `begin` on, which begin at the bits of `taken`. */
static void note_stops(struct tokens *t, size_t begin, uint64_t taken, uint64_t stops)
{
    for (stops &= taken; stops; stops &= stops - 1) {
        uint64_t before = taken & (stops ^ (stops - 1)) >> 1;
        t->breaks[t->breaks_size++] = (uint32_t)begin + (uint32_t)__builtin_popcountll(before);
    }
}

/* Up to the first token that is not plain. Nothing here asks what a token is: half of the branches
 * that could be would be foretold wrongly. */
static inline void add_plain_tokens(struct scan *s, struct block *b)
{
    struct tokens *t = s->tokens;
    struct token *token = t->items + t->size;
    uint64_t *print = t->prints + t->size;
    const char *bytes = b->runs.bytes;
    uint32_t start = (uint32_t)(b->runs.from - s->text);
    uint64_t firsts = b->runs.firsts, hard = b->runs.lasts & ~b->plain;
    uint64_t lasts = b->runs.lasts & (hard - 1) & ~hard;
    for (; lasts; lasts &= lasts - 1, firsts &= firsts - 1) {
        unsigned first = (unsigned)__builtin_ctzll(firsts), last = (unsigned)__builtin_ctzll(lasts);
        const struct plain *plain = &plain_tokens[(unsigned char)bytes[first]];
        uint32_t len = last - first + 1, head = plain->head + len;
        token->start = start + first;
        token->len = (uint16_t)head;
        token->kind = (uint8_t)(head >> 16);
        token->flags = (uint8_t)(head >> 24);
        token++;
        *print++ = words_print_short(bytes + first, len & plain->len_mask);
    }
    note_stops(t, t->size, b->runs.firsts & ~firsts, b->runs.is.dot);
    t->size = (size_t)(token - t->items);
    b->runs.firsts = firsts;
    b->runs.lasts = hard ? b->runs.lasts & -(hard & -hard) : 0;
}

/* The bytes of a word from this bit to the other. */
static uint64_t between(unsigned first, unsigned last)
{
    return (UINT64_C(2) << last) - (UINT64_C(1) << first);
}

/* A word of ASCII letters and digits with nothing odd behind, but long, shouted or stretched. */
static void add_word(struct scan *s, const struct block *b, unsigned first, unsigned last)
{
    const char *word = b->runs.bytes + first;
    unsigned len = last - first + 1, flags = b->runs.is.upper >> first & TOKEN_CAPITAL;
    uint64_t print = words_print(word, len, b->runs.bytes + CLASSES_BYTES);
    if (b->capitals >> first & 1 && !(b->runs.is.letter & ~b->runs.is.upper & between(first, last)))
        flags |= TOKEN_CAPITALS;
    if (b->thrice & between(first, last))
        print = stretched_print(s, word, len, print);
    add(s, TOKEN_WORD, b->runs.from + first, len, flags, print);
}

/* What else begins here, with more looks. */
static void scan_rest(struct scan *s, struct block *b, unsigned first)
{
    s->at = b->runs.from + first;
    scan_one(s);
    size_t next = (size_t)(s->at - b->runs.from);
    runs_skip(&b->runs, next);
    if (next >= b->runs.size)
        return;
    s->at = b->runs.from + b->runs.size;
    if (b->runs.bytes[next] == ' ')
        s->flags &= TOKEN_LINE;
}

static void scan_block(struct scan *s)
{
    struct block b;
    make_room(s->tokens);
    read_block(s, &b);
    if (*s->at == ' ')
        s->flags &= TOKEN_LINE;
    s->at = b.runs.from + b.runs.size;
    if (!b.runs.size)
        scan_rest(s, &b, 0); /* a word longer than a block */
    for (;;) {
        if (!s->flags)
            add_plain_tokens(s, &b);
        if (!b.runs.firsts)
            return;
        unsigned first = runs_first(&b.runs), last = runs_last(&b.runs);
        if (b.runs.is.letter >> first & 1 && !(b.runs.is.odd >> (last + 1) & 1)) {
            add_word(s, &b, first, last);
            runs_drop(&b.runs);
        } else {
            scan_rest(s, &b, first);
        }
    }
}

void scan_text(struct tokens *tokens, const struct words *words, const char *text, size_t start,
               size_t len)
{
    const char *span = text + start;
    struct scan s = { .tokens = tokens, .words = words, .text = text, .at = span, .end = span + len,
                      .first = tokens->size, .flags = TOKEN_LINE };
    while (s.at < s.end)
        scan_block(&s);
    make_room(tokens);
    number_tokens(&s);
    tokens->items[tokens->size] = tokens->items[tokens->size + 1] = (struct token){0};
}
