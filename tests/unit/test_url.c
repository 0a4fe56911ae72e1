#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "intake/url.h"
#include "support/rows.h"

struct resolve_row {
    const char *name, *base, *reference, *url;
};

#define BASE "http://a.example/b/c/d;p?q"

/* The examples of RFC 3986, 5.4, and what browsers add. */
static const struct resolve_row resolutions[] = {
    { "another scheme", BASE, "g:h", "g:h" },
    { "a sibling", BASE, "g", "http://a.example/b/c/g" },
    { "the same folder", BASE, "./g/", "http://a.example/b/c/g/" },
    { "from the root", BASE, "/g", "http://a.example/g" },
    { "another host", BASE, "//g.example", "http://g.example" },
    { "a query alone", BASE, "?y", "http://a.example/b/c/d;p?y" },
    { "a fragment alone keeps the query", BASE, "#s", "http://a.example/b/c/d;p?q#s" },
    { "all parts", BASE, "g;x?y#s", "http://a.example/b/c/g;x?y#s" },
    { "nothing is the base", BASE, "", "http://a.example/b/c/d;p?q" },
    { "a dot", BASE, ".", "http://a.example/b/c/" },
    { "up", BASE, "..", "http://a.example/b/" },
    { "up and down", BASE, "../g", "http://a.example/b/g" },
    { "up twice", BASE, "../../g", "http://a.example/g" },
    { "above the root is the root", BASE, "../../../../g", "http://a.example/g" },
    { "rooted dots", BASE, "/./g/../h", "http://a.example/h" },
    { "dots that are names", BASE, "..g/g..", "http://a.example/b/c/..g/g.." },
    { "dots in a query stay", BASE, "g?y/../x", "http://a.example/b/c/g?y/../x" },
    { "a base without a path", "http://a.example", "g", "http://a.example/g" },
    { "a base without a path, query", "http://a.example", "?q", "http://a.example?q" },
    { "white space around", BASE, "  g\n", "http://a.example/b/c/g" },
    { "line breaks inside", BASE, "g\n/h", "http://a.example/b/c/g/h" },
    { "the base's scheme said again", BASE, "http:g", "http://a.example/b/c/g" },
    { "no base", "", "g", "g" },
    { "a relative base does not count", "/x", "g", "g" },
    { "letters beyond ASCII", BASE, "caf\xc3\xa9", "http://a.example/b/c/caf\xc3\xa9" },
};

static void resolves(void **state)
{
    const struct resolve_row *row = *state;
    HELD(text) url = {0};
    text_add(&url, SLICE("kept "));
    url_resolve(&url, slice_of(row->base), slice_of(row->reference));
    assert_memory_equal(url.ptr, "kept ", 5);
    assert_string_equal(url.ptr + 5, row->url);
}

struct canonical_row {
    const char *name, *url, *canonical;
};

static const struct canonical_row canonicals[] = {
    { "case of scheme and host", "HTTP://WWW.A.Example/Path", "http://www.a.example/Path" },
    { "a default port", "https://a.example:443/x", "https://a.example/x" },
    { "another port stays", "https://a.example:8443/x", "https://a.example:8443/x" },
    { "an empty path", "http://a.example?x=1", "http://a.example/?x=1" },
    { "dots", "http://a.example/b/../c/./d", "http://a.example/c/d" },
    { "escapes that need not be", "http://a.example/%7euser/%41", "http://a.example/~user/A" },
    { "escapes in upper case", "http://a.example/a%2fb", "http://a.example/a%2Fb" },
    { "what must be escaped", "http://a.example/a b\xc3\xa9", "http://a.example/a%20b%C3%A9" },
    { "a lone percent sign stays", "http://a.example/100%", "http://a.example/100%" },
    { "trackers go", "http://a.example/?utm_source=x&id=3&fbclid=y", "http://a.example/?id=3" },
    { "trackers alone", "http://a.example/x?utm_source=rss", "http://a.example/x" },
    { "a fragment names an item", "http://a.example/log#v2", "http://a.example/log#v2" },
    { "a text fragment is the reader's", "http://a.example/x#:~:text=y", "http://a.example/x" },
    { "credentials stay with their host", "http://u:P@A.example/", "http://u:P@a.example/" },
    { "IPv6", "http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x" },
    { "other schemes stay", "urn:Example:X", "urn:Example:X" },
};

static void brings_to_one_form(void **state)
{
    const struct canonical_row *row = *state;
    HELD(text) once = {0};
    HELD(text) twice = {0};
    url_canonical(&once, slice_of(row->url));
    assert_string_equal(text_string(&once), row->canonical);
    url_canonical(&twice, text_slice(&once));
    assert_string_equal(text_string(&twice), row->canonical);
}

struct harm_row {
    const char *name, *url;
    bool harmless;
};

static const struct harm_row harms[] = {
    { "https", "https://a.example/", true },
    { "capitals", "HTTPS://a.example/", true },
    { "relative", "a/b:c", true },
    { "a fragment with a colon", "#a:b", true },
    { "mail", "mailto:a@b.example", true },
    { "a script", "javascript:alert(1)", false },
    { "a script in capitals", "JaVaScRiPt:alert(1)", false },
    { "a script behind a control byte", "\x01javascript:alert(1)", false },
    { "a script behind white space", " \tjavascript:alert(1)", false },
    { "a document in the address", "data:text/html,x", false },
    { "an unknown scheme", "foo:bar", false },
};

static void knows_harm(void **state)
{
    const struct harm_row *row = *state;
    assert_int_equal(url_is_harmless(slice_of(row->url)), row->harmless);
}

static const struct canonical_row domains[] = {
    { "www goes", "https://www.A.example/x", "a.example" },
    { "a port goes", "https://a.example:8080/x", "a.example" },
    { "credentials go", "https://www.b.example@a.example/", "a.example" },
    { "a dot at the end goes", "https://a.example./", "a.example" },
    { "none", "urn:x", "" },
};

static void finds_the_domain(void **state)
{
    const struct canonical_row *row = *state;
    HELD(text) domain = {0};
    url_domain(&domain, slice_of(row->url));
    assert_string_equal(text_string(&domain), row->canonical);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, resolutions, resolves);
    ADD_ROWS(&rows, canonicals, brings_to_one_form);
    ADD_ROWS(&rows, harms, knows_harm);
    ADD_ROWS(&rows, domains, finds_the_domain);
    return rows_run("url", &rows);
}
