#include "intake/place.h"

#include "base/mem.h"

#include <curl/curl.h>
#include <string.h>

struct place {
    CURLU *parsed;
    char *url, *scheme, *host, *port, *user, *password;
};

/* A copy of ours, so that curl's allocator stays in here. */
static char *part(CURLU *url, CURLUPart which, unsigned flags)
{
    char *text = NULL;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK)
        return NULL;
    char *copy = mem_string(text);
    curl_free(text);
    return copy;
}

static void strip(CURLU *url)
{
    curl_url_set(url, CURLUPART_USER, NULL, 0);
    curl_url_set(url, CURLUPART_PASSWORD, NULL, 0);
    curl_url_set(url, CURLUPART_FRAGMENT, NULL, 0);
}

static void lower(char *text)
{
    for (; *text; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

/* Takes url. */
static struct place *place_new(CURLU *url)
{
    struct place *p = mem_new(sizeof *p);
    p->parsed = url;
    p->scheme = part(url, CURLUPART_SCHEME, 0);
    p->host = part(url, CURLUPART_HOST, 0);
    p->port = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    p->user = part(url, CURLUPART_USER, CURLU_URLDECODE);
    p->password = part(url, CURLUPART_PASSWORD, CURLU_URLDECODE);
    strip(url);
    p->url = part(url, CURLUPART_URL, 0);
    if (!p->host)
        p->host = mem_string("");
    lower(p->host);
    if (!p->scheme || !p->url)
        place_free(&p);
    return p;
}

/* url is taken; text is absolute or, when url holds a place already, relative to it. */
static struct place *place_set(CURLU *url, const char *text)
{
    if (curl_url_set(url, CURLUPART_URL, text, CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME) ==
        CURLUE_OK)
        return place_new(url);
    curl_url_cleanup(url);
    return NULL;
}

struct place *place_parse(const char *url)
{
    return place_set(curl_url(), url);
}

struct place *place_resolve(const struct place *base, const char *reference)
{
    struct place *p = place_set(curl_url_dup(base->parsed), reference);
    if (p) {
        mem_free(&p->user);
        mem_free(&p->password);
    }
    return p;
}

void place_free(struct place **p)
{
    if (!*p)
        return;
    curl_url_cleanup((*p)->parsed);
    mem_free(&(*p)->url);
    mem_free(&(*p)->scheme);
    mem_free(&(*p)->host);
    mem_free(&(*p)->port);
    mem_free(&(*p)->user);
    mem_free(&(*p)->password);
    mem_free(p);
}

const char *place_url(const struct place *p)
{
    return p->url;
}

const char *place_scheme(const struct place *p)
{
    return p->scheme;
}

const char *place_host(const struct place *p)
{
    return p->host;
}

const char *place_user(const struct place *p)
{
    return p->user;
}

const char *place_password(const struct place *p)
{
    return p->password;
}

bool place_is_http(const struct place *p)
{
    return p->host[0] && p->port &&
           (strcmp(p->scheme, "http") == 0 || strcmp(p->scheme, "https") == 0);
}

static bool is_step_up(const struct place *from, const struct place *to)
{
    return strcmp(from->scheme, "http") == 0 && strcmp(from->port, "80") == 0 &&
           strcmp(to->scheme, "https") == 0 && strcmp(to->port, "443") == 0;
}

bool place_shares_host(const struct place *from, const struct place *to)
{
    if (!place_is_http(from) || !place_is_http(to) || strcmp(from->host, to->host) != 0)
        return false;
    bool same = strcmp(from->scheme, to->scheme) == 0 && strcmp(from->port, to->port) == 0;
    return same || is_step_up(from, to);
}
