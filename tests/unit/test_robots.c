#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "intake/permits.h"
#include "intake/robots.h"
#include "support/rows.h"

#include <stdio.h>
#include <string.h>

struct row {
    const char *name, *robots, *path;
    bool allow;
};

#define ALL "User-agent: *\n"

static const struct row rows_groups[] = {
    { "nothing allows all", "", "/a", true },
    { "an empty rule allows all", ALL "Disallow:\n", "/a", true },
    { "a slash forbids all", ALL "Disallow: /\n", "/a", false },
    { "robots.txt itself may always be read", ALL "Disallow: /\n", "/robots.txt", true },
    { "a group for others is not ours", "User-agent: other\nDisallow: /\n", "/a", true },
    { "ours goes before that for all", "User-agent: assayd\nDisallow: /b\n" ALL "Disallow: /\n", "/a", true },
    { "ours, whatever stands before it", ALL "Disallow: /\nUser-agent: assayd\nDisallow: /b\n", "/b", false },
    { "ours, empty, allows all", ALL "Disallow: /\nUser-agent: assayd\nDisallow:\n", "/a", true },
    { "our name in capitals, with a version", "User-Agent: ASSAYD/1.0\ndisallow: /a\n", "/a", false },
    { "a name that only begins like ours is another's", "User-agent: assaydator\nDisallow: /\n", "/a", true },
    { "groups of ours are one", "User-agent: assayd\nDisallow: /a\n\nUser-agent: assayd\nDisallow: /b\n", "/a",
      false },
    { "two names of one group", "User-agent: other\nUser-agent: assayd\nDisallow: /a\n", "/a", false },
    { "a name behind rules begins another group", "User-agent: assayd\nDisallow: /a\nUser-agent: other\nDisallow: /b\n",
      "/b", true },
    { "a sitemap ends no group", "User-agent: other\nSitemap: http://x/\nUser-agent: assayd\nDisallow: /a\n", "/a",
      false },
    { "rules before any name are nobody's", "Disallow: /\n" ALL "Disallow: /b\n", "/a", true },
};

static const struct row rows_lines[] = {
    { "comments", "# x\nUser-agent: * # all\nDisallow: /a # not this\n", "/a", false },
    { "lines that end as on Windows", "User-agent: *\r\nDisallow: /a\r\n", "/a", false },
    { "lines that end as on old Macs", "User-agent: *\rDisallow: /a\r", "/a", false },
    { "a byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /a\n", "/a", false },
    { "no space, many spaces", "user-agent:*\n  Disallow  :   /a  \n", "/a", false },
    { "the last line has no end", "User-agent: *\nDisallow: /a", "/a", false },
    { "a page instead of it allows all", "<!doctype html><p>Not: found</p>", "/a", true },
    { "a rule that is no path counts for nothing", ALL "Disallow: a\n", "/a", true },
};

