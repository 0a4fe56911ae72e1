/* stage.h - a scorer on its own: parameters from its table's fallbacks, an article, what it says.
 *
 *     struct stage stage = {0};
 *     stage_open(&stage, &assay_scorer_reliability);
 *     stage_play(&stage, article);
 *     for (size_t i = 0; i < stage.said_size; i++) ... stage.said[i].rule
 *     stage_done(&stage);
 *
 * Shares nothing with the host but the door, so that a test of a scorer is a test of the scorer.
 * Files are read from the project's config/lexicons. */
#ifndef TESTS_SUPPORT_STAGE_H
#define TESTS_SUPPORT_STAGE_H

#include "assay/scorer.h"
#include "item/article.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STAGE_MOST 1024

struct stage_said {
    const char *part, *rule;
    char words[256], why[256];
    double delta;
};

struct stage_part {
    const char *name;
    double low, high, sum;
};

struct stage {
    struct assay_host host; /* first: the scorer hands it back */
    const struct assay_scorer *scorer;
    void *params, *state;
    void *owned[64];
    size_t owned_size;
    const struct assay_article *article;
    struct stage_part parts[64];
    struct stage_said said[STAGE_MOST];
    size_t parts_size, said_size;
    double confidence;
    char complaint[256];
    size_t complaint_line;
};

static inline void *stage_own(struct stage *s, void *memory)
{
    assert(memory && s->owned_size < 64);
    return s->owned[s->owned_size++] = memory;
}

static inline void stage_part(struct assay_host *host, const struct assay_part *part)
{
    struct stage *s = (struct stage *)host;
    assert(s->parts_size < 64);
    s->parts[s->parts_size++] = (struct stage_part){ part->name, part->low, part->high, 0 };
}

static inline void stage_because(struct assay_host *host, const struct assay_reason *reason)
{
    struct stage *s = (struct stage *)host;
    assert(s->parts_size && s->said_size < STAGE_MOST);
    assert(reason->span.start + (size_t)reason->span.len <= s->article->text.len);
    struct stage_said *said = &s->said[s->said_size++];
    s->parts[s->parts_size - 1].sum += reason->delta;
    said->part = s->parts[s->parts_size - 1].name;
    said->rule = reason->rule;
    said->delta = reason->delta;
    snprintf(said->words, sizeof said->words, "%.*s", (int)reason->span.len,
             s->article->text.ptr + reason->span.start);
    snprintf(said->why, sizeof said->why, "%.*s", (int)reason->why.len, reason->why.ptr);
}

static inline void stage_check(struct assay_host *host, const struct assay_check *check)
{
    (void)host, (void)check;
}

static inline void stage_fact(struct assay_host *host, const struct assay_fact *fact)
{
    struct stage *s = (struct stage *)host;
    if (strcmp(fact->name, "confidence") == 0)
        s->confidence = fact->number;
}

static inline void stage_doubt(struct assay_host *host, const char *param, size_t row,
                               size_t line, const char *text)
{
    (void)host, (void)param, (void)row, (void)line, (void)text;
}

static inline void stage_aside(struct assay_host *host, const struct assay_reason *aside)
{
    (void)host, (void)aside;
}

static inline void stage_complain(struct assay_host *host, const char *param, size_t row,
                                  size_t line, const char *text)
{
    struct stage *s = (struct stage *)host;
    (void)row;
    snprintf(s->complaint, sizeof s->complaint, "%s: %s", param, text);
    s->complaint_line = line;
}

static inline struct assay_text stage_file(struct stage *s, struct assay_text name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/config/lexicons/%.*s.tsv", SOURCE_DIR, (int)name.len, name.ptr);
    FILE *f = fopen(path, "rb");
    assert(f);
    char *bytes = stage_own(s, malloc(1 << 20));
    size_t len = fread(bytes, 1, 1 << 20, f);
    fclose(f);
    return (struct assay_text){ bytes, len };
}

/* "[a, b]" into texts. */
static inline struct assay_texts stage_list(struct stage *s, const char *yaml)
{
    struct assay_text *items = stage_own(s, calloc(64, sizeof *items));
    size_t size = 0;
    for (const char *at = yaml + 1; *at && *at != ']' && size < 64;) {
        at += strspn(at, ", ");
        size_t len = strcspn(at, ",]");
        if (len)
            items[size++] = (struct assay_text){ at, len };
        at += len;
    }
    return (struct assay_texts){ items, size };
}

