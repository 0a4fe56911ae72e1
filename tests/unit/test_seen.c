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
    assert_int_equal(ids.len, 5 + 8 * seen_size(s));
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
    { "an unknown form is refused", 5, "\2\0\0\0\0" },
    { "a torn id is refused", 9, "\1\0\0\0\0abcd" },
    { "more held than there are is refused", 13, "\1\2\0\0\0abcdefgh" },
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
    ADD_TEST(&rows, nothing_stored_is_an_empty_memory);
    ADD_TEST(&rows, stays_bounded_over_years);
    return rows_run("seen", &rows);
}
