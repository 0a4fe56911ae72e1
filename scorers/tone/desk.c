#include "desk.h"

#include "common/grow.h"

/* Longer sentences are prose, whatever they invite to. */
#define BOILERPLATE_TOKENS 16
#define BOILERPLATE_ALONE 4  /* with one word of invitation */
/* What speaks of markets, by the weight of the evidence. */
#define MARKET_WORD 1.0f
#define MARKET_SUBJECT 0.5f
#define MARKET_DIRECTION 0.25f
#define MARKET_FORM 0.5f

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
    free((*desk)->tallies);
    free((*desk)->statements);
    free(*desk);
    *desk = NULL;
}

/* ------------------------------------------------------------------ passages */

/* A verdict is known by its words: "in short" at the head of a sentence, "the bottom line:", or a
 * phrase that only a judge would use, "a textbook case of". */
static bool sums_up(const struct token *tokens, const struct passage *p, size_t at, size_t end,
                    const struct meaning *meaning)
{
    if (meaning->bits & (MEANS_CONCLUSION | MEANS_VERDICT))
        return at < p->first + 3 || (end < p->last && tokens[end].kind == TOKEN_COLON);
    return meaning->bits & MEANS_JUDGEMENT && meaning->words >= JUDGEMENT_WORDS;
}

/* "Advertisement", "Tags: ..."; one such word in a headline is its topic. */
static bool is_invitation(const struct passage *p, const struct meaning *meaning)
{
    return meaning->words > 1 || p->last - p->first <= BOILERPLATE_ALONE;
}

static void add_find(struct desk *desk, struct passage *p, size_t at, size_t end,
                     const struct meaning *meaning)
{
    *GROW(desk->finds, desk->finds_size, desk->finds_cap) =
        (struct find){ .at = (uint32_t)at, .end = (uint32_t)end, .meaning = meaning, .bits = meaning->bits };
    p->bits |= is_invitation(p, meaning) ? meaning->bits : meaning->bits & ~MEANS_BOILERPLATE;
    p->concludes |= sums_up(desk->tokens.items, p, at, end, meaning);
    p->market += meaning->bits & MEANS_MARKETS ? MARKET_WORD
                 : meaning->bits & MEANS_SUBJECT ? MARKET_SUBJECT
                 : meaning->bits & MEANS_DIRECTION ? MARKET_DIRECTION : 0;
}

struct facts *desk_facts(const struct lexicon *lexicon, const struct grammar *grammar)
{
    uint32_t size = words_size(lexicon_words(lexicon)) + 1;
    const struct phrases_state *states = phrases_words(lexicon_phrases(lexicon));
    struct facts *facts = grow_new(size, sizeof *facts);
    for (uint32_t word = 1; word < size; word++) {
        struct token token = { .word = word };
        bool gap = states[word].nexts == PHRASES_GAP_FOLLOWS;
        facts[word] = (struct facts){ .alone = gap ? NULL : lexicon_alone(lexicon, word),
                                      .begins = states[word].value || gap,
                                      .leads = states[word].nexts != 0,
                                      .grammar = grammar_of(grammar, &token) };
    }
    return facts;
}

/* Where an entry may begin: a token of the passage, and whether one of several words may. */
struct beginning {
    uint8_t at, several;
};

static const uint32_t kind_bits[] = {
    1u << 0, 1u << 1, 1u << 2, 1u << 3, 1u << 4, 1u << 5, 1u << 6, 1u << 7, 1u << 8, 1u << 9,
    1u << 10, 1u << 11,
};

/* One look at every token, for what the rules and the guard against repetition want to know, and
 * for where an entry may begin: at words with a value of their own, or that begin a phrase with the
 * next. Counts in locals and without branches, since half of the words are known and
 * a quarter begin something: only the scanner's loop is busier. */
