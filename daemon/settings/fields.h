/* fields.h - tables of fields: they check YAML, fill structs, give defaults, print the manual.
 *
 *     struct http_settings { char *listen; struct duration timeout; };
 *     static const struct field http_fields[] = {
 *         { "listen", FIELD_TEXT, "127.0.0.1:8577", offsetof(struct http_settings, listen),
 *           .help = "Address and port of the numbers for operators." },
 *         { "timeout", FIELD_DURATION, "5s", offsetof(struct http_settings, timeout),
 *           .low = 0.1, .high = 60, .help = "..." },
 *     };
 *     fields_fill(tree, node, http_fields, count_of(http_fields), &settings, arena, complaints);
 *
 * Every complaint of a file comes out in one pass, each with its place. What is filled lives in
 * the arena. */
#ifndef SETTINGS_FIELDS_H
#define SETTINGS_FIELDS_H

#include "assay/scorer.h"
#include "base/clock.h"
#include "base/error.h"
#include "settings/arena.h"
#include "settings/complaints.h"
#include "settings/yaml_tree.h"

enum field_kind {
    FIELD_BOOL,      /* bool; true/false/yes/no/on/off */
    FIELD_INT,       /* int64_t */
    FIELD_REAL,      /* double */
    FIELD_DURATION,  /* struct duration; low and high in seconds */
    FIELD_BYTES,     /* int64_t; "64KiB", "8MiB", plain bytes */
    FIELD_TEXT,      /* char *; NULL when the fallback is NULL and nothing was said */
    FIELD_CHOICE,    /* int: index into choices */
    FIELD_TEXTS,     /* struct assay_texts */
    FIELD_NUMBERS,   /* struct assay_numbers, in the order of the file */
    FIELD_PAIRS,     /* struct field_pairs: text: text, in the order of the file */
    FIELD_FILES,     /* struct assay_files: found and read by the host */
    FIELD_SIGNAL,    /* struct assay_signal: a number, or {each:, cap:} */
    FIELD_GROUP,     /* a nested struct, through fields */
    FIELD_RECORDS,   /* struct field_records: a list of mappings, each a struct through fields */
    FIELD_NAMED,     /* struct field_records: a mapping of names to mappings; the name fills the
                        field called "name" or "id", whichever the table has */
    FIELD_TREE,      /* const struct yaml_node *: kept for a later pass (scorers' parameters) */
};

struct field_pair {
    struct assay_text key, value;
};

struct field_pairs {
    const struct field_pair *items;
    size_t size;
};

struct field_records {
    void *items;     /* size structs of item_size bytes */
    size_t size;
};

struct field {
    const char *name;
    enum field_kind kind;
    const char *fallback;             /* as it would stand in YAML; NULL: see required */
    size_t offset;
    double low, high;                 /* bounds of numbers and of list sizes; both 0: none */
    const char *const *choices;       /* NULL-terminated */
    const struct field *fields;       /* of GROUP, RECORDS, NAMED */
    size_t fields_size;
    size_t item_size;                 /* of RECORDS, NAMED: sizeof one struct */
    bool required, secret;            /* secret: masked by print-config */
    /* More than a kind can say, e.g. "is it a URL"; err's text becomes the complaint. */
    bool (*check)(const char *text, struct error *err);
    const char *help;                 /* one sentence, with the unit */
};

/* node may be NULL: all defaults. False when anything was complained of. */
bool fields_fill(const struct yaml_tree *, const struct yaml_node *, const struct field *,
                 size_t count, void *into, struct arena *, struct complaints *);

/* The same for a scorer's table; dots in names nest. directory: where relative file names are
 * looked for first; then the directories of the configuration (lexicons/). */
bool fields_fill_params(const struct yaml_tree *, const struct yaml_node *,
                        const struct assay_scorer *, void *into, struct arena *,
                        struct complaints *);

#endif
