#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "intake/harvest.h"
#include "intake/seen.h"
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

/* Documents of "id=text", an hour apart; which items are judged again is what comes out, and
 * "+5" where an edit waits, in how many minutes it is due. */
struct edit_row {
    const char *name;
    int64_t per_poll;
    struct {
        const char *items, *again;
        int minutes; /* since the one before */
    } documents[6];
};

static const struct edit_row edit_rows[] = {
    { "an edit is judged again, once", 5,
      { { "a=1 b=1", "", 0 }, { "a=2 b=1", "a", 60 }, { "a=2 b=1", "", 60 } } },
    { "what is new is no edit", 5, { { "a=1", "", 0 }, { "b=2 a=1", "", 60 } } },
    { "most of a document at once is its frame", 5,
      { { "a=1 b=1 c=1 d=1 e=1", "", 0 }, { "a=2 b=2 c=2 d=2 e=1", "", 60 },
        { "a=2 b=2 c=2 d=2 e=3", "e", 60 } } },
    { "half of it is not", 5,
      { { "a=1 b=1 c=1 d=1", "", 0 }, { "a=2 b=2 c=1 d=1", "ba", 60 } } },
    { "a few may change all at once", 5, { { "a=1 b=1", "", 0 }, { "a=2 b=2", "ba", 60 } } },
    { "what is too much waits for the next poll", 1,
      { { "a=1 b=1 c=1", "", 0 }, { "a=2 b=2 c=1", "b+0", 60 },
        { "a=2 b=2 c=1", "a", 60 } } },
    { "an item is looked at ever more seldom", 5,
      { { "a=1", "", 0 }, { "a=2", "a", 60 }, { "a=3", "+5", 5 }, { "a=4", "a", 5 },
        { "a=5", "+5", 15 }, { "a=6", "a", 5 } } },
    { "an edit that is taken back waits no more", 5,
      { { "a=1", "", 0 }, { "a=2", "a", 60 }, { "a=3", "+5", 5 }, { "a=2", "", 1 } } },
    { "nothing is judged again where nobody wants it", 0,
      { { "a=1 b=1", "", 0 }, { "a=2 b=1", "", 60 } } },
};

static void edited(struct text *out, const char *items)
{
    struct slice rest = slice_of(items), word;
    text_add(out, SLICE("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":["));
    for (size_t i = 0; rest.len && slice_next(&rest, ' ', &word); i++)
        text_printf(out, "%s{\"id\":\"%c\",\"content_text\":\"%c\"}", i ? "," : "", word.ptr[0],
                    word.ptr[2]);
    text_add(out, SLICE("]}"));
}

static void add_due(struct text *out, struct slice ids, struct instant now)
{
    int minutes = 0;
    while (minutes <= 60 && !seen_is_due(ids, now.ms / 1000 + minutes * 60))
        minutes++;
    if (minutes <= 60)
        text_printf(out, "+%d", minutes);
}

static void finds_edits(void **state)
{
    const struct edit_row *row = *state;
    OWNED(feed_state) kept = feed_state_new("a");
    char id[] = "a";
    struct subscription subscription = { .id = id, .prior = 0.5 };
    struct edits_settings settings = { .enabled = true, .per_poll = row->per_poll,
                                       .pause = MINUTES(10) };
    struct instant now = { 1795341600000 };
    struct error err = {0};
    for (size_t i = 0; i < count_of(row->documents) && row->documents[i].items; i++) {
        struct harvest_field field = { .subscription = &subscription, .remember = 10,
                                       .limits = &feed_limits_default, .edits = &settings };
        OWNED(poll) poll = poll_new("a");
        HELD(text) body = {0}, again = {0};
        edited(&body, row->documents[i].items);
        now = instant_add(now, MINUTES(row->documents[i].minutes));
        assert_true(harvest(poll, kept, &field, text_slice(&body), now, &err));
        for (size_t k = 0; k < poll->items_size; k++)
            if (poll->items[k].article->cause)
                text_add_byte(&again, poll->items[k].article->id[0]);
        assert_int_equal(poll->news, poll->items_size - again.len);
        add_due(&again, text_slice(&kept->seen), now);
        assert_string_equal(text_string(&again), row->documents[i].again);
    }
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, harvest_rows, finds_what_is_new);
    ADD_ROWS(&rows, edit_rows, finds_edits);
    return rows_run("harvest", &rows);
}
