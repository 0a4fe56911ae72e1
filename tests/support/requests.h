/* requests.h - what the feed server was asked, as JSON.
 *
 *     cJSON *log = requests_for(&server, "/ok");   // NULL: everything; to delete
 *     assert_int_equal(requests_count(&server, NULL), 2); */
#ifndef TESTS_SUPPORT_REQUESTS_H
#define TESTS_SUPPORT_REQUESTS_H

#include "support/feed_server.h"

#include <cjson/cJSON.h>

static inline cJSON *requests_for(const struct feed_server *s, const char *path)
{
    char ask[128];
    snprintf(ask, sizeof ask, "/_/log%s%s", path ? "?path=" : "", path ? path : "");
    char *text = feed_server_ask(s, "GET", ask, "");
    cJSON *log = cJSON_Parse(text);
    assert(log);
    free(text);
    return log;
}

static inline int requests_count(const struct feed_server *s, const char *path)
{
    cJSON *log = requests_for(s, path);
    int count = cJSON_GetArraySize(log);
    cJSON_Delete(log);
    return count;
}

#endif
