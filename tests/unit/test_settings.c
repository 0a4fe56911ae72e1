#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "settings/fields.h"
#include "settings/nearest.h"
#include "settings/params.h"
#include "settings/print.h"
#include "support/rows.h"

#include <stdlib.h>
#include <string.h>

static void write_complaints(struct text *out, const struct complaints *wrong)
{
    for (size_t i = 0; i < complaints_size(wrong); i++) {
        complaint_write(out, complaints_at(wrong, i));
        text_add_byte(out, '\n');
    }
}

static void assert_complaints(const struct complaints *wrong, const char *expected)
{
    HELD(text) said = {0};
    write_complaints(&said, wrong);
    assert_string_equal(text_string(&said), expected);
}

/* ------------------------------------------------------------------ trees */

struct yaml_row {
    const char *name, *yaml;
    const char *again;      /* as yaml_print writes it; NULL: no tree */
    const char *complaints;
};

static const struct yaml_row yaml_rows[] = {
    { "tickers stay text", "a: [ON, NO, Y, 1E5, 007, 1_000, 0x1F, .5]",
      "a: [ON, NO, Y, 1E5, 007, 1_000, 0x1F, .5]\n", "" },
    { "tickers stay text as keys", "{ON: 1, NO: 2}", "\"ON\": 1\n\"NO\": 2\n", "" },
    { "an alias repeats its anchor", "a: &x {b: 1}\nc: *x\n", "a: {b: 1}\nc: {b: 1}\n", "" },
    { "a merge key fills up what is not said", "a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n",
      "a: {b: 1, c: 2}\nd: {c: 3, b: 1}\n", "" },
    { "the first of several merged maps wins",
      "a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne: {<<: [*x, *y]}\n",
      "a: {b: 1}\nc: {b: 2, d: 3}\ne: {b: 1, d: 3}\n", "" },
    { "a quoted merge key is a key", "{\"<<\": 1}", "<<: 1\n", "" },
    { "a list of maps comes back", "- {a: 1, b: [x, y]}\n- []\n",
      "- a: 1\n  b: [x, y]\n- []\n", "" },
    { "an empty document has no root", "# nothing\n", "", "" },
    { "marks count from one, in characters", "ä: {ö: 1, ö: 2}\n", "\"ä\": {\"ö\": 1}\n",
      "f.yaml:1:11: \"ö\" is there already, in line 1\n" },
    { "every twin is named", "a: 1\nb: 2\na: 3\nb: 4\n", "a: 1\nb: 2\n",
      "f.yaml:3:1: \"a\" is there already, in line 1\n"
      "f.yaml:4:1: \"b\" is there already, in line 2\n" },
    { "merging a scalar is refused", "a: &x 1\nb: {<<: *x}\n", "a: 1\nb: {}\n",
      "f.yaml:1:4: << takes a mapping or a list of mappings\n" },
    { "an unknown alias is refused", "a: *x\n", NULL,
      "f.yaml:1:4: no anchor &x stands before this alias\n" },
    { "a ring is refused", "a: &x [1, *x]\n", NULL,
      "f.yaml:1:11: *x stands inside of its own anchor\n" },
    { "a key that is a list is refused", "? [a]\n: 1\n", NULL,
      "f.yaml:1:3: a key must be plain text\n" },
    { "a foreign tag is refused", "a: !include x.yaml\n", NULL,
      "f.yaml:1:4: tags have no meaning here\n" },
    { "YAML's own tags are harmless", "a: !!str 5\n", "a: 5\n", "" },
    { "a second document is refused", "a: 1\n---\nb: 1\n", NULL,
      "f.yaml:2:1: a second document starts here; put it into a file of its own\n" },
    { "a NUL is refused", "a: \"x\\0y\"\n", NULL,
      "f.yaml:1:4: a NUL character has no place in a value\n" },
    { "a tab can't indent", "a:\n\tb: 1\n", NULL, "f.yaml:2:1: a tab can't indent; use spaces\n" },
    { "an open quotation mark is named where it opens", "a: 1\nb: \"x\nc: 2\n", NULL,
      "f.yaml:2:4: this quotation mark is never closed\n" },
    { "an open bracket is named where it opens", "a: [1, 2\nb: 3\n", NULL,
      "f.yaml:1:4: this [ is never closed, or a comma or a quotation mark is missing\n" },
    { "an open brace is named where it opens", "a: {b: 1\n", NULL,
      "f.yaml:1:4: this { is never closed, or a comma or a quotation mark is missing\n" },
    { "an at sign begins no value", "a: @b\n", NULL,
      "f.yaml:1:4: a value can't begin with @; quote it\n" },
    { "two colons in one line", "a: b: c\n", NULL,
      "f.yaml:1:5: a colon where none can stand; quote the value, or check the indentation\n" },
    { "a stray line", "a:\n  b: 1\n c: 2\n", NULL,
      "f.yaml:3:2: this line fits no mapping around it; check its indentation and quotation "
      "marks\n" },
    { "Latin-1 is refused", "a: caf\xe9\n", NULL,
      "f.yaml:1:7: not valid UTF-8\n" },
    { "control characters are refused", "a: \x01\n", NULL,
      "f.yaml:1:4: control characters are not allowed (0x01)\n" },
};

