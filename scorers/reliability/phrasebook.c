#include "phrasebook.h"

#include "common/words.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An edge of the trie, from a node by a word to a node: the upper 40 bits of their hash, of which the
 * others choose a slot, and 24 of where it leads. 0: a free slot, since nothing leads back to the root. */
#define TO_MASK ((UINT64_C(1) << 24) - 1)

static_assert(PHRASEBOOK_MAX_NODES < TO_MASK, "an edge has room for a node");

struct node {
    phrase_set lists;  /* of the phrases that end here */
    uint64_t nexts;    /* a bit by hash for each word that leads on */
};

struct phrasebook {
    uint64_t *edges; /* open addressing; capacity is a power of two */
    size_t capacity;
    struct node *nodes;
    uint64_t *hashes; /* by node: of the edge that leads to it, to fill a larger table from */
    uint32_t nodes_size;
    struct phrasebook_begins begins;
};

static const char *const list_names[] = {
#define X(id, name, help) name,
    PHRASE_LISTS(X)
#undef X
};

static_assert(LISTS_SIZE <= 64, "a set of lists is one word of 64 bits");

static void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

struct phrasebook *phrasebook_new(void)
{
    struct phrasebook *p = must(calloc(1, sizeof *p));
    p->capacity = 4096;
    p->edges = must(calloc(p->capacity, sizeof *p->edges));
    p->nodes = must(calloc(p->capacity, sizeof *p->nodes));
    p->hashes = must(calloc(p->capacity, sizeof *p->hashes));
    p->nodes_size = 1;
    return p;
}

void phrasebook_free(struct phrasebook *p)
{
    if (!p)
        return;
    free(p->edges);
    free(p->nodes);
    free(p->hashes);
    free(p);
}

/* Replaces wide apostrophes by plain ones; returns the new length. Bytes beyond `cap` are cut: no
 * word of ours is that long. */
static size_t plain(const char *word, size_t len, char *out, size_t cap)
{
    size_t size = 0;
    for (size_t i = 0; i < len && size < cap; i++) {
        bool wide =
            i + 2 < len && (!memcmp(word + i, "\u2019", 3) || !memcmp(word + i, "\uFFFD", 3));
        out[size++] = wide ? '\'' : word[i];
        i += wide ? 2 : 0;
    }
    return size;
}

uint64_t phrasebook_hash_ascii(const char *word, size_t len)
{
    return words_print(word, len, word + len);
}

uint64_t phrasebook_hash(const char *word, size_t len)
{
    char buffer[128];
    return phrasebook_hash_ascii(buffer, plain(word, len, buffer, sizeof buffer));
}

static uint64_t edge_hash(uint32_t from, uint64_t word)
{
    return (word ^ from * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xBF58476D1CE4E5B9);
}

static uint64_t *edge_of(uint64_t *edges, size_t capacity, uint64_t hash)
{
    size_t slot = hash & (capacity - 1);
    while (edges[slot] && (edges[slot] ^ hash) & ~TO_MASK)
        slot = (slot + 1) & (capacity - 1);
    return &edges[slot];
}

uint32_t phrasebook_step(const struct phrasebook *p, uint32_t at, uint64_t word)
{
    uint32_t to = (uint32_t)(*edge_of(p->edges, p->capacity, edge_hash(at, word)) & TO_MASK);
    return to ? to : PHRASEBOOK_NOWHERE;
}

phrase_set phrasebook_lists(const struct phrasebook *p, uint32_t at)
{
    return p->nodes[at].lists;
}

static uint64_t next_bit(uint64_t word)
{
    return UINT64_C(1) << (word >> 58);
}

bool phrasebook_goes_on(const struct phrasebook *p, uint32_t at, uint64_t word)
{
    return p->nodes[at].nexts & next_bit(word);
}

const struct phrasebook_begins *phrasebook_begins(const struct phrasebook *p)
{
    return &p->begins;
}

static void grow(struct phrasebook *p)
{
    size_t capacity = p->capacity * 2;
    free(p->edges);
    p->edges = must(calloc(capacity, sizeof *p->edges));
    for (uint32_t node = 1; node < p->nodes_size; node++)
        *edge_of(p->edges, capacity, p->hashes[node]) = (p->hashes[node] & ~TO_MASK) | node;
    p->hashes = must(realloc(p->hashes, capacity * sizeof *p->hashes));
    p->nodes = must(realloc(p->nodes, capacity * sizeof *p->nodes));
    memset(p->nodes + p->capacity, 0, p->capacity * sizeof *p->nodes);
    p->capacity = capacity;
}

static uint32_t extend(struct phrasebook *p, uint32_t at, uint64_t word)
{
    if ((size_t)p->nodes_size * 2 >= p->capacity)
        grow(p);
    uint64_t hash = edge_hash(at, word), *edge = edge_of(p->edges, p->capacity, hash);
    if (at == PHRASEBOOK_ROOT)
        p->begins.bits[word % PHRASEBOOK_BEGINS / 8] |= (uint8_t)(1u << word % 8);
    p->nodes[at].nexts |= next_bit(word);
    if (!*edge) {
        p->hashes[p->nodes_size] = hash;
        *edge = (hash & ~TO_MASK) | p->nodes_size++;
    }
    return (uint32_t)(*edge & TO_MASK);
}

