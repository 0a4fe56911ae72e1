#include "control.h"

#include "base/mem.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define ASKERS_MAX      16
#define COMPLAINTS_TOLD 50

struct asker {
    struct control *control;
    int fd; /* -1: this place is free */
    struct loop_watch *watch;
    bool asked, started;
};

struct control {
    struct loop *loop;
    loop_call reload;
    void *arg;
    int fd;
    struct loop_watch *watch;
    struct asker askers[ASKERS_MAX];
    struct sockaddr_un address;
};

static bool address_of(const char *path, struct sockaddr_un *ret, struct error *err)
{
    *ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof ret->sun_path)
        return error_set(err, REFUSE, path, "longer than a socket's path may be");
    snprintf(ret->sun_path, sizeof ret->sun_path, "%s", path);
    return true;
}

char *control_path(void)
{
    const char *runtime = getenv("RUNTIME_DIRECTORY"); /* systemd's; may list several */
    if (!runtime || !*runtime)
        return NULL;
    return mem_printf("%.*s/control.sock", (int)strcspn(runtime, ":"), runtime);
}

/* Askers */

static void leave(struct asker *a)
{
    loop_watch_free(&a->watch);
    close(a->fd);
    *a = (struct asker){ .control = a->control, .fd = -1 };
}

static void on_packet(void *arg, int fd, unsigned ready)
{
    struct asker *a = arg;
    char packet[16];
    ssize_t got = recv(fd, packet, sizeof packet, MSG_DONTWAIT);
    (void)ready;
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (a->asked || got != 6 || memcmp(packet, "reload", 6) != 0) {
        leave(a);
        return;
    }
    a->asked = true;
    a->control->reload(a->control->arg);
}

static bool is_friend(int fd)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == 0 || peer.uid == geteuid());
}

static struct asker *free_place(struct control *c)
{
    for (size_t i = 0; i < ASKERS_MAX; i++)
        if (c->askers[i].fd < 0)
            return &c->askers[i];
    return NULL;
}

static void on_caller(void *arg, int listener, unsigned ready)
{
    struct control *c = arg;
    (void)ready;
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    struct asker *a = free_place(c);
    if (!a || !is_friend(fd)) {
        close(fd);
        return;
    }
    a->fd = fd;
    a->watch = loop_watch_new(c->loop, fd, LOOP_READ, on_packet, a);
}

void control_started(struct control *c)
{
    for (size_t i = 0; i < ASKERS_MAX; i++)
        c->askers[i].started |= c->askers[i].asked;
}

static char *print(const struct control_verdict *v)
{
    HELD(text) line = {0};
    cJSON *o = cJSON_CreateObject();
    cJSON_AddBoolToObject(o, "good", v->good);
    cJSON_AddNumberToObject(o, "generation", (double)v->generation);
    cJSON_AddStringToObject(o, "restart", v->restarts);
    cJSON *list = cJSON_AddArrayToObject(o, "complaints");
    for (size_t i = 0; i < complaints_size(v->wrong) && i < COMPLAINTS_TOLD; i++) {
        text_clear(&line);
        complaint_write(&line, complaints_at(v->wrong, i));
        cJSON_AddItemToArray(list, cJSON_CreateString(text_string(&line)));
    }
    char *made = cJSON_PrintUnformatted(o);
    cJSON_Delete(o);
    return made;
}

void control_answer(struct control *c, const struct control_verdict *verdict)
{
    char *made = print(verdict);
    for (size_t i = 0; i < ASKERS_MAX; i++) {
        if (!c->askers[i].started)
            continue;
        ssize_t sent = send(c->askers[i].fd, made, strlen(made), MSG_NOSIGNAL | MSG_DONTWAIT);
        (void)sent; /* who does not wait for the answer does not get it */
        leave(&c->askers[i]);
    }
    cJSON_free(made);
}

/* Listening */

static bool listen_at(struct control *c, struct error *err)
{
    c->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    unlink(c->address.sun_path); /* of a daemon that was killed; ours is the journal's only one */
    mode_t before = umask(0177);
    bool bound = c->fd >= 0 &&
                 bind(c->fd, (struct sockaddr *)&c->address, sizeof c->address) == 0 &&
                 listen(c->fd, ASKERS_MAX) == 0;
    umask(before);
    return bound ||
           error_errno(err, REFUSE, c->address.sun_path, "cannot listen for 'assayd reload'");
}

struct control *control_open(struct loop *loop, const char *path, loop_call reload, void *arg,
                             struct error *err)
{
    struct control *c = mem_new(sizeof *c);
    c->loop = loop;
    c->reload = reload;
    c->arg = arg;
    c->fd = -1;
    for (size_t i = 0; i < ASKERS_MAX; i++)
        c->askers[i] = (struct asker){ .control = c, .fd = -1 };
    if (address_of(path, &c->address, err) && listen_at(c, err))
        c->watch = loop_watch_new(loop, c->fd, LOOP_READ, on_caller, c);
    else
        control_close(&c);
    return c;
}

void control_close(struct control **control)
{
    struct control *c = *control;
    if (!c)
        return;
    for (size_t i = 0; i < ASKERS_MAX; i++)
        if (c->askers[i].fd >= 0)
            leave(&c->askers[i]);
    if (c->watch)
        unlink(c->address.sun_path);
    loop_watch_free(&c->watch);
    if (c->fd >= 0)
        close(c->fd);
    mem_free(control);
}

/* The other end */

static bool converse(int fd, struct duration patience, struct text *ret, struct error *err)
{
    char answer[CONTROL_ANSWER_MAX];
    struct pollfd waiting = { fd, POLLIN, 0 };
    if (send(fd, "reload", 6, MSG_NOSIGNAL) != 6)
        return error_errno(err, RETRY, NULL, "the daemon does not listen");
    if (poll(&waiting, 1, (int)patience.ms) != 1)
        return error_set(err, RETRY, NULL, "the daemon does not answer");
    ssize_t got = recv(fd, answer, sizeof answer, 0);
    if (got <= 0)
        return error_set(err, RETRY, NULL,
                         "the daemon hung up: it ended, or is another user's, or is asked too often");
    text_add(ret, (struct slice){ answer, (size_t)got });
    return true;
}

bool control_ask(const char *path, struct duration patience, struct text *ret_answer,
                 struct error *err)
{
    struct sockaddr_un address;
    if (!address_of(path, &address, err))
        return false;
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    bool asked = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    if (!asked)
        error_errno(err, RETRY, path, "no daemon listens here");
    asked = asked && converse(fd, patience, ret_answer, err);
    if (fd >= 0)
        close(fd);
    return asked || error_at(err, path);
}