static inline void stage_fill(struct stage *s, const struct assay_param *p)
{
    char *into = (char *)s->params + p->offset;
    struct assay_texts list;
    struct assay_signal *signal = (struct assay_signal *)into;
    switch (p->kind) {
    case ASSAY_BOOL: *(bool *)into = strcmp(p->fallback, "true") == 0; break;
    case ASSAY_REAL: *(double *)into = atof(p->fallback); break;
    case ASSAY_STRING:
        *(struct assay_text *)into = (struct assay_text){ p->fallback, strlen(p->fallback) };
        break;
    case ASSAY_LIST: *(struct assay_texts *)into = stage_list(s, p->fallback); break;
    case ASSAY_NUMBERS: assert(strcmp(p->fallback, "{}") == 0); break;
    case ASSAY_SIGNAL:
        if (sscanf(p->fallback, "{each: %lf, cap: %lf}", &signal->each, &signal->cap) != 2)
            *signal = (struct assay_signal){ atof(p->fallback), 0 };
        break;
    case ASSAY_FILES:
        list = stage_list(s, p->fallback);
        struct assay_file *files = stage_own(s, calloc(list.size, sizeof *files));
        for (size_t i = 0; i < list.size; i++)
            files[i] = (struct assay_file){ list.items[i], stage_file(s, list.items[i]) };
        *(struct assay_files *)into = (struct assay_files){ files, list.size };
        break;
    }
}

static inline void stage_open(struct stage *s, const struct assay_scorer *scorer)
{
    *s = (struct stage){ .host = { .abi = ASSAY_ABI, .size = sizeof s->host,
                                   .detail = ASSAY_REASONS, .part = stage_part,
                                   .because = stage_because, .check = stage_check,
                                   .fact = stage_fact, .complain = stage_complain, .doubt = stage_doubt,
                                   .aside = stage_aside },
                         .scorer = scorer };
    s->params = stage_own(s, calloc(1, scorer->params_bytes));
    for (size_t i = 0; i < scorer->params_size; i++)
        stage_fill(s, &scorer->params[i]);
    s->state = scorer->open(s->params, &s->host);
}

/* False when the scorer abstained. */
static inline bool stage_play(struct stage *s, const struct assay_article *article)
{
    s->article = article;
    s->parts_size = s->said_size = 0;
    return s->scorer->score(s->state, article, &s->host);
}

static inline void stage_done(struct stage *s)
{
    if (s->state && s->scorer->close)
        s->scorer->close(s->state);
    while (s->owned_size)
        free(s->owned[--s->owned_size]);
}

/* The sum of the parts, each within its caps: the score before its last clamp. */
static inline double stage_sum(const struct stage *s)
{
    double sum = 0;
    for (size_t i = 0; i < s->parts_size; i++) {
        const struct stage_part *p = &s->parts[i];
        bool capped = p->low != 0 || p->high != 0;
        sum += capped && p->sum < p->low ? p->low : capped && p->sum > p->high ? p->high : p->sum;
    }
    return sum;
}

#define STAGE_TEXT(s) ((struct assay_text){ (s) ? (s) : "", (s) ? strlen(s) : 0 })

/* The article as scorers see it; borrowed from a. */
static inline struct assay_article stage_article(const struct article *a)
{
    return (struct assay_article){
        .abi = ASSAY_ABI, .size = sizeof(struct assay_article),
        .text = { text_string(&a->text), a->text.len },
        .blocks = a->blocks, .blocks_size = (uint32_t)a->blocks_size,
        .tables = a->tables, .tables_size = (uint32_t)a->tables_size,
        .links = a->links, .links_size = (uint32_t)a->links_size,
        .authors = a->authors, .authors_size = (uint32_t)a->authors_size,
        .categories = a->categories, .categories_size = (uint32_t)a->categories_size,
        .url = STAGE_TEXT(a->url), .domain = STAGE_TEXT(a->domain), .feed = STAGE_TEXT(a->feed),
        .language = STAGE_TEXT(a->language), .origin = STAGE_TEXT(a->origin),
        .topic = STAGE_TEXT(a->topic), .published = a->published, .updated = a->updated,
        .prior = a->prior,
    };
}

#endif
