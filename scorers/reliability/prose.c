#include "prose.h"

#include <string.h>
#include <strings.h>

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "Mr.", "Gen.", "U.S.", "vs.": a stop behind a short or single letter word ends nothing. */
static bool is_abbreviation(struct assay_text s, size_t stop)
{
    static const char *const words[] = { "mr",  "mrs", "ms",  "dr",     "prof", "st",
                                         "vs",  "no",  "inc", "corp",   "ltd",  "co",
                                         "fig", "gen", "est", "approx", "ca",   "al",
                                         "eq",  "sen", "rep", "gov",    "jr",   "sr" };
    size_t start = stop;
    while (start && (is_lower((char)(s.ptr[start - 1] | 32))))
        start--;
    size_t len = stop - start;
    if (len <= 1) /* "U.S." and "J. Smith", but not "140 m." */
        return len == 1 && !(start >= 2 && is_digit(s.ptr[start - 2 + (s.ptr[start - 1] != ' ')]));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == len && strncasecmp(s.ptr + start, words[i], len) == 0)
            return true;
    return false;
}

static bool ends_sentence(struct assay_text s, size_t at)
{
    char c = s.ptr[at];
    if (c != '.' && c != '!' && c != '?')
        return false;
    size_t next = at + 1;
    while (next < s.len && strchr("\"')]", s.ptr[next]))
        next++;
    if (next >= s.len)
        return true;
    if (next + 3 <= s.len && memcmp(s.ptr + next, "\u201d", 3) == 0)
        next += 3;
    if (next < s.len && s.ptr[next] != ' ')
        return false;
    if (next + 1 < s.len && is_lower(s.ptr[next + 1]))
        return false;
    return c != '.' || !is_abbreviation(s, at);
}

bool prose_next(struct assay_text s, size_t *at, struct assay_text *ret)
{
    while (*at < s.len && s.ptr[*at] == ' ')
        ++*at;
    if (*at >= s.len)
        return false;
    size_t end = *at;
    while (end < s.len && !ends_sentence(s, end))
        end++;
    if (end < s.len)
        end++;
    *ret = (struct assay_text){ s.ptr + *at, end - *at };
    *at = end;
    return true;
}
