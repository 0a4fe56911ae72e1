#include "intake/seen.h"

#include "base/mem.h"

#include <assert.h>
#include <endian.h>
#include <sodium/crypto_shorthash.h>
#include <string.h>

/* The stored form: this byte, how many ids at the end the last document held, the ids. */
#define FORM        1
#define HEADER_SIZE 5

struct entry {
    uint64_t id;
    bool held; /* by the document being read or, between documents, by the last one */
    bool was_held; /* while a document is read: by the one before */
};

struct seen {
    size_t limit;
    struct entry *entries; /* oldest first */
    size_t size, cap;
    uint32_t *slots;   /* index into entries plus one; 0: free */
    size_t slots_size; /* a power of two, never full */
    bool reading;      /* a document: held belongs to it */
};

static uint64_t hash(struct slice id)
{
    static const unsigned char key[crypto_shorthash_KEYBYTES] = "assayd seen ids";
    unsigned char out[crypto_shorthash_BYTES];
    uint64_t value;
    crypto_shorthash(out, (const unsigned char *)id.ptr, id.len, key);
    memcpy(&value, out, sizeof value);
    return le64toh(value);
}

struct seen *seen_new(size_t limit)
{
    struct seen *s = mem_new(sizeof *s);
    s->limit = limit;
    return s;
}

void seen_free(struct seen **s)
{
    if (!*s)
        return;
    mem_free(&(*s)->entries);
    mem_free(&(*s)->slots);
    mem_free(s);
}

/* Where id is noted, or the free slot where it would be. */
static uint32_t *slot_of(const struct seen *s, uint64_t id)
{
    size_t at = (size_t)id & (s->slots_size - 1);
    while (s->slots[at] && s->entries[s->slots[at] - 1].id != id)
        at = (at + 1) & (s->slots_size - 1);
    return &s->slots[at];
}

static void index_entries(struct seen *s, size_t slots_size)
{
    mem_free(&s->slots);
    s->slots_size = slots_size;
    s->slots = mem_array(slots_size, sizeof *s->slots);
    for (size_t i = 0; i < s->size; i++)
        *slot_of(s, s->entries[i].id) = (uint32_t)i + 1;
}

static bool insert(struct seen *s, uint64_t id, bool held)
{
    if ((s->size + 1) * 2 > s->slots_size)
        index_entries(s, s->slots_size ? s->slots_size * 2 : 16);
    uint32_t *slot = slot_of(s, id);
    if (*slot) {
        s->entries[*slot - 1].held |= held;
        return false;
    }
    mem_grow(s->entries, s->size, s->cap);
    s->entries[s->size++] = (struct entry){ id, held, false };
    *slot = (uint32_t)s->size;
    return true;
}

static void begin(struct seen *s)
{
    for (size_t i = 0; i < s->size; i++) {
        s->entries[i].was_held = s->entries[i].held;
        s->entries[i].held = false;
    }
    s->reading = true;
}

bool seen_add(struct seen *s, struct slice id)
{
    if (!s->reading)
        begin(s);
    return insert(s, hash(id), true);
}

bool seen_has(const struct seen *s, struct slice id)
{
    return s->size && *slot_of(s, hash(id));
}

size_t seen_size(const struct seen *s)
{
    return s->size;
}

/* Behind each other: those no longer held, oldest first, then those held; their number returned. */
static size_t sort_held_last(struct seen *s)
{
    struct entry *held = mem_array(s->size, sizeof *held);
    size_t kept = 0, held_size = 0;
    for (size_t i = 0; i < s->size; i++)
        if (s->entries[i].held)
            held[held_size++] = s->entries[i];
        else
            s->entries[kept++] = s->entries[i];
    memcpy(s->entries + kept, held, held_size * sizeof *held);
    mem_free(&held);
    return held_size;
}

/* At least `limit` are kept, and of those held at most `most`. */
static void forget(struct seen *s, size_t most)
{
    s->reading = false;
    if (!s->size)
        return;
    size_t held = sort_held_last(s);
    size_t keep = held < most ? held : most;
    if (keep < s->limit)
        keep = s->limit;
    if (s->size > keep) {
        memmove(s->entries, s->entries + (s->size - keep), keep * sizeof *s->entries);
        s->size = keep;
    }
    index_entries(s, s->slots_size);
}

void seen_end(struct seen *s)
{
    if (!s->reading)
        begin(s); /* an empty document holds nothing */
    forget(s, SIZE_MAX);
}

void seen_cut(struct seen *s, size_t most)
{
    if (!s->reading)
        begin(s);
    for (size_t i = 0; i < s->size; i++)
        s->entries[i].held |= s->entries[i].was_held;
    forget(s, most);
}

void seen_to_ids(const struct seen *s, struct text *ids)
{
    assert(!s->reading);
    uint32_t held = 0;
    text_clear(ids);
    text_reserve(ids, HEADER_SIZE + s->size * sizeof(uint64_t));
    for (size_t i = 0; i < s->size; i++)
        held += s->entries[i].held;
    held = htole32(held);
    text_add_byte(ids, FORM);
    text_add(ids, (struct slice){ (const char *)&held, sizeof held });
    for (size_t i = 0; i < s->size; i++) {
        uint64_t id = htole64(s->entries[i].id);
        text_add(ids, (struct slice){ (const char *)&id, sizeof id });
    }
}

static uint64_t id_at(struct slice ids, size_t index)
{
    uint64_t id;
    memcpy(&id, ids.ptr + HEADER_SIZE + index * sizeof id, sizeof id);
    return le64toh(id);
}

bool seen_from_ids(struct slice ids, size_t limit, struct seen **ret_seen, struct error *err)
{
    OWNED(seen) s = seen_new(limit);
    uint32_t held = 0;
    size_t count = 0;
    if (ids.len) {
        if (ids.len < HEADER_SIZE || ids.ptr[0] != FORM ||
            (ids.len - HEADER_SIZE) % sizeof(uint64_t))
            return error_set(err, REFUSE, NULL, "the ids seen are not in a form known here");
        memcpy(&held, ids.ptr + 1, sizeof held);
        held = le32toh(held);
        count = (ids.len - HEADER_SIZE) / sizeof(uint64_t);
    }
    if (held > count)
        return error_set(err, REFUSE, NULL, "the ids seen are fewer than they say");
    for (size_t i = 0; i < count; i++)
        if (!insert(s, id_at(ids, i), i >= count - held))
            return error_set(err, REFUSE, NULL, "the ids seen name one twice");
    *ret_seen = s;
    s = NULL;
    return true;
}
