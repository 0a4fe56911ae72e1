#include "settings/nearest.h"

#include <string.h>

/* Names of settings are shorter; longer words are nobody's slip of the finger. */
#define LONGEST 64

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '-' || c == ' ' ? '_' : c;
}

/* Letters added, lost, changed or swapped with their neighbour (optimal string alignment). */
static size_t distance(struct slice a, struct slice b)
{
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.len; j++)
        above[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = lower(a.ptr[i - 1]), y = lower(b.ptr[j - 1]);
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == lower(b.ptr[j - 2]) && y == lower(a.ptr[i - 2]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
        size_t *free_row = before;
        before = above, above = row, row = free_row;
    }
    return above[b.len];
}

/* What other programs, and people, call it. */
static const struct synonym {
    const char *said, *meant;
} synonyms[] = {
    { "address", "endpoint" },    { "address", "listen" },       { "address", "url" },
    { "aka", "names" },           { "alias", "names" },          { "aliases", "names" },
    { "article", "text" },        { "bind", "endpoint" },        { "body", "text" },
    { "category", "domain" },     { "companies", "tickers" },    { "condition", "when" },
    { "conf_d", "include" },      { "contains", "text" },        { "database", "journal" },
    { "db", "journal" },          { "dictionaries", "lexicons" },{ "dictionary", "lexicons" },
    { "disabled", "enabled" },    { "entities", "tickers" },     { "except", "not_if_near" },
    { "exclude", "not_if_near" }, { "expected", "expect" },      { "expects", "expect" },
    { "feed", "feeds" },          { "feed_id", "id" },           { "feed_url", "url" },
    { "frequency", "every" },     { "href", "url" },             { "import", "include" },
    { "imports", "include" },     { "input", "text" },           { "interval", "every" },
    { "labels", "bands" },        { "lexicon", "lexicons" },     { "limit", "cap" },
    { "link", "url" },            { "max", "cap" },              { "metrics", "http" },
    { "mute", "words" },          { "muted", "words" },          { "name", "id" },
    { "not", "not_if_near" },     { "overrides", "words" },      { "period", "every" },
    { "phrases", "words" },       { "plugins", "scorers" },      { "poll", "every" },
    { "poll_interval", "every" }, { "port", "listen" },          { "rate", "at_most" },
    { "rate_limit", "at_most" },  { "refresh", "every" },        { "reliability", "prior" },
    { "rss", "url" },             { "scorer", "scorers" },       { "sentiment", "tone" },
    { "so", "plugin" },           { "sources", "feeds" },        { "storage", "journal" },
    { "symbols", "tickers" },     { "synonyms", "names" },       { "threads", "workers" },
    { "thresholds", "bands" },    { "throttle", "at_most" },     { "timeout", "total_timeout" },
    { "title", "text" },          { "topic", "domain" },         { "trust", "prior" },
    { "unless", "not_if_near" },  { "uri", "url" },              { "user_agent", "contact" },
    { "value", "each" },          { "watchlist", "tickers" },    { "weight", "each" },
    { "weight", "prior" },        { "weights", "layers" },
};

static bool is_synonym(struct slice word, const char *name)
{
    for (size_t i = 0; i < count_of(synonyms); i++)
        if (slice_is_nocase(word, synonyms[i].said) && strcmp(synonyms[i].meant, name) == 0)
            return true;
    return false;
}

struct nearest nearest_to(struct slice word)
{
    /* One slip in a short word, one more for every three letters of a longer one. */
    return (struct nearest){ .word = word, .distance = 2 + word.len / 3 };
}

void nearest_offer(struct nearest *near, const char *name)
{
    struct slice other = slice_of(name);
    if (near->word.len > LONGEST || other.len > LONGEST)
        return;
    size_t d = distance(near->word, other);
    if (d < near->distance && d < near->word.len && d < other.len) {
        near->distance = d;
        near->best = name;
    }
    if (near->distance > 1 && is_synonym(near->word, name)) { /* one slip of the finger is nearer */
        near->distance = 1;
        near->best = name;
    }
}
