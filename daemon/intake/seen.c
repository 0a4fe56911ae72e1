#include "intake/seen.h"

#include "base/mem.h"

#include <assert.h>
#include <endian.h>
#include <sodium/crypto_shorthash.h>
#include <string.h>

/* The stored form: this byte, how many ids at the end the last document held, the ids, and of those
 * held hash, due and looks of the text. The older form has no texts. */
#define FORM        2
#define FORM_BARE   1
#define HEADER_SIZE 5
#define TEXT_SIZE   9
#define WAITS       0x80 /* beside looks */

struct entry {
    uint64_t id;
    uint32_t text, text_now;  /* hashes: as known, and of the document being read; 0: none */
    struct seen_looks looks;
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
    s->entries[s->size++] = (struct entry){ .id = id, .held = held };
    *slot = (uint32_t)s->size;
    return true;
}

static void begin(struct seen *s)
{
    for (size_t i = 0; i < s->size; i++) {
        s->entries[i].was_held = s->entries[i].held;
        s->entries[i].held = false;
        s->entries[i].text_now = 0;
        s->entries[i].looks.waits = false;
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

/* --- texts --- */

static struct entry *entry_of(const struct seen *s, struct slice id)
{
    uint32_t slot = s->size ? *slot_of(s, hash(id)) : 0;
    return slot ? &s->entries[slot - 1] : NULL;
}

/* An id that stands twice in a document has the text that comes first. */
bool seen_edit(struct seen *s, struct slice id, struct slice text)
{
    struct entry *e = entry_of(s, id);
    assert(s->reading && e);
    if (e->text_now)
        return false;
    e->text_now = (uint32_t)hash(text) | 1;
    if (!e->text)
        e->text = e->text_now;
    return e->text != e->text_now;
}

static void accept(struct entry *e)
{
    if (e->text_now)
        e->text = e->text_now;
    e->looks.waits = false;
}

void seen_accept(struct seen *s, struct slice id)
{
    struct entry *e = entry_of(s, id);
    assert(e);
    accept(e);
}

void seen_accept_all(struct seen *s)
{
    for (size_t i = 0; i < s->size; i++)
        accept(&s->entries[i]);
}

struct seen_looks *seen_looks(struct seen *s, struct slice id)
{
    struct entry *e = entry_of(s, id);
    return e ? &e->looks : NULL;
}

/* --- documents --- */

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

/* --- as stored --- */

static void put(struct text *out, uint64_t value, size_t bytes)
{
    uint64_t little = htole64(value);
    text_add(out, (struct slice){ (const char *)&little, bytes });
}

static uint64_t get(struct slice bytes, size_t at, size_t size)
{
    uint64_t value = 0;
    memcpy(&value, bytes.ptr + at, size);
    return le64toh(value);
}

void seen_to_ids(const struct seen *s, struct text *ids)
{
    assert(!s->reading);
    uint32_t held = 0;
    text_clear(ids);
    for (size_t i = 0; i < s->size; i++)
        held += s->entries[i].held;
    text_reserve(ids, HEADER_SIZE + s->size * sizeof(uint64_t) + held * TEXT_SIZE);
    put(ids, FORM, 1);
    put(ids, held, 4);
    for (size_t i = 0; i < s->size; i++)
        put(ids, s->entries[i].id, sizeof(uint64_t));
    for (size_t i = s->size - held; i < s->size; i++) {
        put(ids, s->entries[i].text, 4);
        put(ids, s->entries[i].looks.due, 4);
        put(ids, s->entries[i].looks.looks | (s->entries[i].looks.waits ? WAITS : 0u), 1);
    }
}

/* What a stored form holds. */
struct stored {
    struct slice bytes;
    size_t size, held, text_size;
};

static struct slice text_at(const struct stored *f, size_t index)
{
    size_t texts = HEADER_SIZE + f->size * sizeof(uint64_t);
    return slice_sub(f->bytes, texts + (index + f->held - f->size) * TEXT_SIZE, TEXT_SIZE);
}

static uint64_t id_at(const struct stored *f, size_t index)
{
    return get(f->bytes, HEADER_SIZE + index * sizeof(uint64_t), sizeof(uint64_t));
}

static bool measure(struct slice bytes, struct stored *ret, struct error *err)
{
    *ret = (struct stored){ .bytes = bytes };
    if (!bytes.len)
        return true;
    if (bytes.len < HEADER_SIZE || (bytes.ptr[0] != FORM && bytes.ptr[0] != FORM_BARE))
        return error_set(err, REFUSE, NULL, "the ids seen are not in a form known here");
    ret->held = get(bytes, 1, 4);
    ret->text_size = bytes.ptr[0] == FORM ? TEXT_SIZE : 0;
    size_t left = bytes.len - HEADER_SIZE, texts = ret->held * ret->text_size;
    if (left < texts || (left - texts) % sizeof(uint64_t))
        return error_set(err, REFUSE, NULL, "the ids seen are not in a form known here");
    ret->size = (left - texts) / sizeof(uint64_t);
    return ret->held <= ret->size ||
           error_set(err, REFUSE, NULL, "the ids seen are fewer than they say");
}

static void load_text(struct seen *s, const struct stored *f, size_t index)
{
    struct slice text = text_at(f, index);
    struct entry *e = &s->entries[index];
    e->text = (uint32_t)get(text, 0, 4);
    e->looks.due = (uint32_t)get(text, 4, 4);
    e->looks.looks = (uint8_t)(get(text, 8, 1) & ~(uint64_t)WAITS);
    e->looks.waits = get(text, 8, 1) & WAITS;
}

bool seen_from_ids(struct slice ids, size_t limit, struct seen **ret_seen, struct error *err)
{
    OWNED(seen) s = seen_new(limit);
    struct stored f;
    if (!measure(ids, &f, err))
        return false;
    for (size_t i = 0; i < f.size; i++) {
        bool held = i >= f.size - f.held;
        if (!insert(s, id_at(&f, i), held))
            return error_set(err, REFUSE, NULL, "the ids seen name one twice");
        if (held && f.text_size)
            load_text(s, &f, i);
    }
    *ret_seen = s;
    s = NULL;
    return true;
}

void seen_doubt(struct text *ids, struct slice id)
{
    struct stored f;
    if (!measure(text_slice(ids), &f, NULL) || !f.text_size)
        return;
    for (size_t i = f.size - f.held; i < f.size; i++)
        if (id_at(&f, i) == hash(id)) {
            char *text = ids->ptr + (text_at(&f, i).ptr - ids->ptr);
            text[0] = (char)((text[0] & ~1) | 2); /* no text's hash: those are odd */
            text[8] = (char)(text[8] | WAITS);
        }
}

bool seen_is_due(struct slice ids, int64_t seconds)
{
    struct stored f;
    if (!measure(ids, &f, NULL) || !f.text_size)
        return false;
    for (size_t i = f.size - f.held; i < f.size; i++)
        if (get(text_at(&f, i), 8, 1) & WAITS && (int64_t)get(text_at(&f, i), 4, 4) <= seconds)
            return true;
    return false;
}