static void reads_yaml(void **state)
{
    const struct yaml_row *row = *state;
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    const struct yaml_tree *tree = yaml_read(arena, "f.yaml", slice_of(row->yaml), wrong);
    assert_complaints(wrong, row->complaints);
    assert_int_equal(tree != NULL, row->again != NULL);
    HELD(text) out = {0};
    if (tree && tree->root)
        yaml_print(&out, 0, tree->root);
    if (tree)
        assert_string_equal(text_string(&out), row->again);
}

/* Each line doubles what the line before it expands to: 2^40 nodes, were they expanded. */
static void refuses_an_alias_bomb(void **state)
{
    (void)state;
    HELD(text) bomb = {0};
    text_printf(&bomb, "a0: &a0 [x, x]\n");
    for (int i = 1; i <= 40; i++)
        text_printf(&bomb, "a%d: &a%d [*a%d, *a%d]\n", i, i, i - 1, i - 1);
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    assert_null(yaml_read(arena, "f.yaml", text_slice(&bomb), wrong));
    assert_int_equal(complaints_size(wrong), 1);
    assert_non_null(strstr(complaints_at(wrong, 0)->text, "aliases expanded"));
}

/* YAML itself wants them below 1024 characters, but for the form with a question mark. */
static void refuses_a_very_long_key(void **state)
{
    (void)state;
    HELD(text) yaml = {0};
    text_printf(&yaml, "? %0300d\n: 1\n", 1);
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    assert_null(yaml_read(arena, "f.yaml", text_slice(&yaml), wrong));
    assert_complaints(wrong, "f.yaml:1:3: a key of more than 250 bytes\n");
}

static void refuses_what_is_too_deep(void **state)
{
    (void)state;
    HELD(text) deep = {0};
    for (int i = 0; i < 100000; i++)
        text_add_byte(&deep, '[');
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    assert_null(yaml_read(arena, "f.yaml", text_slice(&deep), wrong));
    assert_complaints(wrong, "f.yaml:1:65: nested deeper than 64 levels\n");
}

/* Aliases in aliases reach deeper than any nesting that was written. */
static void refuses_depth_by_alias(void **state)
{
    (void)state;
    HELD(text) deep = {0};
    text_printf(&deep, "a0: &a0 [x]\n");
    for (int i = 1; i <= 70; i++)
        text_printf(&deep, "a%d: &a%d [*a%d]\n", i, i, i - 1);
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    assert_null(yaml_read(arena, "f.yaml", text_slice(&deep), wrong));
    assert_complaints(wrong, "f.yaml:64:12: nested deeper than 64 levels\n");
}

struct merge_row {
    const char *name, *base, *over, *merged;
};

static const struct merge_row merge_rows[] = {
    { "maps merge deeply", "a: {b: 1, c: 2}\nd: 3\n", "a: {c: 4, e: 5}\n",
      "a: {b: 1, c: 4, e: 5}\nd: 3\n" },
    { "lists with ids merge by id", "f: [{id: x, u: 1}, {id: w, u: 2}]\n",
      "f: [{id: w, v: 3}, {id: z, u: 4}]\n",
      "f:\n  - {id: x, u: 1}\n  - {id: w, u: 2, v: 3}\n  - {id: z, u: 4}\n" },
    { "lists with names merge by name", "f: [{name: x, u: 1}]\n", "f: [{name: x, u: 2}]\n",
      "f:\n  - {name: x, u: 2}\n" },
    { "other lists are replaced", "f: [a, b]\n", "f: [c]\n", "f: [c]\n" },
    { "a value replaces a map", "f: {a: 1}\n", "f: 2\n", "f: 2\n" },
    { "a value can be taken back", "f: 1\n", "f: ~\n", "f: \n" },
};

