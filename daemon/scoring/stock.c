#include "scoring/stock.h"

#include "base/mem.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

#define DIGEST crypto_generichash_BYTES

struct item {
    struct stocked stocked; /* first: its address is the item's */
    unsigned char digest[DIGEST];
    struct arena *arena;
    size_t uses;
    struct item *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct item *items;

/* Values: fingerprint and copy */

static void mix(crypto_generichash_state *h, const void *bytes, size_t len)
{
    crypto_generichash_update(h, bytes, len);
}

/* Length first, so that no two texts can pass for one. */
static void mix_text(crypto_generichash_state *h, struct assay_text t)
{
    mix(h, &t.len, sizeof t.len);
    mix(h, (const unsigned char *)t.ptr, t.len);
}

static struct assay_text copy_text(struct arena *a, struct assay_text t)
{
    return (struct assay_text){ arena_string(a, (struct slice){ t.ptr, t.len }), t.len };
}

static void mix_texts(crypto_generichash_state *h, const struct assay_texts *list)
{
    mix(h, &list->size, sizeof list->size);
    for (size_t i = 0; i < list->size; i++)
        mix_text(h, list->items[i]);
}

static struct assay_texts copy_texts(struct arena *a, const struct assay_texts *list)
{
    struct assay_text *made = arena_array(a, list->size + 1, sizeof *made);
    for (size_t i = 0; i < list->size; i++)
        made[i] = copy_text(a, list->items[i]);
    return (struct assay_texts){ made, list->size };
}

static void mix_numbers(crypto_generichash_state *h, const struct assay_numbers *list)
{
    mix(h, &list->size, sizeof list->size);
    for (size_t i = 0; i < list->size; i++) {
        mix_text(h, list->items[i].key);
        mix(h, &list->items[i].value, sizeof list->items[i].value);
    }
}

static struct assay_numbers copy_numbers(struct arena *a, const struct assay_numbers *list)
{
    struct assay_number *made = arena_array(a, list->size + 1, sizeof *made);
    for (size_t i = 0; i < list->size; i++)
        made[i] = (struct assay_number){ copy_text(a, list->items[i].key), list->items[i].value };
    return (struct assay_numbers){ made, list->size };
}

static void mix_files(crypto_generichash_state *h, const struct assay_files *list)
{
    mix(h, &list->size, sizeof list->size);
    for (size_t i = 0; i < list->size; i++) {
        mix_text(h, list->items[i].name);
        mix_text(h, list->items[i].content);
    }
}

static struct assay_files copy_files(struct arena *a, const struct assay_files *list)
{
    struct assay_file *made = arena_array(a, list->size + 1, sizeof *made);
    for (size_t i = 0; i < list->size; i++)
        made[i] = (struct assay_file){ copy_text(a, list->items[i].name),
                                       copy_text(a, list->items[i].content) };
    return (struct assay_files){ made, list->size };
}

static void mix_value(crypto_generichash_state *h, enum assay_kind kind, const void *at)
{
    switch (kind) {
    case ASSAY_BOOL: mix(h, at, sizeof(bool)); break;
    case ASSAY_REAL: mix(h, at, sizeof(double)); break;
    case ASSAY_STRING: mix_text(h, *(const struct assay_text *)at); break;
    case ASSAY_LIST: mix_texts(h, at); break;
    case ASSAY_NUMBERS: mix_numbers(h, at); break;
    case ASSAY_FILES: mix_files(h, at); break;
    case ASSAY_SIGNAL: mix(h, at, sizeof(struct assay_signal)); break;
    }
}

static void copy_value(struct arena *a, enum assay_kind kind, void *at)
{
    switch (kind) {
    case ASSAY_BOOL:
    case ASSAY_REAL:
    case ASSAY_SIGNAL: break; /* plain bytes, copied already */
    case ASSAY_STRING: *(struct assay_text *)at = copy_text(a, *(struct assay_text *)at); break;
    case ASSAY_LIST: *(struct assay_texts *)at = copy_texts(a, at); break;
    case ASSAY_NUMBERS: *(struct assay_numbers *)at = copy_numbers(a, at); break;
    case ASSAY_FILES: *(struct assay_files *)at = copy_files(a, at); break;
    }
}

static void *value_at(const struct assay_scorer *s, const void *values, size_t i)
{
    return (char *)values + s->params[i].offset;
}

static void fingerprint(const struct params *p, unsigned char ret[DIGEST])
{
    const struct assay_scorer *s = p->scorer;
    crypto_generichash_state h;
    crypto_generichash_init(&h, NULL, 0, DIGEST);
    mix(&h, &s, sizeof s);
    for (size_t i = 0; i < s->params_size; i++)
        mix_value(&h, s->params[i].kind, value_at(s, p->values, i));
    crypto_generichash_final(&h, ret, DIGEST);
}

static void *copy_values(struct arena *a, const struct params *p)
{
    const struct assay_scorer *s = p->scorer;
    void *values = arena_alloc(a, s->params_bytes);
    memcpy(values, p->values, s->params_bytes);
    for (size_t i = 0; i < s->params_size; i++)
        copy_value(a, s->params[i].kind, value_at(s, values, i));
    return values;
}

/* Hears a scorer complain of its parameters while it checks and opens. */
struct mouth {
    struct assay_host door;
    const struct params *params;
    struct complaints *complaints;
};

static void pass_on(struct assay_host *host, const char *param, size_t row, size_t line,
                    const char *text)
{
    struct mouth *mouth = (struct mouth *)host;
    params_complain(mouth->params, param, row, line, text, mouth->complaints);
}

static void pass_on_doubt(struct assay_host *host, const char *param, size_t row, size_t line,
                          const char *text)
{
    struct mouth *mouth = (struct mouth *)host;
    params_doubt(mouth->params, param, row, line, text, mouth->complaints);
}

static void ignore_part(struct assay_host *host, const struct assay_part *part)
{
    (void)host, (void)part;
}

static void ignore_reason(struct assay_host *host, const struct assay_reason *reason)
{
    (void)host, (void)reason;
}

static void ignore_check(struct assay_host *host, const struct assay_check *check)
{
    (void)host, (void)check;
}

static void ignore_fact(struct assay_host *host, const struct assay_fact *fact)
{
    (void)host, (void)fact;
}

static bool open_state(struct item *item, const struct params *p, void *values,
                       struct complaints *complaints)
{
    const struct assay_scorer *s = p->scorer;
    struct mouth mouth = {
        .door = { .abi = ASSAY_ABI, .size = sizeof mouth.door, .detail = ASSAY_SCORE,
                  .part = ignore_part, .because = ignore_reason, .check = ignore_check,
                  .fact = ignore_fact, .complain = pass_on, .doubt = pass_on_doubt,
                  .aside = ignore_reason },
        .params = p,
        .complaints = complaints,
    };
    if (s->check && !s->check(values, &mouth.door))
        return false;
    item->stocked.state = s->open(values, &mouth.door);
    if (!item->stocked.state)
        return false;
    item->stocked.shape = (struct assay_shape){ .gain = 1 };
    if (s->shape)
        s->shape(item->stocked.state, &item->stocked.shape);
    return true;
}

/* Files */

static size_t count_files(const struct assay_scorer *s, const void *values)
{
    size_t count = 0;
    for (size_t i = 0; i < s->params_size; i++)
        if (s->params[i].kind == ASSAY_FILES)
            count += ((const struct assay_files *)value_at(s, values, i))->size;
    return count;
}

static void note_file(struct stocked_file *to, const struct assay_file *file)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    to->name = file->name.ptr; /* a copy of ours: ends in NUL */
    crypto_hash_sha256(hash, (const unsigned char *)file->content.ptr, file->content.len);
    sodium_bin2hex(to->sha256, sizeof to->sha256, hash, sizeof hash);
}

