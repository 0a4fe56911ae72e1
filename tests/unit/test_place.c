#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "intake/place.h"
#include "support/rows.h"

#include <string.h>

struct place_row {
    const char *name, *url, *text, *host; /* text NULL: refused */
    bool http;
};

static const struct place_row places[] = {
    { "a plain URL", "http://Example.org/Feed", "http://Example.org/Feed", "example.org", true },
    { "the scheme in capitals", "HTTPS://example.org/", "https://example.org/", "example.org",
      true },
    { "a space is encoded", "http://example.org/a b", "http://example.org/a%20b", "example.org",
      true },
    { "no path", "http://example.org", "http://example.org/", "example.org", true },
    { "a fragment is dropped", "http://example.org/a#b", "http://example.org/a", "example.org",
      true },
    { "credentials are not shown", "http://me:pw@example.org/a", "http://example.org/a",
      "example.org", true },
    { "a port stays", "http://example.org:8080/", "http://example.org:8080/", "example.org", true },
    { "ftp is a URL, but not http", "ftp://example.org/", "ftp://example.org/", "example.org",
      false },
    { "a file is one too", "file:///etc/passwd", "file:///etc/passwd", "", false },
    { "an unknown scheme as well", "gopher://example.org/", "gopher://example.org/", "example.org",
      false },
    { "no scheme", "example.org/feed", NULL, NULL, false },
    { "nothing", "", NULL, NULL, false },
    { "a port beyond the last", "http://example.org:65536/", NULL, NULL, false },
    { "a line break", "http://example.org/\r\nX: y", NULL, NULL, false },
    { "a bracket that stays open", "http://[::1/", NULL, NULL, false },
};

static void reads_urls(void **state)
{
    const struct place_row *row = *state;
    OWNED(place) p = place_parse(row->url);
    assert_int_equal(p != NULL, row->text != NULL);
    if (!p)
        return;
    assert_string_equal(place_url(p), row->text);
    assert_string_equal(place_host(p), row->host);
    assert_int_equal(place_is_http(p), row->http);
}

static void knows_credentials_decoded(void **state)
{
    (void)state;
    OWNED(place) p = place_parse("http://m%40e:p%3Aw@example.org/");
    assert_string_equal(place_user(p), "m@e");
    assert_string_equal(place_password(p), "p:w");
}

struct resolve_row {
    const char *name, *base, *reference, *text;
};

static const struct resolve_row references[] = {
    { "beside", "http://a.example/x/y?q", "z", "http://a.example/x/z" },
    { "from the root", "http://a.example/x/y", "/z", "http://a.example/z" },
    { "up", "http://a.example/x/y/z", "../w", "http://a.example/x/w" },
    { "only a query", "http://a.example/x?y", "?z", "http://a.example/x?z" },
    { "another host over the same scheme", "https://a.example/x", "//b.example/y",
      "https://b.example/y" },
    { "absolute", "http://a.example/x", "https://b.example/y", "https://b.example/y" },
    { "credentials of the base are not carried along", "http://me:pw@a.example/x", "y",
      "http://a.example/y" },
    { "credentials of the reference are not kept", "http://a.example/x", "http://me:pw@b.example/",
      "http://b.example/" },
    { "a reference that breaks the request", "http://a.example/x", "http://b.example/\nX: y",
      NULL },
};

static void resolves_references(void **state)
{
    const struct resolve_row *row = *state;
    OWNED(place) base = place_parse(row->base);
    OWNED(place) p = place_resolve(base, row->reference);
    assert_int_equal(p != NULL, row->text != NULL);
    if (!p)
        return;
    assert_string_equal(place_url(p), row->text);
    assert_null(place_user(p));
    assert_null(place_password(p));
}

struct share_row {
    const char *name, *from, *to;
    bool shares;
};

static const struct share_row shares[] = {
    { "the same", "https://a.example/x", "https://a.example/y", true },
    { "the same in other letters", "https://A.example/", "https://a.EXAMPLE/", true },
    { "the port said and unsaid", "https://a.example/", "https://a.example:443/", true },
    { "another host", "https://a.example/", "https://b.example/", false },
    { "a host below", "https://a.example/", "https://x.a.example/", false },
    { "a host that only starts the same", "https://a.example/", "https://a.example.evil/", false },
    { "a final dot is another name", "https://a.example/", "https://a.example./", false },
    { "another port", "https://a.example/", "https://a.example:8443/", false },
    { "up to https", "http://a.example/", "https://a.example/", true },
    { "down to http", "https://a.example/", "http://a.example/", false },
    { "up to https on another port", "http://a.example:8080/", "https://a.example/", false },
    { "another scheme", "http://a.example/", "ftp://a.example/", false },
};

static void shares_only_with_the_own_host(void **state)
{
    const struct share_row *row = *state;
    OWNED(place) from = place_parse(row->from);
    OWNED(place) to = place_parse(row->to);
    assert_int_equal(place_shares_host(from, to), row->shares);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, places, reads_urls);
    ADD_TEST(&rows, knows_credentials_decoded);
    ADD_ROWS(&rows, references, resolves_references);
    ADD_ROWS(&rows, shares, shares_only_with_the_own_host);
    return rows_run("place", &rows);
}
