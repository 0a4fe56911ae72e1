#include "intake/permits.h"

#include "base/map.h"
#include "base/mem.h"
#include "intake/robots.h"

#include <string.h>

#define GOOD_FOR HOURS(24)
#define BAD_FOR  MINUTES(10)

/* What one site said. */
struct permission {
    struct permission *newer, *older; /* by when it was asked for last */
    char *site;                       /* "https://example.org:8443" */
    struct robots *robots;            /* NULL: all is refused */
    char *why;                        /* it is; else NULL */
    struct instant until;
    size_t weight;                    /* in bytes */
};

struct permits {
    struct map sites; /* of permission */
    struct permission *newest, *oldest;
    size_t weight;    /* of all */
    char *agent;
};

struct permits *permits_new(void)
{
    struct permits *p = mem_new(sizeof *p);
    p->agent = mem_string("assayd");
    return p;
}

/* --- the order of asking --- */

static void unlink_permission(struct permits *p, struct permission *one)
{
    *(one->newer ? &one->newer->older : &p->newest) = one->older;
    *(one->older ? &one->older->newer : &p->oldest) = one->newer;
}

static void link_newest(struct permits *p, struct permission *one)
{
    one->newer = NULL;
    one->older = p->newest;
    *(p->newest ? &p->newest->newer : &p->oldest) = one;
    p->newest = one;
}

static void forget(struct permits *p, struct permission *one)
{
    unlink_permission(p, one);
    map_take(&p->sites, one->site);
    p->weight -= one->weight;
    robots_free(&one->robots);
    mem_free(&one->why);
    mem_free(&one->site);
    mem_free(&one);
}

static void forget_all(struct permits *p)
{
    while (p->oldest)
        forget(p, p->oldest);
}

void permits_free(struct permits **permits)
{
    if (!*permits)
        return;
    forget_all(*permits);
    map_done(&(*permits)->sites);
    mem_free(&(*permits)->agent);
    mem_free(permits);
}

void permits_call(struct permits *p, const char *user_agent)
{
    struct slice token = robots_token(slice_of(user_agent));
    if (slice_is_nocase(token, p->agent))
        return;
    mem_free(&p->agent);
    p->agent = slice_string(token);
    forget_all(p);
}

/* --- sites --- */

/* "https://example.org/a?b" is cut behind the host and port. */
static size_t site_length(const char *url)
{
    const char *host = strstr(url, "://");
    host = host ? host + 3 : url;
    return (size_t)(host - url) + strcspn(host, "/?#");
}

static struct permission *permission_of(const struct permits *p, const char *url)
{
    char *site = slice_string((struct slice){ url, site_length(url) });
    struct permission *one = map_get(&p->sites, site);
    mem_free(&site);
    return one;
}

char *permits_robots_url(const char *url)
{
    return mem_printf("%.*s/robots.txt", (int)site_length(url), url);
}

enum permit permits_ask(struct permits *p, const char *url, struct instant now)
{
    struct permission *one = permission_of(p, url);
    if (!one || !instant_before(now, one->until))
        return PERMIT_UNKNOWN;
    unlink_permission(p, one);
    link_newest(p, one);
    if (!one->robots)
        return PERMIT_REFUSED;
    struct slice path = slice_of(url + site_length(url));
    path = slice_sub(path, 0, slice_find_byte(path, '#'));
    HELD(text) whole = {0}; /* "?q" stands for "/?q" */
    if (path.len && path.ptr[0] == '?')
        text_add_byte(&whole, '/');
    text_add(&whole, path);
    return robots_allow(one->robots, text_slice(&whole)) ? PERMIT_GIVEN : PERMIT_REFUSED;
}

const char *permits_why(const struct permits *p, const char *url)
{
    const struct permission *one = permission_of(p, url);
    return one && one->why ? one->why : "the site's robots.txt asks not to fetch it";
}

struct duration permits_delay(const struct permits *p, const char *url)
{
    const struct permission *one = permission_of(p, url);
    return one && one->robots ? robots_delay(one->robots) : (struct duration){0};
}

/* --- noting --- */

/* No robots.txt: the site minds nothing. Of one that is too long, what came first counts. */
static bool is_answered(const struct fetch_answer *a)
{
    switch (a->problem) {
    case FETCH_OK: return fetch_status_is_document(a->status);
    case FETCH_TOO_LARGE:
    case FETCH_REDIRECTS:
    case FETCH_BAD_REDIRECT: return true;
    case FETCH_STATUS: return a->status >= 400 && a->status < 500 && a->status != 429;
    default: return false;
    }
}

static bool has_rules(const struct fetch_answer *a)
{
    return a->problem == FETCH_OK || a->problem == FETCH_TOO_LARGE;
}

static void make_room(struct permits *p)
{
    while (p->oldest != p->newest && (p->sites.size > PERMITS_MOST || p->weight > PERMITS_BYTES))
        forget(p, p->oldest);
}

void permits_note(struct permits *p, const char *url, const struct fetch_answer *a, struct instant now)
{
    struct permission *one = permission_of(p, url);
    if (one)
        forget(p, one);
    one = mem_new(sizeof *one);
    one->site = slice_string((struct slice){ url, site_length(url) });
    bool answered = is_answered(a);
    one->until = instant_add(now, answered ? GOOD_FOR : BAD_FOR);
    if (answered)
        one->robots = robots_read(has_rules(a) ? text_slice(&a->body) : SLICE(""), slice_of(p->agent));
    else
        one->why = mem_printf("robots.txt cannot be had: %s", a->err.text);
    one->weight = sizeof *one + strlen(one->site) + (one->robots ? robots_weight(one->robots) : 0);
    map_put(&p->sites, one->site, one);
    link_newest(p, one);
    p->weight += one->weight;
    make_room(p);
}
