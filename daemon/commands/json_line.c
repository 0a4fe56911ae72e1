#include "commands/json_line.h"

#include <stdio.h>

/* What text_add_printable would change is written so that only a JSON reader sees it. */
static void add_json_char(struct text *out, struct slice bytes, uint32_t c)
{
    HELD(text) clean = { 0 };
    text_add_printable(&clean, bytes, false);
    if (slice_same(text_slice(&clean), bytes))
        text_add(out, bytes);
    else if (c > 0xffff)
        text_printf(out, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10),
                    0xdc00 + ((c - 0x10000) & 0x3ff));
    else
        text_printf(out, "\\u%04x", c);
}

/* How many bytes from `at` on are plain ASCII. */
static size_t plain_run(struct slice s, size_t at)
{
    size_t end = at;
    while (end < s.len && s.ptr[end] >= 0x20 && s.ptr[end] < 0x7f)
        end++;
    return end - at;
}

void json_line_print(struct slice json)
{
    HELD(text) line = { 0 };
    for (size_t at = 0; at < json.len;) {
        size_t run = plain_run(json, at), start = at + run;
        text_add(&line, slice_sub(json, at, run));
        at = start;
        if (at == json.len)
            break;
        uint32_t c = utf8_next(json, &at);
        add_json_char(&line, slice_sub(json, start, at - start), c);
    }
    text_add_byte(&line, '\n');
    fwrite(line.ptr, 1, line.len, stdout);
}

void json_line_print_tree(cJSON *tree)
{
    char *line = cJSON_PrintUnformatted(tree);
    json_line_print(slice_of(line));
    cJSON_free(line);
    cJSON_Delete(tree);
}
