/* trial_extreme.c - highest, lowest, second highest: of a column or of a row.
 *
 * Here a line is what is measured (a column "Revenue") and its points are who is (rows). */
#include "caseless.h"
#include "trial_inner.h"

#include <math.h>
#include <string.h>

#define RANKED_MOST 5000

/* One line, with where its order puts the points. */
struct ranking {
    uint32_t line, figures;
    double wanted, half; /* the value of the rank that the claim speaks of */
    struct place at;
    bool clean;  /* every cell is a figure: none could be higher unread */
    bool levels; /* words like "High" instead of figures */
};

/* "Very High (GPT-4o)": levels in words have an order too. 0: no such word. */
static int level_of(struct assay_text s)
{
    static const char *const levels[] = { "very low", "low", "medium", "high", "very high" };
    static const char *const others[] = { "lowest", "weak", "moderate", "strong", "highest" };
    for (int i = 0; i < 5; i++) {
        const char *const names[] = { levels[i], others[i] };
        for (int n = 0; n < 2; n++) {
            size_t len = strlen(names[n]);
            if (caseless_at(s, 0, names[n]) && (s.len == len || strchr(" ,;(", s.ptr[len])))
                return i + 1;
        }
    }
    return 0;
}

static bool measure(const struct trial *t, const struct ranking *r, uint32_t point,
                    struct amount *ret)
{
    struct place p = { r->line, point };
    if (!r->levels)
        return trial_amount(t, p, ret) && !ret->dash;
    int level = level_of(trial_text(t, p));
    *ret = (struct amount){ .value = level, .own_scale = 1, .percent = true };
    return level > 0;
}

static bool is_member(const struct trial *t, uint32_t point)
{
    const struct grid_line *line = trial_point(t, point);
    bool body = t->turned ? point >= t->grid->top && !line->section : !line->label_column;
    return body && !line->total && !line->change;
}

static bool is_filled(const struct trial *t, const struct ranking *r, uint32_t point)
{
    return trial_text(t, (struct place){ r->line, point }).len > 0;
}

static void count(const struct trial *t, struct ranking *r)
{
    r->figures = 0;
    r->clean = true;
    for (uint32_t j = 0; j < trial_points(t); j++) {
        struct amount a;
        if (!is_member(t, j))
            continue;
        if (measure(t, r, j, &a))
            r->figures++;
        else if (is_filled(t, r, j))
            r->clean = false;
    }
}

/* Whether a beats b in the claim's order. */
static bool beats(int extreme, double a, double b)
{
    return extreme > 0 ? a > b : a < b;
}

/* The value that so many distinct values beat. */
static bool find_rank(const struct trial *t, struct ranking *r, int extreme, int rank)
{
    double bound = extreme > 0 ? INFINITY : -INFINITY;
    for (int i = 0; i < rank; i++) {
        bool found = false;
        for (uint32_t j = 0; j < trial_points(t); j++) {
            struct amount a;
            if (!is_member(t, j) || !measure(t, r, j, &a) || !beats(extreme, bound, a.value) ||
                (found && !beats(extreme, a.value, r->wanted)))
                continue;
            r->wanted = a.value;
            r->half = a.half;
            r->at = (struct place){ r->line, j };
            found = true;
        }
        if (!found)
            return false;
        bound = r->wanted;
    }
    return true;
}

static bool rank_line(const struct trial *t, uint32_t line, struct ranking *ret)
{
    *ret = (struct ranking){ .line = line };
    count(t, ret);
    if (ret->figures < 2) {
        ret->levels = true;
        count(t, ret);
    }
    return ret->figures >= 2 && find_rank(t, ret, t->claim->extreme, t->claim->rank);
}

/* Who the claim says it is: the point whose name the words bring up beside the measure's. */
struct named {
    uint32_t point;
    bool found, sole;
    float score;
};

