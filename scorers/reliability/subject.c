#include "subject.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define LABELS_MOST  40 /* cells of the first row and column in which a word is looked for */
#define LABEL_MIN    4  /* bytes: shorter words are in every label */
#define NUMBERS_MOST 16 /* of a text, looked for in the table */

struct assay_text subject_text(const struct subject *of, struct assay_span span)
{
    return (struct assay_text){ of->article->text.ptr + span.start, span.len };
}

/* Labels */

/* Does a word of the cell begin so? */
static bool has_beginning(struct assay_text cell, const char *word, uint32_t len)
{
    for (uint32_t at = 0; at + len <= cell.len; at++)
        if ((!at || !isalpha((unsigned char)cell.ptr[at - 1])) &&
            strncasecmp(cell.ptr + at, word, len) == 0)
            return true;
    return false;
}

static bool is_in_labels(const struct subject *of, const char *word, uint32_t len)
{
    const struct assay_table *t = of->table;
    uint32_t across = t->rows ? t->columns : 0, down = t->columns ? t->rows : 0;
    for (uint32_t i = 0; i < across && i < LABELS_MOST; i++)
        if (has_beginning(subject_text(of, t->cells[i]), word, len))
            return true;
    for (uint64_t i = 0; i < down && i < LABELS_MOST; i++)
        if (has_beginning(subject_text(of, t->cells[i * t->columns]), word, len))
            return true;
    return false;
}

bool subject_is_data(const struct subject *of, struct giver_word word)
{
    uint32_t len = word.len - (word.len > LABEL_MIN && word.ptr[word.len - 1] == 's');
    if (word.len < LABEL_MIN)
        return false;
    return giver_of(word) & GIVER_DATA || is_in_labels(of, word.ptr, len);
}

bool subject_is_label(const struct subject *of, struct giver_word word)
{
    return is_in_labels(of, word.ptr, word.len);
}

/* A giver's own noun, though a label has it too, is not what is given. */
bool subject_is_spoken_of(const struct subject *of, struct assay_text s)
{
    struct giver_word word;
    for (size_t at = 0; giver_next_word(s, &at, &word);) {
        unsigned bits = giver_of(word);
        if (bits & GIVER_DATA ||
            (!(bits & (GIVER_OFFICE | GIVER_PAPER)) && subject_is_data(of, word)))
            return true;
    }
    return false;
}

bool subject_has_other_name(const struct subject *of, struct assay_text s)
{
    struct giver_word word;
    size_t at = 0;
    for (bool first = true; giver_next_word(s, &at, &word); first = false)
        if (word.capital && (!first || (at < s.len && s.ptr[at] == ',')) &&
            !giver_is_calendar(word) && !subject_is_data(of, word) && !subject_is_label(of, word))
            return true;
    return false;
}

/* Figures */

static bool is_figure_byte(char c)
{
    return isdigit((unsigned char)c) || c == '.' || c == ',';
}

/* The number that stands at or behind `at`, without a stop that ends the sentence. */
static struct assay_text next_number(struct assay_text s, uint32_t *at)
{
    while (*at < s.len && !isdigit((unsigned char)s.ptr[*at]))
        ++*at;
    uint32_t start = *at;
    while (*at < s.len && is_figure_byte(s.ptr[*at]))
        ++*at;
    uint32_t end = *at;
    while (end > start && !isdigit((unsigned char)s.ptr[end - 1]))
        end--;
    return (struct assay_text){ s.ptr + start, end - start };
}

/* A year says when, not what. */
static bool is_year(struct assay_text number)
{
    return number.len == 4 &&
           (memcmp(number.ptr, "19", 2) == 0 || memcmp(number.ptr, "20", 2) == 0) &&
           isdigit((unsigned char)number.ptr[2]) && isdigit((unsigned char)number.ptr[3]);
}

/* The whole number, and no part of another. */
static bool holds_number(struct assay_text cell, struct assay_text number)
{
    uint32_t at = 0;
    while (at < cell.len) {
        struct assay_text own = next_number(cell, &at);
        if (own.len == number.len && memcmp(own.ptr, number.ptr, own.len) == 0)
            return true;
    }
    return false;
}

static bool is_in_cells(const struct subject *of, struct assay_text number)
{
    const struct assay_table *t = of->table;
    uint64_t cells = (uint64_t)t->rows * t->columns;
    for (uint64_t i = (uint64_t)t->header_rows * t->columns; i < cells; i++)
        if (holds_number(subject_text(of, t->cells[i]), number))
            return true;
    return false;
}

/* Also as "212" for "212,000", where the table counts in thousands. */
static bool is_in_table(const struct subject *of, struct assay_text number)
{
    if (is_in_cells(of, number))
        return true;
    if (number.len <= 4 || memcmp(number.ptr + number.len - 4, ",000", 4) != 0)
        return false;
    number.len -= 4;
    return is_in_cells(of, number);
}

bool subject_has_figure(const struct subject *of, struct assay_text s)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < NUMBERS_MOST; i++) {
        struct assay_text number = next_number(s, &at);
        if (!number.len)
            return false;
        if (number.len > 1 && !is_year(number) && is_in_table(of, number))
            return true;
    }
    return false;
}
