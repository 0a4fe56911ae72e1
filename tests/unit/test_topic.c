#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "outlet/topic.h"
#include "support/rows.h"

#include <string.h>

struct topic_row {
    const char *name, *kind, *raw, *topic;
};

static const struct topic_row topic_rows[] = {
    { "plain letters stay", "item", "reuters-tech", "item/reuters-tech/" },
    { "a slash in a ticker is encoded", "ticker", "BRK/B", "ticker/BRK%2FB/" },
    { "a dot stays", "ticker", "BRK.B", "ticker/BRK.B/" },
    { "a space and a percent sign are encoded", "ticker", "5 %", "ticker/5%20%25/" },
    { "beyond ASCII goes byte by byte", "ticker", "\xc3\x89", "ticker/%C3%89/" },
};

static void names_a_topic(void **state)
{
    const struct topic_row *row = *state;
    char topic[TOPIC_MAX];
    HELD(text) back = { 0 };
    topic_make(topic, row->kind, slice_of(row->raw));
    assert_string_equal(topic, row->topic);
    assert_true(topic_name(slice_of(topic), row->kind, &back));
    assert_string_equal(text_string(&back), row->raw);
}

static const struct topic_row bad_topics[] = {
    { "another kind is no such topic", "ticker", NULL, "item/x/" },
    { "a topic without its last slash is none", "item", NULL, "item/x" },
    { "a topic without a name is none", "item", NULL, "item//" },
    { "two names are none", "item", NULL, "item/x/y/" },
    { "half an escape is none", "item", NULL, "item/%2/" },
    { "an escape of no digits is none", "item", NULL, "item/%zz/" },
};

static void refuses_a_topic(void **state)
{
    const struct topic_row *row = *state;
    HELD(text) back = { 0 };
    assert_false(topic_name(slice_of(row->topic), row->kind, &back));
    assert_int_equal(back.len, 0);
}

static void a_long_name_fits(void **state)
{
    (void)state;
    char topic[TOPIC_MAX], name[301];
    memset(name, '/', 300);
    name[300] = '\0';
    topic_make(topic, "heartbeat", slice_of(name));
    assert_true(strlen(topic) < TOPIC_MAX);
    assert_int_equal(strlen(topic), strlen("heartbeat/") + 3 * TOPIC_NAME_MAX + 1);
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_ROWS(&rows, topic_rows, names_a_topic);
    ADD_ROWS(&rows, bad_topics, refuses_a_topic);
    ADD_TEST(&rows, a_long_name_fits);
    return rows_run("topic", &rows);
}
