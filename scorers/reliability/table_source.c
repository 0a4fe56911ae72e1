#include "table_source.h"

#include "prose.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define NOTE_MOST    400 /* bytes: longer blocks beside a table are prose, no source line */
#define HEAD_WORDS   4   /* before the colon of "Settlement prices: Euronext" */
#define GIVER_WORDS  8   /* behind "according to": how far the giver's noun may stand */
#define SHORT_NOTE   160 /* bytes: "Distances according to the road book", no whole story */
#define NUMBERS_MOST 16  /* of a sentence, looked for in the table */

/* Words */

/* Lists of words between blanks; the first and last byte are blanks, too. */

/* What a table holds. */
static const char data_words[] =
    " figures data numbers statistics counts count results result measurements prices rates totals "
    "table rankings ranking standings tariffs fares index values estimates rents wages ";
/* Who counts things and answers for the count, or the paper that it stands in. */
static const char giver_words[] =
    " agency authority office ministry department bureau institute institution commission council "
    "board committee federation association society league union club university bank exchange "
    "operator service services centre center administration government court registry register "
    "census survey study report reports filing filings statement statements bulletin yearbook "
    "release database dataset archive records statistics organiser organisers organizer organizers "
    "jury company companies firm manufacturer manufacturers maker makers airline airlines "
    "regulator "
    "watchdog treasury treasurer police officer researchers publisher insurer insurers "
    "chamber network foundation inspectorate observatory laboratory panel authorities ministries "
    "registers offices journal paper hotels schools hospitals shops annual health ";
/* Nobody. */
static const char nameless_words[] =
    " insiders insider sources familiar rumours rumors rumour rumor gossip reportedly anonymous "
    "unnamed neighbours neighbors locals fans everyone somebody someone ";
/* What the giver did with them. */
static const char act_words[] =
    " published publishes publish released releases compiled compiles collected collects gathered "
    "gathers recorded records measured measures counted counts obtained supplied supplies provided "
    "provides calculated taken drawn come comes based reported registers registered ";
static const char calendar_words[] = " monday tuesday wednesday thursday friday saturday sunday "
                                     "january february march april may june "
                                     "july august september october november december i ";
/* Calls to the reader, not references. */
static const char call_words[] =
    " subscribe newsletter sign signup register share follow buy order shop download click join "
    "comment comments advertise related ";

struct word {
    const char *ptr;
    size_t len;
    bool capital;
};

static bool is_word_byte(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80 || c == '\'';
}

/* Words of letters; an ending in 's is left off. */
static bool next_word(struct assay_text s, size_t *at, struct word *ret)
{
    while (*at < s.len && !is_word_byte(s.ptr[*at]))
        ++*at;
    size_t start = *at;
    while (*at < s.len && is_word_byte(s.ptr[*at]))
        ++*at;
    *ret = (struct word){ s.ptr + start, *at - start, false };
    ret->capital = ret->len && isupper((unsigned char)*ret->ptr);
    if (ret->len > 2 && strncasecmp(ret->ptr + ret->len - 2, "'s", 2) == 0)
        ret->len -= 2;
    return ret->len > 0;
}

static bool is_in(struct word word, const char *list)
{
    char key[24] = " ";
    if (word.len + 3 > sizeof key)
        return false;
    for (size_t i = 0; i < word.len; i++)
        key[i + 1] = (char)tolower((unsigned char)word.ptr[i]);
    memcpy(key + word.len + 1, " ", 2);
    return strstr(list, key) != NULL;
}

static const char *find(struct assay_text s, const char *what)
{
    size_t len = strlen(what);
    for (size_t i = 0; i + len <= s.len; i++)
        if (strncasecmp(s.ptr + i, what, len) == 0)
            return s.ptr + i;
    return NULL;
}

static bool starts(struct assay_text s, const char *what)
{
    return s.len >= strlen(what) && strncasecmp(s.ptr, what, strlen(what)) == 0;
}

static struct assay_text behind(struct assay_text s, const char *at)
{
    return (struct assay_text){ at, s.len - (uint32_t)(at - s.ptr) };
}

static struct assay_text words_at(const struct assay_article *a, struct assay_span span)
{
    return (struct assay_text){ a->text.ptr + span.start, span.len };
}

/* Lines */

/* "Settlement prices: Euronext": a few words, the last of them what a table holds, and a name. */
static bool is_headed(struct assay_text s)
{
    const char *colon = memchr(s.ptr, ':', s.len);
    struct word word, last = { "", 0, false };
    size_t at = 0, words = 0;
    if (!colon || s.len > NOTE_MOST)
        return false;
    struct assay_text head = { s.ptr, (uint32_t)(colon - s.ptr) };
    while (next_word(head, &at, &word)) {
        last = word;
        words++;
    }
    at = (size_t)(colon + 1 - s.ptr);
    while (at < s.len && strchr(" *_[(\"", s.ptr[at]))
        at++;
    return words && words <= HEAD_WORDS && is_in(last, data_words) && at < s.len &&
           isupper((unsigned char)s.ptr[at]);
}