static const struct row rows_paths[] = {
    { "a path's beginning", ALL "Disallow: /fish\n", "/fishheads/yummy.html", false },
    { "case matters", ALL "Disallow: /fish\n", "/Fish.asp", true },
    { "a folder is not the page of its name", ALL "Disallow: /fish/\n", "/fish", true },
    { "the longest rule decides", ALL "Disallow: /a\nAllow: /a/b\n", "/a/b/c", true },
    { "the longest rule decides, whatever comes last", ALL "Allow: /a/b\nDisallow: /a\n", "/a/b/c", true },
    { "of two of a length the kinder one", ALL "Disallow: /page\nAllow: /page\n", "/page", true },
    { "of two of a length the kinder one, whatever comes last", ALL "Allow: /page\nDisallow: /page\n", "/page",
      true },
    { "a star", ALL "Disallow: /*.php\n", "/x/index.php?a=1", false },
    { "a star and an end", ALL "Disallow: /*.php$\n", "/x/index.php?a=1", true },
    { "an end that is met", ALL "Disallow: /*.php$\n", "/a.php/b.php", false },
    { "an end alone", ALL "Disallow: /$\n", "/", false },
    { "an end alone, elsewhere", ALL "Disallow: /$\n", "/a", true },
    { "a star first", ALL "Disallow: *private\n", "/my/private/x", false },
    { "stars in a row", ALL "Disallow: /**a***b\n", "/xxaxxb", false },
    { "pieces do not overlap", ALL "Disallow: /*ab*ba$\n", "/aba", true },
    { "a star may stand for nothing", ALL "Disallow: /a*b\n", "/ab", false },
    { "a query", ALL "Disallow: /*?print\n", "/a?print=1", false },
    { "escapes in capitals or not", ALL "Disallow: /%c3%a4\n", "/%C3%A4", false },
    { "bytes that should be escaped", ALL "Disallow: /\xc3\xa4\n", "/%C3%A4/x", false },
    { "escapes that need none", ALL "Disallow: /%7Ejoe\n", "/~joe", false },
    { "marks that should be escaped", ALL "Disallow: /{a}|b\n", "/%7Ba%7D%7Cb", false },
    { "an escaped slash is no slash", ALL "Disallow: /a%2Fb\n", "/a/b", true },
    { "half an escape", ALL "Disallow: /a%2\n", "/a%2", false },
    { "no path is the front page", ALL "Disallow: /$\n", "", false },
};

static void answers(void **state)
{
    const struct row *row = *state;
    OWNED(robots) r = robots_read(slice_of(row->robots), SLICE("assayd"));
    assert_int_equal(robots_allow(r, slice_of(row->path)), row->allow);
}

static void many_rules_and_stars_cost_little(void **state)
{
    (void)state;
    HELD(text) robots = {0};
    HELD(text) path = {0};
    text_add(&robots, SLICE(ALL));
    for (int i = 0; i < 20000; i++)
        text_add(&robots, SLICE("Disallow: /*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b\n"));
    text_add(&path, SLICE("/"));
    for (int i = 0; i < 100000; i++)
        text_add_byte(&path, 'a');
    OWNED(robots) r = robots_read(text_slice(&robots), SLICE("assayd"));
    assert_true(robots_allow(r, text_slice(&path))); /* or the test's time is over */
    assert_true(robots_weight(r) < 200000);
}

static void a_delay_has_bounds(void **state)
{
    (void)state;
    OWNED(robots) none = robots_read(SLICE(ALL "Crawl-delay: soon\n"), SLICE("assayd"));
    OWNED(robots) half = robots_read(SLICE(ALL "Crawl-delay: 0.5\n"), SLICE("assayd"));
    OWNED(robots) year = robots_read(SLICE(ALL "Crawl-delay: 31536000\n"), SLICE("assayd"));
    assert_int_equal(robots_delay(none).ms, 0);
    assert_int_equal(robots_delay(half).ms, 500);
    assert_int_equal(robots_delay(year).ms, 60000);
}

static void a_token_is_a_name_without_its_version(void **state)
{
    (void)state;
    assert_true(slice_is(robots_token(SLICE("assayd/0.1 (feed reader)")), "assayd"));
    assert_true(slice_is(robots_token(SLICE("News-Desk_Bot 2")), "News-Desk_Bot"));
    assert_int_equal(robots_token(SLICE("")).len, 0);
}

/* --- permits --- */

static void note(struct permits *p, const char *url, const char *robots, int64_t at)
{
    struct fetch_answer *a = mem_new(sizeof *a);
    a->status = 200;
    text_add(&a->body, slice_of(robots));
    permits_note(p, url, a, (struct instant){ at });
    fetch_answer_free(&a);
}