static void merges_trees(void **state)
{
    const struct merge_row *row = *state;
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    const struct yaml_tree *base = yaml_read(arena, "a.yaml", slice_of(row->base), wrong);
    const struct yaml_tree *over = yaml_read(arena, "b.yaml", slice_of(row->over), wrong);
    HELD(text) out = {0};
    yaml_print(&out, 0, yaml_merge(arena, base->root, over->root));
    assert_string_equal(text_string(&out), row->merged);
    assert_complaints(wrong, "");
}

/* ------------------------------------------------------------------ fields */

struct inner {
    char *name;
    int64_t count;
    const struct yaml_node *tree, *rest;
};

struct outer {
    bool flag;
    int64_t whole, bytes;
    double real, unset;
    struct duration every;
    char *text, *must;
    int choice;
    struct assay_texts texts;
    struct assay_numbers numbers;
    struct field_pairs pairs;
    struct assay_files files;
    struct assay_signal signal;
    struct range span;
    struct inner group;
    struct field_records records, named;
};

static bool starts_with_h(const char *text, struct error *err)
{
    return *text == 'h' || error_set(err, REFUSE, NULL, "\"%s\" has no h in front", text);
}

static const char *const colours[] = { "red", "green", NULL };

static const struct field inner_fields[] = {
    { "name", FIELD_TEXT, .offset = offsetof(struct inner, name) },
    { "count", FIELD_INT, "3", offsetof(struct inner, count), .low = 1, .high = 9 },
    { "tree", FIELD_TREE, .offset = offsetof(struct inner, tree) },
};

static const size_t inner_fields_size = count_of(inner_fields);

static const struct field open_fields[] = {
    { "name", FIELD_TEXT, .offset = offsetof(struct inner, name) },
    { "count", FIELD_INT, "3", .offset = offsetof(struct inner, count) },
    { "anything", FIELD_REST, .offset = offsetof(struct inner, rest) },
};

static const size_t open_fields_size = count_of(open_fields);

#define OUTER(member) offsetof(struct outer, member)
static const struct field outer_fields[] = {
    { "flag", FIELD_BOOL, "yes", .offset = OUTER(flag) },
    { "whole", FIELD_INT, "7", OUTER(whole), .low = -10, .high = 10 },
    { "bytes", FIELD_BYTES, "8MiB", OUTER(bytes), .low = 1, .high = 1 << 30 },
    { "real", FIELD_REAL, "0.5", OUTER(real), .low = 0, .high = 1 },
    { "unset", FIELD_REAL, NULL, .offset = OUTER(unset) },
    { "every", FIELD_DURATION, "10m", OUTER(every), .low = 1, .high = 3600 },
    { "text", FIELD_TEXT, "hello", OUTER(text), .check = starts_with_h },
    { "must", FIELD_TEXT, NULL, OUTER(must), .required = true },
    { "choice", FIELD_CHOICE, "red", OUTER(choice), .choices = colours },
    { "texts", FIELD_TEXTS, "[a, b]", OUTER(texts), .low = 1, .high = 3 },
    { "numbers", FIELD_NUMBERS, "{x: 1.5}", OUTER(numbers), .low = -4, .high = 4 },
    { "pairs", FIELD_PAIRS, NULL, OUTER(pairs), .secret = true },
    { "files", FIELD_FILES, NULL, .offset = OUTER(files) },
    { "signal", FIELD_SIGNAL, "{each: -0.1, cap: -0.3}", OUTER(signal), .low = -1, .high = 1 },
    { "span", FIELD_SPAN, "[0, 1]", OUTER(span), .low = -1, .high = 1 },
    { "group", FIELD_GROUP, NULL, OUTER(group), FIELDS(inner) },
    { "records", FIELD_RECORDS, NULL, OUTER(records), FIELDS(inner),
      .item_size = sizeof(struct inner) },
    { "named", FIELD_NAMED, NULL, OUTER(named), FIELDS(open),
      .item_size = sizeof(struct inner) },
};

struct field_row {
    const char *name, *yaml;
    const char *line;       /* one that the printed settings hold; NULL: there were complaints */
    const char *complaints;
};

