#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "scoring/entities.h"
#include "support/rows.h"

#include <string.h>

#define TEXT(s) { s, sizeof(s) - 1 }

static const struct assay_text meta_names[] = { TEXT("Meta Platforms"), TEXT("Meta"),
                                                TEXT("Facebook") };
static const struct assay_text meta_not[] = { TEXT("meta-analysis"), TEXT("trial") };
static const struct assay_text on_names[] = { TEXT("ON Semiconductor"), TEXT("onsemi") };
static const struct assay_text brk_names[] = { TEXT("Berkshire Hathaway") };

static const struct ticker tickers[] = {
    { "META", { meta_names, 3 }, { meta_not, 2 }, false },
    { "ON", { on_names, 2 }, { NULL, 0 }, true },
    { "BRK/B", { brk_names, 1 }, { NULL, 0 }, false },
};

struct row {
    const char *name, *text;
    const char *found; /* "META:Meta Platforms|META BRK/B:..." : tickers with their mentions */
};

static const struct row rows_found[] = {
    { "a name", "Shares of Meta fell.", "META:Meta" },
    { "the longest name wins", "Meta Platforms said.", "META:Meta Platforms" },
    { "a possessive", "Meta\xe2\x80\x99s plan and Facebook's users", "META:Meta|Facebook" },
    { "a name in capitals", "META PLATFORMS SLUMPS", "META:META PLATFORMS" },
    { "lower case is another word", "a meta question", "" },
    { "a name inside a word is none", "Metadata and Metaverse", "" },
    { "a word that rules it out", "A Meta-analysis of trials", "" },
    { "several of what rules it out", "TRIALS of Meta", "" },
    { "inside another word it rules nothing out", "Meta sees industrial use", "META:Meta" },
    { "nor does what it begins", "Meta and its trialists", "META:Meta" },
    { "far away it rules nothing out",
      "Meta said so on Monday, and nobody in the whole wide world had anything to add to that. Trial",
      "META:Meta" },
    { "a marked symbol", "Buy $META now", "META:META" },
    { "a symbol that is a word needs a name", "Go ON and on", "" },
    { "with a dollar it needs none", "$ON jumps", "ON:ON" },
    { "with an exchange it needs none", "Chipmaker (NASDAQ: ON) jumps", "ON:ON" },
    { "with a name it counts", "onsemi wins. ON jumps", "ON:onsemi|ON" },
    { "a case-sensitive name keeps its case", "Onsemi wins", "" },
    { "a name over a line break", "Berkshire\nHathaway buys", "BRK/B:Berkshire\nHathaway" },
    { "two tickers", "Facebook and Berkshire Hathaway", "META:Facebook BRK/B:Berkshire Hathaway" },
    { "behind a quotation mark", "\xe2\x80\x9cMeta\xe2\x80\x9d rose", "META:Meta" },
    { "behind an accent it is inside a word", "\xc3\x89Meta rose", "" },
    { "two words of which the first begins another name", "Meta Forms, Berkshire Hills", "META:Meta" },
    { "nothing", "", "" },
};

static void describe(const struct entities *found, struct slice text, struct text *out)
{
    for (size_t i = 0; i < found->size; i++) {
        text_printf(out, "%s%.*s:", i ? " " : "", (int)found->items[i].ticker.len,
                    found->items[i].ticker.ptr);
        for (uint32_t j = 0; j < found->items[i].mentions_size; j++) {
            struct assay_span span = found->items[i].mentions[j];
            text_printf(out, "%s%.*s", j ? "|" : "", (int)span.len, text.ptr + span.start);
        }
    }
}

static void finds_the_watched(void **state)
{
    const struct row *row = *state;
    OWNED(watchlist) w = watchlist_new(tickers, 3);
    OWNED(article) a = article_new();
    text_add(&a->text, slice_of(row->text));
    article_finish(a);
    HELD(entities) found = {0};
    watchlist_find(w, a, &found);
    HELD(text) got = {0};
    describe(&found, text_slice(&a->text), &got);
    assert_string_equal(text_string(&got), row->found);
    for (size_t i = 0; i < found.size; i++)
        assert_true(found.items[i].relevance > 0 && found.items[i].relevance <= 1);
}

/* Sixteen bytes are looked at together, the last ones each alone: both see the same. */
static void finds_wherever_it_stands(void **state)
{
    (void)state;
    OWNED(watchlist) w = watchlist_new(tickers, 3);
    for (int before = 0; before < 40; before++)
        for (int behind = 0; behind < 20; behind++) {
            OWNED(article) a = article_new();
            text_printf(&a->text, "%.*s Meta. \xe2\x80\x9cMeta Platforms\xe2\x80\x9d%.*s", before,
                        "Some more words that say nothing at all ....", behind,
                        " of which there are more");
            article_finish(a);
            HELD(entities) found = {0};
            watchlist_find(w, a, &found);
            assert_int_equal(found.size, 1);
            assert_int_equal(found.items[0].mentions_size, 2);
            assert_int_equal(found.items[0].mentions[0].start, before + 1);
            assert_int_equal(found.items[0].mentions[1].len, strlen("Meta Platforms"));
        }
}

static void finds_what_the_item_names(void **state)
{
    (void)state;
    OWNED(watchlist) w = watchlist_new(NULL, 0);
    OWNED(article) a = article_new();
    article_title(a, slice_of("nokia and Ericsson"));
    article_entity(a, slice_of("Nokia"));
    article_entity(a, slice_of("Siemens"));
    article_finish(a);
    HELD(entities) found = {0};
    watchlist_find(w, a, &found);
    assert_int_equal(found.size, 2);
    assert_int_equal(found.items[0].mentions_size, 1);
    assert_int_equal(found.items[1].mentions_size, 0);
    assert_true(found.items[1].relevance == 0);
}

static void more_mentions_are_more_relevant(void **state)
{
    (void)state;
    static const char *const texts[] = { "The market rose. Later, Meta fell too.",
                                         "Meta fell. Meta sank. Meta slid. Later, Meta rose." };
    double relevance[2];
    OWNED(watchlist) w = watchlist_new(tickers, 3);
    for (int i = 0; i < 2; i++) {
        OWNED(article) a = article_new();
        article_block(a, ASSAY_PARAGRAPH, slice_of(texts[i]));
        article_finish(a);
        HELD(entities) found = {0};
        watchlist_find(w, a, &found);
        assert_int_equal(found.size, 1);
        relevance[i] = found.items[0].relevance;
    }
    assert_true(relevance[1] > relevance[0]);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, rows_found, finds_the_watched);
    ADD_TEST(&rows, finds_wherever_it_stands);
    ADD_TEST(&rows, finds_what_the_item_names);
    ADD_TEST(&rows, more_mentions_are_more_relevant);
    return rows_run("entities", &rows);
}
