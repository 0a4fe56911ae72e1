#include "table_source.h"

#include "caseless.h"
#include "giver.h"
#include "prose.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define NOTE_MOST    400 /* bytes: longer blocks beside a table are prose, no source line */
#define SHORT_NOTE   160 /* bytes: "Distances according to the road book", no whole story */
#define HEAD_WORDS   4   /* before the colon of "Settlement prices: Euronext" */
#define LABELS_MOST  40  /* cells of the first row and column in which a word is looked for */
#define GIVER_WORDS  8   /* behind "according to": how far the giver's noun may stand */
#define NUMBERS_MOST 16  /* of a sentence, looked for in the table */

/* A table as its neighbours speak of it. */
struct subject {
    const struct assay_article *article;
    const struct assay_table *table;
};

/* Text */

static struct assay_text words_at(const struct assay_article *a, struct assay_span span)
{
    return (struct assay_text){ a->text.ptr + span.start, span.len };
}

static struct assay_text behind(struct assay_text s, const char *at)
{
    return (struct assay_text){ at, s.len - (uint32_t)(at - s.ptr) };
}

/* Does a word of the cell begin so? */
static bool has_beginning(struct assay_text cell, const char *word, uint32_t len)
{
    for (uint32_t at = 0; at + len <= cell.len; at++)
        if ((!at || !isalpha((unsigned char)cell.ptr[at - 1])) &&
            strncasecmp(cell.ptr + at, word, len) == 0)
            return true;
    return false;
}

/* What tables hold in general, or what this one's labels say: "Gusts: Met Institute". */
static bool is_data(const struct subject *of, struct giver_word word)
{
    const struct assay_table *t = of->table;
    uint32_t len = word.len - (word.len > 4 && word.ptr[word.len - 1] == 's');
    uint32_t across = t->rows ? t->columns : 0, down = t->columns ? t->rows : 0;
    bool found = giver_is_data(word);
    if (word.len < 4)
        return false;
    for (uint32_t i = 0; i < across && i < LABELS_MOST && !found; i++)
        found = has_beginning(words_at(of->article, t->cells[i]), word.ptr, len);
    for (uint64_t i = 0; i < down && i < LABELS_MOST && !found; i++)
        found = has_beginning(words_at(of->article, t->cells[i * t->columns]), word.ptr, len);
    return found;
}

/* A giver's own noun, though a label has it too, is not what is given. */
static bool speaks_of_data(const struct subject *of, struct assay_text s)
{
    struct giver_word word;
    for (size_t at = 0; giver_next_word(s, &at, &word);) {
        struct assay_text alone = { word.ptr, word.len };
        if (is_data(of, word) && (giver_is_data(word) || !giver_read(alone, 1).office))
            return true;
    }
    return false;
}

/* "the tourist board", "Eurostat": an institution, a paper, or (where a name will do) a name. */
static bool is_giver(struct assay_text s, bool name)
{
    struct giver g = giver_read(s, GIVER_WORDS);
    struct giver_word first;
    size_t at = 0;
    bool named = g.name || (giver_next_word(s, &at, &first) && first.capital);
    return !g.nameless && (g.office || (name && named));
}

/* Lines */

/* "Settlement prices: Euronext": a few words, one of them what the table holds, and a giver. */
static bool is_headed(const struct subject *of, struct assay_text s)
{
    const char *colon = s.len < NOTE_MOST ? memchr(s.ptr, ':', s.len) : NULL;
    struct giver_word word;
    size_t words = 0, at = 0;
    bool data = false;
    if (!colon)
        return false;
    struct assay_text head = { s.ptr, (uint32_t)(colon - s.ptr) }, tail = behind(s, colon + 1);
    for (; words <= HEAD_WORDS && giver_next_word(head, &at, &word); words++)
        data |= is_data(of, word);
    while (tail.len && strchr(" *_[(\"", *tail.ptr)) {
        tail.ptr++;
        tail.len--;
    }
    bool name = tail.len < SHORT_NOTE && !giver_read(tail, SIZE_MAX).verb;
    return data && words <= HEAD_WORDS && tail.len && !caseless_has(head, "takeaway") &&
           is_giver(tail, name);
}

/* "Source: Eurostat", "Data: IEA", "Figures compiled by ...". Takeaways start with "Data" too. */
static bool is_source_line(const struct subject *of, struct assay_text s)
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
        if (caseless_at(s, 0, heads[i]))
            return true;
    return s.len < NOTE_MOST &&
           (caseless_has(s, "source: ") || caseless_has(s, "sources: ") || is_headed(of, s));
}

