/* trial_value.c - "X was 12": the figure of one cell. */
#include "trial_inner.h"

#include <math.h>

/* A number that belongs to a name: "Llama 4", "aged 65". */
static bool is_part_of_label(const struct trial *t)
{
    const struct claim *c = t->claim;
    struct assay_text digits = { c->text.ptr + c->figure.start, c->figure.end - c->figure.start };
    struct stem s;
    size_t at = 0;
    if (c->figure.unit != FIGURE_PLAIN || !stem_next(digits, &at, &s) || s.kind != STEM_NUMBER)
        return false;
    uint32_t id = grid_word_id(t->grid, s.hash);
    if (id == GRID_NONE)
        return false;
    for (uint32_t i = 0; i < t->lines_size; i++) {
        struct grid_words words = trial_line(t, t->lines[i])->words;
        for (uint32_t w = 0; w < words.size; w++)
            if (t->grid->pool[words.start + w] == id)
                return true;
    }
    return false;
}

static void read_places(struct trial *t, const struct places *at)
{
    for (uint32_t i = 0; i < at->size; i++) {
        struct amount a;
        if (!trial_amount(t, at->places[i], &a) || a.dash)
            continue;
        if (trial_reading(t, at->size == 1 ? ROLE_PRIME : ROLE_ALSO, t->claim->figure.value, &a,
                          &at->places[i], 1))
            trial_why(t, "the table says %.10g", a.value);
    }
}

static bool has_figure(const struct trial *t, struct place p)
{
    struct amount a;
    return trial_amount(t, p, &a) && !a.dash &&
           trial_within_scaled(t->claim, t->claim->figure.value, &a);
}

/* The claim's figure in the same column of another row, or in another column of the same row. */
static const char *name_error(const struct trial *t, struct place meant)
{
    for (uint32_t i = 0; i < trial_lines(t); i++)
        if (i != meant.line && trial_is_line(t, i) &&
            has_figure(t, (struct place){ i, meant.point }))
            return t->turned ? "another column's value" : "another row's value";
    for (uint32_t j = 0; j < trial_points(t); j++)
        if (j != meant.point && trial_is_point(t, j) &&
            has_figure(t, (struct place){ meant.line, j }))
            return trial_point(t, j)->periods_size ? "another period"
                   : t->turned                     ? "another row's value"
                                                   : "another column's value";
    return NULL;
}

/* Row and column must both be named: a row alone leaves open which of its figures is meant. */
static void judge(struct trial *t)
{
    struct place meant = t->prime_places[0];
    const struct link_line *point = trial_point_link(t, meant.point);
    bool named = t->claim->periods_size == 1 || (point->mask & t->link->content) ||
                 (point->mask && point->missed < 0.1f);
    if (!trial_contradicts(t) || !t->sole || !named || !trial_is_named(t, meant.line) ||
        trial_unexplained(t, &meant, 1))
        return;
    trial_accuse(t, name_error(t, meant));
    trial_why(t, "the table says %.10g", t->prime.value);
}

void trial_value(struct trial *t)
{
    trial_pick_lines(t);
    if (!t->claim->has_figure || is_part_of_label(t))
        return;
    for (uint32_t i = 0; i < t->lines_size && t->found->status != ASSAY_SUPPORTED; i++) {
        struct places at = { .size = 0 };
        for (uint32_t p = 0; p < t->claim->periods_size; p++) {
            trial_places(t, t->lines[i], &t->claim->periods[p], &at);
            if (t->claim->op == CLAIM_VALUE && at.size)
                read_places(t, &at);
        }
        if (!t->claim->periods_size) {
            trial_all_places(t, t->lines[i], &at);
            read_places(t, &at);
        }
    }
    if (t->found->status != ASSAY_SUPPORTED && t->claim->op == CLAIM_VALUE)
        judge(t);
}
