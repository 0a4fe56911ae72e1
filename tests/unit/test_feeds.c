/* Every folder of tests/feeds is a test: input.xml or input.json, headers.txt where the transfer
 * said something ("Base: URL" is its address), and expected.json, all of which `assayd parse` must
 * print, though it may print more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "intake/feed.h"
#include "support/rows.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool read_into(struct text *out, const char *folder, const char *name)
{
    char *path = mem_printf("%s/%s", folder, name);
    FILE *from = fopen(path, "rb");
    mem_free(&path);
    if (!from)
        return false;
    char chunk[4096];
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, from)) > 0;)
        text_add(out, (struct slice){ chunk, got });
    fclose(from);
    return true;
}

static void note_headers(struct feed_source *source, struct slice lines)
{
    struct slice line;
    while (slice_next(&lines, '\n', &line)) {
        if (slice_starts(line, "Base: "))
            source->url = slice_sub(line, 6, line.len);
        else if (line.len)
            assert_true(feed_source_note(source, line));
    }
}

/* All that is expected must be there, at `path`. */
static void check_value(const char *path, const cJSON *expected, const cJSON *got)
{
    if (!got)
        fail_msg("%s is missing", path);
    if (cJSON_IsObject(expected) || cJSON_IsArray(expected)) {
        if (cJSON_IsArray(expected) && cJSON_GetArraySize(expected) != cJSON_GetArraySize(got))
            fail_msg("%s has %d elements, not %d", path, cJSON_GetArraySize(got),
                     cJSON_GetArraySize(expected));
        int index = 0;
        const cJSON *child;
        cJSON_ArrayForEach(child, expected) {
            char deeper[256];
            bool object = child->string != NULL;
            if (object)
                snprintf(deeper, sizeof deeper, "%s.%s", path, child->string);
            else
                snprintf(deeper, sizeof deeper, "%s[%d]", path, index);
            check_value(deeper, child,
                        object ? cJSON_GetObjectItemCaseSensitive(got, child->string)
                               : cJSON_GetArrayItem(got, index));
            index++;
        }
        return;
    }
    if (cJSON_Compare(expected, got, true))
        return;
    char *e = cJSON_PrintUnformatted(expected), *g = cJSON_PrintUnformatted(got);
    fail_msg("%s is %s, not %s", path, g, e);
}

static void reads_the_feed(void **state)
{
    const char *folder = *state;
    HELD(text) bytes = {0};
    HELD(text) headers = {0};
    HELD(text) expected = {0};
    HELD(text) json = {0};
    struct feed_source source = {0};
    struct error err = {0};
    assert_true(read_into(&bytes, folder, "input.xml") || read_into(&bytes, folder, "input.json"));
    assert_true(read_into(&expected, folder, "expected.json"));
    if (read_into(&headers, folder, "headers.txt"))
        note_headers(&source, text_slice(&headers));
    struct feed_document *d = feed_read(text_slice(&bytes), &source, &feed_limits_default, &err);
    if (!d)
        fail_msg("%s", error_line(&err));
    feed_write_json(&json, d);
    cJSON *want = cJSON_Parse(text_string(&expected)), *got = cJSON_Parse(text_string(&json));
    assert_non_null(want);
    assert_non_null(got);
    check_value("$", want, got);
    cJSON_Delete(want);
    cJSON_Delete(got);
    feed_document_free(&d);
}

static int is_case(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(void)
{
    struct rows rows = {0};
    struct dirent **cases;
    int count = scandir(TESTS_DIR "/feeds", &cases, is_case, alphasort);
    assert(count > 30);
    char **folders = mem_array((size_t)count, sizeof *folders);
    for (int i = 0; i < count; i++) {
        folders[i] = mem_printf("%s/%s", TESTS_DIR "/feeds", cases[i]->d_name);
        rows_add(&rows, cases[i]->d_name, reads_the_feed, folders[i]);
    }
    int failed = rows_run("feeds", &rows);
    for (int i = 0; i < count; i++) {
        mem_free(&folders[i]);
        free(cases[i]);
    }
    mem_free(&folders);
    free(cases);
    return failed;
}
