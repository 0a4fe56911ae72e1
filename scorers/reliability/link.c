#include "link.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MISSED_SHARE 0.35f /* how much a label's unsaid word counts against the line */
#define MISSED_MORE  0.08f /* from its second unsaid word on: labels may be long */
#define MORE_SHARE   0.7f  /* how much a word of the section counts for it */

static void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

struct link *link_new(const struct grid *grid)
{
    struct link *l = must(calloc(1, sizeof *l));
    l->grid = grid;
    l->rows = must(calloc(grid->rows + 1, sizeof *l->rows));
    l->columns = must(calloc(grid->columns + 1, sizeof *l->columns));
    l->bit = must(calloc(grid->words_size + 1, 1));
    return l;
}

void link_free(struct link **link)
{
    if (!*link)
        return;
    free((*link)->rows);
    free((*link)->columns);
    free((*link)->bit);
    free(*link);
    *link = NULL;
}

float link_weight(const struct link *l, uint64_t mask)
{
    float sum = 0;
    for (; mask; mask &= mask - 1)
        sum += l->weight[__builtin_ctzll(mask)];
    return sum;
}

uint64_t link_between(const struct link *l, uint64_t mask, uint32_t start, uint32_t end)
{
    uint64_t inside = 0;
    for (; mask; mask &= mask - 1) {
        int bit = __builtin_ctzll(mask);
        if (l->at[bit] >= start && l->at[bit] < end)
            inside |= UINT64_C(1) << bit;
    }
    return inside;
}

uint32_t link_first(const struct link *l, uint64_t mask)
{
    uint32_t first = UINT32_MAX;
    for (; mask; mask &= mask - 1) {
        uint32_t at = l->at[__builtin_ctzll(mask)];
        first = at < first ? at : first;
    }
    return first;
}

/* A word that the prose shares with a label of the vocabulary: itself, what it is short for, or
 * its like. Abbreviations are few: only words written with a full stop count. */
static uint32_t find_word(struct link *l, const struct claim *claim, const struct claim_word *word,
                          uint64_t bit)
{
    const struct grid *g = l->grid;
    uint32_t id = grid_word_id(g, word->hash);
    if (id != GRID_NONE || word->kind != STEM_CONTENT)
        return id;
    l->loose |= bit;
    for (uint64_t like, i = 0; (like = stem_synonym(word->hash, i)) != 0; i++) {
        id = grid_word_id(g, like);
        if (id != GRID_NONE)
            return id;
    }
    char prefix[8];
    for (uint32_t len = 3; len <= 6 && len < word->len; len++) {
        for (uint32_t i = 0; i < len; i++) {
            char c = claim->text.ptr[word->start + i];
            prefix[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        }
        prefix[len] = '\0';
        id = grid_word_id(g, stem_hash(prefix));
        if (id != GRID_NONE && g->words[id].cut)
            return id;
    }
    return GRID_NONE;
}

static float weight_of(const struct link *l, uint32_t id, enum stem_kind kind)
{
    float base = kind == STEM_CONTENT ? 1.0f : kind == STEM_NUMBER ? 0.8f : 0.25f;
    uint32_t rows = id == GRID_NONE ? 1 : l->grid->words[id].rows;
    return base / sqrtf((float)(rows ? rows : 1));
}

static uint64_t mask_of(const struct link *l, struct grid_words words)
{
    uint64_t mask = 0;
    for (uint32_t i = 0; i < words.size; i++) {
        uint8_t bit = l->bit[l->grid->pool[words.start + i]];
        if (bit)
            mask |= UINT64_C(1) << (bit - 1);
    }
    return mask;
}

static float missed_of(const struct link *l, struct grid_words words)
{
    float missed = 0;
    for (uint32_t i = 0; i < words.size; i++) {
        uint32_t id = l->grid->pool[words.start + i];
        if (!l->bit[id] && l->grid->words[id].kind == STEM_CONTENT)
            missed += 1;
        else if (!l->bit[id])
            missed += 0.3f;
    }
    return missed;
}

static void look_at(struct link *l, const struct grid_line *line, struct link_line *ret)
{
    ret->mask = mask_of(l, line->words);
    ret->more = mask_of(l, line->more) & ~ret->mask;
    ret->missed = missed_of(l, line->words);
    float missed = ret->missed < 1 ? MISSED_SHARE * ret->missed
                                   : MISSED_SHARE + MISSED_MORE * (ret->missed - 1);
    ret->score = link_weight(l, ret->mask) + MORE_SHARE * link_weight(l, ret->more) - missed;
}

static void forget(struct link *l)
{
    memset(l->bit, 0, l->grid->words_size);
    l->content = l->soft = l->numbers = l->known = l->around = l->loose = 0;
}

static void add_claim_word(struct link *l, const struct claim *claim, const struct claim_word *word,
                           int *next)
{
    uint64_t bit = UINT64_C(1) << *next;
    uint32_t id = find_word(l, claim, word, bit);
    if (id != GRID_NONE && l->bit[id])
        return; /* said twice */
    if (id != GRID_NONE) {
        l->bit[id] = (uint8_t)(*next + 1);
        l->known |= bit;
    }
    if (word->kind == STEM_CONTENT)
        l->content |= bit;
    else if (word->kind == STEM_NUMBER)
        l->numbers |= bit;
    else
        l->soft |= bit;
    l->at[*next] = word->start;
    l->weight[*next] = weight_of(l, id, word->kind);
    ++*next;
}

void link_words(struct link *l, const struct claim *claim, uint32_t start, uint32_t end)
{
    int next = 0;
    forget(l);
    for (uint32_t i = 0; i < claim->words_size && next < 64; i++)
        if (claim->words[i].start >= start && claim->words[i].start < end)
            add_claim_word(l, claim, &claim->words[i], &next);
    l->around = mask_of(l, l->grid->around);
    for (uint32_t r = 0; r < l->grid->rows; r++)
        look_at(l, &l->grid->row[r], &l->rows[r]);
    for (uint32_t c = 0; c < l->grid->columns; c++)
        look_at(l, &l->grid->column[c], &l->columns[c]);
    l->work += l->grid->rows + l->grid->columns;
}
