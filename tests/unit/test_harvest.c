#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "intake/harvest.h"
#include "support/rows.h"

/* One document after another, each with as many entries as are read before the ceiling; how many
 * of them were new. Only `remember` ids are kept of those that left the document. */
struct harvest_row {
    const char *name;
    size_t remember;
    struct {
        const char *ids;
        size_t ceiling, news;
    } documents[4];
};

static const struct harvest_row harvest_rows[] = {
    { "what comes again is not new", 10, { { "abc", 10, 3 }, { "abcd", 10, 1 } } },
    { "what left the document is forgotten beyond the limit", 1,
      { { "abc", 10, 3 }, { "d", 10, 1 }, { "abc", 10, 3 } } },
    { "what a ceiling cut off has not left the document", 1,
      { { "abcd", 10, 4 }, { "dabc", 2, 0 }, { "abcd", 10, 0 } } },
};

static void document(struct text *out, const char *ids)
{
    text_add(out, SLICE("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":["));
    for (const char *id = ids; *id; id++)
        text_printf(out, "%s{\"id\":\"%c\",\"content_text\":\"%c\"}", id > ids ? "," : "", *id, *id);
    text_add(out, SLICE("]}"));
}

static void finds_what_is_new(void **state)
{
    const struct harvest_row *row = *state;
    OWNED(feed_state) kept = feed_state_new("a");
    char id[] = "a";
    struct subscription subscription = { .id = id, .prior = 0.5 };
    struct error err = {0};
    for (size_t i = 0; i < count_of(row->documents) && row->documents[i].ids; i++) {
        struct feed_limits limits = feed_limits_default;
        limits.entries = row->documents[i].ceiling;
        struct harvest_field field = { .subscription = &subscription, .limits = &limits,
                                       .remember = row->remember };
        OWNED(poll) poll = poll_new("a");
        HELD(text) body = {0};
        document(&body, row->documents[i].ids);
        assert_true(harvest(poll, kept, &field, text_slice(&body), clock_now(clock_real()), &err));
        assert_int_equal(poll->items_size, row->documents[i].news);
    }
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, harvest_rows, finds_what_is_new);
    return rows_run("harvest", &rows);
}
