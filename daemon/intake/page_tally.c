#include "intake/page_tally.h"

#include "base/mem.h"

#include <inttypes.h>
#include <string.h>

#define OF_USUAL 10 /* less than one in so many is poor */
#define MEMORY   8  /* pages, over which what is usual is learnt */

static bool is_our_doing(const char *problem)
{
    return strcmp(problem, "too-many") == 0 || strcmp(problem, "late") == 0 ||
           strcmp(problem, "no-room") == 0;
}

static void count_good(struct feed_pages *pages, int64_t size)
{
    pages->usual = pages->usual ? (pages->usual * (MEMORY - 1) + size) / MEMORY : size;
    pages->poor = 0;
    mem_free(&pages->problem);
}

static void count_poor(struct feed_pages *pages, const char *problem)
{
    pages->poor++;
    mem_free(&pages->problem);
    pages->problem = mem_string(problem);
}

static void count(struct feed_pages *pages, const struct article *a)
{
    int64_t size = (int64_t)a->text.len;
    if (!a->from_page && (!a->page_problem || is_our_doing(a->page_problem)))
        return;
    if (!a->from_page)
        count_poor(pages, a->page_problem);
    else if (size * OF_USUAL < pages->usual)
        count_poor(pages, "short");
    else
        count_good(pages, size);
}

static void tell(struct poll *poll)
{
    struct feed_state *s = poll->state;
    bool poor = s->pages.poor >= PAGE_TALLY_MOST, told = s->told & FEED_POOR_PAGES;
    if (poor && !told && s->pages.usual)
        poll_tell(poll, "poor-pages",
                  "the last %" PRIu32 " articles' pages gave no text, where some %" PRId64
                  " bytes were usual; the last: %s",
                  s->pages.poor, s->pages.usual, s->pages.problem);
    else if (poor && !told)
        poll_tell(poll, "poor-pages", "none of %" PRIu32 " articles' pages gave its text; the last: %s",
                  s->pages.poor, s->pages.problem);
    else if (told && !s->pages.poor)
        poll_tell(poll, "recovered", "articles' pages give their text again");
    if (poor)
        s->told |= FEED_POOR_PAGES;
    else if (!s->pages.poor)
        s->told &= ~(unsigned)FEED_POOR_PAGES;
}

void page_tally(struct poll *poll)
{
    for (size_t i = 0; i < poll->items_size; i++)
        if (poll->items[i].article)
            count(&poll->state->pages, poll->items[i].article);
    tell(poll);
}
