/* article.h - one news item: what the scorers see, and what tells it from others.
 *
 * Made in three steps by whoever read the item (a feed, a page, a file, JSON lines):
 *
 *     struct article *a = article_new();
 *     article_title(a, title);
 *     article_block(a, ASSAY_PARAGRAPH, text);   // normalised on the way in, in order
 *     article_table(a, cells, rows, columns, 1); // a table that came as cells
 *     article_finish(a);                         // then read-only
 *
 * Plain values: no XML, no HTML. The article owns everything it points to. One thread at a
 * time. Text is kept up to article_limit, links, authors, categories and entities up to
 * ARTICLE_MAX_*; what comes later is left out. article_finish bounds id, url, domain, language and
 * origin and takes what could drive a terminal out of them. Cost is linear in the bytes given. */
#ifndef ITEM_ARTICLE_H
#define ITEM_ARTICLE_H

#include "assay/scorer.h"
#include "base/defs.h"
#include "base/text.h"
#include "item/cluster.h"

#define ARTICLE_NORMALIZER "assay-text/1" /* item/normal.h */

#define ARTICLE_TEXT_BYTES (1 << 20)      /* the limit unless article_limit says another */
#define ARTICLE_MAX_BLOCKS 50000
#define ARTICLE_MAX_LINKS 2000
#define ARTICLE_MAX_NAMES 200             /* authors, categories, entities: of each */

/* What an item says of itself; a message of at most 64 KiB has to hold it. */
#define ARTICLE_TITLE_BYTES    1024       /* cut behind, and `truncated` */
#define ARTICLE_NAME_BYTES     200        /* authors and categories are cut, entities left out */
#define ARTICLE_ID_BYTES       512        /* "sha256:" and 64 hex digits instead */
#define ARTICLE_URL_BYTES      2000       /* these three become NULL */
#define ARTICLE_DOMAIN_BYTES   255
#define ARTICLE_LANGUAGE_BYTES 64

/* Identity and place among the feeds; texts are NULL where unknown, else NUL-terminated UTF-8. */
struct article {
    char *id;          /* as the feed says: GUID, else canonical link, else a hash */
    char *feed;        /* id of the subscription; "-" on the command line */
    char *title;
    char *url;         /* canonical link, absolute */
    char *domain;      /* host of the url, lower case, without "www."; article_finish sets it
                          when it is NULL */
    char *language;    /* BCP 47 as stated */
    char *origin;      /* outlet or URL it says it came from */
    char *topic;       /* the feed's `domain:`: finance, general */
    int64_t published, updated, fetched; /* ms since 1970, or ASSAY_UNKNOWN_TIME */
    bool date_clamped; /* a date lay in the future, and stands for the time of reading */
    double prior;      /* NAN: none */
    struct cluster *cluster; /* owned; its place among other items, NULL: judged alone */
    bool is_teaser;    /* the feed carries less than the article, by the looks of it */
    bool from_page;    /* the text is that of the article's page, not the feed's */
    char *page_problem, *page_error; /* why not, though it was wanted: a stable name, and words */
    bool backfilled;   /* came with the feed's first poll: raises no alert */
    unsigned revision; /* of its verdict, from 1 */
    const char *cause; /* of a later revision, static: "text", "story"; NULL: it is the first */

    struct text text;  /* normalised: blocks joined by blank lines */
    struct assay_block *blocks;
    size_t blocks_size, blocks_cap;
    struct assay_table *tables;
    size_t tables_size, tables_cap;
    struct assay_link *links;  /* urls are owned */
    size_t links_size, links_cap;
    struct assay_text *authors, *categories; /* owned */
    size_t authors_size, authors_cap, categories_size, categories_cap;

    /* Entities named with the item itself, beside the user's tickers; owned. */
    struct assay_text *named;
    size_t named_size, named_cap;
    size_t limit;      /* bytes of text */
    bool truncated;    /* a ceiling cut the text */
    bool finished;
};

struct article *article_new(void);
void article_free(struct article **);

/* The most bytes of normalised text an article keeps; what comes later is cut and `truncated`. */
void article_limit(struct article *, size_t bytes);

void article_title(struct article *, struct slice);  /* before any block */
/* Adds a block. White space folds to single spaces; a block that folds to nothing is not
 * added. Returns its span, len 0 if nothing was added. Lines of an ASSAY_TABLE are split as
 * table_split does. */
struct assay_span article_block(struct article *, enum assay_block_kind, struct slice);
/* Plain text and Markdown: blocks at blank lines; headings, lists, quotes, links, and tables of
 * pipes, aligned columns or tabs. In text that is wrapped by hand a newline ends a paragraph
 * where the next word would still have fitted; in text that is not, every newline does. */
void article_plain(struct article *, struct slice text);
/* cells: rows * columns, row by row. Becomes an ASSAY_TABLE block. header_rows may be
 * TABLE_HEADER_BY_LOOK (item/table.h). */
struct assay_span article_table(struct article *, const struct slice *cells, size_t rows,
                                size_t columns, size_t header_rows);
/* Where the words of raw, normalised, stand first within that span of the text; len 0: nowhere.
 * To place a link's anchor: within = the span that article_block returned. */
struct assay_span article_find(const struct article *, struct assay_span within,
                               struct slice raw);
void article_link(struct article *, struct assay_span anchor, struct slice url);
void article_author(struct article *, struct slice name);
void article_category(struct article *, struct slice);
void article_entity(struct article *, struct slice name);
void article_finish(struct article *);

/* The article as scorers see it; borrows from the article, its cluster and entities. */
void article_view(const struct article *, const struct assay_entity *entities,
                  size_t entities_size, struct assay_article *ret_view);

/* 64 lower-case hex digits of the SHA-256 of the normalised text. */
void article_sha256(const struct article *, char ret_hex[65]);
/* "sha256:" and 16 hex digits over feed and item id: the published id without its revision. */
void article_key(const struct article *, char ret_key[24]);
/* The published id: the key and "#r1". */
#define ARTICLE_REVISION_ID 40
void article_revision_id(const struct article *, unsigned revision, char ret_id[ARTICLE_REVISION_ID]);

#endif
