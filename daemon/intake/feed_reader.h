/* feed_reader.h - what the files feed_*.c share while a document is read; not for others.
 *
 * feed_xml.c walks the elements and keeps, for each open one, what it means, its base address and
 * its language. A dialect (feed_rss.c, feed_atom.c) is a table of words: an element's name, what
 * kind of text it holds, and what to do when it starts and ends. feed_words.c does what the
 * dialects have in common, feed_text.c turns what an element held into text. */
#ifndef INTAKE_FEED_READER_H
#define INTAKE_FEED_READER_H

#include "intake/feed.h"

/* Vocabularies; one namespace has many addresses in the wild. */
enum feed_space {
    SPACE_NONE,              /* no namespace, and those of RSS */
    SPACE_ATOM,
    SPACE_CONTENT,
    SPACE_DC,
    SPACE_DCTERMS,
    SPACE_MEDIA,
    SPACE_ITUNES,
    SPACE_SY,
    SPACE_RDF,
    SPACE_FEEDBURNER,
    SPACE_XHTML,
    SPACE_SVG,
    SPACE_MATH,
    SPACE_XML,
    SPACE_XLINK,
    SPACE_OTHER,
};

struct feed_reader;
struct feed_attributes;
struct feed_word;

/* What an element is about; inherited by what is inside. */
enum feed_role { ROLE_NONE, ROLE_FEED, ROLE_ENTRY, ROLE_SOURCE, ROLE_PERSON, ROLE_ASIDE };

/* What an element's text is. */
enum feed_kind {
    KIND_NOTHING,            /* of no interest */
    KIND_VALUE,              /* a string, white space trimmed */
    KIND_PLAIN,              /* a text construct; the feed may say otherwise by type="" */
    KIND_HTML,
    KIND_XHTML,
};

/* What a prefix and an address mean; either may be NULL. Addresses are compared as people write
 * them: without case, without the scheme's s, without the slash at the end. */
enum feed_space feed_space(const char *prefix, const char *uri);

/* ------------------------------------------------------------------ the reader */

/* An open element. */
struct feed_frame {
    const struct feed_word *word;      /* NULL: means nothing to us */
    enum feed_role role;
    enum feed_kind kind;               /* of a text construct, as the feed says */
    bool base64;
    bool markup;                       /* inside of a text construct */
    bool silent;                       /* markup whose tags are not kept */
    bool owns_base, owns_language;
    char *base, *language;             /* borrowed from the frame below unless owned; may be NULL */
    size_t mark;                       /* where its text starts in reader.text */
};

/* What is known of the entry being read until something better comes. */
struct feed_guess {
    bool link;                         /* the entry's link is one */
    bool guid_is_link;
    struct instant created;
    struct feed_text summary;
};

struct feed_reader {
    struct feed_document *document;
    const struct feed_limits *limits;
    char *base;                        /* of the document; may be NULL */
    struct feed_frame *frames;
    size_t depth, frames_cap;
    struct text text;                  /* of all open elements, the innermost last */
    bool entry_open;
    bool stopped;                      /* a ceiling was met: nothing more counts */
    size_t feed_title_depth, entry_title_depth; /* of the element whose title is in use */
    int language_rank;                 /* which part gave the entry its language */
    struct feed_guess guess;
    char *person_name, *person_email;
    /* Of the syndication module, whose elements come in either order. */
    struct duration update_period;
    int64_t update_frequency;
};

void feed_reader_done(struct feed_reader *);
/* A ceiling was met; document->breach says which. What was read before stays, but for an entry
 * cut in two. */
void feed_halt(struct feed_reader *);
#define FEED_BREACH(reader, ...) \
    (error_set(&(reader)->document->breach, SKIP, NULL, __VA_ARGS__), feed_halt(reader))

/* The innermost open element, or NULL. */
struct feed_frame *feed_top(const struct feed_reader *);
/* What the innermost open element is about. */
enum feed_role feed_role(const struct feed_reader *);
struct feed_entry *feed_entry(const struct feed_reader *);      /* NULL outside of an entry */

/* ------------------------------------------------------------------ words */

/* Value of an attribute; empty when absent. Valid until the next element. */
struct slice feed_attribute(const struct feed_attributes *, const char *name);
struct slice feed_attribute_of(const struct feed_attributes *, enum feed_space, const char *name);