static const struct field_row field_rows[] = {
    { "defaults fill the struct", "must: x", "flag: true\nwhole: 7\nbytes: 8MiB\nreal: 0.5\n"
      "every: 10m\ntext: hello\nmust: x\nchoice: red\ntexts: [a, b]\nnumbers: {x: 1.5}\n"
      "pairs: {}\nfiles: []\nsignal: {each: -0.1, cap: -0.3}\nspan: [0, 1]\ngroup:\n  count: 3\n"
      "records: []\nnamed: {}\n", "" },
    { "an empty value means the default", "must: x\nwhole:\ntext: ~\n", "whole: 7\n", "" },
    { "a quoted empty text is a text", "must: \"\"\n", "must: \"\"\n", "" },
    { "what is required is missed", "{}", NULL, "f.yaml:1:1: must is missing\n" },
    { "what is required must not be empty", "must:\n", NULL,
      "f.yaml:1:1: must: a value is missing\n" },
    { "text that looks like a number is quoted", "must: 1E5\ntexts: [007, 2026-11-22, 1.2.3]\n",
      "texts: [\"007\", \"2026-11-22\", 1.2.3]\n", "" },
    { "off is false where a switch is wanted", "must: x\nflag: off\n", "flag: false\n", "" },
    { "a switch is no number", "must: x\nflag: 1\n", NULL,
      "f.yaml:2:7: flag: \"1\" is neither true nor false\n" },
    { "a whole number", "must: x\nwhole: -3\n", "whole: -3\n", "" },
    { "half a number is not whole", "must: x\nwhole: 1.5\n", NULL,
      "f.yaml:2:8: whole: \"1.5\" is no whole number\n" },
    { "bounds are kept from above", "must: x\nreal: 1.5\n", NULL,
      "f.yaml:2:7: real: \"1.5\" is above 1\n" },
    { "bounds are kept from below", "must: x\nwhole: -11\n", NULL,
      "f.yaml:2:8: whole: \"-11\" is below -10\n" },
    { "not a number is none", "must: x\nreal: NaN\n", NULL,
      "f.yaml:2:7: real: \"NaN\" is no number\n" },
    { "infinity is no number", "must: x\nreal: 1e999\n", NULL,
      "f.yaml:2:7: real: \"1e999\" is no number\n" },
    { "a plus sign is welcome", "must: x\nreal: +0.03\n", "real: 0.03\n", "" },
    { "a duration", "must: x\nevery: 90s\n", "every: 1m30s\n", "" },
    { "a wrong unit gets a hint", "must: x\nevery: 5x\n", NULL,
      "f.yaml:2:8: every: \"5x\" is no duration; try \"5m\"\n" },
    { "a duration has a unit", "must: x\nevery: 30\n", NULL,
      "f.yaml:2:8: every: \"30\" has no unit; try \"30s\", or m, h, d, w\n" },
    { "a long duration is too long", "must: x\nevery: 2h\n", NULL,
      "f.yaml:2:8: every: \"2h\" is longer than 1h\n" },
    { "a size in thousands", "must: x\nbytes: 500kB\n", "bytes: 500000\n", "" },
    { "a size of nothing known", "must: x\nbytes: 5 acres\n", NULL,
      "f.yaml:2:8: bytes: \"5 acres\" is no size; try \"8MiB\"\n" },
    { "a size that overflows is none", "must: x\nbytes: 99999999999GiB\n", NULL,
      "f.yaml:2:8: bytes: \"99999999999GiB\" is no size; try \"8MiB\"\n" },
    { "a check of one's own", "must: x\ntext: world\n", NULL,
      "f.yaml:2:7: text: \"world\" has no h in front\n" },
    { "a choice", "must: x\nchoice: green\n", "choice: green\n", "" },
    { "a choice misspelt", "must: x\nchoice: gren\n", NULL,
      "f.yaml:2:9: choice: \"gren\" is none of red, green; did you mean \"green\"?\n" },
    { "one text is a list of one", "must: x\ntexts: z\n", "texts: [z]\n", "" },
    { "too long a list", "must: x\ntexts: [a, b, c, d]\n", NULL,
      "f.yaml:2:8: texts: has 4 entries, 3 at most\n" },
    { "numbers keep their order", "must: x\nnumbers: {z: 1, a: -2}\n", "numbers: {z: 1, a: -2}\n",
      "" },
    { "each number has its place", "must: x\nnumbers: {z: one, a: 5}\n", NULL,
      "f.yaml:2:14: z: \"one\" is no number\nf.yaml:2:22: a: \"5\" is above 4\n" },
    { "secrets are masked", "must: x\npairs: {Authorization: Bearer 123}\n",
      "pairs: {Authorization: \"***\"}\n", "" },
    { "passwords in URLs are masked", "must: https://me:pw@example.org/@x\n",
      "must: https://***@example.org/@x\n", "" },
    { "a signal as a number", "must: x\nsignal: -0.05\n", "signal: {each: -0.05}\n", "" },
    { "a cap of the other sign", "must: x\nsignal: {each: -0.05, cap: 0.1}\n", NULL,
      "f.yaml:2:28: signal: cap has another sign than each (-0.05)\n" },
    { "a signal without each", "must: x\nsignal: {cap: 0.1}\n", NULL,
      "f.yaml:2:9: signal: says no \"each\"\n" },
    { "a span", "must: x\nspan: [-0.5, 0.5]\n", "span: [-0.5, 0.5]\n", "" },
    { "a span from high to low", "must: x\nspan: [0.5, -0.5]\n", NULL,
      "f.yaml:2:7: span: 0.5 is not below -0.5\n" },
    { "a span of one", "must: x\nspan: [0.5]\n", NULL,
      "f.yaml:2:7: span: wants two numbers, [low, high]\n" },
    { "a group", "must: x\ngroup: {count: 4}\n", "group:\n  count: 4\n", "" },
    { "a group is a mapping", "must: x\ngroup: 4\n", NULL,
      "f.yaml:2:8: group: wants a mapping of keys to values, {name: ...}\n" },
    { "records", "must: x\nrecords:\n  - {name: a, count: 1}\n  - name: b\n",
      "records:\n  - name: a\n    count: 1\n  - name: b\n    count: 3\n", "" },
    { "a record twice", "must: x\nrecords:\n  - {name: a}\n  - {name: b}\n  - {name: a}\n", NULL,
      "f.yaml:5:12: name: \"a\" is there already, in f.yaml:3\n" },
    { "records are a list", "must: x\nrecords: {a: b}\n", NULL,
      "f.yaml:2:10: records: wants a list of mappings, - name: ...\n" },
    { "names from keys", "must: x\nnamed: {a: {count: 1}, b: }\n",
      "named:\n  a:\n    count: 1\n  b:\n    count: 3\n", "" },
    { "the rest is kept", "must: x\nnamed: {a: {count: 1, free: [1]}}\n",
      "named:\n  a:\n    count: 1\n    free: [1]\n", "" },
    { "a tree is kept", "must: x\ngroup: {tree: {a: {b: 1}}}\n",
      "group:\n  count: 3\n  tree:\n    a: {b: 1}\n", "" },
    { "an unknown key names its neighbour", "must: x\nchoise: red\n", NULL,
      "f.yaml:2:1: unknown key \"choise\"; did you mean \"choice\"?\n" },
    { "an unknown key far from all names them", "must: x\ngroup: {zzzzzzzz: 1}\n", NULL,
      "f.yaml:2:9: unknown key \"zzzzzzzz\"; known here: name, count, tree\n" },
    { "complaints come in the order of places", "zwhole: 1\nmust: [x]\nevery: 5x\nflag: 2\n",
      NULL, "f.yaml:1:1: unknown key \"zwhole\"; did you mean \"whole\"?\n"
      "f.yaml:2:7: must: wants a single value, got a list\n"
      "f.yaml:3:8: every: \"5x\" is no duration; try \"5m\"\n"
      "f.yaml:4:7: flag: \"2\" is neither true nor false\n" },
    { "an aliased mistake is told once", "must: x\ngroup: &g {count: 77}\nrecords: [*g, *g]\n",
      NULL, "f.yaml:2:19: count: \"77\" is above 9\n" },
    { "the environment fills in", "must: a${env:ASSAY_TEST}b\n", "must: \"a${env:ASSAY_TEST}b\"\n",
      "" },
    { "two dollars are one", "must: $${env:X}\n", "must: \"$${env:X}\"\n", "" },
    { "the environment lacks a name", "must: ${env:ASSAY_NONE}\n", NULL,
      "f.yaml:1:7: must: the environment has no ASSAY_NONE\n" },
    { "a brace is not closed", "must: ${env:X\n", NULL,
      "f.yaml:1:7: must: ${ is never closed; write $${ for a plain ${\n" },
    { "nothing else stands in braces", "must: ${HOME}\n", NULL, "f.yaml:1:7: must: ${HOME} is "
      "neither ${env:NAME} nor ${file:PATH}; write $${ for a plain ${\n" },
    { "a file lacks", "must: ${file:/nonexistent/x}\n", NULL, "f.yaml:1:7: must: cannot open "
      "/nonexistent/x: No such file or directory\n" },
    { "a device is no file", "must: ${file:/dev/zero}\n", NULL,
      "f.yaml:1:7: must: /dev/zero is no regular file\n" },
    { "an unknown lexicon", "must: x\nfiles: [nowhere-xx]\n", NULL,
      "f.yaml:2:9: files: there is no lexicon \"nowhere-xx\": looked for "
      "lexicons/nowhere-xx.tsv in .\n" },
};

