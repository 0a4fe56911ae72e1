#include "lexicon.h"

#include "fold.h"
#include "grow.h"
#include "inflect.h"
#include "lexicon_lines.h"
#include "phrases.h"

#include <math.h>
#include <stdio.h>
#include <strings.h>

#define ENTRY_MAX 96         /* bytes of an entry */
#define STRONGEST 5.0        /* AFINN goes so far; our own files stop at 4 */
#define FINANCE_ELSEWHERE 0.7 /* what a market word weighs in general news */

static const char *const layer_names[LEXICON_LAYERS] = {
    [LEXICON_WORDS] = "words",           [LEXICON_EXPECTATIONS] = "expectations",
    [LEXICON_EVENTS] = "events",         [LEXICON_JUDGEMENT] = "judgement",
    [LEXICON_IDIOMS] = "idioms",         [LEXICON_SOCIAL] = "social",
    [LEXICON_FINANCE] = "finance",       [LEXICON_GENERAL] = "general",
    [LEXICON_NEUTRAL] = "neutral",       [LEXICON_INTENSIFIERS] = "intensifiers",
    [LEXICON_NEGATORS] = "negators",     [LEXICON_DIRECTIONS] = "directions",
    [LEXICON_SUBJECTS] = "subjects",     [LEXICON_NAMES] = "names",
    [LEXICON_CUES] = "cues",             [LEXICON_IRREGULAR] = "irregular",
};

const char *lexicon_layer_name(enum lexicon_layer layer)
{
    return layer_names[layer];
}

enum lexicon_layer lexicon_layer_of(const char *name, size_t len)
{
    const char *slash = memrchr(name, '/', len);
    if (slash) {
        len -= (size_t)(slash + 1 - name);
        name = slash + 1;
    }
    for (int layer = 0; layer < LEXICON_LAYERS; layer++) {
        size_t n = strlen(layer_names[layer]);
        if (len >= n && !memcmp(name, layer_names[layer], n) &&
            (len == n || name[n] == '-' || name[n] == '.'))
            return (enum lexicon_layer)layer;
    }
    return LEXICON_WORDS;
}

/* What is known of one form while reading: a value from each layer of valences. */
struct draft {
    float value[LEXICON_VALENCES];
    uint32_t entry[LEXICON_VALENCES];
    uint32_t has, spelled; /* bits by layer: has a value; a line of its own says so */
    uint32_t name;         /* the entry of a name as it is written */
    struct meaning meaning;
};

struct override {
    char entry[ENTRY_MAX];
    double value;
};

#define ENTRY_MOST ((1u << 23) - 1) /* what a meaning has room for */

struct lexicon {
    struct words *words;
    struct phrases *phrases;
    const struct phrases_state *states; /* the phrases' words, from lexicon_ready on */
    const struct meaning **alone;       /* by number of word */
    struct inflect *inflect;
    struct draft *drafts;      /* until lexicon_ready */
    size_t drafts_size, drafts_cap;
    struct meaning *meanings;  /* from then on */
    uint32_t *names;           /* by meaning: the entry of a name as it is written */
    char *pool;                /* entries, each ended by NUL */
    size_t pool_size, pool_cap;
    uint32_t *entries;         /* where in the pool */
    size_t entries_size, entries_cap;
    struct override *overrides;
    size_t overrides_size, overrides_cap;
    struct tokens scratch;
};

struct lexicon *lexicon_new(void)
{
    struct lexicon *l = grow_new(1, sizeof *l);
    l->words = words_new();
    l->phrases = phrases_new();
    l->inflect = inflect_new();
    return l;
}

void lexicon_free(struct lexicon **l)
{
    if (!*l)
        return;
    words_free(&(*l)->words);
    phrases_free(&(*l)->phrases);
    inflect_free(&(*l)->inflect);
    tokens_done(&(*l)->scratch);
    free((*l)->drafts);
    free((*l)->meanings);
    free((*l)->names);
    free((*l)->pool);
    free((*l)->entries);
    free((*l)->overrides);
    free((*l)->alone);
    free(*l);
    *l = NULL;
}

