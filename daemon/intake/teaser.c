#include "intake/teaser.h"

/* Code points of text below which there is more on the page, most likely. */
#define LITTLE_IN_A_SUMMARY 1000
#define LITTLE_IN_CONTENT   300

static size_t words_of(const struct article *a)
{
    size_t size = 0;
    for (size_t i = 0; i < a->blocks_size; i++) {
        struct assay_span span = a->blocks[i].span;
        if (a->blocks[i].kind != ASSAY_TITLE)
            size += utf8_length(slice_sub(text_slice(&a->text), span.start, span.len));
    }
    return size;
}

static bool breaks_off(struct slice line)
{
    static const char *const ends[] = { "...", "\u2026", "[...]", "[\u2026]", "(...)", "(\u2026)", "\u00bb" };
    for (size_t i = 0; i < count_of(ends); i++)
        if (slice_ends(line, ends[i]))
            return true;
    return false;
}

/* What stands in the last words of a text that goes on elsewhere. */
static bool leads_on(struct slice line)
{
    static const char *const words[] = { "read more", "continue reading", "read the full", "full story",
                                         "read on", "keep reading", "weiterlesen", "mehr lesen",
                                         "lire la suite", "leer m\u00e1s", "leggi tutto" };
    struct slice end = slice_sub(line, line.len > 60 ? line.len - 60 : 0, 60);
    for (size_t i = 0; i < count_of(words); i++)
        if (slice_find_nocase(end, words[i]) != SIZE_MAX)
            return true;
    return false;
}

bool teaser_is(const struct feed_entry *e, const struct article *a)
{
    bool whole = e->content.value && *e->content.value;
    if (a->tables_size)
        return false;
    if (words_of(a) < (whole ? LITTLE_IN_CONTENT : LITTLE_IN_A_SUMMARY))
        return true;
    struct assay_span last = a->blocks[a->blocks_size - 1].span;
    struct slice line = slice_sub(text_slice(&a->text), last.start, last.len);
    return breaks_off(line) || leads_on(line);
}
