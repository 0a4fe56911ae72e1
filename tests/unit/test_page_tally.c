#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "intake/page_tally.h"
#include "support/rows.h"

#include <stdlib.h>
#include <string.h>

/* What becomes of an item's page: a number of bytes, the problem's name, or "-": it was not wanted. */
struct row {
    const char *name;
    const char *polls; /* pages by spaces, polls by bars */
    const char *told;  /* "poor-pages recovered " */
};

static const struct row rows_told[] = {
    { "pages that come are no news", "3000 2900|3100 3000 2000", "" },
    { "no pages are no news", "- - - - - -", "" },
    { "four in a row may happen", "3000|no-more no-more other unreadable", "" },
    { "five in a row are told", "3000|no-more no-more other unreadable no-more", "poor-pages " },
    { "five in a row over five polls are told", "3000|other|other|other|other|other", "poor-pages " },
    { "it is told once", "3000|other other other other other other|other other other", "poor-pages " },
    { "and taken back once", "other other other other other|3000|3000", "poor-pages recovered " },
    { "and told again", "other other other other other|3000|other other other other other",
      "poor-pages recovered poor-pages " },
    { "one good page in between begins anew", "3000|other other other other 3000 other other other other", "" },
    { "a tenth of what is usual is poor", "3000 3000|290 290 290 290 290", "poor-pages " },
    { "a bit more than a tenth is not", "3000 3000|310 310 310 310 310", "" },
    { "what is usual is learnt anew, slowly", "90000|9100 9100 9100|800 800 800 800 800", "poor-pages " },
    { "our own limits are not the site's doing", "3000|too-many late no-room too-many late no-room", "" },
    { "robots.txt is a reason like others", "robots robots robots robots robots", "poor-pages " },
};

static struct article *page_of(const char *what)
{
    struct article *a = article_new();
    a->from_page = what[0] >= '0' && what[0] <= '9';
    for (long i = a->from_page ? atol(what) : 0; i > 0; i--)
        text_add_byte(&a->text, 'x');
    if (!a->from_page && what[0] != '-')
        a->page_problem = mem_string(what);
    return a;
}

static void play(struct feed_state **state, struct slice pages, struct text *told)
{
    OWNED(poll) poll = poll_new("a");
    feed_state_free(&poll->state);
    poll->state = feed_state_copy(*state);
    for (struct slice word; pages.len && slice_next(&pages, ' ', &word);) {
        char *what = slice_string(word);
        struct article *a = page_of(what);
        poll_add(poll, &a);
        mem_free(&what);
    }
    page_tally(poll);
    for (size_t i = 0; i < poll->events_size; i++)
        text_printf(told, "%s ", poll->events[i].name);
    feed_state_free(state);
    *state = feed_state_copy(poll->state);
}

static void tells(void **state)
{
    const struct row *row = *state;
    HELD(text) told = {0};
    OWNED(feed_state) feed = feed_state_new("a");
    struct slice polls = slice_of(row->polls), pages;
    while (polls.len && slice_next(&polls, '|', &pages))
        play(&feed, pages, &told);
    assert_string_equal(text_string(&told), row->told);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, rows_told, tells);
    return rows_run("page_tally", &rows);
}
