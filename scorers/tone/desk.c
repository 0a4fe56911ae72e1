#include "desk.h"

#include "common/grow.h"

/* Longer sentences are prose, whatever they invite to. */
#define BOILERPLATE_TOKENS 16
#define JUDGEMENT_WORDS 3    /* shorter judgements are too common to mark a verdict */

struct desk *desk_take(const struct tone *tone)
{
    struct tone *t = (struct tone *)tone; /* the idle list is behind its lock */
    pthread_mutex_lock(&t->lock);
    struct desk *desk = t->idle;
    if (desk)
        t->idle = desk->next;
    pthread_mutex_unlock(&t->lock);
    if (!desk) {
        desk = grow_new(1, sizeof *desk);
        desk->tone = tone;
        desk->said = grow_new(lexicon_entries(tone->lexicon), sizeof *desk->said);
    }
    return desk;
}

void desk_give(const struct tone *tone, struct desk **desk)
{
    struct tone *t = (struct tone *)tone;
    pthread_mutex_lock(&t->lock);
    (*desk)->next = t->idle;
    t->idle = *desk;
    pthread_mutex_unlock(&t->lock);
    *desk = NULL;
}

void desk_free(struct desk **desk)
{
    if (!*desk)
        return;
    tokens_done(&(*desk)->tokens);
    free((*desk)->finds);
    free((*desk)->passages);
    free((*desk)->mentions);
    free((*desk)->seen);
    free((*desk)->said);
    free(*desk);
    *desk = NULL;
}

/* ------------------------------------------------------------------ passages */

/* A verdict is known by its words: "in short" at the head of a sentence, "the bottom line:", or a
 * phrase that only a judge would use, "a textbook case of". */
static bool sums_up(const struct token *tokens, const struct passage *p, size_t at, size_t end,
                    const struct meaning *meaning)
{
    if (meaning->bits & MEANS_CONCLUSION)
        return at < p->first + 3 || (end < p->last && tokens[end].kind == TOKEN_COLON);
    return meaning->bits & MEANS_JUDGEMENT && meaning->words >= JUDGEMENT_WORDS;
}

/* Looks up every word of the passage; true when it only invites to click. */
static bool find_entries(struct desk *desk, struct passage *p)
{
    const struct lexicon *lexicon = desk->tone->lexicon;
    const struct token *tokens = desk->tokens.items;
    uint32_t all = 0;
    p->find = (uint32_t)desk->finds_size;
    for (size_t at = p->first; at < p->last;) {
        const struct meaning *meaning;
        size_t covered = lexicon_begins(lexicon, &tokens[at])
                             ? lexicon_match(lexicon, desk->article->text.ptr, tokens, at, p->last,
                                             &meaning)
                             : 0;
        if (!covered) {
            at++;
            continue;
        }
        *GROW(desk->finds, desk->finds_size, desk->finds_cap) =
            (struct find){ (uint32_t)at, (uint32_t)(at + covered), meaning, false, false };
        all |= meaning->bits;
        p->concludes |= sums_up(tokens, p, at, at + covered, meaning);
        at += covered;
    }
    p->finds = (uint32_t)(desk->finds_size - p->find);
    return all & MEANS_BOILERPLATE && p->last - p->first <= BOILERPLATE_TOKENS;
}

static uint64_t print_of(const struct desk *desk, const struct passage *p)
{
    const struct token *tokens = desk->tokens.items;
    uint64_t print = UINT64_C(0x9e3779b97f4a7c15);
    for (size_t at = p->first; at < p->last; at++) {
        const char *word = desk->article->text.ptr + tokens[at].start;
        uint64_t bytes = 0;
        if (tokens[at].kind != TOKEN_WORD && tokens[at].kind != TOKEN_NUMBER)
            continue;
        memcpy(&bytes, word, tokens[at].len < 8 ? tokens[at].len : 8);
        bytes |= UINT64_C(0x2020202020202020);
        print = (print ^ bytes ^ tokens[at].len) * UINT64_C(0xbf58476d1ce4e5b9);
        print ^= print >> 29;
    }
    return print;
}