static void fills_fields(void **state)
{
    const struct field_row *row = *state;
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    setenv("ASSAY_TEST", "secret", 1);
    const struct yaml_tree *tree = yaml_read(arena, "f.yaml", slice_of(row->yaml), wrong);
    assert_non_null(tree);
    struct outer into = {0};
    bool ok = fields_fill(tree, tree->root, outer_fields, count_of(outer_fields), &into, arena,
                          wrong);
    assert_complaints(wrong, row->complaints);
    assert_int_equal(ok, row->line != NULL);
    HELD(text) out = {0};
    fields_print(&out, 0, outer_fields, count_of(outer_fields), &into, tree->sources);
    if (row->line && !strstr(text_string(&out), row->line))
        assert_string_equal(text_string(&out), row->line);
    assert_null(strstr(text_string(&out), "secret"));
}

static void expands_values(void **state)
{
    (void)state;
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    setenv("ASSAY_TEST", "7${env:HOME}", 1);
    const struct yaml_tree *tree = yaml_read(
        arena, "f.yaml", SLICE("must: \"$${a}${env:ASSAY_TEST}|${env:ASSAY_TEST}\"\n"), wrong);
    struct outer into = {0};
    assert_true(fields_fill(tree, tree->root, outer_fields, count_of(outer_fields), &into, arena,
                            wrong));
    assert_string_equal(into.must, "${a}7${env:HOME}|7${env:HOME}");
}

