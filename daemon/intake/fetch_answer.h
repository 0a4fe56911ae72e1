/* fetch_answer.h - what came of a request: a document, or the one problem that kept it from coming.
 *
 *     if (answer->problem == FETCH_OK && answer->status == 200)
 *         read(answer->body);
 *     else
 *         log(fetch_problem_name(answer->problem), answer->err.text);
 *     fetch_answer_free(&answer);
 *
 * Plain values; fetch.h bounds them. */
#ifndef INTAKE_FETCH_ANSWER_H
#define INTAKE_FETCH_ANSWER_H

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"

enum fetch_problem {
    FETCH_OK,          /* 200, 203 or 304 */
    FETCH_STATUS,      /* any other status */
    FETCH_BAD_REQUEST, /* no URL, or a header that would break the request */
    FETCH_SCHEME,      /* neither http nor https, at any hop */
    FETCH_ADDRESS,     /* see address.h */
    FETCH_RESOLVE,
    FETCH_CONNECT,
    FETCH_TLS,
    FETCH_CONNECT_TIME,
    FETCH_FIRST_BYTE_TIME,
    FETCH_TOTAL_TIME,
    FETCH_TOO_SLOW,
    FETCH_TOO_LARGE, /* decompressed */
    FETCH_WIRE_TOO_LARGE,
    FETCH_HEADERS_TOO_LARGE,
    FETCH_REDIRECTS,    /* too many */
    FETCH_BAD_REDIRECT, /* without a place that is a URL */
    FETCH_CUT_SHORT,    /* fewer bytes than were promised */
    FETCH_BROKEN,       /* the connection, before or within the answer */
    FETCH_NO_HTTP,      /* what came is not */
    FETCH_BAD_ENCODING, /* claims a compression that it does not have */
    FETCH_TYPE, /* not of a type that was asked for */
    FETCH_ELSEWHERE, /* another host has it: `url` says where; only where that was asked for */
    FETCH_ROBOTS,    /* never asked for: robots.txt asks not to; see permits.h */
    FETCH_LATE, /* never asked for: its turn did not come in time; see pages.h */
    FETCH_PROBLEMS,
};

/* "too-many-redirects"; stable, for metrics. */
const char *fetch_problem_name(enum fetch_problem);

struct fetch_answer {
    enum fetch_problem problem;
    struct error err; /* set unless the problem is FETCH_OK */
    int status;       /* of the last hop; 0: none came */
    char *url;        /* of the last hop, without credentials and fragment */
    bool moved;       /* it differs from the request's, and every hop said for good */
    int redirects;
    struct text body, content_type;
    struct text etag, last_modified; /* opaque bytes; empty: none, or longer than 1 KiB */
    struct duration fresh;           /* what is left of max-age, else of Expires; 0: nothing said */
    struct duration retry_after;     /* 0: nothing said */
    int64_t wire_bytes;              /* of all hops' bodies */
    struct duration took;
};

void fetch_answer_free(struct fetch_answer **);

/* Has it a body that was asked for? */
bool fetch_status_is_document(int status);
/* Fails it where its status says that it is neither a document nor unchanged. */
void fetch_answer_judge(struct fetch_answer *);
/* The first problem is the cause; what follows from it is not noted. detail: behind the problem's own
 * words, may be empty. */
void fetch_answer_fail(struct fetch_answer *, enum fetch_problem, const char *detail);

/* What stands for an answer where none was asked for. */
struct fetch_answer *fetch_answer_failed(enum fetch_problem, const char *url, const char *why);

#endif
