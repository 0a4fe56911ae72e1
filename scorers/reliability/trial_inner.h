/* trial_inner.h - what the files of trial share: a table seen as lines (what the claim is about)
 * and points (when or which of it); either rows and columns or, turned, columns and rows. */
#ifndef RELIABILITY_TRIAL_INNER_H
#define RELIABILITY_TRIAL_INNER_H

#include "trial.h"

#define TRIAL_LINES 8
#define PLACES_MOST 8

struct place {
    uint32_t line, point;
};

struct places {
    struct place places[PLACES_MOST];
    uint32_t size;
    float score;
};

struct amount {
    double value, half;   /* with the scale that the cell itself says ("30M") */
    double scale;         /* that its headers say; 0: unknown */
    double own_scale;
    bool percent, dash;
    bool second;          /* its cell holds another figure, which may be meant */
};

/* A reading that can accuse, or one that can only support. */
enum role { ROLE_PRIME, ROLE_ALSO };

struct trial {
    struct link *link;
    const struct grid *grid;
    const struct claim *claim;
    struct finding *found;
    bool turned;
    uint32_t lines[TRIAL_LINES], lines_size;
    bool words_rank;      /* columns of words ("High", "Low") are lines too */
    bool sole;            /* one line, clearly ahead */
    bool section;         /* the rows of a section are meant, no single line */
    float best;           /* its score */
    struct amount prime;  /* the reading that could accuse; certain when there is just one */
    uint32_t primes;
    double prime_claimed;
    struct place prime_places[FINDING_CELLS];
    uint32_t prime_size;
};

const struct grid_line *trial_line(const struct trial *, uint32_t line);
const struct grid_line *trial_point(const struct trial *, uint32_t point);
const struct link_line *trial_line_link(const struct trial *, uint32_t line);
const struct link_line *trial_point_link(const struct trial *, uint32_t point);
uint32_t trial_lines(const struct trial *);
uint32_t trial_points(const struct trial *);
const struct grid_cell *trial_cell(const struct trial *, struct place);
struct assay_text trial_text(const struct trial *, struct place);
bool trial_is_row(const struct grid *, uint32_t row);
bool trial_is_column(const struct grid *, uint32_t column);
bool trial_is_line(const struct trial *, uint32_t line);
bool trial_is_point(const struct trial *, uint32_t point);
bool trial_amount(const struct trial *, struct place, struct amount *ret);

bool trial_is_label_number(const struct trial *);
double trial_claimed(const struct claim *);
bool trial_within(const struct claim *, double claimed, double computed);
bool trial_within_scaled(const struct claim *, double claimed, const struct amount *);

bool trial_reading(struct trial *, enum role, double claimed, const struct amount *computed,
                   const struct place *, uint32_t count);
bool trial_supported(struct trial *, double claimed, double computed, const struct place *,
                     uint32_t count);
/* The prime reading is one, and the figure out of its reach. */
bool trial_contradicts(const struct trial *);
/* That, and nothing else can be meant: one line, named, and no word of the claim left over. */
bool trial_is_certain(const struct trial *);
void trial_accuse(struct trial *, const char *error);
void trial_why(struct trial *, const char *format, ...) __attribute__((format(printf, 2, 3)));

void trial_pick_lines(struct trial *);
uint32_t trial_named_lines(const struct trial *, uint32_t *ret, uint32_t most);
bool trial_is_named(const struct trial *, uint32_t line);
uint64_t trial_unexplained(const struct trial *, const struct place *, uint32_t count);
void trial_places(const struct trial *, uint32_t line, const struct period *, struct places *ret);
void trial_all_places(const struct trial *, uint32_t line, struct places *ret);

uint64_t trial_cue_bits(const struct trial *);
bool trial_as_value(struct trial *);

/* One file an operation. */
void trial_change(struct trial *);
void trial_total(struct trial *);
void trial_ratio(struct trial *);
void trial_extreme(struct trial *);
void trial_count(struct trial *);
void trial_compare(struct trial *);
void trial_value(struct trial *);

#endif
