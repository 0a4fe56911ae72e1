#include "commands/columns.h"

struct range {
    uint32_t first, last;
};

/* East Asian wide and full-width characters, and emoji. */
static const struct range wide[] = {
    { 0x1100, 0x115f },   { 0x231a, 0x231b },   { 0x23e9, 0x23ec },   { 0x25fd, 0x25fe },
    { 0x2614, 0x2615 },   { 0x2648, 0x2653 },   { 0x26aa, 0x26ab },   { 0x2e80, 0x303e },
    { 0x3041, 0xa4cf },   { 0xa960, 0xa97c },   { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },
    { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },   { 0x1f300, 0x1f64f },
    { 0x1f680, 0x1f6ff }, { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
};

static const struct range narrow[] = { /* no column of their own */
    { 0x300, 0x36f },   { 0x483, 0x489 },   { 0x591, 0x5bd },   { 0x64b, 0x65f }, { 0x93c, 0x93c },
    { 0x1ab0, 0x1aff }, { 0x200b, 0x200d }, { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f },
};

static bool is_in(const struct range *ranges, size_t size, uint32_t c)
{
    for (size_t i = 0; i < size; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

static size_t width(uint32_t c)
{
    return is_in(narrow, count_of(narrow), c) ? 0 : 1 + is_in(wide, count_of(wide), c);
}

size_t columns_of(struct slice s)
{
    size_t columns = 0;
    for (size_t at = 0; at < s.len;)
        columns += width(utf8_next(s, &at));
    return columns;
}

/* The longest beginning that fits. */
static struct slice cut(struct slice s, size_t columns)
{
    size_t used = 0, end = 0;
    for (size_t at = 0; at < s.len; end = at) {
        used += width(utf8_next(s, &at));
        if (used > columns)
            break;
    }
    return slice_sub(s, 0, end);
}

void columns_add(struct text *out, struct slice s, size_t columns, bool fill)
{
    HELD(text) clean = {0};
    text_add_printable(&clean, s, false);
    struct slice all = text_slice(&clean);
    size_t used = columns_of(all);
    if (used > columns) {
        struct slice kept = cut(all, columns ? columns - 1 : 0);
        text_add(out, kept);
        if (columns)
            text_add(out, SLICE("…"));
        used = columns_of(kept) + (columns > 0);
    } else {
        text_add(out, all);
    }
    for (; fill && used < columns; used++)
        text_add_byte(out, ' ');
}
