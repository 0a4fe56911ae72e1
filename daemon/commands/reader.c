#include "commands/reader.h"

#include "base/clock.h"
#include "commands/paint.h"

#include <stdio.h>

#define COLUMNS_MAX 96   /* longer lines tire the eye */
#define TEXT_MAX    4000 /* bytes that are shown */

static void print_clean(struct slice s, bool keep_lines)
{
    HELD(text) clean = { 0 };
    text_add_printable(&clean, s, keep_lines);
    fwrite(text_string(&clean), 1, clean.len, stdout);
}

static size_t columns(void)
{
    int wide = paint_columns(); /* 0: no terminal */
    return wide > 0 && wide < COLUMNS_MAX ? (size_t)wide : COLUMNS_MAX;
}

static void print_wrapped(struct slice text)
{
    size_t column = 0, wide = columns();
    for (struct slice word; slice_next(&text, ' ', &word);) {
        size_t length = utf8_length(word);
        if (column && column + 1 + length > wide) {
            putchar('\n');
            column = 0;
        } else if (column) {
            putchar(' ');
            column++;
        }
        print_clean(word, true);
        column += length;
    }
    putchar('\n');
}

static void print_origin(const struct article *a)
{
    char at[INSTANT_TEXT];
    printf("%s", paint(PAINT_FAINT));
    print_clean(slice_of(a->domain ? a->domain : a->feed), false);
    for (size_t i = 0; i < a->authors_size; i++) {
        printf(", ");
        print_clean((struct slice){ a->authors[i].ptr, a->authors[i].len }, false);
    }
    instant_text((struct instant){ a->published }, at);
    printf("%s%s%s\n", a->published != ASSAY_UNKNOWN_TIME ? ", " : "",
           a->published != ASSAY_UNKNOWN_TIME ? at : "", paint(PAINT_PLAIN));
}

static void print_block(const struct article *a, const struct assay_block *block, size_t *left)
{
    struct slice text = slice_sub(text_slice(&a->text), block->span.start, block->span.len);
    struct slice shown = utf8_cut(text, *left);
    *left -= shown.len;
    printf("%s", paint(block->kind == ASSAY_TITLE ? PAINT_STRONG : PAINT_PLAIN));
    if (block->kind == ASSAY_TABLE) {
        print_clean(shown, true);
        putchar('\n');
    } else {
        print_wrapped(shown);
    }
    printf("%s\n", paint(PAINT_PLAIN));
}

void reader_print(const struct article *a, size_t number, size_t of)
{
    size_t left = TEXT_MAX;
    printf("\n%s--- item %zu of %zu%s  ", paint(PAINT_FAINT), number, of, paint(PAINT_PLAIN));
    print_origin(a);
    putchar('\n');
    for (size_t i = 0; i < a->blocks_size && left; i++)
        print_block(a, &a->blocks[i], &left);
    if (a->text.len > TEXT_MAX)
        printf("%s(%zu bytes more)%s\n", paint(PAINT_FAINT), a->text.len - TEXT_MAX,
               paint(PAINT_PLAIN));
}
