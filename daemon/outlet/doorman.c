#include "outlet/doorman.h"

#include "base/mem.h"
#include "base/text.h"

#include <czmq.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define ADDRESS   "inproc://zeromq.zap.01" /* where libzmq asks; RFC 27 */
#define KEY_TEXT  41                      /* 32 bytes in Z85 */
#define SETTLES_S 2
#define LONGEST_FILE 65536

struct doorman {
    zactor_t *thread;
    char *directory;

    /* the thread's own */
    zhashx_t *admitted;       /* public keys as text */
    struct timespec changed;  /* the directory, when it was read; */
    time_t read_at;           /* and when that was */
    bool put_out;             /* a key went since the last reload */
};

/* The directory */

/* Other files are passed over here: zcert_load loses memory with each, and complains without a name. */
static zconfig_t *read_certificate(const char *path)
{
    zchunk_t *chunk = zchunk_slurp(path, LONGEST_FILE);
    struct slice text = { 0 };
    if (chunk)
        text = (struct slice){ (const char *)zchunk_data(chunk), zchunk_size(chunk) };
    zconfig_t *root = slice_find(text, "public-key") != SIZE_MAX ? zconfig_chunk_load(chunk) : NULL;
    zchunk_destroy(&chunk);
    return root;
}

static void admit(zhashx_t *keys, const char *path)
{
    uint8_t raw[32];
    zconfig_t *root = slice_ends(slice_of(path), "_secret") ? NULL : read_certificate(path);
    const char *key = root ? zconfig_get(root, "/curve/public-key", "") : "";
    if (strlen(key) == KEY_TEXT - 1 && zmq_z85_decode(raw, key))
        zhashx_update(keys, key, keys); /* a set: any value will do */
    zconfig_destroy(&root);
}

static zhashx_t *read_directory(const char *directory)
{
    zhashx_t *keys = zhashx_new();
    zdir_t *dir = zdir_new(directory, NULL);
    zfile_t **files = dir ? zdir_flatten(dir) : NULL;
    for (size_t i = 0; files && files[i]; i++)
        if (zfile_is_regular(files[i]))
            admit(keys, zfile_filename(files[i], NULL));
    zdir_flatten_free(&files);
    zdir_destroy(&dir);
    return keys;
}

static void reread(struct doorman *d)
{
    struct stat st = { 0 };
    stat(d->directory, &st);
    zhashx_t *now = read_directory(d->directory), *before = d->admitted;
    for (void *key = before ? zhashx_first(before) : NULL; key; key = zhashx_next(before))
        d->put_out |= !zhashx_lookup(now, zhashx_cursor(before));
    d->admitted = now;
    d->changed = st.st_mtim;
    d->read_at = time(NULL);
    zhashx_destroy(&before);
}

/* What was read right after a change may have been a file that was not written to its end. */
static bool has_changed(const struct doorman *d)
{
    struct stat st;
    if (stat(d->directory, &st) != 0)
        return false;
    return st.st_mtim.tv_sec != d->changed.tv_sec || st.st_mtim.tv_nsec != d->changed.tv_nsec ||
           d->read_at - d->changed.tv_sec < SETTLES_S;
}

/* Questions: version, number, domain, address, identity, mechanism, and the key, 32 bytes */

static bool frame_is(zframe_t *frame, const char *text)
{
    return frame && zframe_streq(frame, text);
}

static bool is_admitted(struct doorman *d, zframe_t *key)
{
    char text[KEY_TEXT];
    if (!key || zframe_size(key) != 32 || !zmq_z85_encode(text, zframe_data(key), 32))
        return false;
    return zhashx_lookup(d->admitted, text) != NULL;
}

static bool may_come_in(struct doorman *d, zframe_t *const frames[7])
{
    if (has_changed(d))
        reread(d);
    return frame_is(frames[0], "1.0") && frame_is(frames[2], DOORMAN_DOMAIN) &&
           frame_is(frames[5], "CURVE") && is_admitted(d, frames[6]);
}

static void answer(struct doorman *d, zsock_t *zap)
{
    zframe_t *frames[7] = { 0 };
    zmsg_t *question = zmsg_recv(zap), *said = zmsg_new();
    for (size_t i = 0; question && i < count_of(frames); i++)
        frames[i] = zmsg_pop(question);
    bool welcome = may_come_in(d, frames);
    zmsg_addstr(said, "1.0");
    zmsg_addmem(said, frames[1] ? zframe_data(frames[1]) : NULL,
                frames[1] ? zframe_size(frames[1]) : 0);
    zmsg_addstr(said, welcome ? "200" : "400");
    zmsg_addstr(said, welcome ? "OK" : "No access");
    zmsg_addstr(said, "");
    zmsg_addstr(said, "");
    zmsg_send(&said, zap);
    for (size_t i = 0; i < count_of(frames); i++)
        zframe_destroy(&frames[i]);
    zmsg_destroy(&question);
}

/* The thread; false when it shall end. */
static bool obey(struct doorman *d, zsock_t *pipe)
{
    char *command = zstr_recv(pipe);
    bool goes_on = command && strcmp(command, "REREAD") == 0;
    zstr_free(&command);
    if (!goes_on)
        return false;
    reread(d);
    zsock_signal(pipe, d->put_out);
    d->put_out = false;
    return true;
}

static void run(zsock_t *pipe, void *arg)
{
    struct doorman *d = arg;
    zsock_t *zap = zsock_new(ZMQ_REP);
    bool good = zap && zsock_bind(zap, ADDRESS) == 0;
    reread(d);
    zsock_signal(pipe, 0);
    zsock_signal(pipe, !good);
    zpoller_t *poller = good ? zpoller_new(pipe, zap, NULL) : zpoller_new(pipe, NULL);
    for (bool goes_on = true; goes_on;) {
        void *ready = zpoller_wait(poller, -1);
        if (ready == zap && good)
            answer(d, zap);
        else
            goes_on = ready == pipe ? obey(d, pipe) : !zpoller_terminated(poller);
    }
    zpoller_destroy(&poller);
    zsock_destroy(&zap);
}

/* Signals are the main thread's business. */
struct doorman *doorman_open(const char *directory, struct error *err)
{
    sigset_t all, before;
    struct doorman *d = mem_new(sizeof *d);
    d->directory = mem_string(directory);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    d->thread = zactor_new(run, d);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (d->thread && zsock_wait(d->thread) == 0)
        return d;
    error_set(err, STOP, NULL, "nobody answers for CURVE keys: %s", strerror(errno));
    doorman_close(&d);
    return NULL;
}

void doorman_close(struct doorman **doorman)
{
    struct doorman *d = *doorman;
    if (!d)
        return;
    zactor_destroy(&d->thread);
    zhashx_destroy(&d->admitted);
    mem_free(&d->directory);
    mem_free(doorman);
}

bool doorman_reread(struct doorman *d)
{
    return zstr_send(d->thread, "REREAD") == 0 && zsock_wait(d->thread) == 1;
}
