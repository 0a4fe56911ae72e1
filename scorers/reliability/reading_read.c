#include "reading_read.h"

#include "common/runs.h"
#include "common/words.h"

#include <stdlib.h>
#include <string.h>

#define MAX_WORD 100        /* bytes; a longer run of letters is cut into several words */
/* Lists asked for by word only: half of all words are in one, and need no mark. */
#define ONLY_BITS (LIST(FUNCTION) | LIST(ABBREVIATION) | LIST(UNIT) | LIST(UNSAID) | \
                   LIST(PRONOUN) | LIST(DATING) | LIST(ROLE) | LIST(HONORIFIC) | LIST(OUTLET_END))

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

/* Words enough for a block of runs, and for those that one of them may become. */
static void make_room(struct reading *r)
{
    uint32_t need = r->words_size + 2 * CLASSES_BYTES;
    if (need < r->words_cap)
        return;
    r->words_cap = need * 2;
    r->words = realloc(r->words, r->words_cap * sizeof *r->words);
    if (!r->words)
        abort();
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

/* BLANK, which is no part of a word, also stands for the bytes of wide characters. */
static const unsigned char sort_of_byte[256] = {
    [0 ... ' '] = BLANK,       ['!' ... '/'] = POINT,     ['0' ... '9'] = DIGIT,
    [':' ... '@'] = POINT,     ['A' ... 'Z'] = CAPITAL,   ['[' ... '`'] = POINT,
    ['a' ... 'z'] = LETTER,    ['{' ... 127] = POINT,     [128 ... 255] = BLANK,
};

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

static inline struct letter letter_at(const struct reading *r, uint32_t at, uint32_t end)
{
    struct letter l = { .start = at };
    if (at >= end)
        return l; /* a blank of no length: the text ends */
    unsigned char c = (unsigned char)r->text[at];
    if (c < 0x80) {
        l.code = c;
        l.len = 1;
        l.sort = (enum sort)sort_of_byte[c];
    } else {
        l.code = decode((const unsigned char *)r->text + at, end - at, &l.len);
        l.sort = sort_of_wide(l.code);
    }
    return l;
}

static inline bool is_wordy(enum sort sort)
{
    return sort == LETTER || sort == CAPITAL || sort == DIGIT;
}

/* ------------------------------------------------------------------ the walk through a block */

struct walk {
    struct reading *r;
    const struct phrasebook *phrases;
    uint32_t block, start, at, end;
    uint16_t pending;          /* flags for the next word */
    bool sentence_open;
    uint32_t quote_close;      /* code of the mark that will close the quotation; 0: none open */
    struct quotation quote;
    struct runs runs;          /* of the bytes from `base` on */
    uint32_t base;
};

/* A blank of no length before the block's first. */
static struct letter letter_before(const struct walk *w, uint32_t at)
{
    if (at == w->start)
        return (struct letter){0};
    do
        at--;
    while (at > w->start && (w->r->text[at] & 0xC0) == 0x80);
    return letter_at(w->r, at, w->end);
}

static void sentence_begin(struct walk *w)
{
    struct reading *r = w->r;
    *PUSH(r, sentences) = (struct sentence){ .span = { w->at, 0 }, .first = r->words_size,
                                             .block = w->block };
    w->sentence_open = true;
    w->pending |= WORD_FIRST;
}

static inline struct sentence *sentence_now(struct walk *w)
{
    if (!w->sentence_open)
        sentence_begin(w);
    return &w->r->sentences[w->r->sentences_size - 1];
}

static void sentence_end(struct walk *w, uint32_t at)
{
    if (!w->sentence_open)
        return;
    struct sentence *s = sentence_now(w);
    s->span.len = at - s->span.start;
    s->words = w->r->words_size - s->first;
    w->sentence_open = false;
}

/* "U.S.", "3.5", "1,000", "don't": does the mark belong to the word around it? U+FFFD inside of
 * a word is what a broken conversion left of an apostrophe. */
static bool joins(const struct walk *w, struct letter mark, struct letter last, bool alone)
{
    struct letter next = letter_at(w->r, mark.start + mark.len, w->end);
    if (mark.code == '\'' || mark.code == 0x2019 || mark.code == 0xFFFD)
        return last.sort != DIGIT && (next.sort == LETTER || next.sort == CAPITAL);
    if (mark.code == '.' || mark.code == ',')
        if (last.sort == DIGIT && next.sort == DIGIT)
            return true;
    if (mark.code == '.' && (next.sort == CAPITAL || next.sort == LETTER)) {
        bool single = alone || w->r->text[last.start - 1] == '.';
        struct letter behind = letter_at(w->r, next.start + next.len, w->end);
        return single && !is_wordy(behind.sort);
    }
    return false;
}

/* A word while it is being read. */
struct spelling {
    struct letter last;
    uint32_t at;
    uint32_t apostrophe;       /* where the last one stands; 0: none */
    bool wide;                 /* not ASCII only */
};

/* Most letters are ASCII: a run of them costs no decoding. */
static void spell_run(struct spelling *s, const char *text, uint32_t end)
{
    uint32_t at = s->at;
    while (at < end && is_wordy(sort_of_byte[(unsigned char)text[at]]))
        at++;
    if (at == s->at)
        return;
    unsigned char c = (unsigned char)text[at - 1];
    s->last = (struct letter){ c, at - 1, 1, (enum sort)sort_of_byte[c] };
    s->at = at;
}

static void spell_letter(struct spelling *s, struct letter l)
{
    s->apostrophe = is_wordy(l.sort) || l.code == '.' || l.code == ',' ? s->apostrophe : l.start;
    s->wide |= l.len > 1;
    s->last = l;
    s->at = l.start + l.len;
}

static struct spelling read_spelling(const struct walk *w, struct letter first)
{
    struct spelling s = { .at = first.start, .last = first };
    const char *text = w->r->text;
    uint32_t most = first.start + MAX_WORD < w->end ? first.start + MAX_WORD : w->end;
    while (s.at < most) {
        spell_run(&s, text, most);
        if (s.at == w->end || text[s.at] == ' ')
            break;
        struct letter l = letter_at(w->r, s.at, w->end);
        if (!is_wordy(l.sort) && !joins(w, l, s.last, s.last.start == first.start))
            break;
        spell_letter(&s, l);
    }
    return s;
}

/* Two letters or more, none of them small. */
static bool is_capitals(const struct reading *r, struct letter first, uint32_t end)
{
    uint32_t capitals = 0;
    for (struct letter l = first; l.start < end; l = letter_at(r, l.start + l.len, end)) {
        if (l.sort == LETTER || !l.len)
            return false;
        capitals += l.sort == CAPITAL;
        if (l.start + l.len >= end)
            break;
    }
    return capitals >= 2;
}

/* A possessive 's is not part of what a word is known by: "Journal's" is the Journal. */
static bool is_possessive(const struct spelling *s, const char *text)
{
    uint32_t mark = s->apostrophe ? s->at - 1 - s->apostrophe : 0; /* bytes: 1 or 3 */
    bool adjacent = mark == 1 || (mark == 3 && (text[s->apostrophe] & 0x80));
    return adjacent && (text[s->at - 1] | 0x20) == 's';
}

static uint16_t flags_of(const struct walk *w, struct letter first, const struct spelling *s)
{
    unsigned flags = w->pending | (w->quote_close ? WORD_QUOTED : 0);
    if (first.sort == CAPITAL)
        flags |= WORD_UPPER | (is_capitals(w->r, first, s->at) ? WORD_CAPITALS : 0);
    else if (first.sort == DIGIT)
        flags |= WORD_NUMBER | (s->at < w->end && w->r->text[s->at] == '%' ? WORD_PERCENT : 0);
    return (uint16_t)flags;
}

static void read_word(struct walk *w, struct letter first)
{
    struct reading *r = w->r;
    struct spelling s = read_spelling(w, first);
    sentence_now(w);
    bool possessive = is_possessive(&s, r->text);
    uint32_t known = (possessive ? s.apostrophe : s.at) - first.start;
    const char *text = r->text + first.start;
    struct word *word = PUSH(r, words);
    *word = (struct word){
        .hash = s.wide ? phrasebook_hash(text, known) : phrasebook_hash_ascii(text, known),
        .start = first.start, .sentence = r->sentences_size - 1,
        .len = (uint16_t)(s.at - first.start),
        .flags = flags_of(w, first, &s),
    };
    word->flags |= possessive ? WORD_POSSESSIVE : 0;
    w->pending = 0;
    w->at = s.at;
}

/* By last bytes: words of ASCII letters and digits that begin with a letter and that nothing behind
 * them could go on with, and what only parts words. read_word says the same of them with more looks. */
static uint64_t plain_lasts(const struct runs *runs)
{
    const struct classes *c = &runs->is;
    uint64_t wordy = c->letter | c->digit, more = (wordy | c->odd) >> 1 | UINT64_C(1) << 63;
    uint64_t hard = runs_capitals(runs) | runs_long(wordy) | (c->digit & ~(wordy << 1));
    uint64_t joined = c->odd | ((c->dot | c->comma) & more);
    uint64_t words = wordy & ~((runs_behind(runs->wordy, hard) | joined) >> 1);
    return (words | c->comma) & runs->lasts;
}

/* What is known of a plain one by its first byte: commas and brackets are no words and leave a flag
 * for the next. */
struct plain {
    uint16_t flags, keeps, leaves, words;
};

static const struct plain plain_kinds[128] = {
    ['a' ... 'z'] = { .words = 1 },
    ['A' ... 'Z'] = { .words = 1, .flags = WORD_UPPER },
    [','] = { .keeps = UINT16_MAX, .leaves = WORD_BREAK },
    [')'] = { .keeps = UINT16_MAX, .leaves = WORD_BREAK },
};

/* Up to the first that is not plain. Asks nothing of any of them, since half of the answers could
 * not be foretold. */
static void read_plain_words(struct walk *w, uint64_t plain)
{
    struct reading *r = w->r;
    struct runs *runs = &w->runs;
    struct word *word = r->words + r->words_size;
    unsigned pending = w->pending, quoted = w->quote_close ? WORD_QUOTED : 0;
    for (; runs->firsts; runs_drop(runs)) {
        unsigned first = runs_first(runs), last = runs_last(runs), len = last - first + 1;
        if (!(plain >> last & 1))
            break;
        const struct plain *kind = &plain_kinds[(unsigned char)runs->bytes[first]];
        *word = (struct word){
            .hash = words_print_short(runs->bytes + first, len), .start = w->base + first,
            .sentence = r->sentences_size - 1, .len = (uint16_t)len,
            .flags = (uint16_t)(pending | quoted | kind->flags),
        };
        pending = (pending & kind->keeps) | kind->leaves;
        word += kind->words;
    }
    r->words_size = (uint32_t)(word - r->words);
    w->pending = (uint16_t)pending;
}

/* Every word belongs to a sentence; marks begin none. */
static bool is_sentence_open(struct walk *w, uint64_t plain)
{
    unsigned first = runs_first(&w->runs);
    if (w->sentence_open)
        return true;
    if (!(w->runs.is.letter >> first & plain >> runs_last(&w->runs) & 1))
        return false;
    w->at = w->base + first;
    sentence_begin(w);
    return true;
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
static bool can_open_single(const struct walk *w, struct letter mark, struct letter next)
{
    struct letter behind = letter_at(w->r, next.start + next.len, w->end);
    bool possessive = next.code == 's' && behind.sort == BLANK;
    return next.sort != DIGIT && !possessive && letter_before(w, mark.start).code != '\'';
}

/* Marks that open one way only, and what closes them. 0: this mark opens nothing here. U+FFFD is
 * what a broken conversion leaves of either mark; which one it was shows in its neighbours. */
static uint32_t closer_of(const struct walk *w, struct letter mark, struct letter next)
{
    bool blank_before = !is_wordy(letter_before(w, mark.start).sort);
    bool opens = blank_before && (is_wordy(next.sort) || next.code == '[' || next.code == '.');
    switch (mark.code) {
    case 0x201C: return 0x201D;
    case 0x201E: return 0x201C;
    case 0xAB: return 0xBB;
    case 0x2018: return opens ? 0x2019 : 0;
    case '"': return next.sort == BLANK ? 0 : '"';
    case '\'': return opens && can_open_single(w, mark, next) ? '\'' : 0;
    case 0xFFFD: return opens && next.sort != DIGIT ? 0xFFFD : 0;
    default: return 0;
    }
}

static bool closes(const struct walk *w, struct letter mark, struct letter next)
{
    if (mark.code != w->quote_close && !(mark.code == 0x201D && w->quote_close == 0x201C))
        return false;
    bool ambiguous = mark.code == '\'' || mark.code == 0x2019 || mark.code == 0xFFFD;
    return !ambiguous || (!is_wordy(next.sort) && letter_before(w, mark.start).sort != BLANK);
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
static uint32_t stop_at(const struct walk *w, struct letter mark, bool abbreviated)
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
    return abbreviated && next.len ? 0 : at;
}

/* Called on a closing mark already read, so the sentence takes it along. */
static void read_point(struct walk *w, struct letter mark)
{
    struct letter next = letter_at(w->r, mark.start + mark.len, w->end);
    bool abbreviated = mark.code == '.' && is_abbreviated(w, mark.start);
    uint32_t end = stop_at(w, mark, abbreviated);
    w->pending |= mark.code == '-' || abbreviated ? 0 : WORD_BREAK;
    if (mark.code == '$' || mark.code == 0x20AC || mark.code == 0xA3 || mark.code == 0xA5)
        w->pending |= WORD_MONEY;
    read_quote(w, mark, next);
    w->at = mark.start + mark.len;
    while (w->at < end) { /* what closes belongs to the sentence that it ends */
        struct letter l = letter_at(w->r, w->at, w->end);
        read_quote(w, l, letter_at(w->r, l.start + l.len, w->end));
        w->at += l.len;
    }
    if (end)
        sentence_end(w, end);
}

static void read_one(struct walk *w)
{
    struct letter l = letter_at(w->r, w->at, w->end);
    if (is_wordy(l.sort)) {
        read_word(w, l);
    } else if (l.sort == POINT) {
        read_point(w, l);
    } else {
        w->at += l.len;
        w->pending |= l.code == '\n' ? WORD_BREAK : 0;
    }
}

/* The words and marks of the 64 bytes from here on, or of a few more. */
static void read_runs(struct walk *w)
{
    w->base = w->at;
    runs_read(&w->runs, w->r->text + w->at, w->r->text + w->end);
    uint64_t plain = plain_lasts(&w->runs);
    make_room(w->r);
    if (!w->runs.size)
        read_one(w); /* a word longer than that */
    while (w->runs.firsts) {
        if (is_sentence_open(w, plain))
            read_plain_words(w, plain);
        if (!w->runs.firsts)
            break;
        w->at = w->base + runs_first(&w->runs);
        read_one(w);
        runs_skip(&w->runs, w->at - w->base);
    }
    if (w->at < w->base + w->runs.size)
        w->at = w->base + w->runs.size;
}

static void read_block(struct reading *r, const struct phrasebook *phrases, uint32_t index)
{
    struct assay_span span = r->article->blocks[index].span;
    struct walk w = { .r = r, .phrases = phrases, .block = index, .start = span.start,
                      .at = span.start, .end = span.start + span.len, .pending = WORD_BREAK };
    while (w.at < w.end)
        read_runs(&w);
    if (w.quote_close)
        quote_end(&w, w.end);
    sentence_end(&w, w.end);
}

/* ------------------------------------------------------------------ marks */

/* One list's longest phrase from here on, unless it lies inside of a longer one. */
static void mark_list(struct reading *r, enum phrase_list list, uint32_t first, uint32_t words)
{
    phrase_set bit = UINT64_C(1) << list;
    if (r->words[first].lists & bit)
        return;
    if (!(bit & ONLY_BITS))
        *PUSH(r, marks) = (struct mark){ list, first, words };
    for (uint32_t i = first; i < first + words; i++)
        r->words[i].lists |= bit;
    r->sentences[r->words[first].sentence].lists |= bit;
}

/* The longest phrase of every list that begins at this word, of which `at` is the node. */
static void mark_phrases(struct reading *r, const struct phrasebook *phrases, uint32_t first, uint32_t at)
{
    uint32_t lengths[LISTS_SIZE];
    phrase_set found = 0;
    for (uint32_t words = 1;; words++) {
        phrase_set lists = phrasebook_lists(phrases, at);
        found |= lists;
        for (; lists; lists &= lists - 1)
            lengths[__builtin_ctzll(lists)] = words;
        const struct word *next = &r->words[first + words];
        if (first + words >= r->words_size || words >= PHRASEBOOK_MAX_WORDS ||
            next->flags & (WORD_BREAK | WORD_FIRST))
            break;
        at = phrasebook_step(phrases, at, next->hash);
        if (at == PHRASEBOOK_NOWHERE)
            break;
    }
    for (; found; found &= found - 1) {
        enum phrase_list list = (enum phrase_list)__builtin_ctzll(found);
        mark_list(r, list, first, lengths[list]);
    }
}

/* Most words are a phrase alone, of lists that leave no marks. */
static void mark_word(struct reading *r, const struct phrasebook *phrases, uint32_t first)
{
    struct word *word = &r->words[first];
    uint32_t at = phrasebook_step(phrases, PHRASEBOOK_ROOT, word->hash);
    if (at == PHRASEBOOK_NOWHERE)
        return;
    if (first + 1 < r->words_size && phrasebook_goes_on(phrases, at, word[1].hash)) {
        mark_phrases(r, phrases, first, at);
        return;
    }
    phrase_set lists = phrasebook_lists(phrases, at) & ~word->lists, marked = lists & ~ONLY_BITS;
    word->lists |= lists;
    r->sentences[word->sentence].lists |= lists;
    for (; marked; marked &= marked - 1)
        *PUSH(r, marks) = (struct mark){ (enum phrase_list)__builtin_ctzll(marked), first, 1 };
}

/* Gathers sixty-four answers first: half of them are yes, and nobody could foretell which. */
static void mark_words(struct reading *r, const struct phrasebook *phrases)
{
    const struct phrasebook_begins *begins = phrasebook_begins(phrases);
    for (uint32_t i = 0; i < r->words_size; i += 64) {
        uint64_t may = 0;
        for (uint32_t k = 0; k < 64 && i + k < r->words_size; k++)
            may |= (uint64_t)phrasebook_may_begin(begins, r->words[i + k].hash) << k;
        for (; may; may &= may - 1)
            mark_word(r, phrases, i + (uint32_t)__builtin_ctzll(may));
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

/* Which words are figures, which are capitalised: most signals look at these alone. */
static void note_kinds(struct reading *r)
{
    r->figures = malloc((r->words_size + 1) * 2 * sizeof *r->figures);
    if (!r->figures)
        abort();
    r->uppers = r->figures + r->words_size + 1;
    for (uint32_t i = 0; i < r->words_size; i++) {
        unsigned flags = r->words[i].flags;
        r->figures[r->figures_size] = r->uppers[r->uppers_size] = i;
        r->figures_size += (flags & WORD_NUMBER) != 0;
        r->uppers_size += (flags & WORD_UPPER) != 0;
    }
}

/* ------------------------------------------------------------------ */

struct reading *reading_read(const struct assay_article *article, const struct phrasebook *phrases)
{
    struct reading *r = calloc(1, sizeof *r);
    if (!r)
        abort();
    r->article = article;
    r->text = article->text.ptr;
    r->words_cap = (uint32_t)(article->text.len / 5 + 4 * CLASSES_BYTES);
    r->words = malloc(r->words_cap * sizeof *r->words);
    if (!r->words)
        abort();
    for (uint32_t i = 0; i < article->blocks_size; i++) {
        if (article->blocks[i].kind != ASSAY_TABLE)
            read_block(r, phrases, i);
        if (article->blocks[i].kind == ASSAY_TITLE)
            r->body = r->words_size;
    }
    r->title_words = r->body;
    r->body_words = r->words_size - r->body;
    mark_words(r, phrases);
    mark_quotations(r);
    note_kinds(r);
    return r;
}
