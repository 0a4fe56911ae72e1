/* fields.h - tables of fields: they check YAML, fill structs, give defaults, print the manual.
 *
 *     struct http_settings { char *listen; struct duration timeout; };
 *     static const struct field http_fields[] = {
 *         { "listen", FIELD_TEXT, "127.0.0.1:8577", offsetof(struct http_settings, listen),
 *           .help = "Address and port of the numbers for operators." },
 *         { "timeout", FIELD_DURATION, "5s", offsetof(struct http_settings, timeout),
 *           .low = 0.1, .high = 60, .help = "..." },
 *     };
 *     static const size_t http_fields_size = count_of(http_fields);
 *     fields_fill(tree, node, http_fields, http_fields_size, &settings, arena, complaints);
 *
 * A table that several files nest is exported with its size, and nested by FIELDS:
 *     { "http", FIELD_GROUP, NULL, offsetof(struct config, http), FIELDS(http), .help = "..." },
 *
 * Every complaint of a file comes out in one pass, each with its place. A key without a value
 * ("listen:" alone) stands for the default. What is filled lives in the arena. */
#ifndef SETTINGS_FIELDS_H
#define SETTINGS_FIELDS_H

#include "assay/scorer.h"
#include "base/clock.h"
#include "base/error.h"
#include "settings/arena.h"
#include "settings/complaints.h"
#include "settings/values.h"
#include "settings/yaml_tree.h"

enum field_kind {
    FIELD_BOOL,      /* bool; true/false/yes/no/on/off */
    FIELD_INT,       /* int64_t */
    FIELD_REAL,      /* double; NAN when the fallback is NULL and nothing was said */
    FIELD_DURATION,  /* struct duration; low and high in seconds */
    FIELD_BYTES,     /* int64_t; "64KiB", "8MiB", plain bytes */
    FIELD_TEXT,      /* char *; NULL when the fallback is NULL and nothing was said */
    FIELD_CHOICE,    /* int: index into choices */
    FIELD_TEXTS,     /* struct assay_texts; a single text is a list of one */
    FIELD_NUMBERS,   /* struct assay_numbers, in the order of the file */
    FIELD_PAIRS,     /* struct field_pairs: text: text, in the order of the file */
    FIELD_FILES,     /* struct assay_files: found and read, see values.h */
    FIELD_SIGNAL,    /* struct assay_signal: a number, or {each:, cap:} */
    FIELD_SPAN,      /* struct range: [low, high], low below high */
    FIELD_GROUP,     /* a nested struct, through fields */
    FIELD_RECORDS,   /* struct field_records: a list of mappings, each a struct through fields;
                        no two of one "id" or "name", if the table has such a field */
    FIELD_NAMED,     /* struct field_records: a mapping of names to mappings; the name fills the
                        field called "name" or "id", whichever the table has */
    FIELD_TREE,      /* const struct yaml_node *: kept for a later pass; NULL: not said */
    FIELD_REST,      /* const struct yaml_node *: a map of the keys that no other field of the
                        table has (scorers' parameters); its name is for the manual only */
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
    const size_t *fields_size;
    size_t item_size;                 /* of RECORDS, NAMED: sizeof one struct */
    bool required, secret;            /* secret: masked by print-config */
    /* More than a kind can say, e.g. "is it a URL"; err's text becomes the complaint, so it must
     * not repeat a secret. Of TEXT, each of TEXTS, each "key: value" of PAIRS. */
    bool (*check)(const char *text, struct error *err);
    const char *help;                 /* one sentence, with the unit */
};

/* The kind of field that holds what a scorer's parameter of that kind holds; ASSAY_STRING, which is
 * no char *, answers FIELD_TEXT all the same. */
enum field_kind field_kind_of(enum assay_kind);

/* Nests the table name_fields, which has name_fields_size rows. */
#define FIELDS(name) .fields = name##_fields, .fields_size = &name##_fields_size

/* node may be NULL: all defaults. False when anything was complained of; then `into` holds what
 * was right. */
bool fields_fill(const struct yaml_tree *, const struct yaml_node *, const struct field *,
                 size_t count, void *into, struct arena *, struct complaints *);

#endif