/* "Source: Eurostat", "Data: IEA", "Figures compiled by ...". Takeaways start with "Data" too. */
static bool is_source_line(struct assay_text s)
{
    static const char *const heads[] = {
        "source:",      "sources:",     "source -",      "source \u2013", "(source",
        "[source",      "data source",  "data:",         "data from",     "data by",
        "figures:",     "figures from", "compiled from", "compiled by",   "credit:",
        "note: source", "table source", "chart:",        "quelle:"
    };
    while (s.len && strchr("*_#>", *s.ptr)) {
        s.ptr++;
        s.len--;
    }
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (starts(s, heads[i]))
            return true;
    return s.len < NOTE_MOST && (find(s, "source: ") || find(s, "sources: ") || is_headed(s));
}

/* A year behind a comma in "(Eurostat, 2024)". */
static bool is_dated(struct assay_text inner)
{
    return find(inner, ", 20") || find(inner, ", 19");
}

/* "[12]", "(Meyer et al., 2024)"; of a note also "(Eurostat, 2024)". */
static bool has_citation(struct assay_text s, bool note)
{
    for (uint32_t i = 0; i + 3 < s.len; i++) {
        if (s.ptr[i] == '[' && isdigit((unsigned char)s.ptr[i + 1]) &&
            (s.ptr[i + 2] == ']' || s.ptr[i + 3] == ']'))
            return true;
        if (s.ptr[i] != '(' || !isupper((unsigned char)s.ptr[i + 1]))
            continue;
        uint32_t end = i;
        while (end < s.len && end - i < 80 && s.ptr[end] != ')')
            end++;
        struct assay_text inner = { s.ptr + i, end - i };
        if (is_dated(inner) && (note || find(inner, "et al")))
            return true;
    }
    return false;
}

/* Sentences */

struct hints {
    bool data, act, giver, name, nameless, future;
};

static struct hints hints_of(struct assay_text s, size_t most)
{
    struct hints h = { .data = false };
    struct word word;
    for (size_t at = 0, i = 0; i < most && next_word(s, &at, &word); i++) {
        h.data |= is_in(word, data_words);
        h.act |= is_in(word, act_words);
        h.giver |= is_in(word, giver_words);
        h.nameless |= is_in(word, nameless_words);
        h.future |= is_in(word, " will ");
        h.name |= i && word.capital && !is_in(word, calendar_words);
    }
    return h;
}

/* What stands behind a phrase up to the clause's end. */
static bool find_behind(struct assay_text s, const char *phrase, struct assay_text *ret)
{
    const char *at = find(s, phrase);
    if (!at)
        return false;
    *ret = behind(s, at + strlen(phrase));
    for (uint32_t i = 0; i < ret->len; i++)
        if (strchr(",;:", ret->ptr[i]))
            ret->len = i;
    return true;
}

/* "the tourist board", "Eurostat": an institution, a paper, or (where a name will do) a name. */
static bool is_giver(struct assay_text s, bool name)
{
    struct hints h = hints_of(s, GIVER_WORDS);
    size_t at = 0;
    struct word first;
    name = name && (h.name || (next_word(s, &at, &first) && first.capital));
    return !h.nameless && (h.giver || name);
}

/* Stands a figure of the sentence in a cell? */
static bool shares_figure(const struct assay_article *a, const struct assay_table *t,
                          struct assay_text s)
{
    uint64_t cells = (uint64_t)t->rows * t->columns;
    uint32_t numbers = 0;
    for (uint32_t i = 0, end; i < s.len && numbers < NUMBERS_MOST; i = end + 1) {
        for (end = i; end < s.len && (isdigit((unsigned char)s.ptr[end]) ||
                                      (end > i && strchr(".,", s.ptr[end])));)
            end++;
        uint32_t len = end - i;
        while (len && !isdigit((unsigned char)s.ptr[i + len - 1]))
            len--;
        if (len < 2)
            continue;
        numbers++;
        for (uint64_t c = 0; c < cells; c++)
            if (t->cells[c].len >= len &&
                memmem(a->text.ptr + t->cells[c].start, t->cells[c].len, s.ptr + i, len))
                return true;
    }
    return false;
}

/* "according to the operator's figures": the table's figures, not any claim that stands near.
 * alone: the sentence is its whole block. */
static bool is_according(const struct assay_article *a, const struct assay_table *t,
                         struct assay_text s, bool alone)
{
    struct assay_text giver;
    if (!find_behind(s, "according to", &giver) || !is_giver(giver, true))
        return false;
    if (alone && s.len < SHORT_NOTE && !starts(s, "according"))
        return true;
    return hints_of(s, SIZE_MAX).data || find(s, "table") || find(s, "below") ||
           shares_figure(a, t, s);
}