struct feed_word {
    enum feed_space space;
    const char *name;        /* lower case */
    enum feed_role role;     /* ROLE_NONE: the one around */
    enum feed_kind kind;
    void (*start)(struct feed_reader *, const struct feed_attributes *);
    /* Gets the element's text: KIND_VALUE as a value, else as a text construct. */
    void (*end)(struct feed_reader *, struct feed_text *);
};

/* words are sorted by space, then name. */
const struct feed_word *feed_find_word(const struct feed_word *words, size_t size, enum feed_space,
                                       const char *name);
/* NULL: not of this dialect. */
const struct feed_word *feed_rss_word(enum feed_space, const char *name);
const struct feed_word *feed_atom_word(enum feed_space, const char *name);

/* The dialects lend each other their words; each asks its own first. */
const struct feed_word *feed_word(const struct feed_document *, enum feed_space, const char *name);

/* The reference made absolute by the base in force; to be freed. NULL if that is empty. */
char *feed_resolve(const struct feed_reader *, struct slice reference);
/* Adds a copy unless it is empty or there already, up to the ceiling. */
void feed_list_add(const struct feed_reader *, struct feed_list *, struct slice);
/* To the entry, if there is one. */
void feed_add_enclosure(struct feed_reader *, struct slice url, struct slice type,
                        struct slice length);
/* The list of the entry, else of the feed; NULL elsewhere. */
struct feed_list *feed_categories(struct feed_reader *);

/* Starts and ends that more than one dialect has. */
void feed_start_entry(struct feed_reader *, const struct feed_attributes *);
void feed_end_entry(struct feed_reader *, struct feed_text *);
void feed_end_title(struct feed_reader *, struct feed_text *);
void feed_start_link(struct feed_reader *, const struct feed_attributes *);
void feed_end_link(struct feed_reader *, struct feed_text *);
void feed_end_summary(struct feed_reader *, struct feed_text *);
void feed_end_content(struct feed_reader *, struct feed_text *);
void feed_end_subtitle(struct feed_reader *, struct feed_text *);
void feed_end_published(struct feed_reader *, struct feed_text *);
void feed_end_created(struct feed_reader *, struct feed_text *);
void feed_end_updated(struct feed_reader *, struct feed_text *);
void feed_end_person(struct feed_reader *, struct feed_text *);
void feed_end_person_name(struct feed_reader *, struct feed_text *);
void feed_end_person_email(struct feed_reader *, struct feed_text *);
void feed_start_category(struct feed_reader *, const struct feed_attributes *);
void feed_end_category(struct feed_reader *, struct feed_text *);
void feed_end_language(struct feed_reader *, struct feed_text *);

/* ------------------------------------------------------------------ text */

/* Reads type="" and mode="" of a text construct. */
void feed_text_type(struct feed_frame *, const struct feed_attributes *);
/* What the element held, mended; to be freed. NULL if that is nothing. */
char *feed_take_value(struct feed_reader *, const struct feed_frame *);
struct feed_text feed_take_text(struct feed_reader *, const struct feed_frame *);
/* The text construct as one line of plain text; to be freed. NULL if that is empty. */
char *feed_plain(const struct feed_text *);

/* Replaces *to by a copy; an empty value leaves it alone. */
void feed_set(char **to, struct slice value);
void feed_move(struct feed_text *to, struct feed_text *from);
void feed_text_done(struct feed_text *);
void feed_entry_done(struct feed_entry *);
/* A tag of BCP 47 as people write it, en_US among them; to be freed. */
char *feed_language_tag(struct slice);

/* ------------------------------------------------------------------ dialects */

struct feed_document *feed_document_new(void);

/* Reads XML into *document, which it may replace by a fresh one. An entry that is open at the end
 * counts unless the document was cut. False when it is no feed. */
bool feed_xml_read(struct slice utf8, bool cut, struct slice base, const struct feed_limits *,
                   struct feed_document **document, struct error *err);
/* One item of a JSON Feed as a document of its own, with that entry alone. */
struct cJSON;
struct feed_document *feed_json_item(const struct cJSON *item, const struct feed_limits *);
/* Reads a JSON Feed. False when it is none. */
bool feed_json_read(struct slice utf8, struct slice base, const struct feed_limits *,
                    struct feed_document *, struct error *err);

#endif
