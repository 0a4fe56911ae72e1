/* What one request over a new TLS connection costs libcurl alone, in milliseconds of processor time:
 *     build/release/bin/bench_tls PORT AUTHORITIES COUNT
 * asks https://hN.feeds.localhost:PORT/N, one after the other; round.py sets it beside what a poll costs
 * all in, since both suffer from a busy machine alike. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double cpu_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static size_t ignore(char *data, size_t one, size_t count, void *arg)
{
    (void)data, (void)arg;
    return one * count;
}

static CURLcode ask(CURLM *multi, int port, const char *authorities, int number)
{
    char url[128], etag[64];
    int running = 1, left;
    CURL *easy = curl_easy_init();
    snprintf(url, sizeof url, "https://h%d.feeds.localhost:%d/%d", number, port, number);
    snprintf(etag, sizeof etag, "If-None-Match: \"%d-0\"", number);
    struct curl_slist *headers = curl_slist_append(NULL, etag);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    curl_easy_setopt(easy, CURLOPT_CAINFO, authorities);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
    curl_multi_add_handle(multi, easy);
    while (running && curl_multi_perform(multi, &running) == CURLM_OK)
        if (running)
            curl_multi_poll(multi, NULL, 0, 1000, NULL);
    const CURLMsg *said = curl_multi_info_read(multi, &left);
    CURLcode code = said ? said->data.result : CURLE_FAILED_INIT;
    curl_multi_remove_handle(multi, easy);
    curl_easy_cleanup(easy);
    curl_slist_free_all(headers);
    return code;
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 64;
    int port = atoi(argv[1]), count = atoi(argv[3]);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURLM *multi = curl_multi_init();
    CURLcode code = ask(multi, port, argv[2], 1); /* reads the authorities, once */
    double before = cpu_ms();
    for (int i = 0; i < count && code == CURLE_OK; i++)
        code = ask(multi, port, argv[2], 2 + i);
    if (code == CURLE_OK)
        printf("%.3f\n", (cpu_ms() - before) / count);
    else
        fprintf(stderr, "bench_tls: %s\n", curl_easy_strerror(code));
    curl_multi_cleanup(multi);
    curl_global_cleanup();
    return code != CURLE_OK;
}
