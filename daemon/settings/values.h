/* values.h - one YAML value into one C value, or a complaint with its place.
 *
 *     struct reading r = { tree, arena, complaints };
 *     double prior = 0.5;
 *     value_real(&r, node, "prior", (struct range){ 0, 1 }, &prior);
 *     -> feeds.yaml:7:12: prior: 1.5 is above 1
 *
 * What both field tables (fields.h) and scorers' tables (params.h) are read with. On failure
 * *ret is untouched. In any value ${env:NAME} and ${file:PATH} are replaced; $${ is a plain ${.
 * Complaints show a value as it was written, never what came from outside. */
#ifndef SETTINGS_VALUES_H
#define SETTINGS_VALUES_H

#include "assay/scorer.h"
#include "base/clock.h"
#include "settings/yaml_tree.h"

struct reading {
    const struct yaml_tree *tree;
    struct arena *arena;
    struct complaints *complaints;
};

/* As bounds, of numbers and of the sizes of lists: both 0 means any. */
struct range {
    double low, high;
};

/* Always false. name NULL or empty: nothing before the text. */
bool value_complain(const struct reading *, const struct yaml_node *, const char *name,
                    const char *format, ...) FORMAT(4, 5);
/* The same, at the node's key. */
bool value_complain_key(const struct reading *, const struct yaml_node *, const char *name,
                        const char *format, ...) FORMAT(4, 5);

/* All texts end in a NUL that is not counted. */
bool value_text(const struct reading *, const struct yaml_node *, const char *name,
                struct slice *ret);
bool value_bool(const struct reading *, const struct yaml_node *, const char *name, bool *ret);
bool value_int(const struct reading *, const struct yaml_node *, const char *name, struct range,
               int64_t *ret);
bool value_real(const struct reading *, const struct yaml_node *, const char *name, struct range,
                double *ret);
/* The range is in seconds. */
bool value_duration(const struct reading *, const struct yaml_node *, const char *name,
                    struct range, struct duration *ret);
/* "8MiB", "500kB", "4096". */
bool value_bytes(const struct reading *, const struct yaml_node *, const char *name, struct range,
                 int64_t *ret);
/* choices: NULL-terminated. */
bool value_choice(const struct reading *, const struct yaml_node *, const char *name,
                  const char *const *choices, int *ret);
/* A single text counts as a list of one. */
bool value_texts(const struct reading *, const struct yaml_node *, const char *name, struct range,
                 struct assay_texts *ret);
bool value_numbers(const struct reading *, const struct yaml_node *, const char *name,
                   struct range, struct assay_numbers *ret);
/* A number, or {each: -0.1, cap: -0.3}. */
bool value_signal(const struct reading *, const struct yaml_node *, const char *name,
                  struct range, struct assay_signal *ret);
/* [low, high], with low below high. */
bool value_span(const struct reading *, const struct yaml_node *, const char *name, struct range,
                struct range *ret);
/* Names of lexicons: "fin-en" is lexicons/fin-en.tsv beside the file that names it, in the
 * configuration's directory, or in the shipped one; a name with a slash or a dot is a path
 * relative to the file that names it. Each is read, up to SOURCE_MAX_BYTES. */
bool value_files(const struct reading *, const struct yaml_node *, const char *name,
                 struct assay_files *ret);

/* "64KiB" into bytes. */
bool bytes_parse(struct slice, int64_t *ret);

#endif
