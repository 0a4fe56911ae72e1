#include "intake/full_text.h"

#include "base/mem.h"
#include "intake/page.h"

#include <ctype.h>
#include <string.h>

#define LONG_WORD 4 /* bytes: shorter words of a title are everybody's */

static void refuse(struct article *a, const char *problem, const char *why)
{
    mem_free(&a->page_problem);
    mem_free(&a->page_error);
    a->page_problem = mem_string(problem);
    a->page_error = mem_string(why);
}

/* --- which pages --- */

static bool is_wanted(const struct subscription *s, const struct article *a)
{
    if (s->full_text == FULL_TEXT_NEVER || (s->full_text == FULL_TEXT_AUTO && !a->is_teaser))
        return false;
    return a->url && subscription_url_check(a->url, NULL);
}

struct page_wish *full_text_wishes(const struct poll *poll, const struct subscription *s, size_t most,
                                   size_t *ret_size)
{
    struct page_wish *wishes = mem_array(poll->items_size + 1, sizeof *wishes);
    size_t size = 0;
    for (size_t i = poll->items_size; i > 0; i--) {
        struct article *a = poll->items[i - 1].article;
        if (!is_wanted(s, a))
            continue;
        if (size < most)
            wishes[size++] = (struct page_wish){ a->url, i - 1 };
        else
            refuse(a, "too-many", "more pages than pages.per_poll allows");
    }
    *ret_size = size;
    return wishes;
}

/* --- is that the article? --- */

static size_t body_size(const struct article *a)
{
    size_t size = 0;
    for (size_t i = 0; i < a->blocks_size; i++)
        if (a->blocks[i].kind != ASSAY_TITLE && a->blocks[i].kind != ASSAY_NOTICE)
            size += a->blocks[i].span.len;
    return size;
}

/* All but the title, which is the feed's own. */
static struct slice body_of(const struct article *a)
{
    size_t start = a->blocks_size && a->blocks[0].kind == ASSAY_TITLE ? a->blocks[0].span.len : 0;
    return slice_sub(text_slice(&a->text), start, a->text.len);
}

static bool is_of_a_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool next_word(struct slice *rest, struct slice *ret)
{
    size_t start = 0, end;
    while (start < rest->len && !is_of_a_word(rest->ptr[start]))
        start++;
    for (end = start; end < rest->len && is_of_a_word(rest->ptr[end]);)
        end++;
    *ret = slice_sub(*rest, start, end - start);
    *rest = slice_sub(*rest, end, rest->len);
    return ret->len != 0;
}

/* An article comes back to a third of its title's longer words; where those are few, who knows. */
static bool takes_up(struct slice body, const char *title)
{
    struct slice rest = utf8_cut(slice_of(title), 300), word;
    size_t words = 0, found = 0;
    while (next_word(&rest, &word)) {
        if (word.len < LONG_WORD)
            continue;
        char *copy = slice_string(word);
        words++;
        found += slice_find_nocase(body, copy) != SIZE_MAX;
        mem_free(&copy);
    }
    return words < 3 || found * 3 >= words;
}

/* --- is there room for it? --- */

/* In bytes, as it waits for the others. */
static size_t weight(const struct article *a)
{
    size_t bytes = a->text.cap + a->blocks_cap * sizeof *a->blocks +
                   a->tables_cap * sizeof *a->tables + a->links_cap * sizeof *a->links;
    for (size_t i = 0; i < a->tables_size; i++)
        bytes += (size_t)a->tables[i].rows * a->tables[i].columns * sizeof *a->tables[i].cells;
    for (size_t i = 0; i < a->links_size; i++)
        bytes += a->links[i].url.len + 1;
    return bytes;
}

static bool take_room(_Atomic size_t *room, size_t bytes)
{
    size_t left = atomic_load(room);
    while (bytes <= left)
        if (atomic_compare_exchange_weak(room, &left, left - bytes))
            return true;
    return false;
}

/* --- taking it --- */

static void move_string(char **to, char **from)
{
    if (!*from)
        return;
    mem_free(to);
    *to = *from;
    *from = NULL;
}

/* A list of the one, or of the other where the one has none. */
#define MOVE_LIST(to, from, list)                                                                  \
    do {                                                                                           \
        SWAP((to)->list, (from)->list);                                                            \
        SWAP((to)->list##_size, (from)->list##_size);                                              \
        SWAP((to)->list##_cap, (from)->list##_cap);                                                \
    } while (0)
#define SWAP(a, b)                                                                                 \
    do {                                                                                           \
        __typeof__(a) swapped = (a);                                                               \
        (a) = (b);                                                                                 \
        (b) = swapped;                                                                             \
    } while (0)

static void take_dates(struct article *page, const struct article *item)
{
    int64_t now = item->fetched;
    page->fetched = now;
    page->date_clamped = item->date_clamped;
    if (item->published != ASSAY_UNKNOWN_TIME)
        page->published = item->published;
    if (item->updated != ASSAY_UNKNOWN_TIME)
        page->updated = item->updated;
    if (page->published != ASSAY_UNKNOWN_TIME && page->published > now) {
        page->published = now;
        page->date_clamped = true;
    }
}

/* What the feed says of its item goes to the page's article. */
static void take_identity(struct article *page, struct article *item)
{
    move_string(&page->id, &item->id);
    move_string(&page->feed, &item->feed);
    move_string(&page->url, &item->url);
    move_string(&page->domain, &item->domain);
    move_string(&page->topic, &item->topic);
    move_string(&page->language, &item->language);
    move_string(&page->origin, &item->origin);
    take_dates(page, item);
    page->prior = item->prior;
    page->backfilled = item->backfilled;
    page->cause = item->cause;
    if (!page->authors_size)
        MOVE_LIST(page, item, authors);
    if (item->categories_size)
        MOVE_LIST(page, item, categories);
    MOVE_LIST(page, item, named);
}

static void take_page(struct article **item, struct article **page)
{
    take_identity(*page, *item);
    article_finish(*page);
    (*page)->from_page = true;
    article_free(item);
    *item = *page;
    *page = NULL;
}

void full_text_take(struct article **item, const struct fetch_answer *answer, _Atomic size_t *room)
{
    struct article *a = *item;
    struct error err = {0};
    if (answer->problem != FETCH_OK) {
        refuse(a, fetch_problem_name(answer->problem), answer->err.text);
        return;
    }
    struct page_source source = { .url = slice_of(answer->url),
                                  .content_type = text_slice(&answer->content_type),
                                  .title = slice_of(a->title) };
    bool pdf = slice_starts(text_slice(&answer->body), "%PDF-");
    OWNED(article) page = pdf ? NULL : page_read(text_slice(&answer->body), &source, &err);
    if (pdf)
        refuse(a, fetch_problem_name(FETCH_TYPE), "is a PDF, whatever it claims to be");
    else if (!page)
        refuse(a, "unreadable", err.text);
    else if (body_size(page) <= body_size(a))
        refuse(a, "no-more", "the page has no more text than the feed");
    else if (!takes_up(body_of(page), a->title))
        refuse(a, "other", "the page is about something else than the title");
    else if (!take_room(room, weight(page)))
        refuse(a, "no-room", "the poll's pages together take more than pages.poll_bytes allows");
    else
        take_page(item, &page);
}