/* ------------------------------------------------------------------ parameters */

struct test_params {
    bool on;
    double weight;
    struct assay_text word;
    struct assay_texts list;
    struct assay_numbers words;
    struct assay_signal anonymous, staff;
};

#define TEST(member) offsetof(struct test_params, member)
static const struct assay_param test_params[] = {
    { "rules.on", ASSAY_BOOL, "true", 0, 0, TEST(on), "" },
    { "rules.weight", ASSAY_REAL, "1.5", 0, 4, TEST(weight), "" },
    { "word", ASSAY_STRING, "none", 0, 0, TEST(word), "" },
    { "list", ASSAY_LIST, "[a, b]", 0, 0, TEST(list), "" },
    { "words", ASSAY_NUMBERS, "{}", -4, 4, TEST(words), "" },
    { "signals.attribution.anonymous", ASSAY_SIGNAL, "-0.03", -1, 1, TEST(anonymous), "" },
    { "signals.identity.staff", ASSAY_SIGNAL, "-0.02", -1, 1, TEST(staff), "" },
};

static const struct assay_scorer test_scorer = {
    .abi = ASSAY_ABI, .size = sizeof(struct assay_scorer), .name = "test",
    .params = test_params, .params_size = count_of(test_params),
    .params_bytes = sizeof(struct test_params),
};

struct param_row {
    const char *name, *yaml, *over;
    struct test_params expected; /* of which words and lists are not compared */
    const char *complaints;
};

#define DEFAULTS .on = true, .weight = 1.5, .anonymous = { -0.03, 0 }, .staff = { -0.02, 0 }

