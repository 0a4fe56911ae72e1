#include "table_source.h"

#include "caseless.h"
#include "giver.h"
#include "prose.h"
#include "provenance.h"
#include "subject.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define NOTE_MOST   400 /* bytes: longer blocks beside a table are prose, no source line */
#define SHORT_NOTE  160 /* bytes: "Distances according to the road book", no whole story */
#define SHARED_MOST 12  /* blocks below a table, among which a line may speak of several tables */
#define NOTE_WORDS  4   /* up to which what ends with a stop may still be no sentence */
#define HEAD_WORDS  4   /* before the colon of "Settlement prices: Euronext" */

/* Lines */

static struct assay_text without_marks(struct assay_text s, const char *marks)
{
    while (s.len && strchr(marks, *s.ptr)) {
        s.ptr++;
        s.len--;
    }
    return s;
}

/* Is it put together rather than said: "Rail Regulator, table 4.2", "Official result"? Verbs are
 * more than any list holds; a sentence without a comma that starts with an article has one. */
static bool is_pieced(struct assay_text s)
{
    struct giver_word word;
    size_t words = 0;
    if (s.len && s.ptr[s.len - 1] == ':') /* leads to what comes next */
        return false;
    for (uint32_t i = 0; i < s.len; i++)
        if (strchr(",;:/(|*", s.ptr[i]))
            return true;
    for (size_t at = 0; giver_next_word(s, &at, &word); words++)
        ;
    bool brief = words <= NOTE_WORDS || giver_read(s, SIZE_MAX) & GIVER_KEEPER;
    return s.len && (s.ptr[s.len - 1] != '.' || brief) && !caseless_at(s, 0, "the ") &&
           !caseless_at(s, 0, "a ");
}

/* Too short for a story, and nothing is said of the giver. */
static bool is_note(struct assay_text s, unsigned g)
{
    return s.len < SHORT_NOTE && is_pieced(s) &&
           !(g & (GIVER_VERB | GIVER_NAMELESS | GIVER_CALL | GIVER_MAKING));
}

/* "Settlement prices: Euronext": a few words, one of them what the table holds, and a giver. */
static bool is_headed(const struct subject *of, struct assay_text s)
{
    const char *colon = s.len < NOTE_MOST ? memchr(s.ptr, ':', s.len) : NULL;
    struct giver_word word;
    size_t words = 0, at = 0;
    bool data = false, meta = false;
    if (!colon)
        return false;
    struct assay_text head = { s.ptr, (uint32_t)(colon - s.ptr) };
    struct assay_text tail = { colon + 1, s.len - head.len - 1 };
    for (; words <= HEAD_WORDS && giver_next_word(head, &at, &word); words++) {
        data |= subject_is_data(of, word);
        meta |= giver_of(word) & GIVER_META;
    }
    tail = without_marks(tail, " *_[(\"");
    struct assay_text said = tail;
    size_t first = 0;
    prose_next(tail, &first, &said);
    if (giver_read(said, SIZE_MAX) & GIVER_VERB)
        return false;
    bool brief = tail.len < SHORT_NOTE;
    bool note =
        meta && brief && is_note(s, giver_read(s, SIZE_MAX)); /* "Standings: their own site" */
    return data && words <= HEAD_WORDS && tail.len && !(giver_read(head, SIZE_MAX) & GIVER_CALL) &&
           (note || provenance_is_giver(tail, brief));
}

/* "Source: Eurostat", "Data: IEA", "Figures compiled by ...". Takeaways start with "Data" too. */
static bool is_source_line(const struct subject *of, struct assay_text s)
{
    static const char *const heads[] = {
        "source:",       "sources:",     "source -",        "source \u2013",
        "source \u2014", "sources -",    "sources \u2013",  "sources \u2014",
        "(source",       "[source",      "data source",     "data:",
        "data from",     "data by",      "figures:",        "figures from",
        "compiled from", "compiled by",  "credit:",         "note: source",
        "table source",  "chart:",       "quelle:",         "quellen:",
        "fuente:",       "via:",         "reference:",      "references:",
        "courtesy of",   "adapted from", "reproduced from", "extracted from",
        "taken from"
    };
    s = without_marks(s, "*_#>\u2020");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (caseless_at(s, 0, heads[i]))
            return true;
    return s.len < NOTE_MOST &&
           (caseless_has(s, "source: ") || caseless_has(s, "sources: ") || is_headed(of, s));
}

/* A source line that names nobody: "Source: insiders", "Source: the internet". */
static bool is_named_source(const struct subject *of, struct assay_text s)
{
    struct assay_text first = s;
    size_t at = 0;
    if (!is_source_line(of, s))
        return false;
    prose_next(s, &at, &first);
    const char *colon = memchr(first.ptr, ':', first.len);
    struct assay_text tail = first;
    if (colon)
        tail = (struct assay_text){ colon + 1, first.len - (uint32_t)(colon + 1 - first.ptr) };
    return !(giver_read(tail, SIZE_MAX) & GIVER_NAMELESS) && !caseless_has(tail, "sources") &&
           !caseless_has(tail, "internet") && !caseless_has(tail, "social media");
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
        if (dated && (note || caseless_has(inner, "et al") || provenance_is_giver(inner, false)))
            return true;
    }
    return false;
}

/* The last word, which says what a row of nouns is: "type approval documents". */
static unsigned last_word(struct assay_text s)
{
    struct giver_word word;
    unsigned bits = 0;
    for (size_t at = 0; giver_next_word(s, &at, &word);)
        bits = giver_of(word);
    return bits;
}

