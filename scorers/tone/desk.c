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
        (struct find){ .at = (uint32_t)at, .end = (uint32_t)end, .meaning = meaning, .bits = meaning->bits,
                        .entry = meaning->entry };
    p->bits |= is_invitation(p, meaning) ? meaning->bits : meaning->bits & ~MEANS_BOILERPLATE;
    p->concludes |= sums_up(desk->tokens.items, p, at, end, meaning);
    p->market += meaning->bits & MEANS_MARKETS ? MARKET_WORD
                 : meaning->bits & MEANS_SUBJECT ? MARKET_SUBJECT
                 : meaning->bits & MEANS_DIRECTION ? MARKET_DIRECTION : 0;
}

static size_t count_forms(const struct desk *desk, const struct passage *p)
{
    size_t forms = 0;
    for (size_t i = p->first; i < p->last; i++)
        forms += (grammar_of(desk->tone->grammar, &desk->tokens.items[i]) & GRAMMAR_FORM) != 0;
    return forms;
}

/* The entry at this token or none; how many tokens it covers. */
static inline size_t find_entry(struct desk *desk, struct passage *p, size_t at, bool several)
{
    const struct lexicon *lexicon = desk->tone->lexicon;
    const struct token *token = &desk->tokens.items[at];
    several = several && phrases_goes_on(lexicon_phrases(lexicon), token);
    if (!several && !token_has(token, LEXICON_BEGINS))
        return 0;
    const struct meaning *meaning = lexicon_alone(lexicon)[token_word(token)];
    size_t covered = 1;
    if (several || !meaning)
        covered = lexicon_match(lexicon, desk->article->text.ptr, desk->tokens.items, at, p->last, &meaning);
    if (covered)
        add_find(desk, p, at, at + covered, meaning);
    return covered;
}

static void find_entries(struct desk *desk, struct passage *p, const struct look *look)
{
    size_t next = p->first; /* where one may begin */
    for (size_t part = 0; part < LOOK_WORDS; part++)
        for (uint64_t left = look->begins[part]; left; left &= left - 1) {
            unsigned bit = (unsigned)__builtin_ctzll(left);
            size_t at = p->first + part * 64 + bit;
            if (at >= next)
                next = at + find_entry(desk, p, at, look->several[part] >> bit & 1);
        }
}

static void add_passage(struct desk *desk, struct passage *p, const struct look *look)
{
    p->find = (uint32_t)desk->finds_size;
    p->print = look->print;
    p->kinds = look->kinds;
    p->flags = look->flags;
    p->grammar = look->grammar;
    if (p->grammar & GRAMMAR_FORM)
        p->market = MARKET_FORM * (float)count_forms(desk, p);
    find_entries(desk, p, look);
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
        struct look look;
        look_at(desk->tone->glance, tokens->items + s.first, tokens->prints + s.first, s.last - s.first, &look);
        add_passage(desk, &p, &look);
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

/* Counts every entry of the article, but for what it only repeats. */
static void count_entries(struct desk *desk)
{
    for (size_t i = 0; i < desk->passages_size; i++) {
        const struct passage *p = &desk->passages[i];
        for (size_t k = 0; k < p->finds && !p->repeats; k++)
            desk->said[desk->finds[p->find + k].entry]++;
    }
}

static void forget_entries(struct desk *desk)
{
    for (size_t i = 0; i < desk->finds_size; i++)
        desk->said[desk->finds[i].entry] = 0;
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
    forget_entries(desk);
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
    count_entries(desk);
    find_mentions(desk);
    desk->finance = gate_open(desk);
    desk->research = gate_research(desk);
}