static struct named find_point(const struct trial *t, uint32_t line)
{
    struct named n = { .sole = true };
    uint64_t own = trial_line_link(t, line)->mask;
    for (uint32_t j = 0; j < trial_points(t); j++) {
        const struct link_line *k = trial_point_link(t, j);
        uint64_t said = (k->mask | k->more) & ~own & (t->link->content | t->link->numbers);
        float score = link_weight(t->link, said) - 0.2f * k->missed;
        if (!is_member(t, j) || !said || score <= 0)
            continue;
        n.sole = score > n.score + 0.05f ? true : score < n.score * 0.8f ? n.sole : false;
        if (!n.found || score > n.score) {
            n.found = true;
            n.score = score;
            n.point = j;
        }
    }
    return n;
}

static void explain(struct trial *t, const struct ranking *r)
{
    struct assay_text text = trial_text(t, r->at);
    struct assay_text who =
        t->turned ? grid_row_name(t->grid, r->at.point)
                  : grid_text(t->grid, t->grid->top ? t->grid->top - 1 : 0, r->at.point);
    trial_why(t, "%s is %.*s, of %.*s", t->claim->extreme > 0 ? "the highest" : "the lowest",
              grid_fit(text, 40), text.ptr, grid_fit(who, 60), who.ptr);
}

static void set_prime(struct trial *t, const struct ranking *r, double claimed, struct place also)
{
    t->primes = 1;
    t->prime =
        (struct amount){ .value = r->wanted, .half = r->half, .own_scale = 1, .percent = true };
    t->prime_claimed = claimed;
    t->prime_places[0] = r->at;
    t->prime_places[1] = also;
    t->prime_size = also.line == r->at.line && also.point == r->at.point ? 1 : 2;
}

static bool is_in_line(const struct trial *t, const struct ranking *r)
{
    for (uint32_t j = 0; j < trial_points(t); j++) {
        struct amount a;
        if (measure(t, r, j, &a) && trial_within(t->claim, t->claim->figure.value, a.value))
            return true;
    }
    return false;
}

/* "The highest X is 12": the figure must be the extreme. */
static bool judge_figure(struct trial *t, const struct ranking *r, const struct named *who)
{
    const struct claim *c = t->claim;
    struct amount extreme = { .value = r->wanted, .half = r->half, .own_scale = 1 };
    struct amount a;
    bool right = trial_within_scaled(c, c->figure.value, &extreme);
    bool also = who->found && measure(t, r, who->point, &a);
    if (right && (!also || a.value == r->wanted || !who->sole)) {
        trial_supported(t, c->figure.value, r->wanted, &r->at, 1);
        explain(t, r);
        return true;
    }
    if (right)
        return false;
    set_prime(t, r, c->figure.value, r->at);
    return c->figure.scale == 1 && trial_contradicts(t);
}

/* "X has the highest Y": its cell must be the extreme. */
static bool judge_name(struct trial *t, const struct ranking *r, const struct named *who)
{
    struct amount a;
    struct place p = { r->line, who->point };
    if (!who->found || !measure(t, r, who->point, &a))
        return false;
    if (a.value == r->wanted) {
        struct place places[1] = { p };
        trial_supported(t, NAN, a.value, places, 1);
        explain(t, r);
        return true;
    }
    set_prime(t, r, a.value, p);
    return who->sole && !t->claim->negated && !t->claim->crowded &&
           fabs(a.value - r->wanted) > a.half + r->half;
}

/* One that is beyond the claimed one refutes it, whatever the cells hold that were not read. */
static bool is_refuted(const struct trial *t, const struct ranking *r, double claimed)
{
    return t->claim->rank == 1 && beats(t->claim->extreme, r->wanted, claimed);
}

/* All is explained; or, where one is named in full, all that stands before its name or behind
 * the superlative: what stands between describes it ("X's loose structure has the highest Y"). */
static bool is_explained(const struct trial *t, const struct ranking *r, const struct named *who)
{
    const struct claim *c = t->claim;
    const struct link_line *k = trial_line_link(t, r->line);
    uint64_t left = t->link->content & ~(t->link->around | k->mask | k->more);
    if (!who->found)
        return !left;
    const struct link_line *own = trial_point_link(t, who->point);
    left &= ~(own->mask | own->more);
    uint32_t first = link_first(t->link, own->mask);
    if (own->missed < 0.1f && own->mask && first < c->split)
        left = link_between(t->link, left, c->start, first) |
               link_between(t->link, left, c->split, c->end);
    return !left;
}