/* "Labour Institute, strike monitor"; right below the table also "Streamio, weekly top ten". A
 * short line of plain text may be taken for a heading, which is of what comes next. */
static bool is_bare_note(const struct subject *of, const struct assay_block *block,
                         struct assay_text s, bool below)
{
    unsigned g = giver_read(s, SIZE_MAX);
    bool heading = block->kind == ASSAY_HEADING,
         comma = memchr(s.ptr, ',', s.len) || memchr(s.ptr, '/', s.len);
    if (block->kind == ASSAY_QUOTE || !is_note(s, g))
        return false;
    if (block->kind == ASSAY_ITEM) /* "* Preliminary. Labour Office." */
        return below && g & GIVER_KEEPER && !subject_has_figure(of, s);
    if (heading && !comma)
        return below && (last_word(s) & GIVER_KEEPER || caseless_has(s, " via "));
    if (below && block->kind != ASSAY_CAPTION)
        return g & (GIVER_OFFICE | GIVER_PAPER) || subject_has_other_name(of, s);
    return g & (GIVER_KEEPER | GIVER_ACT) && !subject_has_figure(of, s);
}

/* Links */

static bool is_in_span(struct assay_span outer, struct assay_span inner)
{
    return inner.len && inner.start >= outer.start && inner.start < outer.start + outer.len;
}

/* A link to look something up, not a button: neither anchor nor sentence calls the reader. */
static bool is_reference(const struct subject *of, struct assay_span block,
                         struct assay_span anchor)
{
    struct assay_text s = subject_text(of, block), sentence;
    const char *at = of->article->text.ptr + anchor.start;
    for (size_t next = 0; prose_next(s, &next, &sentence);)
        if (at >= sentence.ptr && at < sentence.ptr + sentence.len)
            return !(giver_read(sentence, SIZE_MAX) & GIVER_CALL) &&
                   !caseless_at(sentence, 0, "read also") &&
                   !caseless_at(sentence, 0, "see also") &&
                   !caseless_at(sentence, 0, "read more") && !caseless_at(sentence, 0, "more on");
    return true;
}

static bool has_link(const struct subject *of, struct assay_span block, struct assay_span *ret)
{
    const struct assay_article *a = of->article;
    for (uint32_t i = 0; i < a->links_size; i++)
        if (is_in_span(block, a->links[i].span) && is_reference(of, block, a->links[i].span)) {
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

static bool gives_source(const struct subject *of, const struct assay_block *block, bool below,
                         struct assay_span *ret)
{
    struct assay_text s = subject_text(of, block->span), sentence;
    bool note = is_marked_note(block, s);
    *ret = block->span;
    if (is_named_source(of, s) || has_citation(s, note) || is_bare_note(of, block, s, below) ||
        (note && caseless_has(s, "according to") && !(giver_read(s, SIZE_MAX) & GIVER_NAMELESS)))
        return true;
    for (size_t at = 0; prose_next(s, &at, &sentence);) {
        *ret =
            (struct assay_span){ (uint32_t)(sentence.ptr - of->article->text.ptr), sentence.len };
        if (is_named_source(of, sentence) || provenance_is_told(of, s, sentence))
            return true;
    }
    return has_link(of, block->span, ret);
}

/* The last row, of one cell: "Police headquarters, crime statistics 2024". */
static bool is_foot(const struct subject *of, uint64_t cell)
{
    const struct assay_table *t = of->table;
    if (t->columns < 2 || cell != (uint64_t)(t->rows - 1) * t->columns)
        return false;
    struct assay_text s = subject_text(of, t->cells[cell]);
    for (uint32_t i = 1; i < t->columns; i++) {
        struct assay_text other = subject_text(of, t->cells[cell + i]);
        if (other.len && (other.len != s.len || memcmp(other.ptr, s.ptr, s.len) != 0))
            return false;
    }
    return true;
}

static bool is_foot_note(const struct subject *of, struct assay_text s)
{
    unsigned g = giver_read(s, SIZE_MAX);
    return (g & (GIVER_OFFICE | GIVER_PAPER) &&
            !(g & (GIVER_VERB | GIVER_NAMELESS | GIVER_CALL))) ||
           provenance_is_told(of, s, s);
}

/* A row or cell of the table itself: "Source: company reports". */
static bool own_source(const struct subject *of, struct assay_span *ret)
{
    const struct assay_table *t = of->table;
    uint64_t cells = (uint64_t)t->rows * t->columns;
    for (uint64_t i = 0; i < cells; i++) {
        struct assay_text s = subject_text(of, t->cells[i]);
        if (s.len > 8 && s.len < NOTE_MOST &&
            (is_named_source(of, s) || (is_foot(of, i) && is_foot_note(of, s)))) {
            *ret = t->cells[i];
            return true;
        }
    }
    return has_link(of, t->span, ret);
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

/* "Both tables: district registry office", below the last of them. */
static bool has_shared_source(const struct subject *of, struct assay_span *ret)
{
    const struct assay_article *a = of->article;
    for (uint32_t i = of->table->block + 1;
         i < a->blocks_size && i - of->table->block < SHARED_MOST; i++) {
        struct assay_text s = subject_text(of, a->blocks[i].span);
        if (a->blocks[i].kind != ASSAY_TABLE &&
            (caseless_at(s, 0, "both tables") || caseless_at(s, 0, "all tables")) &&
            gives_source(of, &a->blocks[i], true, ret))
            return true;
    }
    return false;
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
            if (gives_source(&of, block, way * i == 1, ret))
                return true;
    }
    return has_shared_source(&of, ret);
}
