/* How fast many small documents are fetched over connections that stay open, as a share of what wrk does
 * and libcurl alone do with the same server in the same run:
 *     build/release/bin/bench_fetch [SECONDS]
 * 100 at once, answers of 1 kB, a server of our own on loopback in another process. By the clock (the
 * server has its share of that) and by the client's processor time. Without wrk only our own figures. */
#include "base/mem.h"
#include "intake/fetch.h"

#include <arpa/inet.h>
#include <assert.h>
#include <curl/curl.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { AT_ONCE = 100, BODY = 1024 };

/* --- the server: whatever is asked, as soon as a request has ended --- */

static char answer[BODY + 128];
static size_t answer_size;

static void make_answer(void)
{
    int head = snprintf(answer, sizeof answer,
                        "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: \"1\"\r\n"
                        "Content-Length: %d\r\n\r\n", BODY);
    memset(answer + head, ' ', BODY);
    answer_size = (size_t)head + BODY;
}

static void greet(int epoll, int listener)
{
    int one = 1, fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
    if (fd < 0)
        return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static void serve_one(int fd)
{
    char request[4096];
    ssize_t got = recv(fd, request, sizeof request, 0); /* none is longer, or comes in pieces */
    if (got <= 0 || send(fd, answer, answer_size, MSG_NOSIGNAL) < 0)
        close(fd);
}

static void serve(int listener)
{
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event all[64], mine = { .events = EPOLLIN, .data.fd = listener };
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &mine);
    for (int count; (count = epoll_wait(epoll, all, 64, -1)) >= 0 || errno == EINTR;)
        for (int i = 0; i < count; i++)
            if (all[i].data.fd == listener)
                greet(epoll, listener);
            else
                serve_one(all[i].data.fd);
}

static pid_t start_server(uint16_t *ret_port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool listens = bind(listener, (struct sockaddr *)&at, size) == 0 && listen(listener, 512) == 0 &&
                   getsockname(listener, (struct sockaddr *)&at, &size) == 0;
    assert(listens);
    (void)listens;
    *ret_port = ntohs(at.sin_port);
    make_answer();
    pid_t child = fork();
    if (child == 0) {
        serve(listener);
        _exit(0);
    }
    close(listener);
    return child;
}

/* --- the clients --- */

struct figures {
    double per_second, cpu_us; /* of a request */
};

static double cpu_of(int who)
{
    struct rusage used;
    getrusage(who, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

struct client {
    struct fetch *fetch;
    struct fetch_request request;
    struct instant end;
    size_t done, failed, running;
    bool over;
};

static void ask(struct client *);

static void done(void *arg, struct fetch_answer **a)
{
    struct client *c = arg;
    c->running--;
    c->done++;
    c->failed += (*a)->problem != FETCH_OK || (*a)->body.len != BODY;
    fetch_answer_free(a);
    if (instant_before(clock_awake(), c->end))
        ask(c);
    c->over = !c->running;
}

static void ask(struct client *c)
{
    c->running++;
    fetch_start(c->fetch, &c->request, done, c);
}

static struct figures run_ours(const char *url, int seconds)
{
    static const struct assay_text loopback[] = { { "127.0.0.0/8", 11 } };
    struct fetch_settings settings = fetch_defaults;
    settings.allow_private = (struct assay_texts){ loopback, 1 };
    settings.concurrency = AT_ONCE;
    OWNED(loop) loop = loop_new(clock_real(), NULL);
    struct client c = { .fetch = fetch_new(loop, &settings, NULL), .request = { .url = url } };
    double cpu = cpu_of(RUSAGE_SELF);
    struct instant began = clock_awake();
    c.end = instant_add(began, SECONDS(seconds));
    for (int i = 0; i < AT_ONCE; i++)
        ask(&c);
    if (!loop_wait(loop, &c.over, SECONDS(seconds + 60), NULL) || c.failed)
        fprintf(stderr, "%zu of %zu requests failed\n", c.failed, c.done);
    double took = (double)instant_since(clock_awake(), began).ms / 1000;
    cpu = cpu_of(RUSAGE_SELF) - cpu;
    fetch_free(&c.fetch);
    return (struct figures){ (double)c.done / took, 1e6 * cpu / (double)c.done };
}

static size_t ignore(char *data, size_t one, size_t count, void *arg)
{
    (void)data, (void)arg;
    return one * count;
}

static void ask_bare(CURLM *multi, const char *url)
{
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
    curl_multi_add_handle(multi, easy);
}

/* Those that have ended make room for others. */
static size_t replace_ended(CURLM *multi, const char *url)
{
    size_t ended = 0;
    int left;
    for (const CURLMsg *said; (said = curl_multi_info_read(multi, &left)); ended++) {
        CURL *easy = said->easy_handle;
        curl_multi_remove_handle(multi, easy);
        curl_easy_cleanup(easy);
        ask_bare(multi, url);
    }
    return ended;
}

static struct figures run_bare(const char *url, int seconds)
{
    CURLM *multi = curl_multi_init();
    size_t ended = 0;
    int running;
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)AT_ONCE);
    double cpu = cpu_of(RUSAGE_SELF);
    struct instant began = clock_awake();
    for (int i = 0; i < AT_ONCE; i++)
        ask_bare(multi, url);
    while (instant_before(clock_awake(), instant_add(began, SECONDS(seconds)))) {
        curl_multi_perform(multi, &running);
        ended += replace_ended(multi, url);
        curl_multi_poll(multi, NULL, 0, 100, NULL);
    }
    double took = (double)instant_since(clock_awake(), began).ms / 1000;
    cpu = cpu_of(RUSAGE_SELF) - cpu;
    curl_multi_cleanup(multi); /* and not the hundred that are still open: the process ends */
    return (struct figures){ (double)ended / took, 1e6 * cpu / (double)ended };
}

/* False: it is not there, or says something else. */
static bool run_wrk(const char *url, int seconds, struct figures *ret)
{
    char *command = mem_printf("wrk -t1 -c%d -d%ds %s 2>/dev/null", AT_ONCE, seconds, url);
    double cpu = cpu_of(RUSAGE_CHILDREN);
    FILE *out = popen(command, "r");
    mem_free(&command);
    char line[256];
    double requests = 0;
    while (out && fgets(line, sizeof line, out)) {
        sscanf(line, " %lf requests in", &requests);
        sscanf(line, "Requests/sec: %lf", &ret->per_second);
    }
    if (!out || pclose(out) != 0 || !requests)
        return false;
    ret->cpu_us = 1e6 * (cpu_of(RUSAGE_CHILDREN) - cpu) / requests;
    return true;
}

int main(int argc, char **argv)
{
    int seconds = argc > 1 ? atoi(argv[1]) : 5;
    uint16_t port;
    pid_t server = start_server(&port);
    char *url = mem_printf("http://127.0.0.1:%d/feed", port);
    struct figures wrk, ours = run_ours(url, seconds), bare = run_bare(url, seconds);
    printf("fetch  %8.0f requests/s  %6.1f us of CPU each\n", ours.per_second, ours.cpu_us);
    printf("curl   %8.0f requests/s  %6.1f us of CPU each\n", bare.per_second, bare.cpu_us);
    if (run_wrk(url, seconds, &wrk))
        printf("wrk    %8.0f requests/s  %6.1f us of CPU each\n"
               "fetch  %.2f of wrk by the clock, %.2f by processor time\n",
               wrk.per_second, wrk.cpu_us, ours.per_second / wrk.per_second, wrk.cpu_us / ours.cpu_us);
    else
        printf("no wrk here (a Debian package): nothing to compare with\n");
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    mem_free(&url);
    return 0;
}