static void a_site_is_scheme_host_and_port(void **state)
{
    (void)state;
    OWNED(permits) p = permits_new();
    struct instant now = { 1 };
    note(p, "https://example.org/a", ALL "Disallow: /no\n", 0);
    assert_int_equal(permits_ask(p, "https://example.org/no?x#y", now), PERMIT_REFUSED);
    assert_int_equal(permits_ask(p, "https://example.org?no", now), PERMIT_GIVEN);
    assert_int_equal(permits_ask(p, "https://example.org", now), PERMIT_GIVEN);
    assert_int_equal(permits_ask(p, "http://example.org/no", now), PERMIT_UNKNOWN);
    assert_int_equal(permits_ask(p, "https://example.org:8443/no", now), PERMIT_UNKNOWN);
    assert_int_equal(permits_ask(p, "https://www.example.org/no", now), PERMIT_UNKNOWN);
    char *url = permits_robots_url("https://example.org:8443?q");
    assert_string_equal(url, "https://example.org:8443/robots.txt");
    mem_free(&url);
}

static void another_name_forgets_what_was_said_to_the_old_one(void **state)
{
    (void)state;
    OWNED(permits) p = permits_new();
    note(p, "https://example.org/", "User-agent: desk\nDisallow: /\n", 0);
    permits_call(p, "assayd/2 (feed reader)");
    assert_int_equal(permits_ask(p, "https://example.org/", (struct instant){ 1 }), PERMIT_GIVEN);
    permits_call(p, "Desk/1");
    assert_int_equal(permits_ask(p, "https://example.org/", (struct instant){ 1 }), PERMIT_UNKNOWN);
    note(p, "https://example.org/", "User-agent: desk\nDisallow: /\n", 0);
    assert_int_equal(permits_ask(p, "https://example.org/", (struct instant){ 1 }), PERMIT_REFUSED);
}

static void what_was_asked_for_least_lately_goes_first(void **state)
{
    (void)state;
    OWNED(permits) p = permits_new();
    char url[64];
    struct instant now = { 1 };
    note(p, "https://first.example/", "", 0);
    note(p, "https://second.example/", "", 0);
    for (int i = 0; i < PERMITS_MOST - 1; i++) {
        assert_int_equal(permits_ask(p, "https://first.example/", now), PERMIT_GIVEN);
        snprintf(url, sizeof url, "https://h%d.example/", i);
        note(p, url, "", 0);
    }
    assert_int_equal(permits_ask(p, "https://first.example/", now), PERMIT_GIVEN);
    assert_int_equal(permits_ask(p, "https://second.example/", now), PERMIT_UNKNOWN);
    assert_int_equal(permits_ask(p, url, now), PERMIT_GIVEN);
}

static void great_files_leave_room_for_few(void **state)
{
    (void)state;
    OWNED(permits) p = permits_new();
    HELD(text) robots = {0};
    char url[64];
    int known = 0;
    text_add(&robots, SLICE(ALL));
    for (int i = 0; i < 1000; i++)
        text_printf(&robots, "Disallow: /%0240d\n", i);
    for (int i = 0; i < 200; i++) {
        snprintf(url, sizeof url, "https://h%d.example/", i);
        note(p, url, text_string(&robots), 0);
    }
    for (int i = 0; i < 200; i++) {
        snprintf(url, sizeof url, "https://h%d.example/", i);
        known += permits_ask(p, url, (struct instant){ 1 }) != PERMIT_UNKNOWN;
    }
    assert_true(known > 10 && (size_t)known <= PERMITS_BYTES / 240000);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, rows_groups, answers);
    ADD_ROWS(&rows, rows_lines, answers);
    ADD_ROWS(&rows, rows_paths, answers);
    ADD_TEST(&rows, many_rules_and_stars_cost_little);
    ADD_TEST(&rows, a_delay_has_bounds);
    ADD_TEST(&rows, a_token_is_a_name_without_its_version);
    ADD_TEST(&rows, a_site_is_scheme_host_and_port);
    ADD_TEST(&rows, another_name_forgets_what_was_said_to_the_old_one);
    ADD_TEST(&rows, what_was_asked_for_least_lately_goes_first);
    ADD_TEST(&rows, great_files_leave_room_for_few);
    return rows_run("robots", &rows);
}
