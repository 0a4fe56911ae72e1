#include "outlet/topic.h"

#include <stdio.h>
#include <string.h>

static bool is_unreserved(unsigned char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~", c));
}

void topic_make(char ret[TOPIC_MAX], const char *kind, struct slice name)
{
    name = utf8_cut(name, TOPIC_NAME_MAX);
    size_t len = (size_t)snprintf(ret, TOPIC_MAX, "%.9s/", kind);
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (is_unreserved(c))
            ret[len++] = (char)c;
        else
            len += (size_t)snprintf(ret + len, TOPIC_MAX - len, "%%%02X", c);
    }
    ret[len++] = '/';
    ret[len] = '\0';
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool decode(struct slice from, struct text *to)
{
    for (size_t i = 0; i < from.len; i++) {
        if (from.ptr[i] != '%') {
            text_add_byte(to, from.ptr[i]);
            continue;
        }
        if (from.len - i < 3)
            return false;
        int high = digit(from.ptr[i + 1]), low = digit(from.ptr[i + 2]);
        if (high < 0 || low < 0)
            return false;
        text_add_byte(to, (char)(high << 4 | low));
        i += 2;
    }
    return true;
}

bool topic_name(struct slice topic, const char *kind, struct text *ret_name)
{
    size_t kind_len = strlen(kind);
    if (!slice_starts(topic, kind) || topic.len < kind_len + 3 || topic.ptr[kind_len] != '/' ||
        topic.ptr[topic.len - 1] != '/')
        return false;
    struct slice name = slice_sub(topic, kind_len + 1, topic.len - kind_len - 2);
    HELD(text) decoded = { 0 };
    if (slice_find_byte(name, '/') != SIZE_MAX || !decode(name, &decoded))
        return false;
    text_add(ret_name, text_slice(&decoded));
    return true;
}