/* ------------------------------------------------------------------ one row of a file */

struct tag {
    const char *name;
    uint32_t bits;
    enum inflect_class word_class;
};

static const struct tag tags[] = {
    { "v", 0, INFLECT_VERB },
    { "n", 0, INFLECT_NOUN },
    { "adj", 0, INFLECT_ADJECTIVE },
    { "ly", 0, INFLECT_NONE },
    { "adv", 0, INFLECT_NONE },
    { "trans", MEANS_TRANSITIVE, INFLECT_NONE },
    { "relief", MEANS_RELIEF, INFLECT_NONE },
    { "loss", MEANS_LOSS, INFLECT_NONE },
    { "contrast", MEANS_CONTRAST, INFLECT_NONE },
    { "concession", MEANS_CONCESSION, INFLECT_NONE },
    { "condition", MEANS_CONDITION, INFLECT_NONE },
    { "attribution", MEANS_ATTRIBUTION, INFLECT_NONE },
    { "conclusion", MEANS_CONCLUSION, INFLECT_NONE },
    { "boilerplate", MEANS_BOILERPLATE, INFLECT_NONE },
    { "verdict", MEANS_VERDICT, INFLECT_NONE },
    { "agenda", MEANS_AGENDA, INFLECT_NONE },
    { "research", MEANS_RESEARCH, INFLECT_NONE },
    { "guard", MEANS_GUARD, INFLECT_NONE },
    { "market", MEANS_MARKETS, INFLECT_NONE },
};

struct row {
    struct lexicon *lexicon;
    enum lexicon_layer layer;
    const char *before;        /* what of the entry stands before the word that inflects */
    size_t before_len;
    const char *after;
    size_t after_len;
    enum inflect_class word_class;
    float value;
    uint32_t bits;             /* of every form */
    uint32_t entry;            /* its number */
    bool too_long;
};

static uint32_t remember(struct lexicon *l, const char *entry, size_t len)
{
    while (l->pool_size + len + 1 > l->pool_cap)
        l->pool = grow_to(l->pool, &l->pool_cap, l->pool_size + len + 1, 1);
    uint32_t at = (uint32_t)l->pool_size;
    memcpy(l->pool + at, entry, len);
    l->pool[at + len] = '\0';
    l->pool_size += len + 1;
    *GROW(l->entries, l->entries_size, l->entries_cap) = at;
    return (uint32_t)l->entries_size - 1;
}

