/* feed_server.h - starts tests/support/feed_server.py, which says in its head what it can do.
 *
 *     struct feed_server server = feed_server_start();
 *     char *url = feed_server_url(&server, "127.0.0.1", "/ok");
 *     free(feed_server_ask(&server, "PUT", "/_/doc/a", "<rss/>"));
 *     char *log = feed_server_ask(&server, "GET", "/_/log", "");       // JSON
 *     feed_server_stop(&server);
 *
 * feed_server_start_tls() speaks https, with a certificate that nobody trusts.
 * Listens on 127.0.0.1 and 127.0.0.2, two hosts to any client. Asking blocks, for 10 s at most. */
#ifndef TESTS_SUPPORT_FEED_SERVER_H
#define TESTS_SUPPORT_FEED_SERVER_H

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct feed_server {
    pid_t pid;
    int keep_open; /* its stdin; it ends when this closes, even if we are killed */
    int port;
};

/* more: up to five arguments, NULL behind them. */
static inline void feed_server_run(int in, int out, const char *const more[6])
{
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    closefrom(3);
    execl("/usr/bin/python3", "python3", TESTS_DIR "/support/feed_server.py", "--root", TESTS_DIR,
          "--for", "290", "--bind", "127.0.0.1", "--bind", "127.0.0.2", more[0], more[1],
          more[2], more[3], more[4], (char *)NULL);
    _exit(127);
}

static inline struct feed_server feed_server_start_with(const char *const more[6])
{
    int in[2], out[2];
    struct feed_server s = {0};
    int made = pipe(in) | pipe(out);
    assert(made == 0);
    s.pid = fork();
    assert(s.pid >= 0);
    if (s.pid == 0)
        feed_server_run(in[0], out[1], more);
    close(in[0]);
    close(out[1]);
    s.keep_open = in[1];
    FILE *said = fdopen(out[0], "r");
    int read = fscanf(said, "port %d", &s.port);
    assert(read == 1);
    fclose(said);
    (void)made, (void)read;
    return s;
}

static inline struct feed_server feed_server_start(void)
{
    return feed_server_start_with((const char *const[6]){ NULL });
}

#define FEED_SERVER_PEM TESTS_DIR "/support/tls/server.pem" /* certificate, authority and key */

static inline struct feed_server feed_server_start_tls(void)
{
    return feed_server_start_with((const char *const[6]){ "--tls", FEED_SERVER_PEM, NULL });
}

/* It wants our certificate, and claims to speak HTTP/2. */
static inline struct feed_server feed_server_start_picky(void)
{
    return feed_server_start_with((const char *const[6]){ "--tls", FEED_SERVER_PEM, "--clients",
                                                          FEED_SERVER_PEM, "--h2", NULL });
}

static inline void feed_server_stop(struct feed_server *s)
{
    close(s->keep_open);
    waitpid(s->pid, NULL, 0);
}

static inline char *feed_server_url(const struct feed_server *s, const char *host, const char *path)
{
    char *url = NULL;
    int len = asprintf(&url, "http://%s:%d%s", host, s->port, path);
    assert(len > 0);
    (void)len;
    return url;
}

static inline int feed_server_connect(const struct feed_server *s)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)s->port),
                              .sin_addr = { htonl(INADDR_LOOPBACK) } };
    struct timeval limit = { .tv_sec = 10 };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    int connected = connect(fd, (struct sockaddr *)&to, sizeof to);
    assert(connected == 0);
    (void)connected;
    return fd;
}

/* The answer's body, to free. */
static inline char *feed_server_ask(const struct feed_server *s, const char *method,
                                    const char *path, const char *body)
{
    int fd = feed_server_connect(s);
    dprintf(fd,
            "%s %s HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s",
            method, path, strlen(body), body);
    size_t size = 0, cap = 1 << 16;
    char *answer = malloc(cap);
    for (ssize_t got; assert(answer), (got = read(fd, answer + size, cap - size - 1)) > 0;) {
        size += (size_t)got;
        if (cap - size < 2)
            answer = realloc(answer, cap *= 2);
    }
    answer[size] = '\0';
    close(fd);
    char *start = strstr(answer, "\r\n\r\n");
    assert(start);
    memmove(answer, start + 4, strlen(start + 4) + 1);
    return answer;
}

#endif