static const struct param_row param_rows[] = {
    { "nothing said: the fallbacks", "", "", { DEFAULTS }, "" },
    { "dots nest as mappings", "rules: {on: no, weight: 2}", "",
      { .on = false, .weight = 2, .anonymous = { -0.03, 0 }, .staff = { -0.02, 0 } }, "" },
    { "dots nest as dots", "rules.weight: 2", "",
      { .on = true, .weight = 2, .anonymous = { -0.03, 0 }, .staff = { -0.02, 0 } }, "" },
    { "mappings and dots mix",
      "signals: {attribution.anonymous: {each: -0.1, cap: -0.2}, identity: {staff: -0.3}}", "",
      { .on = true, .weight = 1.5, .anonymous = { -0.1, -0.2 }, .staff = { -0.3, 0 } }, "" },
    { "a feed's own value wins", "rules: {weight: 2}", "rules.weight: 3",
      { .on = true, .weight = 3, .anonymous = { -0.03, 0 }, .staff = { -0.02, 0 } }, "" },
    { "a feed keeps the cap that it does not name",
      "signals.attribution.anonymous: {each: -0.1, cap: -0.2}",
      "signals: {attribution: {anonymous: {each: -0.05}}}",
      { .on = true, .weight = 1.5, .anonymous = { -0.05, -0.2 }, .staff = { -0.02, 0 } }, "" },
    { "said twice in two spellings", "rules: {weight: 2}\nrules.weight: 3\n", "", { DEFAULTS },
      "f.yaml:2:1: rules.weight: said twice, in line 1 too\n" },
    { "an unknown key names its neighbour", "rules: {wieght: 2}", "", { DEFAULTS },
      "f.yaml:1:9: unknown key \"wieght\"; did you mean \"weight\"?\n" },
    { "an unknown group", "signals: {identity: {stuff: 1}}", "", { DEFAULTS },
      "f.yaml:1:22: unknown key \"stuff\"; did you mean \"staff\"?\n" },
    { "a group misspelt", "signls: {identity: {staff: 1}}", "", { DEFAULTS },
      "f.yaml:1:1: unknown key \"signls\"; did you mean \"signals\"?\n" },
    { "a dotted key misspelt", "signals: {identity.stuff: 1}", "", { DEFAULTS },
      "f.yaml:1:11: unknown key \"identity.stuff\"; did you mean \"identity.staff\"?\n" },
    { "a key in the wrong mapping", "signals: {anonymous: -0.1}", "", { DEFAULTS },
      "f.yaml:1:11: unknown key \"anonymous\"; did you mean "
      "\"signals.attribution.anonymous\"?\n" },
    { "a key far from all", "signals: {identity: {zzz: 1}}", "", { DEFAULTS },
      "f.yaml:1:22: scorer test knows no key \"signals.identity.zzz\"\n" },
    { "a group is no value", "rules: 3", "", { DEFAULTS },
      "f.yaml:1:8: rules: wants a mapping, {on: ...}\n" },
    { "bounds of numbers", "words: {good: 5}", "", { DEFAULTS },
      "f.yaml:1:15: good: \"5\" is above 4\n" },
    { "bounds of signals", "signals.identity.staff: -2", "", { DEFAULTS },
      "f.yaml:1:25: signals.identity.staff: \"-2\" is below -1\n" },
};

static void fills_params(void **state)
{
    const struct param_row *row = *state;
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    const struct yaml_tree *base = yaml_read(arena, "f.yaml", slice_of(row->yaml), wrong);
    const struct yaml_tree *over = yaml_read(arena, "g.yaml", slice_of(row->over), wrong);
    const struct params *p = params_read(base, base->root, over->root, &test_scorer, arena, wrong);
    assert_complaints(wrong, row->complaints);
    assert_int_equal(p != NULL, *row->complaints == '\0');
    if (!p)
        return;
    const struct test_params *got = p->values;
    assert_int_equal(got->on, row->expected.on);
    assert_true(got->weight == row->expected.weight);
    assert_true(got->anonymous.each == row->expected.anonymous.each);
    assert_true(got->anonymous.cap == row->expected.anonymous.cap);
    assert_true(got->staff.each == row->expected.staff.each);
    assert_int_equal(got->list.size, 2);
    assert_int_equal(got->word.len, 4);
}

struct place_row {
    const char *name, *param;
    size_t row, line;
    const char *complaint;
};

static const struct place_row place_rows[] = {
    { "the third entry of a list", "list", 2, 0, "f.yaml:2:14: list: odd\n" },
    { "an entry of a mapping, at its key", "words", 1, 0, "f.yaml:4:3: words: odd\n" },
    { "a single value", "rules.weight", 0, 0, "f.yaml:1:17: rules.weight: odd\n" },
    { "a row that is not there", "list", 9, 0, "f.yaml:2:7: list: odd\n" },
    { "a value of its own accord", "word", 0, 0, "f.yaml:1:1: word: odd\n" },
    { "a parameter that is none", "what", 0, 0, "f.yaml:1:1: what: odd\n" },
};