/* "counted by the tourist board": what was done says that these are figures. */
static bool is_counted_by(struct assay_text s)
{
    static const char *const phrases[] = { "counted by ",   "measured by ", "compiled by ",
                                           "collected by ", "recorded by ", "data by ",
                                           "figures by ",   "data from ",   "figures from " };
    struct assay_text giver;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (find_behind(s, phrases[i], &giver) && is_giver(giver, false))
            return true;
    return false;
}

/* "The numbers come from the Statistics Agency", "the service publishes these figures". */
static bool is_published(struct assay_text s)
{
    struct hints h = hints_of(s, SIZE_MAX);
    return h.data && h.act && !h.nameless && !h.future && (h.giver || h.name);
}

/* "the bulletin of the Fuel Watch Office shows": a paper that shows figures of the table. */
static bool is_shown(const struct assay_article *a, const struct assay_table *t,
                     struct assay_text s)
{
    static const char *const shows[] = { " shows", " show ", " showed", " show." };
    struct assay_text before = s;
    const char *at = NULL;
    for (size_t i = 0; i < sizeof shows / sizeof *shows && !at; i++)
        at = find(s, shows[i]);
    if (!at)
        return false;
    before.len = (uint32_t)(at - s.ptr);
    for (uint32_t i = before.len; i > 0; i--)
        if (strchr(",;:", before.ptr[i - 1])) {
            before = (struct assay_text){ before.ptr + i, before.len - i };
            break;
        }
    struct hints h = hints_of(before, SIZE_MAX);
    return h.giver && !h.nameless && shares_figure(a, t, s);
}

/* Blocks */

static bool is_note(const struct assay_block *block, struct assay_text s)
{
    return block->kind == ASSAY_CAPTION || starts(s, "table") || starts(s, "note") ||
           starts(s, "*") || starts(s, "\u2020");
}

static bool is_call(struct assay_text anchor)
{
    struct word word;
    for (size_t at = 0; next_word(anchor, &at, &word);)
        if (is_in(word, call_words))
            return true;
    return false;
}

static bool has_link(const struct assay_article *a, struct assay_span block, struct assay_span *ret)
{
    for (uint32_t i = 0; i < a->links_size; i++) {
        struct assay_span link = a->links[i].span;
        if (link.len && link.start >= block.start && link.start < block.start + block.len &&
            !is_call(words_at(a, link))) {
            *ret = link;
            return true;
        }
    }
    return false;
}

static bool gives_source(const struct assay_article *a, const struct assay_table *t,
                         const struct assay_block *block, struct assay_span *ret)
{
    struct assay_text s = words_at(a, block->span), sentence;
    bool note = is_note(block, s);
    *ret = block->span;
    if (is_source_line(s) || has_citation(s, note) ||
        (note && find(s, "according to") && !hints_of(s, SIZE_MAX).nameless))
        return true;
    for (size_t at = 0; prose_next(s, &at, &sentence);) {
        *ret = (struct assay_span){ (uint32_t)(sentence.ptr - a->text.ptr), sentence.len };
        if (is_source_line(sentence) || is_according(a, t, sentence, sentence.len == s.len) ||
            is_counted_by(sentence) || is_published(sentence) || is_shown(a, t, sentence))
            return true;
    }
    return has_link(a, block->span, ret);
}

/* A row or cell of the table itself: "Source: company reports". */
static bool own_source(const struct assay_article *a, const struct assay_table *t,
                       struct assay_span *ret)
{
    uint64_t cells = (uint64_t)t->rows * t->columns;
    for (uint64_t i = 0; i < cells; i++) {
        struct assay_text s = words_at(a, t->cells[i]);
        if (s.len > 8 && s.len < NOTE_MOST && is_source_line(s)) {
            *ret = t->cells[i];
            return true;
        }
    }
    return has_link(a, t->span, ret);
}

/* The block so many steps away, or NULL where another table or the headline begins. */
static const struct assay_block *block_at(const struct assay_article *a, uint32_t from,
                                          int64_t step)
{
    int64_t at = from + step;
    const struct assay_block *block =
        at >= 0 && at < (int64_t)a->blocks_size ? &a->blocks[at] : NULL;
    return block && block->kind != ASSAY_TABLE && block->kind != ASSAY_TITLE ? block : NULL;
}

bool table_source_find(const struct assay_article *a, uint32_t table, uint32_t reach,
                       struct assay_span *ret)
{
    const struct assay_table *t = &a->tables[table];
    if (own_source(a, t, ret))
        return true;
    for (int64_t way = 1; way >= -1; way -= 2) {
        const struct assay_block *block;
        for (int64_t i = 1; i <= reach && (block = block_at(a, t->block, way * i)); i++)
            if (gives_source(a, t, block, ret))
                return true;
    }
    return false;
}