static void add_block(struct desk *desk, const struct assay_block *block, uint32_t *body)
{
    struct tokens *tokens = &desk->tokens;
    struct sentence s = { tokens->size, tokens->size };
    tokens_scan(tokens, lexicon_words(desk->tone->lexicon), desk->article->text.ptr,
                block->span.start, block->span.len);
    bool opens = true;
    while (sentences_next(desk->article->text.ptr, tokens->items, tokens->size, &s)) {
        struct passage p = { .first = (uint32_t)s.first, .last = (uint32_t)s.last,
                             .kind = (uint8_t)block->kind, .index = *body, .opens_block = opens };
        bool boilerplate = find_entries(desk, &p);
        opens = false;
        if (boilerplate) {
            desk->finds_size = p.find;
            continue;
        }
        p.print = print_of(desk, &p);
        *body += block->kind != ASSAY_TITLE;
        *GROW(desk->passages, desk->passages_size, desk->passages_cap) = p;
    }
}

/* What was said before, word for word, is not said again. */
static void mark_repeats(struct desk *desk)
{
    size_t need = 64;
    while (need < desk->passages_size * 2)
        need *= 2;
    if (need > desk->seen_size) {
        free(desk->seen);
        desk->seen = grow_new(need, sizeof *desk->seen);
        desk->seen_size = need;
    } else {
        memset(desk->seen, 0, desk->seen_size * sizeof *desk->seen);
    }
    for (size_t i = 0; i < desk->passages_size; i++) {
        size_t at = desk->passages[i].print & (desk->seen_size - 1);
        while (desk->seen[at] && desk->passages[desk->seen[at] - 1].print != desk->passages[i].print)
            at = (at + 1) & (desk->seen_size - 1);
        desk->passages[i].repeats = desk->seen[at];
        if (!desk->seen[at])
            desk->seen[at] = (uint32_t)i + 1;
    }
}

/* Counts every entry of the article; `forget` takes the counts back. */
static void count_entries(struct desk *desk, bool forget)
{
    for (size_t i = 0; i < desk->passages_size; i++) {
        const struct passage *p = &desk->passages[i];
        for (size_t k = 0; k < p->finds && !p->repeats; k++) {
            uint16_t *count = &desk->said[desk->finds[p->find + k].meaning->entry];
            *count = forget ? 0 : *count + (*count < UINT16_MAX);
        }
    }
}

/* ------------------------------------------------------------------ mentions */

static int by_place(const void *a, const void *b)
{
    const struct mention *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return x->entity < y->entity ? -1 : x->entity > y->entity;
}

static size_t token_at(const struct tokens *tokens, uint32_t byte)
{
    size_t low = 0, high = tokens->size;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (tokens->items[middle].start + tokens->items[middle].len <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void find_mentions(struct desk *desk)
{
    const struct assay_article *a = desk->article;
    for (uint32_t e = 0; e < a->entities_size; e++)
        for (uint32_t i = 0; i < a->entities[e].mentions_size; i++) {
            struct assay_span span = a->entities[e].mentions[i];
            size_t first = token_at(&desk->tokens, span.start);
            size_t last = token_at(&desk->tokens, span.start + span.len - 1) + 1;
            if (!span.len || last > desk->tokens.size)
                continue;
            *GROW(desk->mentions, desk->mentions_size, desk->mentions_cap) =
                (struct mention){ e, (uint32_t)first, (uint32_t)last };
        }
    if (desk->mentions_size)
        qsort(desk->mentions, desk->mentions_size, sizeof *desk->mentions, by_place);
}

void desk_read(struct desk *desk, const struct assay_article *article)
{
    uint32_t body = 0;
    count_entries(desk, true);
    desk->article = article;
    tokens_clear(&desk->tokens);
    desk->finds_size = desk->passages_size = desk->mentions_size = 0;
    for (uint32_t i = 0; i < article->blocks_size; i++) {
        enum assay_block_kind kind = article->blocks[i].kind;
        if (kind != ASSAY_TABLE && kind != ASSAY_CAPTION && kind != ASSAY_NOTICE)
            add_block(desk, &article->blocks[i], &body);
    }
    mark_repeats(desk);
    count_entries(desk, false);
    find_mentions(desk);
    desk->finance = gate_open(desk);
}
