/* Published lists as priors: what is read, and what is refused by its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/text.h"
#include "commands/ratings.h"
#include "support/rows.h"

struct list_row {
    const char *name, *list;
    struct ratings wanted; /* scale 0..0: 0..1, coverage 0: 1 */
    const char *found;     /* "domain prior; ", then "! line: why; " */
};

static const struct list_row lists[] = {
    { "no header", "b.example,0.2\na.example,1\n", {}, "a.example 1; b.example 0.2; " },
    { "a header by its usual names", "Name,Score,Site\nx,0.9,a.example\n", {}, "a.example 0.9; " },
    { "a header by names that were asked for", "d,x,score\na.example,0.1,0.9\n",
      { .domain_column = "d", .score_column = "X" }, "a.example 0.1; " },
    { "a header without a name that is known", "name,foo\na.example,1\n", {},
      "error: line 1: no column is called domain or site; name it with --domain" },
    { "a name that is not there", "domain,score\na.example,1\n", { .score_column = "pc1" },
      "error: line 1: no column is called \"pc1\"" },
    { "a first row that is dirty is no header", "a.example,n/a\nb.example,1\n", {},
      "b.example 1; ! 1: \"n/a\" is no score; " },
    { "a scale to a hundred", "a.example,0\nb.example,75\n", { .scale = { 0, 100 } },
      "a.example 0; b.example 0.75; " },
    { "a scale about zero", "a.example,-1\nb.example,0\n", { .scale = { -1, 1 } },
      "a.example 0; b.example 0.5; " },
    { "percent signs", "a.example,85%\nb.example,7.5 %\n", {}, "a.example 0.85; b.example 0.075; " },
    { "decimal commas", "a.example;0,25\n", {}, "a.example 0.25; " },
    { "addresses become domains",
      "https://www.A.Example/news?x=1,1\nhttp://b.example:8080,0\nc.example.,1\nwww.d.example,1\n", {},
      "a.example 1; b.example 0; c.example 1; d.example 1; " },
    { "what is no domain", "localhost,1\n\xc3\xa4.example,1\na b.example,1\n,1\n", {},
      "! 1: \"localhost\" is no domain; ! 2: \"\xc3\xa4.example\" is no domain; "
      "! 3: \"a b.example\" is no domain; ! 4: no domain; " },
    { "what is no score", "a.example\na.example,\na.example,nan\na.example,1e999\na.example,good\n", {},
      "! 1: no score; ! 2: no score; ! 3: \"nan\" is no score; ! 4: \"1e999\" is no score; "
      "! 5: \"good\" is no score; " },
    { "out of the scale", "a.example,85\nb.example,-0.1\n", {},
      "! 1: the score 85 lies outside of 0..1; see --scale; "
      "! 2: the score -0.1 lies outside of 0..1; see --scale; " },
    { "several rows give their mean", "a.example,1\nb.example,0\na.example,0.4\nwww.a.example,0.1\n", {},
      "a.example 0.5; b.example 0; " },
    { "little coverage moves to the middle", "domain,score,coverage\na.example,1,0.5\nb.example,0,10%\n",
      {}, "a.example 0.75; b.example 0.45; " },
    { "no coverage leaves nothing", "domain,score,confidence\na.example,1,0\n", {}, "a.example 0.5; " },
    { "a column of raters", "domain,score,raters\na.example,1,5\nb.example,1,15\nc.example,1,0\n",
      { .half = 5 }, "a.example 0.75; b.example 0.875; c.example 0.5; " },
    { "a list that is half trusted", "a.example,1\n", { .coverage = 0.5, .middle = 0.6 },
      "a.example 0.8; " },
    { "coverage that is none", "domain,score,coverage\na.example,1,2\nb.example,1,much\n", {},
      "! 2: \"2\" is no coverage between 0 and 1; ! 3: \"much\" is no coverage between 0 and 1; " },
    { "a quote that is never closed", "a.example,1\n\"b.example,1\n", {},
      "a.example 1; ! 2: a quotation mark is never closed; " },
    { "control characters are not passed on", "\x1b[31m.example,1\n", {}, "! 1: \" [31m.example\" is no domain; " },
};

static void note(void *context, size_t line, const char *why)
{
    text_printf(context, "! %zu: %s; ", line, why);
}

static void reads(void **state)
{
    const struct list_row *row = *state;
    struct ratings r = row->wanted;
    struct error err = {0};
    HELD(text) refused = {0};
    HELD(text) found = {0};
    if (r.scale.low == 0 && r.scale.high == 0)
        r.scale.high = 1;
    r.coverage = r.coverage > 0 ? r.coverage : 1;
    r.middle = r.middle > 0 ? r.middle : 0.5;
    bool good = ratings_read(&r, slice_of(row->list), note, &refused, &err);
    for (size_t i = 0; i < r.size; i++)
        text_printf(&found, "%s %.6g; ", r.items[i].domain, r.items[i].prior);
    text_add(&found, text_slice(&refused));
    if (!good)
        text_printf(&found, "error: %s", error_line(&err));
    ratings_done(&r);
    assert_string_equal(text_string(&found), row->found);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, lists, reads);
    return rows_run("ratings", &rows);
}