static bool is_certain(const struct trial *t, const struct ranking *r, const struct named *who)
{
    const struct link_line *k = trial_line_link(t, r->line);
    return is_explained(t, r, who) && (t->turned || who->found) &&
           (r->clean || is_refuted(t, r, t->prime_claimed)) && r->figures >= 3 &&
           !t->claim->vague && k->mask && k->missed < 2.1f;
}

/* "The best teaching score went to Tarn": what follows the superlative is measured, so it cannot
 * be the answer in "Tarn's best was teaching". */
static bool is_measured(const struct trial *t, uint32_t line, const struct named *who)
{
    const struct claim *c = t->claim;
    const struct link_line *k = trial_line_link(t, line), *own = trial_point_link(t, who->point);
    uint64_t said = link_between(t->link, t->link->content, c->split, c->end);
    uint32_t first = link_first(t->link, said);
    return who->found && first <= c->split + 1 &&
           !(link_between(t->link, k->mask | k->more, first, first + 1)) &&
           link_between(t->link, own->mask, first, first + 1);
}

static void read_line(struct trial *t, uint32_t line, bool sole)
{
    const struct claim *c = t->claim;
    struct ranking r;
    if (!rank_line(t, line, &r))
        return;
    link_words(t->link, c, c->start, c->end);
    struct named who = find_point(t, line);
    if (is_measured(t, line, &who))
        return;
    bool wrong = c->has_figure && !(who.found && c->figure.unit == FIGURE_TIMES)
                     ? judge_figure(t, &r, &who)
                     : judge_name(t, &r, &who);
    if (t->found->status == ASSAY_SUPPORTED || !wrong || !sole || !is_certain(t, &r, &who))
        return;
    bool known = !c->has_figure || is_in_line(t, &r);
    trial_accuse(t, known ? "wrong extreme" : NULL);
    explain(t, &r);
}

/* "best" may be the lowest: either end will do, and nobody is accused. */
static void read_vague(struct trial *t, uint32_t line)
{
    struct claim flipped = *t->claim;
    const struct claim *said = t->claim;
    read_line(t, line, false);
    if (t->found->status == ASSAY_SUPPORTED)
        return;
    flipped.extreme = -flipped.extreme;
    t->claim = &flipped;
    read_line(t, line, false);
    t->claim = said;
}

/* Columns of one name ("Accuracy" of two data sets): wrong in each of them is wrong. */
static bool are_alike(const struct trial *t, const uint32_t *lines, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        struct grid_words a = trial_line(t, lines[0])->words, b = trial_line(t, lines[i])->words;
        if (a.size != b.size || memcmp(t->grid->pool + a.start, t->grid->pool + b.start,
                                       a.size * sizeof *t->grid->pool))
            return false;
    }
    return size < TRIAL_LINES;
}

void trial_extreme(struct trial *t)
{
    const struct claim *c = t->claim;
    if (c->has_figure && trial_is_label_number(t))
        return;
    link_words(t->link, c, c->start, c->end);
    if (trial_cue_bits(t)) { /* a column is called "lowest" */
        trial_as_value(t);
        return;
    }
    t->words_rank = !c->has_figure;
    link_words(t->link, c, c->split, c->measure_end);
    trial_pick_lines(t);
    if (!t->link->content && !c->has_figure && t->turned) { /* "Belan recycles the most" */
        link_words(t->link, c, c->start, c->end);
        trial_pick_lines(t);
    }
    uint32_t lines[TRIAL_LINES], size = t->lines_size, wrong = 0;
    bool sole = t->sole;
    float best = t->best;
    memcpy(lines, t->lines, sizeof lines);
    for (uint32_t i = 0; i < size && t->found->status != ASSAY_SUPPORTED; i++) {
        if (c->vague)
            read_vague(t, lines[i]);
        else
            read_line(t, lines[i], sole || are_alike(t, lines, size));
        wrong += t->found->status == ASSAY_CONTRADICTED;
    }
    if (t->found->status == ASSAY_CONTRADICTED && wrong < size)
        t->found->status = ASSAY_UNVERIFIABLE;
    t->best = best;
}
