/* fetching.h - a fetch with tight ceilings beside the feed server, and names of our own.
 *
 *     struct bench b = bench_new();
 *     struct fetch_answer *a = ask_path(&b, "/ok");
 *     assert_sent("/ok", "if-none-match", "");         // what the last request for it carried
 *     fetch_answer_free(&a);
 *     bench_done(&b);
 *
 * The test's main starts and stops the server. Stands in for getaddrinfo of the whole program. */
#ifndef TESTS_SUPPORT_FETCHING_H
#define TESTS_SUPPORT_FETCHING_H

#include "intake/fetch.h"
#include "support/feed_server.h"
#include "support/requests.h"

#include <dlfcn.h>
#include <netdb.h>
#include <string.h>
#include <time.h>

#define SOON SECONDS(20) /* real time that no test should need */

static struct feed_server server;

static const struct assay_text allowed[] = { { "127.0.0.1", 9 }, { "127.0.0.2", 9 } };

/* Tight ceilings, so that the tests are quick. */
static inline struct fetch_settings tight(void)
{
    struct fetch_settings s = fetch_defaults;
    s.connect_timeout = (struct duration){ 1000 };
    s.first_byte_timeout = (struct duration){ 800 };
    s.total_timeout = (struct duration){ 4000 };
    s.min_speed = 1000;
    s.slow_timeout = (struct duration){ 800 };
    s.max_bytes = 100000;
    s.max_wire_bytes = 50000;
    s.max_redirects = 3;
    s.allow_private = (struct assay_texts){ allowed, count_of(allowed) };
    return s;
}

struct bench {
    struct clock *clock; /* cranked: transfers must not care */
    struct loop *loop;
    struct fetch *fetch;
};

static inline struct bench bench_with(struct fetch_settings settings)
{
    struct bench b = { .clock = clock_cranked((struct instant){0}) };
    b.loop = loop_new(b.clock, NULL);
    b.fetch = fetch_new(b.loop, &settings, NULL);
    assert_non_null(b.fetch);
    return b;
}

static inline struct bench bench_new(void)
{
    return bench_with(tight());
}

static inline void bench_done(struct bench *b)
{
    fetch_free(&b->fetch);
    loop_free(&b->loop);
    clock_free(&b->clock);
}

struct waiting {
    struct fetch_answer *answer;
    bool done;
};

static inline void take(void *arg, struct fetch_answer **answer)
{
    struct waiting *w = arg;
    assert_false(w->done);
    w->answer = *answer;
    *answer = NULL;
    w->done = true;
}

static inline struct fetch_answer *ask(struct bench *b, const struct fetch_request *request)
{
    struct waiting w = {0};
    fetch_start(b->fetch, request, take, &w);
    assert_false(w.done); /* never from within fetch_start */
    assert_true(loop_wait(b->loop, &w.done, SOON, NULL));
    return w.answer;
}

static inline struct fetch_answer *ask_path(struct bench *b, const char *path)
{
    char *url = feed_server_url(&server, "127.0.0.1", path);
    struct fetch_answer *a = ask(b, &(struct fetch_request){ .url = url });
    free(url);
    return a;
}

/* --- what the server heard --- */

/* What the last request for path carried; "" when it carried none. */
static inline char *sent(const char *path, const char *header)
{
    cJSON *log = requests_for(&server, path);
    cJSON *last = cJSON_GetArrayItem(log, cJSON_GetArraySize(log) - 1);
    cJSON *value = cJSON_GetObjectItem(cJSON_GetObjectItem(last, "headers"), header);
    char *copy = strdup(value ? value->valuestring : "");
    cJSON_Delete(log);
    return copy;
}

static inline void assert_sent(const char *path, const char *header, const char *expected)
{
    char *value = sent(path, header);
    assert_string_equal(value, expected);
    free(value);
}

/* --- names of our own, in place of the resolver's --- */

static const struct name {
    const char *name, *addresses[2];
} names[] = {
    { "news.example", { "127.0.0.1" } },
    { "other.example", { "127.0.0.1" } },
    { "inside.example", { "10.0.0.1", "fd00::1" } },
    { "metadata.example", { "169.254.169.254" } },
    { "mixed.example", { "127.0.0.3", "127.0.0.1" } }, /* the first is not allowed */
};

typedef int resolve(const char *, const char *, const struct addrinfo *, struct addrinfo **);

static inline int resolve_address(const char *address, const char *service,
                                  const struct addrinfo *hints, struct addrinfo **ret)
{
    resolve *real = (resolve *)dlsym(RTLD_NEXT, "getaddrinfo");
    struct addrinfo any = *hints;
    any.ai_family = AF_UNSPEC;
    return real(address, service, &any, ret);
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **ret)
{
    if (strcmp(name, "slow.example") == 0) {
        nanosleep(&(struct timespec){ .tv_sec = 3 }, NULL);
        return EAI_AGAIN;
    }
    for (size_t i = 0; i < count_of(names); i++) {
        if (strcmp(name, names[i].name) != 0)
            continue;
        int failed = resolve_address(names[i].addresses[0], service, hints, ret);
        if (!failed && names[i].addresses[1])
            failed = resolve_address(names[i].addresses[1], service, hints, &(*ret)->ai_next);
        return failed;
    }
    return strstr(name, ".example") ? EAI_NONAME : resolve_address(name, service, hints, ret);
}

#endif
