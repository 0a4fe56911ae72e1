#include "scoring/condition.h"

#include "base/mem.h"
#include "scoring/bands.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LENGTH_MAX 4096
#define NODES_MAX  300
#define DEPTH_MAX  20

enum field {
    TONE, OVERALL_TONE, RELIABILITY, RELEVANCE, NOVELTY, /* numbers */
    TICKER, FEED, DOMAIN, LANGUAGE, LABEL, RELIABILITY_LABEL, TITLE, TEXT,
};

static const char *const fields[] = {
    [TONE] = "tone", [OVERALL_TONE] = "overall_tone", [RELIABILITY] = "reliability",
    [RELEVANCE] = "relevance", [NOVELTY] = "novelty", [TICKER] = "ticker", [FEED] = "feed",
    [DOMAIN] = "domain", [LANGUAGE] = "language", [LABEL] = "label",
    [RELIABILITY_LABEL] = "reliability_label", [TITLE] = "title", [TEXT] = "text",
};

static bool is_number(enum field f)
{
    return f <= NOVELTY;
}

enum relation { LESS, AT_MOST, EQUAL, UNEQUAL, AT_LEAST, MORE, CONTAINS };

static const struct {
    const char *sign;
    enum relation relation;
} signs[] = { { "<=", AT_MOST }, { ">=", AT_LEAST }, { "==", EQUAL },       { "!=", UNEQUAL },
              { "<", LESS },     { ">", MORE },      { "contains", CONTAINS } };

enum node_kind { AND, OR, NOT, COMPARE };

struct node {
    enum node_kind kind;
    uint32_t left, right; /* AND, OR; NOT: left */
    enum field field;
    enum relation relation;
    double number;
    char *text;
};

struct condition {
    struct node *nodes;
    size_t size, cap;
    uint32_t root;
    bool wants_entity;
};

/* Tokens */

enum token_kind { END, WORD, QUOTED, SIGN, OPEN, CLOSE, STRAY };

struct token {
    enum token_kind kind;
    struct slice text; /* without quotes */
    size_t at;
};

struct parser {
    struct condition *made;
    struct slice rest;
    size_t length;
    struct token next;
    int depth;
    struct error *err;
    size_t failed_at;
};

static bool is_word_byte(char c)
{
    return isalnum((unsigned char)c) || strchr("_.-+/%&$^:", c) || (unsigned char)c >= 0x80;
}

static size_t sign_length(struct slice s)
{
    for (size_t i = 0; i < count_of(signs); i++)
        if (!isalpha((unsigned char)signs[i].sign[0]) && slice_starts(s, signs[i].sign))
            return strlen(signs[i].sign);
    return 0;
}

static void take(struct parser *p, enum token_kind kind, size_t skip, size_t len, size_t all)
{
    p->next.kind = kind;
    p->next.text = slice_sub(p->rest, skip, len);
    p->rest = slice_sub(p->rest, all, p->rest.len);
}

static void advance(struct parser *p)
{
    while (p->rest.len && isspace((unsigned char)p->rest.ptr[0]))
        p->rest = slice_sub(p->rest, 1, p->rest.len);
    size_t len = 0, sign = sign_length(p->rest);
    p->next = (struct token){ .kind = END, .at = p->length - p->rest.len };
    if (!p->rest.len)
        return;
    char first = p->rest.ptr[0];
    const char *end = memchr(p->rest.ptr + 1, first, p->rest.len - 1);
    while (len < p->rest.len && p->rest.ptr[len] && is_word_byte(p->rest.ptr[len]))
        len++;
    if (first == '(' || first == ')')
        take(p, first == '(' ? OPEN : CLOSE, 0, 1, 1);
    else if (sign)
        take(p, SIGN, 0, sign, sign);
    else if ((first == '"' || first == '\'') && end)
        take(p, QUOTED, 1, (size_t)(end - p->rest.ptr) - 1, (size_t)(end - p->rest.ptr) + 1);
    else if (len)
        take(p, WORD, 0, len, len);
    else
        take(p, STRAY, 0, 1, 1);
}

