/* feed_reader.h - what feed.c and its dialects share while a document is read; not for others.
 *
 * feed.c walks the elements and keeps, for each open one, what it means, its base address and
 * its language. A dialect is a table of words: an element's name, what kind of text it holds, and
 * what to do when it starts and ends. */
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

struct feed_reader;
struct feed_attributes;

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

/* Reads a JSON Feed. False when it is none. */
bool feed_json_read(struct slice utf8, struct feed_document *, const struct feed_limits *,
                    struct slice base, struct error *err);

/* ------------------------------------------------------------------ for the words */

/* What is known of the entry being read until something better comes. */
struct feed_guess {
    bool link;               /* the entry's link is one */
    bool guid_is_link;
    struct instant created;
    struct feed_text summary;
};
/* Of the syndication module; its two elements come in either order. */
struct feed_pace {
    struct duration period;
    int64_t frequency;
};
struct feed_guess *feed_guess(struct feed_reader *);
struct feed_pace *feed_pace(struct feed_reader *);

/* Value of an attribute without a namespace; empty when absent. Valid until the next element. */
struct slice feed_attribute(const struct feed_attributes *, const char *name);
struct slice feed_attribute_of(const struct feed_attributes *, enum feed_space, const char *name);

enum feed_role feed_role(const struct feed_reader *);
struct feed_document *feed_document(const struct feed_reader *);
struct feed_entry *feed_entry(const struct feed_reader *);      /* NULL outside of an entry */
/* Depth of the element that set the title in use here; a deeper one does not count. */
size_t *feed_title_depth(struct feed_reader *);
/* The reference made absolute by the base in force; to be freed. NULL if that is empty. */
char *feed_resolve(const struct feed_reader *, struct slice reference);
/* Adds a copy unless it is empty or there already, up to the ceiling. */
void feed_list_add(const struct feed_reader *, struct feed_list *, struct slice);
/* To the entry, if there is one. */
void feed_add_enclosure(struct feed_reader *, struct slice url, struct slice type,
                        struct slice length);

void feed_entry_done(struct feed_entry *);

/* Replaces *to by a copy; an empty value leaves it alone. */
void feed_set(char **to, struct slice value);
/* Moves a text construct. */
void feed_move(struct feed_text *to, struct feed_text *from);
/* The text construct as one line of plain text; to be freed. NULL if that is empty. */
char *feed_plain(const struct feed_text *);

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

#endif
