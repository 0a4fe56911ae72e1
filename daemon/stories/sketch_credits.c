/* Who reported: the item's own outlet, and the outlets that it names as its source. */
#include "stories/sketch_parts.h"

#include <string.h>

/* Letters and digits alone, small, so that "Harbour Gazette" is harbourgazette.example. */
static uint32_t squash(struct slice name)
{
    char out[64];
    size_t len = 0;
    for (size_t i = 0; i < name.len && len < sizeof out; i++) {
        char c = name.ptr[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
            out[len++] = c;
    }
    struct slice s = { out, len };
    if (slice_starts(s, "the") && len > 6)
        s = slice_sub(s, 3, len);
    return s.len > 1 ? words_hash(s.ptr, s.len) : 0;
}

static void add_to(uint32_t *marks, size_t *size, uint32_t mark)
{
    for (size_t i = 0; i < *size; i++)
        if (marks[i] == mark)
            return;
    if (mark && *size < SKETCH_MARKS)
        marks[(*size)++] = mark;
}

static void add_mark(struct sketch *s, uint32_t mark)
{
    add_to(s->marks, &s->marks_size, mark);
}

/* "Kim Lee", "Associated Press"; not "Staff Writer", nor one word, which many could be. */
static bool is_author(struct slice name)
{
    static const char *const nobody[] = { "staff", "desk", "newsroom", "editor", "writer", "admin",
                                          "reporter", "correspondent", "team", "contributor" };
    for (size_t i = 0; i < count_of(nobody); i++)
        if (slice_find_nocase(name, nobody[i]) != SIZE_MAX)
            return false;
    return slice_find_byte(name, ' ') != SIZE_MAX;
}

/* Hosts of many owners: the label before tells whose it is. */
static bool is_shared(struct slice label)
{
    static const char *const hosts[] = { "example", "blogspot", "wordpress", "substack", "medium",
                                         "github",  "tumblr",   "typepad",   "livejournal" };
    for (size_t i = 0; i < count_of(hosts); i++)
        if (slice_is(label, hosts[i]))
            return true;
    return false;
}

/* The label that names the owner: "gazette" of news.gazette.co.uk. */
static struct slice owner_of(struct slice domain)
{
    struct slice labels[8], part;
    size_t size = 0;
    while (slice_next(&domain, '.', &part))
        if (size < count_of(labels))
            labels[size++] = part;
    if (size < 2)
        return size ? labels[0] : SLICE("");
    size_t at = size - 2;
    if (at > 0 && labels[at].len <= 3 && labels[size - 1].len == 2) /* co.uk, com.au */
        at--;
    if (!is_shared(labels[at]))
        return labels[at];
    return at > 0 && !slice_is(labels[at - 1], "www") ? labels[at - 1] : SLICE("");
}

static bool is_kind_of_outlet(const struct words *w, size_t at)
{
    static const char *const kinds[] = { "newspaper", "magazine", "daily",   "weekly", "paper",
                                         "website",   "agency",   "channel", "broadcaster" };
    for (size_t i = 0; i < count_of(kinds); i++)
        if (sketch_has(w, at, kinds[i]))
            return true;
    return false;
}

/* A name that begins at `at`, "the" and "the German magazine" before it skipped. */
struct credit {
    uint32_t mark;     /* 0: no name */
    bool outlet;       /* it sounds like one, or is called one */
};

static struct credit credit_at(const struct words *w, size_t at)
{
    struct credit c = { 0, false };
    at += sketch_has(w, at, "the") || sketch_has(w, at, "a");
    size_t kind = at + (at < w->size && w->items[at].class & VOCABULARY_WORLD);
    if (is_kind_of_outlet(w, kind) && !(w->items[kind].flags & WORD_UPPER)) {
        c.outlet = true;
        at = kind + 1;
    }
    size_t end = at;
    while (end < w->size && end < at + 5 && w->items[end].flags & WORD_UPPER &&
           (end == at || !(w->items[end].flags & (WORD_BREAK | WORD_FIRST))))
        c.outlet |= (w->items[end++].class & VOCABULARY_OUTLET) != 0;
    if (end == at)
        return c;
    c.outlet |= is_kind_of_outlet(w, end) && !(w->items[end].flags & WORD_FIRST);
    struct assay_span span = sketch_span(w, at, end - at);
    c.mark = squash((struct slice){ w->text + span.start, span.len });
    return c;
}

/* What sounds like an outlet is one. Any other name counts only where it is that of another item's
 * own outlet: two reports that quote one mayor need not know of each other. */
static void add_name(struct sketch *s, const struct words *w, size_t at)
{
    struct credit c = credit_at(w, at);
    if (c.outlet)
        add_mark(s, c.mark);
    add_to(s->credits, &s->credits_size, c.mark);
}

/* "told the Gazette", "according to the Gazette", "citing the Gazette", "first reported by". */
static void read_relay(struct sketch *s, const struct words *w, size_t at)
{
    static const char *const between[] = { "to", "with", "by", "in", "on", "from" };
    size_t from = at + 1;
    for (size_t i = 0; i < count_of(between); i++)
        if (sketch_has(w, from, between[i])) {
            from++;
            break;
        }
    add_name(s, w, from);
}

/* "the Gazette reported", "the Gazette newspaper has learnt": the outlet stands before the word. */
static void read_reporter(struct sketch *s, const struct words *w, size_t at)
{
    at -= at > 0 && sketch_has(w, at - 1, "has");
    if (at > 0 && is_kind_of_outlet(w, at - 1) && !(w->items[at].flags & (WORD_BREAK | WORD_FIRST)))
        at--;
    size_t from = at;
    while (from > 0 && at - from < 5 && w->items[from - 1].flags & WORD_UPPER &&
           !(w->items[from].flags & (WORD_BREAK | WORD_FIRST)))
        from--;
    if (from < at)
        add_name(s, w, from);
}

/* "Minister's brother won contract - Sunday Sentinel". */
static void read_headline(struct sketch *s, const struct words *w)
{
    size_t from = w->body;
    while (from > 1 && !(w->items[from - 1].flags & WORD_BREAK))
        from--;
    if (from > 1 && w->body - (from - 1) < 5)
        add_name(s, w, from - 1);
}

/* "X today announced", "announced today", "published today in": the one that did it writes. */
static void read_release(struct sketch *s, const struct words *w)
{
    static const char *const acts[] = { "announced", "announces", "reported", "published" };
    for (size_t at = w->body; at < w->size && at < w->body + SKETCH_OPENING && !s->release; at++)
        for (size_t i = 0; i < count_of(acts) && !s->release; i++)
            s->release = sketch_has(w, at, acts[i]) &&
                         (sketch_has(w, at + 1, "today") || (at && sketch_has(w, at - 1, "today")));
}

/* "told a news conference", "at the briefing", "told reporters", "the news to reporters": whoever was
 * there heard the same. */
static bool is_conference(const struct words *w, size_t at)
{
    static const char *const before[] = { "news", "press", "media" };
    if (at == 0)
        return false;
    bool meeting = sketch_has(w, at, "conference") || sketch_has(w, at, "briefing");
    for (size_t i = 0; i < count_of(before); i++)
        if (meeting && sketch_has(w, at - 1, before[i]))
            return true;
    if (sketch_has(w, at, "briefing"))
        return sketch_has(w, at - 1, "a") || sketch_has(w, at - 1, "the");
    return sketch_has(w, at, "reporters") &&
           (sketch_has(w, at - 1, "to") || w->items[at - 1].class & VOCABULARY_RELAY);
}

bool sketch_is_own(const struct sketch *s, struct assay_span span, const char *text)
{
    return s->owner && squash((struct slice){ text + span.start, span.len }) == s->owner;
}

void sketch_credits(struct sketch *s, const struct words *w, const struct article *a)
{
    s->owner = squash(owner_of(slice_of(a->domain)));
    add_mark(s, s->owner);
    add_mark(s, squash(slice_of(a->origin)));
    for (size_t i = 0; i < a->authors_size && i < 3; i++) {
        struct slice name = { a->authors[i].ptr, a->authors[i].len };
        if (is_author(name))
            add_mark(s, squash(name));
    }
    read_headline(s, w);
    read_release(s, w);
    for (size_t at = w->body; at < w->size; at++) {
        const struct word *word = &w->items[at];
        if (word->flags & WORD_BRACKET && word->class & VOCABULARY_OUTLET && at < w->body + 20)
            add_mark(s, credit_at(w, at).mark); /* a dateline's agency */
        if (word->class & VOCABULARY_RELAY) {
            read_relay(s, w, at);
            read_reporter(s, w, at);
        }
        if (is_conference(w, at))
            add_mark(s, words_hash("conference", 10));
    }
}