/* "[12]", "(Meyer et al., 2024)"; of a note also "(Eurostat, 2024)". */
static bool has_citation(struct assay_text s, bool note)
{
    for (uint32_t i = 0; i + 2 < s.len; i++) {
        if (s.ptr[i] == '[' && isdigit((unsigned char)s.ptr[i + 1]) &&
            (s.ptr[i + 2] == ']' || (i + 3 < s.len && s.ptr[i + 3] == ']')))
            return true;
        if (s.ptr[i] != '(' || !isupper((unsigned char)s.ptr[i + 1]))
            continue;
        uint32_t end = i;
        while (end < s.len && end - i < 80 && s.ptr[end] != ')')
            end++;
        struct assay_text inner = { s.ptr + i, end - i };
        bool dated = caseless_has(inner, ", 20") || caseless_has(inner, ", 19");
        if (dated && (note || caseless_has(inner, "et al") || is_giver(inner, false)))
            return true;
    }
    return false;
}

/* "Labour Institute, strike monitor": too short for a story, and nothing is said of the giver. */
static bool is_bare_note(const struct assay_block *block, struct assay_text s)
{
    struct giver g = giver_read(s, SIZE_MAX);
    if (block->kind == ASSAY_ITEM || block->kind == ASSAY_QUOTE ||
        (block->kind == ASSAY_HEADING && !memchr(s.ptr, ',', s.len))) /* of what comes next */
        return false;
    return s.len < SHORT_NOTE && g.keeper && !g.verb && !g.nameless && !g.call;
}

/* Sentences */

/* What stands behind a phrase up to the clause's end. */
static bool find_behind(struct assay_text s, const char *phrase, struct assay_text *ret)
{
    const char *at = caseless_find(s, phrase);
    if (!at)
        return false;
    *ret = behind(s, at + strlen(phrase));
    for (uint32_t i = 0; i < ret->len; i++)
        if (strchr(",;:", ret->ptr[i]))
            ret->len = i;
    return true;
}

/* The number that stands at or behind `at`, without a stop that ends the sentence. */
static struct assay_text next_number(struct assay_text s, uint32_t *at)
{
    while (*at < s.len && !isdigit((unsigned char)s.ptr[*at]))
        ++*at;
    uint32_t start = *at;
    while (*at < s.len && (isdigit((unsigned char)s.ptr[*at]) || strchr(".,", s.ptr[*at])))
        ++*at;
    uint32_t end = *at;
    while (end > start && !isdigit((unsigned char)s.ptr[end - 1]))
        end--;
    return (struct assay_text){ s.ptr + start, end - start };
}

/* Stands a figure of the sentence in a cell? */
static bool shares_figure(const struct subject *of, struct assay_text s)
{
    const struct assay_table *t = of->table;
    uint64_t cells = (uint64_t)t->rows * t->columns;
    uint32_t at = 0;
    for (uint32_t numbers = 0; numbers < NUMBERS_MOST; numbers++) {
        struct assay_text number = next_number(s, &at);
        if (!number.len)
            return false;
        for (uint64_t i = 0; i < cells && number.len > 1; i++)
            if (memmem(of->article->text.ptr + t->cells[i].start, t->cells[i].len, number.ptr,
                       number.len))
                return true;
    }
    return false;
}

/* "according to the operator's figures": the table's figures, not any claim that stands near.
 * alone: the sentence is its whole block. */
static bool is_according(const struct subject *of, struct assay_text s, bool alone)
{
    struct assay_text giver;
    if (!find_behind(s, "according to", &giver) || !is_giver(giver, true))
        return false;
    return (alone && s.len < SHORT_NOTE && !caseless_at(s, 0, "according")) ||
           speaks_of_data(of, s) || caseless_has(s, "below") || shares_figure(of, s);
}

/* "counted by the tourist board": what was done says that these are figures. */
static bool is_counted_by(struct assay_text s)
{
    static const char *const phrases[] = { "counted by ",   "measured by ", "compiled by ",
                                           "collected by ", "recorded by ", "calculated by ",
                                           "tracked by ",   "surveyed by ", "estimated by ",
                                           "figures by ",   "data by ",     "data from ",
                                           "figures from " };
    struct assay_text giver;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (find_behind(s, phrases[i], &giver) && is_giver(giver, false))
            return true;
    return false;
}