/* ------------------------------------------------------------------ files */

struct line {
    struct phrasebook *phrases;
    phrase_set list;
    bool remove;
    struct assay_text words[PHRASEBOOK_MAX_WORDS];
    size_t size, forms;
};

/* Walks every choice of the slashes: "people/persons close/near to" is four phrases. */
static void add_forms(const struct line *line, uint32_t at, size_t next)
{
    struct phrasebook *p = line->phrases;
    if (next == line->size) {
        if (line->remove)
            p->nodes[at].lists &= ~line->list;
        else
            p->nodes[at].lists |= line->list;
        return;
    }
    struct assay_text word = line->words[next];
    for (size_t start = 0, i = 0; i <= word.len; i++) {
        if (i < word.len && word.ptr[i] != '/')
            continue;
        uint64_t hash = phrasebook_hash(word.ptr + start, i - start);
        add_forms(line, extend(p, at, hash), next + 1);
        start = i + 1;
    }
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct assay_text trim(struct assay_text t)
{
    while (t.len && is_blank(t.ptr[0]))
        t.ptr++, t.len--;
    while (t.len && is_blank(t.ptr[t.len - 1]))
        t.len--;
    return t;
}

static bool next_piece(struct assay_text *rest, char separator, struct assay_text *ret_piece)
{
    if (!rest->len)
        return false;
    const char *end = memchr(rest->ptr, separator, rest->len);
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    *ret_piece = (struct assay_text){ rest->ptr, len };
    len += end != NULL;
    rest->ptr += len;
    rest->len -= len;
    return true;
}

/* Words part at blanks and hyphens, as they do in the text. */
static bool next_word(struct assay_text *rest, struct assay_text *ret_word)
{
    size_t start = 0, end;
    while (start < rest->len && (rest->ptr[start] == ' ' || rest->ptr[start] == '-'))
        start++;
    for (end = start; end < rest->len && rest->ptr[end] != ' ' && rest->ptr[end] != '-';)
        end++;
    *ret_word = (struct assay_text){ rest->ptr + start, end - start };
    *rest = (struct assay_text){ rest->ptr + end, rest->len - end };
    return end > start;
}

static const char *read_phrase(struct line *line, struct assay_text rest)
{
    struct assay_text word;
    line->size = 0;
    line->forms = 1;
    while (next_word(&rest, &word)) {
        if (line->size == PHRASEBOOK_MAX_WORDS)
            return "a phrase has at most 8 words (a hyphen parts words, too)";
        size_t choices = 1;
        for (size_t i = 0; i < word.len; i++)
            choices += word.ptr[i] == '/';
        line->forms *= choices;
        if (line->forms > PHRASEBOOK_MAX_FORMS)
            return "the slashes stand for more than 64 phrases; write several lines";
        line->words[line->size++] = word;
    }
    return line->size ? NULL : "a phrase is missing";
}

/* What is wrong with the line, or NULL. */
static const char *read_line(struct line *line, struct assay_text text)
{
    struct assay_text name;
    if (!memchr(text.ptr, '\t', text.len))
        return "needs a list's name, a tab and a phrase";
    next_piece(&text, '\t', &name);
    line->remove = name.len && name.ptr[0] == '!';
    if (line->remove)
        name.ptr++, name.len--;
    name = trim(name);
    line->list = 0;
    for (size_t i = 0; i < LISTS_SIZE; i++)
        if (strlen(list_names[i]) == name.len && !memcmp(list_names[i], name.ptr, name.len))
            line->list = UINT64_C(1) << i;
    if (!line->list)
        return "no list has this name";
    if (line->phrases->nodes_size > PHRASEBOOK_MAX_NODES)
        return "too many phrases; at most a million words fit";
    return read_phrase(line, trim(text));
}

const char *phrasebook_mute(struct phrasebook *p, struct assay_text phrase)
{
    struct line line = { .phrases = p, .list = ~UINT64_C(0), .remove = true };
    if (p->nodes_size > PHRASEBOOK_MAX_NODES)
        return "too many phrases; at most a million words fit";
    const char *wrong = read_phrase(&line, trim(phrase));
    if (!wrong)
        add_forms(&line, PHRASEBOOK_ROOT, 0);
    return wrong;
}

bool phrasebook_load(struct phrasebook *p, const struct assay_file *file, struct assay_host *host,
                     const char *param, size_t row)
{
    struct assay_text rest = file->content, text;
    struct line line = { .phrases = p };
    bool good = true;
    for (size_t number = 1; next_piece(&rest, '\n', &text); number++) {
        text = trim(text);
        if (!text.len || text.ptr[0] == '#')
            continue;
        const char *wrong = read_line(&line, text);
        if (!wrong) {
            add_forms(&line, PHRASEBOOK_ROOT, 0);
            continue;
        }
        good = false;
        if (host)
            host->complain(host, param, row, number, wrong);
    }
    return good;
}
