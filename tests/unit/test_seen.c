#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "intake/seen.h"
#include "support/rows.h"

#include <stdio.h>
#include <string.h>

/* One document after another, ids parted by spaces; which were new is what comes out. */
struct seen_row {
    const char *name;
    size_t limit;
    const char *documents[5], *news[5];
};

static const struct seen_row seen_rows[] = {
    { "all is new at first", 10, { "a b c" }, { "a b c" } },
    { "the same again is not", 10, { "a b c", "a b c" }, { "a b c", "" } },
    { "an id twice in one document is new once", 10, { "a a b a" }, { "a b" } },
    { "what comes back within the limit is known",
      10,
      { "a b", "c d", "a b" },
      { "a b", "c d", "" } },
    { "the oldest is forgotten beyond the limit",
      3,
      { "a b", "c d", "e", "a b" },
      { "a b", "c d", "e", "a b" } },
    { "a document larger than the limit is kept whole",
      2,
      { "a b c d e", "e d c b a f" },
      { "a b c d e", "f" } },
    { "what stays in the document is never the oldest",
      3,
      { "a b", "a c", "a d", "a e", "b a" },
      { "a b", "c", "d", "e", "b" } },
    { "an empty document forgets only beyond the limit",
      2,
      { "a b c", "", "a b c" },
      { "a b c", "", "a" } },
};

static void read_document(struct seen *s, const char *ids, struct text *news)
{
    struct slice rest = slice_of(ids), id;
    text_clear(news);
    while (rest.len && slice_next(&rest, ' ', &id))
        if (seen_add(s, id))
            text_printf(news, "%s%.*s", news->len ? " " : "", SLICE_ARGS(id));
    seen_end(s);
}

static struct seen *reload(const struct seen *s, size_t limit)
{
    HELD(text) ids = {0};
    struct seen *again = NULL;
    seen_to_ids(s, &ids);
    assert_true(ids.len >= 5 + 8 * seen_size(s) && ids.len <= 5 + 17 * seen_size(s));
    assert_true(seen_from_ids(text_slice(&ids), limit, &again, NULL));
    return again;
}

static void tells_new_from_known(void **state)
{
    const struct seen_row *row = *state;
    OWNED(seen) kept = seen_new(row->limit);
    OWNED(seen) stored = seen_new(row->limit); /* goes through the journal's form each time */
    for (size_t i = 0; i < count_of(row->documents) && row->documents[i]; i++) {
        HELD(text) news = {0};
        read_document(kept, row->documents[i], &news);
        assert_string_equal(text_string(&news), row->news[i]);
        read_document(stored, row->documents[i], &news);
        assert_string_equal(text_string(&news), row->news[i]);
        struct seen *again = reload(stored, row->limit);
        seen_free(&stored);
        stored = again;
    }
}

struct bad_row {
    const char *name;
    size_t len;
    const char *bytes;
};

static const struct bad_row bad_rows[] = {
    { "too short for a header is refused", 3, "\1\0\0" },
    { "an unknown form is refused", 5, "\3\0\0\0\0" },
    { "a torn id is refused", 9, "\1\0\0\0\0abcd" },
    { "a torn text is refused", 21, "\2\1\0\0\0abcdefgh12345678" },
    { "more held than there are is refused", 13, "\1\2\0\0\0abcdefgh" },
    { "more held than anybody could be is refused", 13, "\2\377\377\377\377abcdefgh" },
    { "an id twice is refused", 21, "\1\0\0\0\0abcdefghabcdefgh" },
};

static void refuses_what_it_did_not_write(void **state)
{
    const struct bad_row *row = *state;
    struct seen *s = NULL;
    struct error err = {0};
    assert_false(seen_from_ids((struct slice){ row->bytes, row->len }, 10, &s, &err));
    assert_int_equal(err.remedy, REFUSE);
    assert_null(s);
}

/* Documents of "id=text", one after another and through the stored form each time; which edits were
 * seen is what comes out. "id=text!": and accepted; "!" alone: all of the document are. */
struct edit_row {
    const char *name, *documents[5], *edits[5];
};

static const struct edit_row edit_rows[] = {
    { "the first text is no edit", { "a=1 b=2" }, { "" } },
    { "nor is the same again", { "a=1 b=2", "b=2 a=1" }, { "", "" } },
    { "another text is", { "a=1 b=2", "a=1 b=3" }, { "", "b" } },
    { "until it is accepted", { "a=1", "a=2", "a=2!", "a=2" }, { "", "a", "a", "" } },
    { "a text that comes back is none any more", { "a=1", "a=2", "a=1" }, { "", "a", "" } },
    { "all may be accepted at once", { "a=1 b=1", "a=2 b=2 !", "a=2 b=2" }, { "", "a b", "" } },
    { "of an id that stands twice the first text counts",
      { "a=1 a=2", "a=1 a=3" }, { "", "" } },
    { "the text is forgotten with the document", { "a=1", "b=1", "a=2" }, { "", "", "" } },
};

