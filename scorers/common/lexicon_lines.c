#include "lexicon_lines.h"

#include <string.h>

/* What Loughran-McDonald's word lists weigh: they know only yes and no. */
#define LOUGHRAN_WEIGHT 1.6

static struct lexicon_cell trim(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t' || *from == '"'))
        from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '\t' || to[-1] == '"' || to[-1] == '\r'))
        to--;
    return (struct lexicon_cell){ from, (size_t)(to - from) };
}

/* Decimal with an optional sign and fraction, as a whole: no locale, no surprises. */
static bool to_number(struct lexicon_cell cell, double *ret)
{
    size_t i = cell.len && (cell.ptr[0] == '-' || cell.ptr[0] == '+');
    double value = 0, place = 1;
    bool point = false, digit = false;
    for (; i < cell.len; i++) {
        if (cell.ptr[i] == '.' && !point) {
            point = true;
        } else if (cell.ptr[i] >= '0' && cell.ptr[i] <= '9') {
            digit = true;
            place *= point ? 0.1 : 1;
            value = point ? value + place * (cell.ptr[i] - '0') : value * 10 + (cell.ptr[i] - '0');
        } else {
            return false;
        }
    }
    *ret = cell.len && cell.ptr[0] == '-' ? -value : value;
    return digit && value < 1e9;
}

/* Cuts the next cell off *rest: at a comma, or at a tab or two spaces. */
static bool next_cell(struct lexicon_cell *rest, bool commas, struct lexicon_cell *ret)
{
    const char *from = rest->ptr, *end = from + rest->len, *p = from;
    if (from == end)
        return false;
    while (p < end && !(commas ? *p == ',' : *p == '\t' || (*p == ' ' && p + 1 < end && p[1] == ' ')))
        p++;
    *ret = trim(from, p);
    p += commas && p < end;
    while (!commas && p < end && (*p == ' ' || *p == '\t'))
        p++;
    *rest = (struct lexicon_cell){ p, (size_t)(end - p) };
    return true;
}

/* The next line with something on it; a comment begins the line or follows white space. */
static bool next_line(struct lexicon_lines *lines, struct lexicon_cell *ret)
{
    while (lines->at < lines->end) {
        const char *from = lines->at;
        const char *to = memchr(from, '\n', (size_t)(lines->end - from));
        to = to ? to : lines->end;
        lines->at = to < lines->end ? to + 1 : to;
        lines->line++;
        lines->comment = (struct lexicon_cell){ to, 0 };
        for (const char *p = from; lines->form == LEXICON_COLUMNS && p < to; p++)
            if (*p == '#' && (p == from || ((p[-1] == ' ' || p[-1] == '\t') &&
                                            (p + 1 == to || p[1] == ' ')))) {
                lines->comment = trim(p + 1, to);
                to = p;
                break;
            }
        *ret = trim(from, to);
        if (ret->len)
            return true;
    }
    return false;
}

static bool cell_is(struct lexicon_cell cell, const char *word)
{
    return cell.len == strlen(word) && !strncasecmp(cell.ptr, word, cell.len);
}

static bool is_loughran(struct lexicon_lines *lines, struct lexicon_cell head)
{
    struct lexicon_cell cell;
    lines->negative = lines->positive = -1;
    for (int column = 0; next_cell(&head, true, &cell); column++) {
        if (cell_is(cell, "negative"))
            lines->negative = column;
        if (cell_is(cell, "positive"))
            lines->positive = column;
    }
    return lines->negative > 0 && lines->positive > 0;
}

static bool is_vader(struct lexicon_cell line)
{
    struct lexicon_cell cell;
    double number;
    return next_cell(&line, false, &cell) && next_cell(&line, false, &cell) &&
           to_number(cell, &number) && next_cell(&line, false, &cell) &&
           to_number(cell, &number) && line.len && line.ptr[0] == '[';
}

static bool is_commas(struct lexicon_cell line)
{
    struct lexicon_cell cell, rest = line;
    double number;
    if (memchr(line.ptr, '\t', line.len) || !next_cell(&rest, true, &cell) || !rest.len)
        return false;
    next_cell(&rest, true, &cell);
    return to_number(cell, &number);
}

struct lexicon_lines lexicon_lines_of(const char *content, size_t len)
{
    if (len >= 3 && !memcmp(content, "\xef\xbb\xbf", 3)) {
        content += 3;
        len -= 3;
    }
    struct lexicon_lines lines = { .at = content, .end = content + len };
    struct lexicon_lines peek = lines;
    struct lexicon_cell first, second;
    if (!next_line(&peek, &first))
        return lines;
    if (is_loughran(&lines, first)) {
        lines.form = LEXICON_LOUGHRAN;
        next_line(&lines, &first);
    } else if (is_vader(first)) {
        lines.form = LEXICON_VADER;
    } else if (is_commas(first) || (next_line(&peek, &second) && is_commas(second))) {
        lines.form = LEXICON_COMMAS; /* perhaps below a line of titles */
    }
    return lines;
}

static void read_loughran(const struct lexicon_lines *lines, struct lexicon_cell rest,
                          struct lexicon_line *row)
{
    struct lexicon_cell cell;
    double year;
    for (int column = 0; next_cell(&rest, true, &cell); column++) {
        if (column == 0)
            row->entry = cell;
        /* a year is when the word was added to the list, a negative one when it was taken out */
        else if (column == lines->negative && to_number(cell, &year) && year > 0)
            row->value = -LOUGHRAN_WEIGHT;
        else if (column == lines->positive && to_number(cell, &year) && year > 0)
            row->value = LOUGHRAN_WEIGHT;
    }
    row->number = row->value != 0;
}

bool lexicon_lines_next(struct lexicon_lines *lines, struct lexicon_line *row)
{
    struct lexicon_cell rest;
    do {
        *row = (struct lexicon_line){ 0 };
        if (!next_line(lines, &rest))
            return false;
        if (lines->form == LEXICON_LOUGHRAN) {
            read_loughran(lines, rest, row);
            continue;
        }
        bool commas = lines->form == LEXICON_COMMAS;
        row->comment = lines->comment;
        next_cell(&rest, commas, &row->entry);
        next_cell(&rest, commas, &row->second);
        row->number = to_number(row->second, &row->value);
        if (lines->form == LEXICON_COLUMNS)
            next_cell(&rest, false, &row->tags);
        if (!row->number && (commas || lines->form == LEXICON_VADER)) {
            if (lines->line > 1)
                row->wrong = "the second column is no number";
            else
                continue; /* titles */
            return true;
        }
        if (!row->entry.len)
            row->wrong = "a line without an entry";
        return true;
    } while (!row->number);
    return true;
}