static void places_complaints(void **state)
{
    const struct place_row *row = *state;
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    const struct yaml_tree *tree = yaml_read(arena, "f.yaml", SLICE(
        "rules: {weight: 2}\nlist: [a, b, c]\nwords:\n  bad: -1\n"), wrong);
    if (row->row == 1)
        tree = yaml_read(arena, "f.yaml", SLICE("\nwords:\n  good: 1\n  bad: -1\n"), wrong);
    const struct params *p = params_read(tree, tree->root, NULL, &test_scorer, arena, wrong);
    assert_non_null(p);
    params_complain(p, row->param, row->row, row->line, "odd", wrong);
    assert_complaints(wrong, row->complaint);
}

static void refuses_a_table_that_points_elsewhere(void **state)
{
    (void)state;
    static const struct assay_param wild[] = { { "x", ASSAY_LIST, "[]", 0, 0, 8, "" } };
    const struct assay_scorer scorer = { .name = "wild", .params = wild, .params_size = 1,
                                         .params_bytes = 16 };
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    const struct yaml_tree *tree = yaml_read(arena, "f.yaml", SLICE(""), wrong);
    assert_null(params_read(tree, NULL, NULL, &scorer, arena, wrong));
    assert_complaints(wrong, "f.yaml: scorer wild: row 0 of its table of parameters lies outside "
                             "of its struct\n");
}

/* ------------------------------------------------------------------ names and complaints */

struct near_row {
    const char *name, *word, *best;
};

static const struct near_row near_rows[] = {
    { "a letter too many", "endpointt", "endpoint" },
    { "two letters swapped", "enpdoint", "endpoint" },
    { "capitals", "ENDPOINT", "endpoint" },
    { "a dash for an underscore", "stale-after", "stale_after" },
    { "nothing alike", "zebra", NULL },
    { "a short word is not turned inside out", "xy", NULL },
    { "a very long word", "endpointendpointendpointendpointendpointendpointendpointendpointend",
      NULL },
};

static void finds_the_nearest(void **state)
{
    const struct near_row *row = *state;
    struct nearest near = nearest_to(slice_of(row->word));
    nearest_offer(&near, "stale_after");
    nearest_offer(&near, "endpoint");
    nearest_offer(&near, "id");
    if (row->best)
        assert_string_equal(near.best, row->best);
    else
        assert_null(near.best);
}

static void keeps_a_thousand_complaints(void **state)
{
    (void)state;
    OWNED(complaints) wrong = complaints_new();
    for (size_t i = 0; i < 3000; i++)
        complain(wrong, "f", i / 2 + 1, 1, "twice");
    assert_int_equal(complaints_size(wrong), COMPLAINTS_MAX);
    assert_int_equal(complaints_at(wrong, 999)->line, 1000);
    assert_true(complaints_is_full(wrong));
}

static void complaints_are_printable(void **state)
{
    (void)state;
    OWNED(complaints) wrong = complaints_new();
    complain(wrong, "f\x1b[1m", 1, 2, "%s", "a\nb\x1b[31m\xe2\x80\xae" "end");
    assert_complaints(wrong, "f [1m:1:2: a b [31mend\n");
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, yaml_rows, reads_yaml);
    ADD_TEST(&rows, refuses_an_alias_bomb);
    ADD_TEST(&rows, refuses_a_very_long_key);
    ADD_TEST(&rows, refuses_what_is_too_deep);
    ADD_TEST(&rows, refuses_depth_by_alias);
    ADD_ROWS(&rows, merge_rows, merges_trees);
    ADD_ROWS(&rows, field_rows, fills_fields);
    ADD_TEST(&rows, expands_values);
    ADD_ROWS(&rows, param_rows, fills_params);
    ADD_ROWS(&rows, place_rows, places_complaints);
    ADD_TEST(&rows, refuses_a_table_that_points_elsewhere);
    ADD_ROWS(&rows, near_rows, finds_the_nearest);
    ADD_TEST(&rows, keeps_a_thousand_complaints);
    ADD_TEST(&rows, complaints_are_printable);
    return rows_run("settings", &rows);
}
