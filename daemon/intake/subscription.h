/* subscription.h - one feed the user asked for, as the settings say it; lives in their arena. */
#ifndef INTAKE_SUBSCRIPTION_H
#define INTAKE_SUBSCRIPTION_H

#include "base/clock.h"
#include "intake/connection.h"
#include "intake/feed.h"

struct first_poll_settings {
    struct duration max_age; /* older items of the first poll are noted, not judged */
};

enum full_text { FULL_TEXT_AUTO, FULL_TEXT_ALWAYS, FULL_TEXT_NEVER };

enum subscription_domain { DOMAIN_UNKNOWN, DOMAIN_FINANCE, DOMAIN_GENERAL };

struct subscription {
    char *id;                    /* [a-z0-9._-]; names topics and the journal's rows */
    char *url;                   /* http or https */
    struct duration every;       /* between polls, unless the publisher asks for more */
    struct duration slowest;     /* between polls of a feed that seldom has news; 0: `every` */
    struct duration stale_after; /* without a new item the feed counts as stale */
    int64_t failing_after;       /* failed polls in a row after which it counts as failing */
    struct first_poll_settings first_poll;
    double prior;                     /* trust in the source, 0 to 1; NAN: none set */
    int full_text;                    /* enum full_text: is the article's page asked for its text? */
    int domain;                       /* enum subscription_domain */
    char *group;                      /* asked one at a time with its like; NULL: those of its host */
    struct field_pairs headers;       /* sent to the URL's own host only */
    struct field_pairs secret_header; /* the same, but masked by print-config */
    struct connection connection;
    struct feed_limits limits;        /* but for `body`: see fetch.max_bytes */
    const struct yaml_node *scorers;  /* per-feed overrides for a later pass; NULL: none */
};

/* `feeds:` takes all rows; `defaults:` all but the first SUBSCRIPTION_OWN, which no two share. */
extern const struct field subscription_fields[];
extern const size_t subscription_fields_size, subscription_defaults_size;
#define SUBSCRIPTION_OWN 2 /* id and url */

/* "finance", "general"; NULL for DOMAIN_UNKNOWN, as in struct article. */
const char *subscription_topic(const struct subscription *);

/* With whom a request of this feed to that host takes turns, to free: no host has a space. */
char *subscription_turn(const struct subscription *, const char *host);

/* http or https, with a host, and nothing that would break a request line. */
bool subscription_url_check(const char *url, struct error *err);

#endif