static uint32_t number_of(struct lexicon *l, const char *word, size_t len)
{
    char folded[2 * ENTRY_MAX];
    return words_add(l->words, folded, fold_text(word, len, folded, sizeof folded));
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* ":-)", in the layer of such and in lists of the user's own: VADER's has hundreds. */
static bool is_face(const char *text, size_t len, enum lexicon_layer layer)
{
    return (layer == LEXICON_SOCIAL || layer == LEXICON_WORDS) && len >= 2 && len <= 4 &&
           (unsigned char)*text < 0x80 && strchr(":;=<>(^*-", *text);
}

/* The entry's words; those of a face are one. Returns how many, 0 if too many. */
static size_t words_of(struct lexicon *l, const char *text, size_t len, enum lexicon_layer layer,
                       uint32_t numbers[PHRASES_MAX])
{
    size_t size = 0;
    if (is_face(text, len, layer)) {
        numbers[0] = number_of(l, text, len);
        return 1;
    }
    for (size_t at = 0; at < len;) {
        size_t end = at;
        while (end < len && !is_space(text[end]))
            end++;
        if (end == at + 1 && text[at] == '*') {
            if (size == PHRASES_MAX || !size)
                return 0;
            numbers[size++] = PHRASES_GAP;
        } else if (end > at) {
            tokens_clear(&l->scratch);
            tokens_scan(&l->scratch, NULL, text, at, end - at);
            for (size_t i = 0; i < l->scratch.size; i++) {
                const struct token *token = &l->scratch.items[i];
                if (size == PHRASES_MAX)
                    return 0;
                if (!(numbers[size++] = number_of(l, text + token->start, token->len)))
                    return 0; /* more words than there are numbers */
            }
        }
        at = end + 1;
    }
    return size && numbers[size - 1] != PHRASES_GAP ? size : 0;
}

static void add_valence(struct draft *d, const struct row *row, bool spelled)
{
    uint32_t bit = 1u << row->layer;
    if (d->spelled & bit && !spelled)
        return;
    d->value[row->layer] = row->value;
    d->entry[row->layer] = row->entry;
    d->has |= bit;
    d->spelled |= spelled ? bit : 0;
}

static uint32_t form_bits(enum inflect_class word_class, enum inflect_form form)
{
    if (word_class == INFLECT_NOUN)
        return MEANS_NOUN;
    if (word_class != INFLECT_VERB)
        return 0;
    return form == INFLECT_PAST ? MEANS_PAST : form == INFLECT_ING ? MEANS_ING : MEANS_VERB;
}

static void add_role(struct draft *d, const struct row *row, bool spelled)
{
    struct meaning *m = &d->meaning;
    uint32_t bit = 1u << row->layer;
    if (d->spelled & bit && !spelled)
        return;
    d->spelled |= spelled ? bit : 0;
    m->bits |= row->bits;
    switch (row->layer) {
    case LEXICON_NAMES: d->name = row->entry; return;
    case LEXICON_INTENSIFIERS: m->intensity = row->value; break;
    case LEXICON_NEGATORS: m->negation = row->value; break;
    case LEXICON_DIRECTIONS: m->direction = row->value; break;
    case LEXICON_SUBJECTS: m->subject = row->value; break;
    default: break;
    }
    if (!d->has)
        m->entry = row->entry & ENTRY_MOST;
}

static void add_form(struct row *row, const char *text, size_t len, bool spelled, uint32_t bits)
{
    struct lexicon *l = row->lexicon;
    uint32_t numbers[PHRASES_MAX];
    size_t size = words_of(l, text, len, row->layer, numbers);
    if (!size) {
        row->too_long = true;
        return;
    }
    uint32_t *slot = phrases_slot(l->phrases, numbers, size);
    if (!*slot) {
        *GROW(l->drafts, l->drafts_size, l->drafts_cap) = (struct draft){0};
        *slot = (uint32_t)l->drafts_size;
    }
    struct draft *d = &l->drafts[*slot - 1];
    d->meaning.words = (unsigned)size & 15;
    if (row->layer < LEXICON_VALENCES) {
        add_valence(d, row, spelled);
        d->meaning.bits |= bits & MEANS_NOUN ? MEANS_THING : bits ? MEANS_ACTS : 0;
    } else {
        if (row->layer == LEXICON_DIRECTIONS || row->layer == LEXICON_NEGATORS)
            d->meaning.bits |= bits;
        add_role(d, row, spelled);
    }
}

static void add_inflected(void *data, const char *word, size_t len, enum inflect_form form)
{
    struct row *row = data;
    char text[2 * ENTRY_MAX];
    size_t size = row->before_len + len + row->after_len;
    if (size > sizeof text) {
        row->too_long = true;
        return;
    }
    memcpy(text, row->before, row->before_len);
    memcpy(text + row->before_len, word, len);
    memcpy(text + row->before_len + len, row->after, row->after_len);
    add_form(row, text, size, form == INFLECT_BASE, form_bits(row->word_class, form));
}

/* Verbs inflect the first word of a phrase, nouns the last, adjectives only stand alone. */
static void add_class(struct row *row, const char *entry, size_t len, enum inflect_class class)
{
    const char *first = memchr(entry, ' ', len), *last = memrchr(entry, ' ', len);
    const char *from = class == INFLECT_NOUN && last ? last + 1 : entry;
    const char *to = class == INFLECT_VERB && first ? first : entry + len;
    row->word_class = class == INFLECT_ADJECTIVE && first ? INFLECT_NONE : class;
    row->before = entry;
    row->before_len = (size_t)(from - entry);
    row->after = to;
    row->after_len = (size_t)(entry + len - to);
    inflect_each(row->lexicon->inflect, from, (size_t)(to - from), row->word_class, add_inflected,
                 row);
}

static const struct tag *tag_of(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (strlen(tags[i].name) == len && !memcmp(tags[i].name, name, len))
            return &tags[i];
    return NULL;
}

/* Reads "v,trans"; false at a tag that nobody knows. */
static bool read_tags(struct lexicon_cell cell, uint32_t *bits, uint32_t *classes, bool *adverb)
{
    for (size_t at = 0; at < cell.len;) {
        size_t end = at;
        while (end < cell.len && cell.ptr[end] != ',' && cell.ptr[end] != ' ')
            end++;
        const struct tag *tag = tag_of(cell.ptr + at, end - at);
        if (!tag && end > at)
            return false;
        if (tag) {
            *bits |= tag->bits;
            *classes |= tag->word_class ? 1u << tag->word_class : 0;
            *adverb |= !strcmp(tag->name, "ly");
        }
        at = end + 1;
    }
    return true;
}

static const uint32_t layer_bits[LEXICON_LAYERS] = {
    [LEXICON_INTENSIFIERS] = MEANS_INTENSITY, [LEXICON_NEGATORS] = MEANS_NEGATION,
    [LEXICON_DIRECTIONS] = MEANS_DIRECTION,   [LEXICON_SUBJECTS] = MEANS_SUBJECT,
    [LEXICON_NAMES] = MEANS_NAME,
};

static void add_entry(struct row *row, const char *entry, size_t len, uint32_t classes,
                      bool adverb)
{
    for (int class = INFLECT_VERB; class <= INFLECT_ADJECTIVE; class++)
        if (classes & 1u << class)
            add_class(row, entry, len, (enum inflect_class)class);
    if (!classes)
        add_form(row, entry, len, true, 0);
    if (adverb && len <= INFLECT_MAX) {
        char form[INFLECT_MAX + 8];
        add_form(row, form, inflect_adverb(entry, len, form), false, 0);
    }
}

/* ------------------------------------------------------------------ files */

struct reading {
    struct lexicon *lexicon;
    enum lexicon_layer layer;
    double weight;
    lexicon_complain *complain;
    void *data;
    bool wrong;
};

static void complain(struct reading *r, size_t line, const char *text)
{
    r->wrong = true;
    if (r->complain)
        r->complain(r->data, line, text);
}

static void read_irregular(struct reading *r, const struct lexicon_line *line, size_t number)
{
    char base[INFLECT_MAX + 1];
    uint32_t bits = 0, classes = 0;
    bool adverb = false;
    if (line->entry.len > INFLECT_MAX || !line->tags.len ||
        !read_tags(line->second, &bits, &classes, &adverb) || !classes) {
        complain(r, number, "not a base, its class (v, n or adj) and its forms");
        return;
    }
    memcpy(base, line->entry.ptr, line->entry.len);
    base[line->entry.len] = '\0';
    for (int class = INFLECT_VERB; class <= INFLECT_ADJECTIVE; class++)
        if (classes & 1u << class)
            inflect_except(r->lexicon->inflect, base, (enum inflect_class)class, line->tags.ptr,
                           line->tags.len);
}

static double limit_of(enum lexicon_layer layer)
{
    return layer == LEXICON_INTENSIFIERS || layer == LEXICON_NEGATORS ? 1 : STRONGEST;
}

/* Whoever writes "Layoff" means the entry "layoff". */
static bool entry_is(struct lexicon_cell entry, const char *text)
{
    return strlen(text) == entry.len && !strncasecmp(entry.ptr, text, entry.len);
}

/* The user's own value for an entry goes to all of its forms. */
static void apply_overrides(struct row *row, struct lexicon_cell entry, uint32_t classes,
                            bool adverb)
{
    struct lexicon *l = row->lexicon;
    for (size_t i = 0; i < l->overrides_size; i++)
        if (entry_is(entry, l->overrides[i].entry)) {
            struct row own = { .lexicon = l, .layer = LEXICON_WORDS, .entry = row->entry,
                               .value = (float)l->overrides[i].value };
            add_entry(&own, entry.ptr, entry.len, classes, adverb);
        }
}

static void read_row(struct reading *r, const struct lexicon_line *line, size_t number)
{
    struct row row = { .lexicon = r->lexicon, .layer = r->layer };
    uint32_t classes = 0;
    bool adverb = false;
    bool cue = r->layer == LEXICON_CUES || r->layer == LEXICON_NAMES;
    if (!line->number && !cue) {
        complain(r, number, "no value behind the entry; two spaces or a tab part columns");
        return;
    }
    if (fabs(line->value) > limit_of(r->layer)) {
        complain(r, number, "the value is out of range");
        return;
    }
    if (!read_tags(line->tags, &row.bits, &classes, &adverb)) {
        complain(r, number, "an unknown tag");
        return;
    }
    if (line->entry.len >= ENTRY_MAX) {
        complain(r, number, "the entry is too long");
        return;
    }
    row.bits |= layer_bits[r->layer];
    row.value = (float)(line->value * (r->layer < LEXICON_VALENCES ? r->weight : 1));
    row.entry = remember(r->lexicon, line->entry.ptr, line->entry.len);
    add_entry(&row, line->entry.ptr, line->entry.len, classes, adverb);
    apply_overrides(&row, line->entry, classes, adverb);
    if (row.too_long)
        complain(r, number, "not a word or a phrase of up to twelve words");
}

bool lexicon_read(struct lexicon *l, enum lexicon_layer layer, double weight, const char *content,
                  size_t len, lexicon_complain *complain_to, void *data)
{
    struct reading r = { l, layer, weight, complain_to, data, false };
    struct lexicon_lines lines = lexicon_lines_of(content, len);
    struct lexicon_line line;
    while (lexicon_lines_next(&lines, &line)) {
        if (line.wrong)
            complain(&r, lines.line, line.wrong);
        else if (layer == LEXICON_IRREGULAR)
            read_irregular(&r, &line, lines.line);
        else
            read_row(&r, &line, lines.line);
    }
    return !r.wrong;
}

bool lexicon_override(struct lexicon *l, const char *entry, size_t len, double value)
{
    if (!len || len >= ENTRY_MAX)
        return false;
    struct override *o = GROW(l->overrides, l->overrides_size, l->overrides_cap);
    *o = (struct override){ .value = value };
    memcpy(o->entry, entry, len);
    struct row row = { .lexicon = l, .layer = LEXICON_WORDS, .value = (float)value,
                       .entry = remember(l, entry, len) };
    add_form(&row, entry, len, true, 0);
    return !row.too_long;
}

/* NULL: no file has this form. */
static const struct draft *draft_of(struct lexicon *l, const char *form, size_t len)
{
    uint32_t numbers[PHRASES_MAX];
    size_t size = len && len < ENTRY_MAX ? words_of(l, form, len, LEXICON_WORDS, numbers) : 0;
    const uint32_t *slot = size ? phrases_slot(l->phrases, numbers, size) : NULL;
    return slot && *slot ? &l->drafts[*slot - 1] : NULL;
}

bool lexicon_has(struct lexicon *l, const char *form, size_t len)
{
    const struct draft *d = draft_of(l, form, len);
    return d && (d->has & ~(1u << LEXICON_WORDS) || d->meaning.bits & ~MEANS_VALENCE);
}

struct lexicon_role lexicon_role(struct lexicon *l, const char *form, size_t len)
{
    const struct draft *d = draft_of(l, form, len);
    struct lexicon_role role = { 0, LEXICON_LAYERS, LEXICON_LAYERS };
    for (int layer = LEXICON_WORDS + 1; d && layer < LEXICON_VALENCES; layer++)
        if (d->has & 1u << layer && fabsf(d->value[layer]) > fabs(role.value)) {
            role.layer = (enum lexicon_layer)layer;
            role.value = d->value[layer];
        }
    for (int layer = LEXICON_NAMES; d && layer-- > LEXICON_VALENCES;)
        if (d->meaning.bits & layer_bits[layer])
            role.part = (enum lexicon_layer)layer;
    return role;
}

/* ------------------------------------------------------------------ from drafts to meanings */

/* In market news a word that is neutral in the field is so, whatever it is elsewhere. */
static const enum lexicon_layer in_finance[] = {
    LEXICON_WORDS, LEXICON_EXPECTATIONS, LEXICON_FINANCE, LEXICON_EVENTS, LEXICON_JUDGEMENT,
    LEXICON_IDIOMS, LEXICON_NEUTRAL, LEXICON_GENERAL, LEXICON_SOCIAL, LEXICON_VALENCES,
};

static const enum lexicon_layer in_general[] = {
    LEXICON_WORDS, LEXICON_JUDGEMENT, LEXICON_IDIOMS, LEXICON_EVENTS, LEXICON_EXPECTATIONS,
    LEXICON_GENERAL, LEXICON_SOCIAL, LEXICON_NEUTRAL, LEXICON_FINANCE, LEXICON_VALENCES,
};

static enum lexicon_layer first_of(const struct draft *d, const enum lexicon_layer *order)
{
    while (*order != LEXICON_VALENCES && !(d->has & 1u << *order))
        order++;
    return *order;
}

static void settle(struct draft *d)
{
    struct meaning *m = &d->meaning;
    enum lexicon_layer finance = first_of(d, in_finance), general = first_of(d, in_general);
    if (finance == LEXICON_VALENCES)
        return;
    m->finance = d->value[finance];
    m->general = d->value[general] * (general == LEXICON_FINANCE ? (float)FINANCE_ELSEWHERE : 1);
    m->bits |= (m->finance != 0 ? MEANS_FINANCE : 0u) | (m->general != 0 ? MEANS_GENERAL : 0u);
    enum lexicon_layer told = m->general != 0 ? general : finance;
    m->layer = told & 31;
    m->entry = d->entry[told] & ENTRY_MOST;
    bool markets = d->has & (1u << LEXICON_FINANCE | 1u << LEXICON_EXPECTATIONS);
    m->bits |= (markets ? MEANS_MARKETS : 0u) |
               (d->has & 1u << LEXICON_JUDGEMENT ? MEANS_JUDGEMENT : 0u);
    if (d->has & 1u << LEXICON_WORDS) /* the user's word counts alone */
        m->bits = (m->bits & (MEANS_VALENCE | MEANS_ACTS | MEANS_THING)) |
                  (d->value[LEXICON_WORDS] == 0 ? MEANS_MUTED : 0u);
}

/* What the look-up of a word tells at once. */
static void know_words(struct lexicon *l)
{
    uint32_t size = words_size(l->words) + 1;
    l->states = phrases_words(l->phrases);
    free(l->alone);
    l->alone = grow_new(size, sizeof *l->alone);
    for (uint32_t word = 1; word < size; word++) {
        struct phrases_state state = l->states[word];
        const struct meaning *m = state.value ? &l->meanings[state.value - 1] : NULL;
        bool gap = state.nexts == PHRASES_GAP_FOLLOWS;
        words_set_traits(l->words, word, (m || gap ? LEXICON_BEGINS : 0u) | (state.nexts ? LEXICON_LEADS : 0u));
        l->alone[word] = gap || !m || m->bits & MEANS_NAME ? NULL : m;
    }
}

void lexicon_ready(struct lexicon *l)
{
    phrases_ready(l->phrases, words_size(l->words));
    free(l->meanings);
    free(l->names);
    l->meanings = grow_new(l->drafts_size, sizeof *l->meanings);
    l->names = grow_new(l->drafts_size, sizeof *l->names);
    for (size_t i = 0; i < l->drafts_size; i++) {
        settle(&l->drafts[i]);
        l->meanings[i] = l->drafts[i].meaning;
        l->names[i] = l->drafts[i].name;
    }
    free(l->drafts);
    l->drafts = NULL;
    l->drafts_cap = 0;
    tokens_done(&l->scratch);
    know_words(l);
}

uint32_t lexicon_number(struct lexicon *l, const char *word)
{
    return words_add(l->words, word, strlen(word));
}

const struct words *lexicon_words(const struct lexicon *l)
{
    return l->words;
}

size_t lexicon_size(const struct lexicon *l)
{
    return l->drafts_size;
}

const char *lexicon_entry(const struct lexicon *l, const struct meaning *m)
{
    return l->pool + l->entries[m->entry];
}

size_t lexicon_entries(const struct lexicon *l)
{
    return l->entries_size;
}

/* ------------------------------------------------------------------ matching */

static const struct meaning a_name = { .bits = MEANS_NAME, .words = 1 };

struct place {
    const struct lexicon *lexicon;
    const char *text;
    const struct token *tokens;
};

static bool is_written(const struct place *p, const struct meaning *m, size_t at, size_t end)
{
    const struct lexicon *l = p->lexicon;
    const char *name = l->pool + l->entries[l->names[m - l->meanings]], *from = p->text + p->tokens[at].start;
    size_t len = p->tokens[end - 1].start + p->tokens[end - 1].len - p->tokens[at].start;
    return strlen(name) == len && !memcmp(name, from, len);
}

/* Names count only as they are written: Grace, not grace. */
static bool accept(const void *data, uint32_t value, size_t at, size_t end)
{
    const struct place *p = data;
    const struct meaning *m = &p->lexicon->meanings[value - 1];
    return m->bits != MEANS_NAME || is_written(p, m, at, end);
}

/* Most words begin no phrase that could go on with the next one: their own value is all. */
static size_t match_word(const struct place *p, uint32_t value, size_t at, const struct meaning **ret)
{
    if (!value)
        return 0;
    const struct meaning *m = *ret = &p->lexicon->meanings[value - 1];
    if (!(m->bits & MEANS_NAME))
        return 1;
    if (is_written(p, m, at, at + 1))
        *ret = &a_name;
    return m->bits != MEANS_NAME || *ret == &a_name;
}

const struct phrases *lexicon_phrases(const struct lexicon *l)
{
    return l->phrases;
}

const struct meaning *const *lexicon_alone(const struct lexicon *l)
{
    return l->alone;
}

size_t lexicon_match(const struct lexicon *l, const char *text, const struct token *tokens,
                     size_t at, size_t end, const struct meaning **ret)
{
    struct place place = { l, text, tokens };
    if (!phrases_may_begin(l->phrases, tokens, at, end))
        return match_word(&place, l->states[token_word(&tokens[at])].value, at, ret);
    uint32_t value;
    size_t covered = phrases_longest(l->phrases, tokens, at, end, accept, &place, &value);
    if (!covered)
        return 0;
    *ret = &l->meanings[value - 1];
    if ((*ret)->bits & MEANS_NAME)
        *ret = is_written(&place, *ret, at, at + covered) ? &a_name : *ret;
    return covered;
}
