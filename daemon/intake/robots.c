#include "intake/robots.h"

#include "base/mem.h"
#include "intake/url.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define RULES_MAX   1000
#define PATTERN_MAX 256  /* bytes: a longer one is as good as none */
#define PATH_BYTES  4096 /* looked at */
#define DELAY_MAX   SECONDS(60)

struct rule {
    size_t start, len; /* in the patterns */
    bool allow, ends;  /* ends: a $ stood behind it */
};

/* What one kind of group says. */
struct rules {
    struct rule *items;
    size_t size, cap;
    struct text patterns;
    struct duration delay;
    bool named; /* some group was for it */
};

struct robots {
    struct rules rules;
};

static void rules_done(struct rules *r)
{
    mem_free(&r->items);
    text_done(&r->patterns);
}

/* --- reading --- */

struct reading {
    struct slice agent;
    struct rules ours, everybodys;
    bool for_us, for_all; /* whose group this is */
    bool in_rules;        /* the next user-agent begins another group */
};

struct slice robots_token(struct slice user_agent)
{
    size_t n = 0;
    while (n < user_agent.len && (isalpha((unsigned char)user_agent.ptr[n]) ||
                                  user_agent.ptr[n] == '-' || user_agent.ptr[n] == '_'))
        n++;
    return slice_sub(user_agent, 0, n);
}

static bool same_nocase(struct slice a, struct slice b)
{
    return a.len == b.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

static void begin_group(struct reading *r, struct slice agent)
{
    if (r->in_rules)
        r->for_us = r->for_all = r->in_rules = false;
    bool ours = r->agent.len && same_nocase(robots_token(agent), r->agent);
    r->for_us |= ours;
    r->for_all |= slice_is(agent, "*");
    r->ours.named |= ours;
}

static void add_rule(struct rules *r, struct slice pattern, bool allow)
{
    struct rule rule = { .start = r->patterns.len, .allow = allow };
    if (!pattern.len || !strchr("/*", pattern.ptr[0]) || pattern.len > PATTERN_MAX || r->size >= RULES_MAX)
        return;
    rule.ends = pattern.ptr[pattern.len - 1] == '$';
    url_add_escaped(&r->patterns, slice_sub(pattern, 0, pattern.len - rule.ends));
    rule.len = r->patterns.len - rule.start;
    mem_grow(r->items, r->size, r->cap);
    r->items[r->size++] = rule;
}

static void set_delay(struct rules *r, struct slice value)
{
    double seconds;
    if (slice_to_real(value, &seconds) && seconds > 0)
        r->delay.ms = seconds * 1000 < DELAY_MAX.ms ? (int64_t)(seconds * 1000) : DELAY_MAX.ms;
}

static void take_rule(struct rules *r, struct slice key, struct slice value)
{
    if (slice_is_nocase(key, "crawl-delay"))
        set_delay(r, value);
    else
        add_rule(r, value, slice_is_nocase(key, "allow"));
}

static void take_line(struct reading *r, struct slice line)
{
    line = slice_sub(line, 0, slice_find_byte(line, '#'));
    size_t colon = slice_find_byte(line, ':');
    if (colon == SIZE_MAX)
        return;
    struct slice key = slice_trim(slice_sub(line, 0, colon));
    struct slice value = slice_trim(slice_sub(line, colon + 1, line.len));
    if (slice_is_nocase(key, "user-agent")) {
        begin_group(r, value);
        return;
    }
    bool is_rule = slice_is_nocase(key, "allow") || slice_is_nocase(key, "disallow");
    if (!is_rule && !slice_is_nocase(key, "crawl-delay")) /* a sitemap belongs to no group */
        return;
    r->in_rules = true;
    if (r->for_us)
        take_rule(&r->ours, key, value);
    if (r->for_all)
        take_rule(&r->everybodys, key, value);
}

/* Ends in CR, LF or both. */
static bool next_line(struct slice *rest, struct slice *ret)
{
    size_t end = 0;
    while (end < rest->len && rest->ptr[end] != '\n' && rest->ptr[end] != '\r')
        end++;
    *ret = slice_sub(*rest, 0, end);
    bool more = rest->len > 0;
    *rest = slice_sub(*rest, end + 1, rest->len);
    return more;
}

struct robots *robots_read(struct slice body, struct slice agent)
{
    struct reading r = { .agent = agent };
    struct slice rest = slice_sub(body, 0, ROBOTS_BYTES_MAX), line;
    if (slice_starts(rest, "\xef\xbb\xbf"))
        rest = slice_sub(rest, 3, rest.len);
    while (next_line(&rest, &line))
        take_line(&r, line);
    struct robots *robots = mem_new(sizeof *robots);
    robots->rules = r.ours.named ? r.ours : r.everybodys;
    rules_done(r.ours.named ? &r.everybodys : &r.ours);
    return robots;
}

void robots_free(struct robots **robots)
{
    if (!*robots)
        return;
    rules_done(&(*robots)->rules);
    mem_free(robots);
}

/* --- asking --- */

/* Where the piece first stands, from there on; SIZE_MAX: nowhere. */
static size_t find_from(struct slice path, size_t from, struct slice piece)
{
    if (!piece.len)
        return from;
    const char *at = from < path.len ? memmem(path.ptr + from, path.len - from, piece.ptr, piece.len) : NULL;
    return at ? (size_t)(at - path.ptr) : SIZE_MAX;
}

static bool ends_with(struct slice path, size_t from, struct slice piece)
{
    return path.len - from >= piece.len &&
           slice_same(slice_sub(path, path.len - piece.len, piece.len), piece);
}

/* Pieces between stars are looked for from left to right, each as early as it can be. */
static bool fits(struct slice pattern, bool ends, struct slice path)
{
    size_t at = 0;
    for (bool first = true;; first = false) {
        size_t star = slice_find_byte(pattern, '*');
        struct slice piece = slice_sub(pattern, 0, star);
        bool last = star == SIZE_MAX;
        if (last && ends && !first)
            return ends_with(path, at, piece);
        size_t found = find_from(path, at, piece);
        if (found == SIZE_MAX || (first && found != 0))
            return false;
        at = found + piece.len;
        if (last)
            return !ends || at == path.len;
        pattern = slice_sub(pattern, star + 1, pattern.len);
    }
}

bool robots_allow(const struct robots *robots, struct slice path)
{
    const struct rules *r = &robots->rules;
    HELD(text) normal = {0};
    size_t best = 0;
    bool allow = true;
    if (slice_is(path, "/robots.txt"))
        return true;
    url_add_escaped(&normal, path.len ? slice_sub(path, 0, PATH_BYTES) : SLICE("/"));
    for (size_t i = 0; i < r->size; i++) {
        const struct rule *rule = &r->items[i];
        struct slice pattern = slice_sub(text_slice(&r->patterns), rule->start, rule->len);
        size_t len = rule->len + rule->ends;
        if (len < best || (len == best && !rule->allow) ||
            !fits(pattern, rule->ends, text_slice(&normal)))
            continue;
        best = len;
        allow = rule->allow;
    }
    return allow;
}

struct duration robots_delay(const struct robots *robots)
{
    return robots->rules.delay;
}

size_t robots_weight(const struct robots *robots)
{
    const struct rules *r = &robots->rules;
    return sizeof *robots + r->cap * sizeof *r->items + r->patterns.cap;
}
