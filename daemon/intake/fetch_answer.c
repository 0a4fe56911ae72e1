#include "intake/fetch_answer.h"

#include "base/mem.h"

#include <stdio.h>

static const struct problem {
    const char *name, *text;
    enum remedy remedy;
} problems[FETCH_PROBLEMS] = {
    [FETCH_OK] = { "ok", "", REMEDY_NONE },
    [FETCH_STATUS] = { "status", "the server answered", RETRY },
    [FETCH_BAD_REQUEST] = { "bad-request", "cannot ask for it", REFUSE },
    [FETCH_SCHEME] = { "scheme", "only http and https are fetched", REFUSE },
    [FETCH_ADDRESS] = { "address", "refused to connect", REFUSE },
    [FETCH_RESOLVE] = { "resolve", "the host's name has no address", RETRY },
    [FETCH_CONNECT] = { "connect", "cannot connect", RETRY },
    [FETCH_TLS] = { "tls", "no trusted TLS connection", RETRY },
    [FETCH_CONNECT_TIME] = { "connect-time", "connecting took longer than allowed", RETRY },
    [FETCH_FIRST_BYTE_TIME] = { "first-byte-time", "the answer began later than allowed", RETRY },
    [FETCH_TOTAL_TIME] = { "total-time", "took longer than allowed", RETRY },
    [FETCH_TOO_SLOW] = { "too-slow", "the body came slower than allowed", RETRY },
    [FETCH_TOO_LARGE] = { "too-large", "the body is larger than allowed", RETRY },
    [FETCH_WIRE_TOO_LARGE] = { "wire-too-large", "more bytes came than allowed", RETRY },
    [FETCH_HEADERS_TOO_LARGE] = { "headers-too-large", "the headers are larger than allowed",
                                  RETRY },
    [FETCH_REDIRECTS] = { "redirects", "more redirects than allowed", RETRY },
    [FETCH_BAD_REDIRECT] = { "bad-redirect", "a redirect leads nowhere", RETRY },
    [FETCH_CUT_SHORT] = { "cut-short", "the body ended before its promised length", RETRY },
    [FETCH_BROKEN] = { "broken", "the connection broke", RETRY },
    [FETCH_NO_HTTP] = { "no-http", "what came is no HTTP", RETRY },
    [FETCH_BAD_ENCODING] = { "bad-encoding", "the body is not compressed as it claims", RETRY },
    [FETCH_TYPE] = { "type", "is no page", SKIP },
    [FETCH_ELSEWHERE] = { "elsewhere", "another host has it", RETRY },
    [FETCH_ROBOTS] = { "robots", "not asked for", SKIP },
    [FETCH_LATE] = { "late", "there was no time for it", RETRY },
};

const char *fetch_problem_name(enum fetch_problem problem)
{
    return problems[problem].name;
}

void fetch_answer_fail(struct fetch_answer *a, enum fetch_problem problem, const char *detail)
{
    if (a->problem != FETCH_OK)
        return;
    a->problem = problem;
    error_set(&a->err, problems[problem].remedy, a->url, "%s%s%s", problems[problem].text,
              detail[0] ? ": " : "", detail);
}

struct fetch_answer *fetch_answer_failed(enum fetch_problem problem, const char *url, const char *why)
{
    struct fetch_answer *a = mem_new(sizeof *a);
    a->url = mem_string(url);
    fetch_answer_fail(a, problem, why);
    return a;
}

void fetch_answer_free(struct fetch_answer **a)
{
    if (!*a)
        return;
    mem_free(&(*a)->url);
    text_done(&(*a)->body);
    text_done(&(*a)->content_type);
    text_done(&(*a)->etag);
    text_done(&(*a)->last_modified);
    mem_free(a);
}

bool fetch_status_is_document(int status)
{
    return status == 200 || status == 203;
}

/* Answers that are meant for a browser, by what the usual guards write into them. */
static const char *guard_of(int status, const struct text *body)
{
    static const char *const words[] = { "captcha", "challenge-platform", "cf-chl", "Just a moment",
                                         "Checking your browser", "enable JavaScript", "_Incapsula_",
                                         "datadome", "px-captcha" };
    if (status != 403 && status != 429 && status != 503)
        return "";
    for (size_t i = 0; i < count_of(words); i++)
        if (slice_find_nocase(text_slice(body), words[i]) != SIZE_MAX)
            return ", with a challenge that only a browser can meet";
    return status == 403 ? ", it refuses us" : "";
}

void fetch_answer_judge(struct fetch_answer *a)
{
    if (!a->status || a->status == 304 || fetch_status_is_document(a->status))
        return;
    char detail[80];
    snprintf(detail, sizeof detail, "%d%s", a->status, guard_of(a->status, &a->body));
    fetch_answer_fail(a, FETCH_STATUS, detail);
}
