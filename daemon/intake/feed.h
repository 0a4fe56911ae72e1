/* feed.h - a feed's document, whatever its dialect, into plain values.
 *
 *     struct feed_source source = { .url = SLICE("https://a.example/feed"),
 *                                   .content_type = SLICE("text/xml; charset=koi8-r") };
 *     struct feed_document *d = feed_read(body, &source, &feed_limits_default, &err);
 *     for (size_t i = 0; d && i < d->entries_size; i++)
 *         judge(feed_article(d, i, now));
 *
 * RSS 0.9x, 1.0 and 2.0 with Dublin Core, content:encoded, Media RSS, iTunes and syndication;
 * Atom 0.3 and 1.0; JSON Feed 1.x. What is not well-formed is mended and read again. No external
 * entity is ever fetched, no entity is ever expanded into more than plain text.
 *
 * A feed that breaks a ceiling keeps what was read before; `breach` says which. */
#ifndef INTAKE_FEED_H
#define INTAKE_FEED_H

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "intake/charset.h"
#include "item/article.h"
#include "settings/fields.h"

/* Where the bytes came from, as the transfer said; anything may be empty. */
struct feed_source {
    struct slice url;              /* after redirects */
    struct slice content_type, content_location, content_language;
};

/* "Content-Type: text/xml" into the source, which borrows it; headers that say nothing about the
 * document are passed over. False when it is no header at all. */
bool feed_source_note(struct feed_source *, struct slice header);

struct feed_limits {
    size_t body;                   /* bytes, decompressed */
    size_t entries;
    size_t depth;                  /* of elements */
    size_t attribute;              /* bytes of one */
    size_t text;                   /* bytes of one element's text */
    size_t list;                   /* authors, categories, enclosures of one entry */
};
extern const struct feed_limits feed_limits_default;
extern const struct field feed_limits_fields[]; /* all but body */
extern const size_t feed_limits_fields_size;

#define FEED_NO_TIME ((struct instant){ ASSAY_UNKNOWN_TIME })

struct feed_list {
    char **items;
    size_t size, cap;
};

/* value NULL: absent. HTML is as it came: see feed_text_html. */
struct feed_text {
    char *value, *base;            /* base: what links in it are relative to; may be NULL */
    bool html;
};

struct feed_enclosure {
    char *url, *type;
    int64_t length;                /* bytes; -1: not said */
};

struct feed_entry {
    char *id, *title, *link;       /* title: plain text */
    char *guid;                    /* as it came; id is the same, resolved where it is a URL */
    bool id_repeats;               /* with other links: the feed gives one id to many entries */
    char *original;                /* the article's own address where link only redirects */
    struct feed_text picture;      /* markup of a title without words */
    char *language;
    char *source, *source_url;     /* whose entry this was first */
    struct feed_text summary, content;
    struct feed_list authors, categories;
    struct instant published, updated;
    struct feed_enclosure *enclosures;
    size_t enclosures_size, enclosures_cap;
};

enum feed_dialect { FEED_RSS, FEED_RDF, FEED_ATOM03, FEED_ATOM10, FEED_JSON };

struct feed_document {
    enum feed_dialect dialect;
    char encoding[CHARSET_NAME];
    bool mended;                   /* was not well-formed */
    struct error breach;           /* a ceiling cut the document here */
    char *title, *link, *id, *language;
    struct feed_text picture, subtitle; /* picture: as an entry's */
    struct feed_list authors, categories;
    struct instant published, updated;
    /* How often the feed wants to be asked; durations 0: not said. */
    struct duration ttl;           /* from <ttl> or sy:updatePeriod and sy:updateFrequency */
    uint32_t skip_hours;           /* bit n: not in the hour from n:00 UTC */
    uint8_t skip_days;             /* bit 0 Sunday .. bit 6 Saturday, UTC */
    char *hub, *self, *next;       /* rel=hub, rel=self, rel=next */
    struct feed_entry *entries;    /* in the document's order */
    size_t entries_size, entries_cap;
};

/* NULL when the bytes are no feed; err says what they look like (REFUSE), or which ceiling they
 * break before they can be read at all (SKIP). */
MUST_USE struct feed_document *feed_read(struct slice bytes, const struct feed_source *,
                                         const struct feed_limits *, struct error *err);
void feed_document_free(struct feed_document **);

/* An article of one entry, not finished: the caller may still add to it. id is the GUID unless the
 * feed repeats it, else the canonical link, else a hash of title and text. The GUID is taken as it
 * came, so that a relative one stays what it is when the feed moves. Times later than now (but for a
 * few minutes) are taken for now, and the article says so. */
struct article *feed_article(const struct feed_document *, size_t entry, struct instant now);

/* Appends the sanitised HTML, links absolute; plain text as it is. */
void feed_text_html(struct text *out, const struct feed_text *);

/* The whole document as one line of JSON. */
void feed_write_json(struct text *out, const struct feed_document *);

#endif
