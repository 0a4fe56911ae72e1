#include "outlet/witness.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define MAGIC UINT64_C(0x31746977797373a1) /* "\xa1ssywit1" where bytes are little-endian */

/* As on disk, in the machine's own byte order: the file never leaves its journal's machine, and
 * from another one it reads as damaged, which is the safe reading. */
struct record {
    uint64_t magic, epoch, head, check;
};

struct witness {
    char *path;
    int fd;
};

static uint64_t check_of(const struct record *r)
{
    uint64_t mixed = (r->epoch ^ MAGIC) * UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 29 ^ r->head) * UINT64_C(0xbf58476d1ce4e5b9);
    return mixed ^ mixed >> 32;
}

struct witness *witness_open(const char *path, struct error *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0) {
        error_errno(err, REFUSE, path, "cannot open the journal's witness");
        return NULL;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            error_set(err, RETRY, path,
                      "another assayd uses this journal; stop it, or name another file");
        else
            error_errno(err, REFUSE, path, "cannot lock the journal's witness");
        close(fd);
        return NULL;
    }
    struct witness *w = mem_new(sizeof *w);
    w->path = mem_string(path);
    w->fd = fd;
    return w;
}

void witness_close(struct witness **w)
{
    if (!*w)
        return;
    fdatasync((*w)->fd);
    close((*w)->fd);
    mem_free(&(*w)->path);
    mem_free(w);
}

static bool read_word(int fd, struct witness_word *ret)
{
    struct record r;
    if (pread(fd, &r, sizeof r, 0) != sizeof r || r.magic != MAGIC || r.check != check_of(&r))
        return false;
    *ret = (struct witness_word){ r.epoch, r.head };
    return true;
}

bool witness_recalls(const struct witness *w, struct witness_word *ret)
{
    return read_word(w->fd, ret);
}

bool witness_peek(const char *path, struct witness_word *ret)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool recalls = fd >= 0 && read_word(fd, ret);
    if (fd >= 0)
        close(fd);
    return recalls;
}

bool witness_tell(struct witness *w, struct witness_word word, struct error *err)
{
    struct record r = { MAGIC, word.epoch, word.head, 0 };
    r.check = check_of(&r);
    ssize_t written = pwrite(w->fd, &r, sizeof r, 0);
    if (written == sizeof r)
        return true;
    if (written >= 0)
        errno = ENOSPC;
    return error_errno(err, RETRY, w->path, "cannot write the journal's witness");
}