static bool is_word(const struct token *t, const char *word)
{
    return t->kind == WORD && slice_is(t->text, word);
}

FORMAT(2, 3) static bool fail(struct parser *p, const char *format, ...)
{
    char line[200];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (p->failed_at == SIZE_MAX)
        p->failed_at = p->next.at;
    return error_set(p->err, REFUSE, NULL, "%s", line);
}

/* Grammar: or binds loosest, then and, then not. */

static bool parse_or(struct parser *, uint32_t *ret);

static bool add(struct parser *p, struct node node, uint32_t *ret)
{
    struct condition *c = p->made;
    if (c->size == NODES_MAX) {
        mem_free(&node.text);
        return fail(p, "the condition is too long");
    }
    mem_grow(c->nodes, c->size, c->cap);
    c->nodes[c->size] = node;
    *ret = (uint32_t)c->size++;
    return true;
}

static bool parse_field(struct parser *p, enum field *ret)
{
    for (size_t i = 0; i < count_of(fields); i++)
        if (is_word(&p->next, fields[i])) {
            *ret = (enum field)i;
            advance(p);
            return true;
        }
    if (p->next.kind == END)
        return fail(p, "ends where a comparison should stand");
    return fail(p,
                "\"%.*s\" is nothing to compare; there are tone, overall_tone, reliability, "
                "relevance, novelty, ticker, feed, domain, language, label, reliability_label, "
                "title, text",
                SLICE_ARGS(slice_sub(p->next.text, 0, 40)));
}

static bool parse_relation(struct parser *p, enum field field, enum relation *ret)
{
    for (size_t i = 0; i < count_of(signs); i++) {
        if ((p->next.kind != SIGN && p->next.kind != WORD) || !slice_is(p->next.text, signs[i].sign))
            continue;
        *ret = signs[i].relation;
        bool fits = is_number(field) ? *ret != CONTAINS
                                     : *ret == EQUAL || *ret == UNEQUAL || *ret == CONTAINS;
        if (!fits)
            return fail(p, "%s takes %s", fields[field],
                        is_number(field) ? "<, <=, ==, !=, >= or >" : "==, != or contains");
        advance(p);
        return true;
    }
    return fail(p, "after %s, wants %s", fields[field],
                is_number(field) ? "<, <=, ==, !=, >= or >" : "==, != or contains");
}

/* What no score and no label can be makes a condition that never holds. */
static bool check_number(struct parser *p, const struct node *n)
{
    double low = n->field == TONE || n->field == OVERALL_TONE ? -1 : 0;
    return (n->number >= low && n->number <= 1) ||
           fail(p, "%s runs from %g to 1; %g lies outside", fields[n->field], low, n->number);
}

static bool check_label(struct parser *p, const struct node *n)
{
    const struct bands *b = n->field == LABEL ? &bands_tone : &bands_reliability;
    HELD(text) known = {0};
    if ((n->field != LABEL && n->field != RELIABILITY_LABEL) || n->relation == CONTAINS)
        return true;
    for (size_t i = 0; i < b->size; i++) {
        if (slice_is(p->next.text, b->items[i].name))
            return true;
        text_printf(&known, "%s%s", i ? ", " : "", b->items[i].name);
    }
    return fail(p, "there is no label \"%.*s\"; there are %s",
                SLICE_ARGS(slice_sub(p->next.text, 0, 40)), text_string(&known));
}

/* A feed's `domain:` is a kind of news, this one a host. */
static bool check_domain(struct parser *p, const struct node *n)
{
    static const char *const kinds[] = { "finance", "general" };
    for (size_t i = 0; n->field == DOMAIN && n->relation != CONTAINS && i < count_of(kinds); i++)
        if (slice_is(p->next.text, kinds[i]))
            return fail(p, "domain is the host that an item stands on, such as \"example.org\"; \"%s\" is "
                        "none", kinds[i]);
    return true;
}