static size_t look_at_tokens(const struct desk *desk, struct passage *p,
                             struct beginning beginnings[SENTENCE_MAX])
{
    const struct facts *facts = desk->tone->facts;
    const struct phrases_pairs *pairs = phrases_pairs(lexicon_phrases(desk->tone->lexicon));
    const struct token *tokens = desk->tokens.items + p->first;
    size_t size = p->last - p->first, found = 0;
    uint32_t kinds = 0, flags = 0, grammar = 0, forms = 0;
    uint64_t print = 0;
    for (size_t i = 0; i < size; i++) {
        const struct token *token = &tokens[i];
        const struct facts *here = &facts[token->word];
        kinds |= kind_bits[token->kind];
        flags |= token->flags;
        print = (print ^ token->print) * UINT64_C(0x9e3779b97f4a7c15);
        grammar |= here->grammar;
        forms += (here->grammar & GRAMMAR_FORM) != 0;
        uint32_t several = here->leads & phrases_pair(pairs, token->word, token[1].word);
        beginnings[found] = (struct beginning){ (uint8_t)i, (uint8_t)several };
        found += here->begins | several;
    }
    p->print = print;
    p->kinds = kinds;
    p->flags = (uint8_t)flags;
    p->grammar = grammar;
    p->market = MARKET_FORM * (float)forms;
    return found;
}

static void find_entries(struct desk *desk, struct passage *p)
{
    struct beginning beginnings[SENTENCE_MAX];
    const struct token *tokens = desk->tokens.items;
    size_t size = look_at_tokens(desk, p, beginnings), next = p->first; /* where one may begin */
    for (size_t i = 0; i < size; i++) {
        size_t at = p->first + beginnings[i].at, covered = 1;
        const struct meaning *meaning = desk->tone->facts[tokens[at].word].alone;
        if (at < next)
            continue;
        if (beginnings[i].several || !meaning)
            covered = lexicon_match(desk->tone->lexicon, desk->article->text.ptr, tokens, at,
                                    p->last, &meaning);
        if (covered)
            add_find(desk, p, at, at + covered, meaning);
        next = at + (covered ? covered : 1);
    }
}

static void add_passage(struct desk *desk, struct passage *p)
{
    p->find = (uint32_t)desk->finds_size;
    find_entries(desk, p);
    p->finds = (uint32_t)(desk->finds_size - p->find);
    if (p->bits & MEANS_BOILERPLATE && p->last - p->first <= BOILERPLATE_TOKENS)
        desk->finds_size = p->find;
    else
        *GROW(desk->passages, desk->passages_size, desk->passages_cap) = *p;
}

static void add_block(struct desk *desk, const struct assay_block *block, uint32_t *body)
{
    struct tokens *tokens = &desk->tokens;
    struct sentence s = sentences_from(tokens);
    tokens_scan(tokens, lexicon_words(desk->tone->lexicon), desk->article->text.ptr,
                block->span.start, block->span.len);
    while (sentences_next(desk->article->text.ptr, tokens, &s)) {
        size_t before = desk->passages_size;
        struct passage p = { .first = (uint32_t)s.first, .last = (uint32_t)s.last,
                             .kind = (uint8_t)block->kind, .index = *body };
        add_passage(desk, &p);
        *body += block->kind != ASSAY_TITLE && desk->passages_size > before;
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

static void clear_tallies(struct desk *desk, size_t size)
{
    if (size > desk->tallies_cap)
        desk->tallies = grow_to(desk->tallies, &desk->tallies_cap, size, sizeof *desk->tallies);
    memset(desk->tallies, 0, size * sizeof *desk->tallies);
}

void desk_read(struct desk *desk, const struct assay_article *article)
{
    uint32_t body = 0;
    count_entries(desk, true);
    desk->article = article;
    tokens_clear(&desk->tokens);
    desk->finds_size = desk->passages_size = desk->mentions_size = 0;
    desk->statements_size = 0;
    clear_tallies(desk, article->entities_size + 1);
    for (uint32_t i = 0; i < article->blocks_size; i++) {
        enum assay_block_kind kind = article->blocks[i].kind;
        if (kind != ASSAY_TABLE && kind != ASSAY_CAPTION && kind != ASSAY_NOTICE)
            add_block(desk, &article->blocks[i], &body);
    }
    mark_repeats(desk);
    count_entries(desk, false);
    find_mentions(desk);
    desk->finance = gate_open(desk);
    desk->research = gate_research(desk);
}