/* "The numbers come from the Statistics Agency", "the service publishes these figures". */
static bool is_published(const struct subject *of, struct assay_text s)
{
    static const char *const froms[] = { " are from ", " is from ",   " were from ", " come from ",
                                         "comes from", "taken from ", "drawn from ", "based on " };
    struct giver g = giver_read(s, SIZE_MAX);
    bool act = g.act;
    for (size_t i = 0; i < sizeof froms / sizeof *froms; i++)
        act |= caseless_has(s, froms[i]);
    return act && !g.nameless && !g.future && g.office && speaks_of_data(of, s);
}

/* "the bulletin of the Fuel Watch Office shows": a paper that shows figures of the table. */
static bool is_shown(const struct subject *of, struct assay_text s)
{
    static const char *const shows[] = { " shows ",  " show ",  " showed ", " shows.",  " show.",
                                         " showed.", " shows,", " show,",   " showed,", " shows;" };
    struct assay_text before = s;
    const char *at = NULL;
    for (size_t i = 0; i < sizeof shows / sizeof *shows && !at; i++)
        at = caseless_find(s, shows[i]);
    if (!at)
        return false;
    before.len = (uint32_t)(at - s.ptr);
    for (uint32_t i = before.len; i > 0; i--)
        if (strchr(",;:", before.ptr[i - 1])) {
            before = (struct assay_text){ before.ptr + i, before.len - i };
            break;
        }
    return is_giver(before, false) && (shares_figure(of, s) || speaks_of_data(of, s));
}

/* Links */

static bool is_in_span(struct assay_span outer, struct assay_span inner)
{
    return inner.len && inner.start >= outer.start && inner.start < outer.start + outer.len;
}

/* A link to look something up, not a button: neither anchor nor sentence calls the reader. */
static bool is_reference(const struct assay_article *a, struct assay_span block,
                         struct assay_span anchor)
{
    struct assay_text s = words_at(a, block), sentence;
    const char *at = a->text.ptr + anchor.start;
    for (size_t next = 0; prose_next(s, &next, &sentence);)
        if (at >= sentence.ptr && at < sentence.ptr + sentence.len)
            return !giver_read(sentence, SIZE_MAX).call;
    return true;
}

static bool has_link(const struct assay_article *a, struct assay_span block, struct assay_span *ret)
{
    for (uint32_t i = 0; i < a->links_size; i++)
        if (is_in_span(block, a->links[i].span) && is_reference(a, block, a->links[i].span)) {
            *ret = a->links[i].span;
            return true;
        }
    return false;
}

/* Blocks */

static bool is_marked_note(const struct assay_block *block, struct assay_text s)
{
    return block->kind == ASSAY_CAPTION || caseless_at(s, 0, "table") ||
           caseless_at(s, 0, "note") || caseless_at(s, 0, "*") || caseless_at(s, 0, "\u2020") ||
           caseless_at(s, 0, "see ");
}

static bool gives_source(const struct subject *of, const struct assay_block *block,
                         struct assay_span *ret)
{
    const struct assay_article *a = of->article;
    struct assay_text s = words_at(a, block->span), sentence;
    bool note = is_marked_note(block, s);
    *ret = block->span;
    if (is_source_line(of, s) || has_citation(s, note) || is_bare_note(block, s) ||
        (note && caseless_has(s, "according to") && !giver_read(s, SIZE_MAX).nameless))
        return true;
    for (size_t at = 0; prose_next(s, &at, &sentence);) {
        *ret = (struct assay_span){ (uint32_t)(sentence.ptr - a->text.ptr), sentence.len };
        if (is_source_line(of, sentence) || is_according(of, sentence, sentence.len == s.len) ||
            is_counted_by(sentence) || is_published(of, sentence) || is_shown(of, sentence))
            return true;
    }
    return has_link(a, block->span, ret);
}

/* A row or cell of the table itself: "Source: company reports". */
static bool own_source(const struct subject *of, struct assay_span *ret)
{
    const struct assay_table *t = of->table;
    uint64_t cells = (uint64_t)t->rows * t->columns;
    for (uint64_t i = 0; i < cells; i++) {
        struct assay_text s = words_at(of->article, t->cells[i]);
        if (s.len > 8 && s.len < NOTE_MOST && is_source_line(of, s)) {
            *ret = t->cells[i];
            return true;
        }
    }
    return has_link(of->article, t->span, ret);
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
    struct subject of = { a, &a->tables[table] };
    if (own_source(&of, ret))
        return true;
    for (int64_t way = 1; way >= -1; way -= 2) {
        const struct assay_block *block;
        for (int64_t i = 1; i <= reach && (block = block_at(a, of.table->block, way * i)); i++)
            if (gives_source(&of, block, ret))
                return true;
    }
    return false;
}