static void read_edits(struct seen *s, const char *document, struct text *edits)
{
    struct slice rest = slice_of(document), word;
    while (rest.len && slice_next(&rest, ' ', &word)) {
        bool accept = word.ptr[word.len - 1] == '!';
        if (word.len == 1) {
            seen_accept_all(s);
            continue;
        }
        struct slice id = slice_sub(word, 0, 1);
        seen_add(s, id);
        if (seen_edit(s, id, slice_sub(word, 2, 1)))
            text_printf(edits, "%s%.*s", edits->len ? " " : "", SLICE_ARGS(id));
        if (accept)
            seen_accept(s, id);
    }
    seen_end(s);
}

static void tells_edits(void **state)
{
    const struct edit_row *row = *state;
    OWNED(seen) s = seen_new(10);
    for (size_t i = 0; i < count_of(row->documents) && row->documents[i]; i++) {
        HELD(text) edits = {0};
        read_edits(s, row->documents[i], &edits);
        assert_string_equal(text_string(&edits), row->edits[i]);
        struct seen *again = reload(s, 10);
        seen_free(&s);
        s = again;
    }
}

struct doubt_row {
    const char *name;
    int times;
};

static const struct doubt_row doubt_rows[] = {
    { "a doubted text is an edit", 1 },
    { "so is one that is doubted twice", 2 },
};

static void doubts(void **state)
{
    const struct doubt_row *row = *state;
    OWNED(seen) s = seen_new(10);
    OWNED(seen) again = NULL;
    HELD(text) ids = {0}, edits = {0};
    read_edits(s, "a=1 b=1", &edits);
    seen_looks(s, SLICE("a"))->due = 77;
    seen_to_ids(s, &ids);
    for (int i = 0; i < row->times; i++)
        seen_doubt(&ids, SLICE("a"));
    seen_doubt(&ids, SLICE("nobody"));
    assert_false(seen_is_due(text_slice(&ids), 76));
    assert_true(seen_is_due(text_slice(&ids), 77));
    assert_true(seen_from_ids(text_slice(&ids), 10, &again, NULL));
    assert_int_equal(seen_looks(again, SLICE("a"))->due, 77);
    assert_null(seen_looks(again, SLICE("nobody")));
    read_edits(again, "a=1 b=1", &edits);
    assert_string_equal(text_string(&edits), "a");
}

static void the_older_form_knows_no_texts(void **state)
{
    (void)state;
    OWNED(seen) s = NULL;
    HELD(text) edits = {0};
    OWNED(seen) first = seen_new(10);
    HELD(text) ids = {0};
    read_edits(first, "a=1", &edits);
    seen_to_ids(first, &ids);
    ids.ptr[0] = 1;
    struct slice bare = slice_sub(text_slice(&ids), 0, 13);
    assert_true(seen_from_ids(bare, 10, &s, NULL));
    assert_true(seen_has(s, SLICE("a")));
    read_edits(s, "a=2", &edits);
    assert_string_equal(text_string(&edits), "");
}

static void nothing_stored_is_an_empty_memory(void **state)
{
    (void)state;
    OWNED(seen) s = NULL;
    assert_true(seen_from_ids((struct slice){0}, 10, &s, NULL));
    assert_int_equal(seen_size(s), 0);
    assert_false(seen_has(s, slice_of("a")));
}

static void stays_bounded_over_years(void **state)
{
    (void)state;
    OWNED(seen) s = seen_new(1000);
    char id[32];
    for (int document = 0; document < 2000; document++) {
        for (int i = 0; i < 30; i++) {
            snprintf(id, sizeof id, "item-%d", document * 10 + i);
            assert_int_equal(seen_add(s, slice_of(id)), document == 0 || i >= 20);
        }
        seen_end(s);
        assert_true(seen_size(s) <= 1000);
    }
    assert_true(seen_has(s, slice_of("item-19990")));
    assert_false(seen_has(s, slice_of("item-0")));
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, seen_rows, tells_new_from_known);
    ADD_ROWS(&rows, bad_rows, refuses_what_it_did_not_write);
    ADD_ROWS(&rows, edit_rows, tells_edits);
    ADD_ROWS(&rows, doubt_rows, doubts);
    ADD_TEST(&rows, the_older_form_knows_no_texts);
    ADD_TEST(&rows, nothing_stored_is_an_empty_memory);
    ADD_TEST(&rows, stays_bounded_over_years);
    return rows_run("seen", &rows);
}
