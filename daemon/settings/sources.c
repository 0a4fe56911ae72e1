#include "settings/sources.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct secret {
    const char *value, *written;
    struct secret *next;
};

struct sources {
    struct arena *arena;
    struct source *first, **end;
    struct secret *secrets;
};

struct sources *sources_new(struct arena *arena)
{
    struct sources *s = arena_alloc(arena, sizeof *s);
    s->arena = arena;
    s->end = &s->first;
    return s;
}

/* A FIFO would make us wait for ever, a device could be endless. */
static int open_regular(const char *path, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        error_errno(err, REFUSE, NULL, "cannot open %s", path);
        return -1;
    }
    struct stat about;
    if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode))
        return fd;
    error_set(err, REFUSE, NULL, "%s is no regular file", path);
    close(fd);
    return -1;
}

static bool read_all(int fd, const char *path, size_t ceiling, struct text *into,
                     struct error *err)
{
    for (;;) {
        text_reserve(into, 65536);
        ssize_t got = read(fd, into->ptr + into->len, 65536);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_errno(err, REFUSE, NULL, "cannot read %s", path);
        into->len += (size_t)got;
        into->ptr[into->len] = '\0';
        if (into->len > ceiling)
            return error_set(err, REFUSE, NULL, "%s holds more than %zu bytes", path, ceiling);
        if (got == 0)
            return true;
    }
}

bool source_load(struct arena *arena, const char *path, size_t ceiling,
                 struct slice *ret_content, struct error *err)
{
    int fd = open_regular(path, err);
    if (fd < 0)
        return false;
    HELD(text) bytes = {0};
    bool ok = read_all(fd, path, ceiling, &bytes, err);
    close(fd);
    if (ok)
        *ret_content = (struct slice){ arena_string(arena, text_slice(&bytes)), bytes.len };
    return ok;
}

void sources_add(struct sources *s, const char *path, struct slice content)
{
    struct source *one = arena_alloc(s->arena, sizeof *one);
    one->path = arena_string(s->arena, slice_of(path));
    one->content = content;
    *s->end = one;
    s->end = &one->next;
}

bool sources_read(struct sources *s, const char *path, size_t ceiling,
                  struct slice *ret_content, struct error *err)
{
    for (const struct source *known = s->first; known; known = known->next)
        if (strcmp(known->path, path) == 0) {
            *ret_content = known->content;
            return true;
        }
    if (!source_load(s->arena, path, ceiling, ret_content, err))
        return false;
    sources_add(s, path, *ret_content);
    return true;
}

const struct source *sources_first(const struct sources *s)
{
    return s->first;
}

void sources_note_secret(struct sources *s, const char *value, const char *written)
{
    struct secret *one = arena_alloc(s->arena, sizeof *one);
    *one = (struct secret){ value, written, s->secrets };
    s->secrets = one;
}

const char *sources_written(const struct sources *s, const char *value)
{
    for (const struct secret *one = s->secrets; one; one = one->next)
        if (one->value == value)
            return one->written;
    return NULL;
}

void sources_sha256(const struct sources *s, char ret_hex[65])
{
    crypto_hash_sha256_state state;
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_init(&state);
    for (const struct source *one = s->first; one; one = one->next) {
        uint64_t len = one->content.len; /* so that moving a byte to the next file shows */
        crypto_hash_sha256_update(&state, (const unsigned char *)&len, sizeof len);
        crypto_hash_sha256_update(&state, (const unsigned char *)one->content.ptr, len);
    }
    crypto_hash_sha256_final(&state, digest);
    sodium_bin2hex(ret_hex, 65, digest, sizeof digest);
}