static void note_files(struct item *item, const void *values)
{
    const struct assay_scorer *s = item->stocked.scorer;
    struct stocked_file *made =
        arena_array(item->arena, count_files(s, values) + 1, sizeof *made);
    for (size_t i = 0; i < s->params_size; i++) {
        if (s->params[i].kind != ASSAY_FILES)
            continue;
        const struct assay_files *files = value_at(s, values, i);
        for (size_t k = 0; k < files->size; k++)
            note_file(&made[item->stocked.files_size++], &files->items[k]);
    }
    item->stocked.files = made;
}

/* The stock */

static void item_free(struct item **item)
{
    struct item *i = *item;
    if (i->stocked.state && i->stocked.scorer->close)
        i->stocked.scorer->close(i->stocked.state);
    arena_free(&i->arena);
    mem_free(item);
}

static struct item *item_open(const struct params *p, const unsigned char digest[DIGEST],
                              struct complaints *complaints)
{
    struct item *item = mem_new(sizeof *item);
    item->arena = arena_new();
    item->stocked.scorer = p->scorer;
    item->uses = 1;
    memcpy(item->digest, digest, DIGEST);
    void *values = copy_values(item->arena, p);
    if (open_state(item, p, values, complaints))
        note_files(item, values);
    else
        item_free(&item);
    return item;
}

static struct item *find(const unsigned char digest[DIGEST])
{
    struct item *at = items;
    while (at && memcmp(at->digest, digest, DIGEST) != 0)
        at = at->next;
    if (at)
        at->uses++;
    return at;
}

static struct item *find_locked(const unsigned char digest[DIGEST])
{
    pthread_mutex_lock(&lock);
    struct item *item = find(digest);
    pthread_mutex_unlock(&lock);
    return item;
}

/* Opened outside of the lock, so that nobody waits; of two that were opened at once, one goes. */
static struct item *add(struct item **opened)
{
    pthread_mutex_lock(&lock);
    struct item *item = find((*opened)->digest);
    if (!item) {
        item = *opened;
        *opened = NULL;
        item->next = items;
        items = item;
    }
    pthread_mutex_unlock(&lock);
    if (*opened)
        item_free(opened);
    return item;
}

const struct stocked *stock_take(const struct params *p, bool *ret_silent,
                                 struct complaints *complaints)
{
    unsigned char digest[DIGEST];
    size_t before = complaints_errors(complaints);
    fingerprint(p, digest);
    struct item *item = find_locked(digest);
    if (!item) {
        struct item *opened = item_open(p, digest, complaints);
        *ret_silent = !opened && complaints_errors(complaints) == before;
        item = opened ? add(&opened) : NULL;
    }
    return item ? &item->stocked : NULL;
}

void stock_return(const struct stocked **stocked)
{
    struct item *item = (struct item *)*stocked;
    *stocked = NULL;
    if (!item)
        return;
    pthread_mutex_lock(&lock);
    assert(item->uses > 0);
    bool last = --item->uses == 0;
    struct item **at = &items;
    while (last && *at != item)
        at = &(*at)->next;
    if (last)
        *at = item->next;
    pthread_mutex_unlock(&lock);
    if (last)
        item_free(&item);
}

size_t stock_size(void)
{
    size_t size = 0;
    pthread_mutex_lock(&lock);
    for (const struct item *at = items; at; at = at->next)
        size++;
    pthread_mutex_unlock(&lock);
    return size;
}