static bool parse_value(struct parser *p, struct node *n)
{
    bool number = is_number(n->field);
    if (p->next.kind != WORD && (number || p->next.kind != QUOTED))
        return fail(p, "wants a %s behind %s", number ? "number" : "text", fields[n->field]);
    if (number && (!slice_to_real(p->next.text, &n->number) || !isfinite(n->number)))
        return fail(p, "\"%.*s\" is no number", SLICE_ARGS(slice_sub(p->next.text, 0, 40)));
    if (number ? !check_number(p, n) : !check_label(p, n) || !check_domain(p, n))
        return false;
    if (!number)
        n->text = slice_string(p->next.text);
    advance(p);
    return true;
}

static bool parse_comparison(struct parser *p, uint32_t *ret)
{
    struct node n = { .kind = COMPARE };
    if (!parse_field(p, &n.field) || !parse_relation(p, n.field, &n.relation) || !parse_value(p, &n))
        return false;
    p->made->wants_entity |= n.field == TICKER || n.field == RELEVANCE;
    return add(p, n, ret);
}

static bool parse_inner(struct parser *p, uint32_t *ret)
{
    if (is_word(&p->next, "not")) {
        struct node n = { .kind = NOT };
        advance(p);
        return parse_inner(p, &n.left) && add(p, n, ret);
    }
    if (p->next.kind != OPEN)
        return parse_comparison(p, ret);
    advance(p);
    if (!parse_or(p, ret))
        return false;
    if (p->next.kind != CLOSE)
        return fail(p, "wants \")\" here");
    advance(p);
    return true;
}

static bool parse_not(struct parser *p, uint32_t *ret)
{
    if (++p->depth > DEPTH_MAX)
        return fail(p, "nested deeper than %d", DEPTH_MAX);
    bool parsed = parse_inner(p, ret);
    p->depth--;
    return parsed;
}

static bool parse_and(struct parser *p, uint32_t *ret)
{
    if (!parse_not(p, ret))
        return false;
    while (is_word(&p->next, "and")) {
        struct node n = { .kind = AND, .left = *ret };
        advance(p);
        if (!parse_not(p, &n.right) || !add(p, n, ret))
            return false;
    }
    return true;
}

static bool parse_or(struct parser *p, uint32_t *ret)
{
    if (!parse_and(p, ret))
        return false;
    while (is_word(&p->next, "or")) {
        struct node n = { .kind = OR, .left = *ret };
        advance(p);
        if (!parse_and(p, &n.right) || !add(p, n, ret))
            return false;
    }
    return true;
}

static bool parse(struct parser *p)
{
    if (p->length > LENGTH_MAX)
        return fail(p, "longer than %d bytes", LENGTH_MAX);
    advance(p);
    return parse_or(p, &p->made->root) &&
           (p->next.kind == END || fail(p, "wants \"and\" or \"or\" here"));
}

struct condition *condition_compile(const char *text, size_t *ret_at, struct error *err)
{
    struct parser p = { .made = mem_new(sizeof *p.made), .rest = slice_of(text), .err = err,
                        .length = strlen(text), .failed_at = SIZE_MAX };
    if (parse(&p))
        return p.made;
    *ret_at = p.failed_at;
    condition_free(&p.made);
    return NULL;
}

void condition_free(struct condition **c)
{
    if (!*c)
        return;
    for (size_t i = 0; i < (*c)->size; i++)
        mem_free(&(*c)->nodes[i].text);
    mem_free(&(*c)->nodes);
    mem_free(c);
}

bool condition_wants_entity(const struct condition *c)
{
    return c->wants_entity;
}

/* Asking: what cannot be known is neither true nor false. */

enum truth { NO, YES, UNKNOWN };

struct question {
    const struct condition *condition;
    const struct article *article;
    const struct verdict *verdict;
    int entity;
};

