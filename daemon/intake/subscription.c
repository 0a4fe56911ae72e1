#include "intake/subscription.h"

#include "base/mem.h"

#include <string.h>

#define LONGEST_ID  64
#define LONGEST_URL 2048

static bool check_id(const char *id, struct error *err)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t len = strlen(id), good = strspn(id, allowed);
    if (len == 0 || len > LONGEST_ID)
        return error_set(err, REFUSE, NULL, "has %zu characters, wants 1 to %d", len, LONGEST_ID);
    if (good < len)
        return error_set(err, REFUSE, NULL, "\"%s\" may hold a-z, 0-9, dot, dash and underscore only",
                         id);
    return true;
}

static bool has_scheme(const char *url, size_t *ret_len)
{
    static const char *const schemes[] = { "http://", "https://" };
    for (size_t i = 0; i < count_of(schemes); i++)
        if (slice_starts_nocase(slice_of(url), schemes[i])) {
            *ret_len = strlen(schemes[i]);
            return true;
        }
    return false;
}

/* Messages don't show the URL: it may hold a password. */
bool subscription_url_check(const char *url, struct error *err)
{
    size_t scheme;
    if (!has_scheme(url, &scheme))
        return error_set(err, REFUSE, NULL, "begins neither with http:// nor with https://");
    for (const char *c = url; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7f)
            return error_set(err, REFUSE, NULL,
                             "holds a space or a control character, at character %d",
                             (int)(c - url) + 1);
    if (strlen(url) > LONGEST_URL)
        return error_set(err, REFUSE, NULL, "is longer than %d bytes", LONGEST_URL);
    struct slice authority = slice_of(url + scheme);
    authority.len = strcspn(authority.ptr, "/?#");
    const char *at = memrchr(authority.ptr, '@', authority.len);
    size_t before = at ? (size_t)(at - authority.ptr) + 1 : 0;
    if (authority.len == before || authority.ptr[before] == ':')
        return error_set(err, REFUSE, NULL, "names no host");
    return true;
}

/* What makes a request one request, and what polling itself has to say. */
static bool is_ours(struct slice name)
{
    static const char *const ours[] = { "host", "connection", "content-length", "te",
                                        "transfer-encoding", "accept-encoding", "if-none-match",
                                        "if-modified-since", "upgrade", "expect" };
    for (size_t i = 0; i < count_of(ours); i++)
        if (slice_is_nocase(name, ours[i]))
            return true;
    return false;
}

/* "Name: value". */
static bool check_header(const char *line, struct error *err)
{
    static const char token[] = "!#$%&'*+-.^_`|~0123456789"
                                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t name = strspn(line, token);
    if (name == 0 || strncmp(line + name, ": ", 2) != 0)
        return error_set(err, REFUSE, NULL, "a header's name may hold no space, colon or accent");
    if (is_ours((struct slice){ line, name }))
        return error_set(err, REFUSE, NULL, "the header %.*s is set by assayd itself", (int)name,
                         line);
    for (const char *c = line; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return error_set(err, REFUSE, NULL, "the header %.*s holds a control character",
                             (int)name, line);
    return true;
}

static const char *const domains[] = { "unknown", "finance", "general", NULL };
static const char *const full_texts[] = { [FULL_TEXT_AUTO] = "auto", [FULL_TEXT_ALWAYS] = "always",
                                          [FULL_TEXT_NEVER] = "never", NULL };

static const struct field first_poll_fields[] = {
    { "max_age", FIELD_DURATION, "24h", offsetof(struct first_poll_settings, max_age),
      .low = 0, .high = 36500 * 86400.0,
      .help = "Items older than this are noted but not judged when a feed is polled for the first "
              "time; 36500d: all are judged." },
};
static const size_t first_poll_fields_size = count_of(first_poll_fields);

#define AT(member) offsetof(struct subscription, member)
const struct field subscription_fields[] = {
    { "id", FIELD_TEXT, NULL, AT(id), .required = true, .check = check_id,
      .help = "Names the feed in topics, in the journal and in every item: a-z, 0-9, dot, dash, "
              "underscore." },
    { "url", FIELD_TEXT, NULL, AT(url), .required = true, .check = subscription_url_check,
      .help = "Where the feed is; http or https." },
    { "every", FIELD_DURATION, "10m", AT(every), .low = 10, .high = 30 * 86400.0,
      .help = "Time between two polls; longer when the publisher asks for it." },
    { "slowest", FIELD_DURATION, "0s", AT(slowest), .low = 0, .high = 30 * 86400.0,
      .help = "Above `every`: a feed that seldom has anything new is asked ever more seldom, down to "
              "once in so long, and a busy one up to once in `every`; 0s: the interval stays as it is." },
    { "stale_after", FIELD_DURATION, "24h", AT(stale_after), .low = 60, .high = 366 * 86400.0,
      .help = "Without a new item for so long the feed counts as stale, and says so." },
    { "failing_after", FIELD_INT, "3", AT(failing_after), .low = 1, .high = 1000,
      .help = "After so many failed polls in a row the feed counts as failing, and says so." },
    { "first_poll", FIELD_GROUP, NULL, AT(first_poll), FIELDS(first_poll),
      .help = "What to do with the items that a new feed already holds." },
    { "prior", FIELD_REAL, NULL, AT(prior), .low = 0, .high = 1,
      .help = "How far this source is trusted before an item is read, 0 to 1; default: the "
              "reliability scorer's base." },
    { "full_text", FIELD_CHOICE, "auto", AT(full_text), .choices = full_texts,
      .help = "Whether the article's page is fetched for its text. auto: where the feed carries a teaser, "
              "that is, little text, or text that breaks off; see `pages` for the ceilings." },
    { "domain", FIELD_CHOICE, "unknown", AT(domain), .choices = domains,
      .help = "What the feed writes about; unknown: each item is looked at." },
    { "group", FIELD_TEXT, NULL, AT(group), .check = check_id,
      .help = "Feeds of one group, and the pages they lead to, are asked one at a time, with a pause "
              "between, though they have several hosts; default: those of one host." },
    { "headers", FIELD_PAIRS, NULL, AT(headers), .check = check_header,
      .help = "HTTP headers to send along, to the URL's own host only." },
    { "secret_header", FIELD_PAIRS, NULL, AT(secret_header), .secret = true,
      .check = check_header,
      .help = "The same for secrets: never printed; take the value from ${env:NAME} or "
              "${file:PATH}." },
    { "connection", FIELD_GROUP, NULL, AT(connection), FIELDS(connection),
      .help = "How its server is spoken to, where that differs from others." },
    { "limits", FIELD_GROUP, NULL, AT(limits), FIELDS(feed_limits),
      .help = "Ceilings of a document; what came before one that was met counts, the rest does not, "
              "and the log names the ceiling. Sizes and times of requests: see fetch." },
    { "scorers", FIELD_TREE, NULL, AT(scorers),
      .help = "Parameters of scorers that differ for this feed." },
};
const size_t subscription_fields_size = count_of(subscription_fields);
const size_t subscription_defaults_size = count_of(subscription_fields) - SUBSCRIPTION_OWN;

const char *subscription_topic(const struct subscription *s)
{
    return s->domain == DOMAIN_UNKNOWN ? NULL : domains[s->domain];
}

char *subscription_turn(const struct subscription *s, const char *host)
{
    return s->group ? mem_printf("group %s", s->group) : mem_string(host);
}
