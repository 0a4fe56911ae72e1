#include "outlet/filters.h"

#include "base/checksum.h"
#include "base/clock.h"
#include "base/mem.h"

#include <sodium.h>
#include <string.h>

#define SHUT_MS     1000 /* in which a session ends that was cut; then its descriptor is another's */
#define HOARDERS    64   /* addresses remembered */
#define CAP_MIN     1024
#define NOBODY      UINT32_MAX

/* A prefix, and on whose account it is. */
struct held {
    uint64_t hash; /* 0: free */
    uint32_t fd, session;
};

/* By descriptor: a session has one, and another may have it later. */
struct account {
    struct peer peer;
    uint32_t session; /* 0: none yet */
    size_t held;
    int64_t cut_at; /* monotonic ms; 0: it was not */
};

struct hoarder {
    char address[sizeof((struct peer *)0)->address];
    int64_t cut_at;
};

struct filters {
    uint64_t secret; /* odd: a stranger who chooses prefixes cannot make them collide */
    struct held *table;
    size_t size, cap; /* cap: a power of two */
    size_t leaving;   /* of those, on accounts that are cut */
    struct account *accounts;
    size_t accounts_size, accounts_cap;
    uint32_t sessions;
    struct hoarder hoarders[HOARDERS];
    size_t next_hoarder;
};

struct filters *filters_new(void)
{
    struct filters *f = mem_new(sizeof *f);
    randombytes_buf(&f->secret, sizeof f->secret);
    f->secret |= 1;
    f->cap = CAP_MIN;
    f->table = mem_array(f->cap, sizeof *f->table);
    return f;
}

void filters_free(struct filters **f)
{
    if (!*f)
        return;
    mem_free(&(*f)->table);
    mem_free(&(*f)->accounts);
    mem_free(f);
}

void filters_clear(struct filters *f)
{
    memset(f->table, 0, f->cap * sizeof *f->table);
    f->size = f->leaving = f->accounts_size = 0;
}

size_t filters_size(const struct filters *f)
{
    return f->size - f->leaving;
}

size_t filters_held(const struct filters *f)
{
    return f->size;
}

/* 0 is for what is free. */
static uint64_t hash_of(struct slice prefix)
{
    uint64_t hash = checksum(prefix);
    return hash ? hash : 1;
}

/* The table: open addressing, never more than half full */

static size_t home(const struct filters *f, uint64_t hash)
{
    return (size_t)((hash * f->secret) >> 32) & (f->cap - 1);
}

/* Where it stands, or would. */
static size_t place(const struct filters *f, uint64_t hash)
{
    size_t at = home(f, hash);
    while (f->table[at].hash && f->table[at].hash != hash)
        at = (at + 1) & (f->cap - 1);
    return at;
}

static void grow(struct filters *f)
{
    struct held *old = f->table;
    size_t cap = f->cap;
    f->cap *= 2;
    f->table = mem_array(f->cap, sizeof *f->table);
    for (size_t i = 0; i < cap; i++)
        if (old[i].hash)
            f->table[place(f, old[i].hash)] = old[i];
    mem_free(&old);
}

/* Those behind it move up, so that none is searched for in vain. */
static void close_hole(struct filters *f, size_t hole)
{
    size_t mask = f->cap - 1;
    for (size_t at = (hole + 1) & mask; f->table[at].hash; at = (at + 1) & mask)
        if (((at - home(f, f->table[at].hash)) & mask) >= ((at - hole) & mask)) {
            f->table[hole] = f->table[at];
            hole = at;
        }
    f->table[hole] = (struct held){ 0 };
}

/* Accounts */

static bool is_hoarder(const struct filters *f, const char *address)
{
    int64_t since = clock_awake().ms - FILTERS_CUT_MS;
    for (size_t i = 0; i < HOARDERS; i++)
        if (f->hoarders[i].cut_at > since && strcmp(f->hoarders[i].address, address) == 0)
            return true;
    return false;
}

static void open_account(struct filters *f, struct account *a, const struct peer *peer)
{
    if (a->cut_at)
        f->leaving -= a->held;
    *a = (struct account){ .peer = *peer, .session = ++f->sessions };
}

static struct account *account_of(struct filters *f, const struct peer *peer)
{
    while (f->accounts_size <= (size_t)peer->fd) {
        mem_grow(f->accounts, f->accounts_size, f->accounts_cap);
        f->accounts[f->accounts_size++] = (struct account){ 0 };
    }
    struct account *a = &f->accounts[peer->fd];
    bool same = a->session && strcmp(a->peer.address, peer->address) == 0;
    if (!same || (a->cut_at && clock_awake().ms - a->cut_at > SHUT_MS))
        open_account(f, a, peer);
    return a;
}

static void cut(struct filters *f, struct account *a)
{
    struct hoarder *h = &f->hoarders[f->next_hoarder++ % HOARDERS];
    a->cut_at = clock_awake().ms;
    f->leaving += a->held;
    memcpy(h->address, a->peer.address, sizeof h->address);
    h->cut_at = a->cut_at;
}

bool filters_add(struct filters *f, struct slice prefix, const struct peer *peer)
{
    uint64_t hash = hash_of(prefix);
    if (2 * f->size >= f->cap)
        grow(f);
    size_t at = place(f, hash);
    if (f->table[at].hash)
        return true;
    f->size++;
    f->table[at] = (struct held){ hash, NOBODY, 0 };
    if (peer->fd < 0)
        return true;
    struct account *a = account_of(f, peer);
    f->table[at] = (struct held){ hash, (uint32_t)peer->fd, a->session };
    a->held++;
    f->leaving += a->cut_at != 0;
    if (a->cut_at || a->held <= FILTERS_HOARDER ||
        (a->held <= FILTERS_EACH && !is_hoarder(f, peer->address)))
        return true;
    cut(f, a);
    return false;
}

void filters_remove(struct filters *f, struct slice prefix)
{
    size_t at = place(f, hash_of(prefix));
    struct held held = f->table[at];
    if (!held.hash)
        return;
    close_hole(f, at);
    f->size--;
    struct account *a = held.fd < f->accounts_size ? &f->accounts[held.fd] : NULL;
    if (!a || a->session != held.session)
        return;
    a->held--;
    f->leaving -= a->cut_at != 0;
}

bool filters_greediest(struct filters *f, struct peer *ret)
{
    struct account *most = NULL;
    for (size_t i = 0; i < f->accounts_size; i++) {
        struct account *a = &f->accounts[i];
        if (!a->cut_at && a->held && (!most || a->held > most->held))
            most = a;
    }
    if (!most)
        return false;
    cut(f, most);
    *ret = most->peer;
    return true;
}