static const struct verdict_score *score_of(const struct question *q, const char *scorer, int entity)
{
    const struct verdict_opinion *o = verdict_opinion(q->verdict, scorer);
    if (!o)
        return NULL;
    const struct verdict_score *s = entity == ENTITY_NONE ? &o->overall : &o->entities[entity];
    return s->present ? s : NULL;
}

static double value_of(const struct verdict_score *s)
{
    return s ? s->value : NAN;
}

/* NAN: it has none. */
static double number_of(const struct question *q, enum field field)
{
    switch (field) {
    case TONE: return value_of(score_of(q, "tone", q->entity));
    case OVERALL_TONE: return value_of(score_of(q, "tone", ENTITY_NONE));
    case RELIABILITY: return value_of(score_of(q, "reliability", ENTITY_NONE));
    case RELEVANCE:
        return q->entity == ENTITY_NONE ? NAN : q->verdict->entities[q->entity].relevance;
    case NOVELTY: return q->article->cluster ? q->article->cluster->novelty : NAN;
    default: return NAN;
    }
}

static const char *label_of(const struct verdict_score *s)
{
    return s ? s->label : NULL;
}

/* NULL: it has none. */
static const char *text_of(const struct question *q, enum field field)
{
    switch (field) {
    case TICKER: return q->entity == ENTITY_NONE ? NULL : q->verdict->entities[q->entity].ticker;
    case FEED: return q->article->feed;
    case DOMAIN: return q->article->domain;
    case LANGUAGE: return q->article->language;
    case LABEL: return label_of(score_of(q, "tone", q->entity));
    case RELIABILITY_LABEL: return label_of(score_of(q, "reliability", ENTITY_NONE));
    case TITLE: return q->article->title;
    default: return NULL;
    }
}

static bool contains(struct slice text, const char *word)
{
    size_t len = strlen(word);
    for (size_t i = 0; i + len <= text.len; i++)
        if (strncasecmp(text.ptr + i, word, len) == 0)
            return true;
    return false;
}

static enum truth compare_numbers(double a, enum relation relation, double b)
{
    if (isnan(a))
        return UNKNOWN;
    switch (relation) {
    case LESS: return a < b ? YES : NO;
    case AT_MOST: return a <= b ? YES : NO;
    case EQUAL: return a == b ? YES : NO;
    case UNEQUAL: return a != b ? YES : NO;
    case AT_LEAST: return a >= b ? YES : NO;
    case MORE: return a > b ? YES : NO;
    case CONTAINS: break;
    }
    return UNKNOWN;
}

static enum truth compare(const struct question *q, const struct node *n)
{
    if (is_number(n->field))
        return compare_numbers(number_of(q, n->field), n->relation, n->number);
    const char *known = text_of(q, n->field);
    if (n->field != TEXT && !known)
        return UNKNOWN;
    struct slice text = n->field == TEXT ? text_slice(&q->article->text) : slice_of(known);
    bool yes = n->relation == CONTAINS ? contains(text, n->text) : slice_is(text, n->text);
    return yes != (n->relation == UNEQUAL) ? YES : NO;
}

static enum truth ask(const struct question *q, uint32_t at)
{
    const struct node *n = &q->condition->nodes[at];
    if (n->kind == COMPARE)
        return compare(q, n);
    enum truth left = ask(q, n->left);
    if (n->kind == NOT)
        return left == UNKNOWN ? UNKNOWN : left == YES ? NO : YES;
    enum truth decides = n->kind == AND ? NO : YES;
    if (left == decides)
        return decides;
    enum truth right = ask(q, n->right);
    return right == decides ? decides : left == UNKNOWN ? UNKNOWN : right;
}

bool condition_holds(const struct condition *c, const struct article *article,
                     const struct verdict *verdict, int entity)
{
    assert(entity == ENTITY_NONE || (size_t)entity < verdict->entities_size);
    struct question q = { c, article, verdict, entity };
    return ask(&q, c->root) == YES;
}
