#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"
#include "support/rows.h"
#include "tuning/labels.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct scales scales = {
    .tone = { { "bad", "so so", "good" }, 3 },
    .reliability = { { "poor", "fair" }, 2 },
};

static char *write_file(const char *content)
{
    char *path = mem_string("/tmp/labels-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_true(write(fd, content, strlen(content)) == (ssize_t)strlen(content));
    close(fd);
    return path;
}

static char *read_file(const char *path)
{
    char bytes[4096] = "";
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    size_t got = fread(bytes, 1, sizeof bytes - 1, file);
    bytes[got] = 0;
    fclose(file);
    return mem_string(bytes);
}

static void discard(char **path)
{
    unlink(*path);
    mem_free(path);
}

/* Reading: what counts, as "id tone reliability state;", or what is complained of. */
struct read_row {
    const char *name, *content, *expected;
};

static const struct read_row reads[] = {
    { "an empty file says nothing", "", "" },
    { "one label", "{\"feed\":\"f\",\"id\":\"1\",\"tone\":\"good\"}\n", "1 2 -1 0;" },
    { "feed and annotator may be missing", "{\"id\":\"1\",\"reliability\":\"poor\"}\n", "1 -1 0 0;" },
    { "the last line on an item counts", "{\"id\":\"1\",\"tone\":\"good\"}\n{\"id\":\"1\",\"tone\":\"bad\"}\n", "1 0 -1 0;" },
    { "of two annotators both count",
      "{\"id\":\"1\",\"as\":\"a\",\"tone\":\"good\"}\n{\"id\":\"1\",\"as\":\"b\",\"tone\":\"bad\"}\n", "1 2 -1 0;1 0 -1 0;" },
    { "one id in two feeds is two items",
      "{\"feed\":\"a\",\"id\":\"1\",\"tone\":\"good\"}\n{\"feed\":\"b\",\"id\":\"1\",\"tone\":\"bad\"}\n", "1 2 -1 0;1 0 -1 0;" },
    { "skipped", "{\"id\":\"1\",\"skipped\":true}\n", "1 -1 -1 1;" },
    { "taken back", "{\"id\":\"1\",\"tone\":\"good\"}\n{\"id\":\"1\",\"taken_back\":true}\n", "1 -1 -1 2;" },
    { "null is no verdict", "{\"id\":\"1\",\"tone\":\"good\",\"reliability\":null}\n", "1 2 -1 0;" },
    { "blank lines are well", "\n{\"id\":\"1\",\"tone\":\"good\"}\n  \n", "1 2 -1 0;" },
    { "a whole last line without its newline", "{\"id\":\"1\",\"tone\":\"good\"}", "1 2 -1 0;" },
    { "what a crash tore off is not there", "{\"id\":\"1\",\"tone\":\"good\"}\n{\"feed\":\"f\",\"id\":\"2\",\"to", "1 2 -1 0;" },
    { "an unknown band", "{\"id\":\"1\",\"tone\":\"fine\"}\n", ":1: tone: \"fine\" is none of \"bad\" to \"good\"" },
    { "a number is no band", "{\"id\":\"1\",\"tone\":2}\n", ":1: tone: \"\" is none of" },
    { "a line that is no JSON", "{\"id\":\"1\"}\nhello\n{\"id\":\"2\"}\n", ":2: is no label" },
    { "no JSON at the end is no torn line either", "hello", ":1: is no label" },
    { "a line without an id", "{\"tone\":\"good\"}\n", ":1: is no label" },
};

static void reads_lines(void **state)
{
    const struct read_row *row = *state;
    HELD(labels) labels = { 0 };
    HELD(text) seen = { 0 };
    struct error err = { 0 };
    char *path = write_file(row->content);
    if (labels_read(path, false, &scales, &labels, &err))
        for (size_t i = 0; i < labels.size; i++)
            text_printf(&seen, "%s %d %d %d;", labels.items[i].id, labels.items[i].tone,
                        labels.items[i].reliability, labels.items[i].state);
    else
        text_add(&seen, slice_of(error_line(&err)));
    if (error_is_set(&err))
        assert_non_null(strstr(text_string(&seen), row->expected));
    else
        assert_string_equal(text_string(&seen), row->expected);
    discard(&path);
}

/* Appending one label to what is there. */
#define LINE "{\"feed\":\"-\",\"id\":\"9\",\"tone\":\"bad\",\"reliability\":\"fair\",\"as\":\"ada\",\"at\":\"1970-01-01T00:00:01Z\"}\n"

struct append_row {
    const char *name, *before, *after; /* after NULL: refused, and untouched */
};

static const struct append_row appends[] = {
    { "to an empty file", "", LINE },
    { "behind a line", "{\"id\":\"1\"}\n", "{\"id\":\"1\"}\n" LINE },
    { "a missing newline is added", "{\"id\":\"1\"}", "{\"id\":\"1\"}\n" LINE },
    { "a torn line is taken off", "{\"id\":\"1\"}\n{\"feed\":\"-\",\"i", "{\"id\":\"1\"}\n" LINE },
    { "torn after one byte", "{\"id\":\"1\"}\n{", "{\"id\":\"1\"}\n" LINE },
    { "another kind of file stays as it is", "Dear diary", NULL },
    { "a line that is half JSON, and not ours", "{\"diary\": ", NULL },
};

static void appends_lines(void **state)
{
    const struct append_row *row = *state;
    struct error err = { 0 };
    char *path = write_file(row->before);
    struct label label = { .feed = "-", .id = "9", .as = "ada", .tone = 0, .reliability = 1,
                           .at = { 1000 } };
    OWNED(label_file) file = label_file_open(path, &err);
    if (file)
        assert_true(label_file_add(file, &label, &scales, &err));
    assert_int_equal(error_is_set(&err), !row->after);
    char *after = read_file(path);
    assert_string_equal(after, row->after ? row->after : row->before);
    mem_free(&after);
    discard(&path);
}

/* A disk that is full in the midst of a line: what came of it goes again. */
static void what_does_not_fit_is_taken_off(void **state)
{
    (void)state;
    static const char before[] = "{\"id\":\"1\"}\n";
    struct error err = { 0 };
    struct rlimit limit, small;
    char *path = write_file(before);
    struct label label = { .feed = "-", .id = "9", .as = "ada", .tone = 0, .reliability = 1 };
    OWNED(label_file) file = label_file_open(path, &err);
    assert_non_null(file);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    small = limit;
    small.rlim_cur = sizeof before - 1 + 10;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    bool added = label_file_add(file, &label, &scales, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_false(added);
    assert_int_equal(err.remedy, STOP);
    char *after = read_file(path);
    assert_string_equal(after, before);
    assert_true(label_file_add(file, &label, &scales, NULL));
    mem_free(&after);
    discard(&path);
}

static void what_was_written_reads_back(void **state)
{
    (void)state;
    struct error err = { 0 };
    char *path = write_file("");
    HELD(labels) labels = { 0 };
    struct label label = { .feed = "a\"b", .id = "\xc3\xa9\n:", .as = "ada", .state = LABEL_SKIPPED,
                           .tone = LABEL_NONE, .reliability = LABEL_NONE, .at = { 5000 } };
    memset(label.text, 'e', 64);
    OWNED(label_file) file = label_file_open(path, &err);
    assert_true(label_file_add(file, &label, &scales, &err));
    assert_true(labels_read(path, false, &scales, &labels, &err));
    const struct label *found = labels_find(&labels, "a\"b", "\xc3\xa9\n:", "ada");
    assert_non_null(found);
    assert_int_equal(found->state, LABEL_SKIPPED);
    assert_int_equal(found->at.ms, 5000);
    assert_string_equal(found->text, label.text);
    assert_null(labels_find(&labels, "a\"b", "\xc3\xa9\n:", "bob"));
    assert_true(labels_knows(&labels, "a\"b", "\xc3\xa9\n:"));
    assert_false(labels_knows(&labels, "a\"b", "\xc3\xa9\n"));
    discard(&path);
}

static void a_missing_file_may_be_well(void **state)
{
    (void)state;
    HELD(labels) labels = { 0 };
    assert_true(labels_read("/no/such/file", true, &scales, &labels, NULL));
    assert_false(labels_read("/no/such/file", false, &scales, &labels, NULL));
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_ROWS(&rows, reads, reads_lines);
    ADD_ROWS(&rows, appends, appends_lines);
    ADD_TEST(&rows, what_does_not_fit_is_taken_off);
    ADD_TEST(&rows, what_was_written_reads_back);
    ADD_TEST(&rows, a_missing_file_may_be_well);
    return rows_run("labels", &rows);
}
