#include "commands/tally.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STAYED 1e-9 /* what differs by less was rounded otherwise */

static const char others[] = "(others)";

static const struct bands no_bands = { .items = { { "scores", -INFINITY, INFINITY } }, .size = 1 };

/* Making */

static void add_alert(struct tally *t, const char *name)
{
    for (size_t i = 0; i < t->alerts_size; i++)
        if (strcmp(t->alerts[i].name, name) == 0)
            return;
    t->alerts[t->alerts_size++] = (struct tally_alert){ .name = name };
}

static void add_scorer(struct tally *t, const char *scorer, double low, double high, double reach)
{
    struct tally_score *s = &t->scores[t->scores_size++];
    *s = (struct tally_score){ .scorer = scorer, .low = low, .high = high, .reach = reach,
                               .before = &no_bands, .after = &no_bands };
    s->moves = mem_array(t->top + 1, sizeof *s->moves);
}

/* Those of one side; the other side may have had some of them. */
static void add_own_scorers(struct tally *t, const struct assayer *assayer)
{
    const struct scorers *all = assayer ? assayer_scorers(assayer) : NULL;
    for (size_t i = 0; all && i < all->size; i++) {
        const struct opened_scorer *own = &all->items[i];
        bool known = false;
        for (size_t k = 0; k < t->scores_size; k++)
            known |= strcmp(t->scores[k].scorer, own->name) == 0;
        if (!known && t->scores_size < TALLY_SCORES)
            add_scorer(t, own->name, own->scorer->low, own->scorer->high,
                       own->scorer->high - own->scorer->low);
    }
}

static void add_scorers(struct tally *t, const struct pair *pair)
{
    const struct assayer_settings *before = &pair->before.config->assayer;
    const struct assayer_settings *after = &pair->after.config->assayer;
    add_scorer(t, "tone", -1, 1, 1);
    add_scorer(t, "reliability", 0, 1, 1);
    t->scores[TALLY_TONE].before = &before->tone;
    t->scores[TALLY_TONE].after = &after->tone;
    t->scores[TALLY_RELIABILITY].before = &before->reliability;
    t->scores[TALLY_RELIABILITY].after = &after->reliability;
    add_own_scorers(t, pair->before.assayer);
    add_own_scorers(t, pair->after.assayer);
}

struct tally *tally_new(const struct pair *pair, size_t top)
{
    const struct assayer_settings *before = &pair->before.config->assayer;
    const struct assayer_settings *after = &pair->after.config->assayer;
    struct tally *t = mem_new(sizeof *t);
    t->top = top < TALLY_MOVES ? top : TALLY_MOVES;
    add_scorers(t, pair);
    t->alerts = mem_array(before->alerts_size + after->alerts_size + 1, sizeof *t->alerts);
    for (size_t i = 0; i < before->alerts_size; i++)
        add_alert(t, before->alerts[i].name);
    for (size_t i = 0; i < after->alerts_size; i++)
        add_alert(t, after->alerts[i].name);
    return t;
}

static void groups_done(struct tally_groups *g)
{
    for (size_t i = 0; i < g->size; i++) {
        mem_free(&g->items[i]->name);
        mem_free(&g->items[i]);
    }
    mem_free(&g->items);
    map_done(&g->names);
}

void tally_free(struct tally **tally)
{
    struct tally *t = *tally;
    if (!t)
        return;
    for (size_t i = 0; i < t->scores_size; i++)
        mem_free(&t->scores[i].moves);
    groups_done(&t->feeds);
    groups_done(&t->tickers);
    mem_free(&t->alerts);
    mem_free(tally);
}

/* Labels */

size_t tally_labels(const struct bands *bands)
{
    return bands->size + 1;
}

const char *tally_label(const struct bands *bands, size_t index)
{
    return index < bands->size ? bands->items[index].name : "abstains";
}

static size_t label_of(const struct bands *bands, const struct verdict_score *score)
{
    if (bands == &no_bands)
        return !score->present;
    for (size_t i = 0; score->present && score->label && i < bands->size; i++)
        if (strcmp(bands->items[i].name, score->label) == 0)
            return i;
    return bands->size;
}

static double value_of(const struct verdict_score *s)
{
    return s->present ? s->value : 0;
}

static double move_of(const struct verdict_score *before, const struct verdict_score *after)
{
    double move = value_of(after) - value_of(before);
    return fabs(move) <= STAYED ? 0 : move;
}

/* Bands may have been renamed or moved: the name decides, not the place. */
static bool has_changed(const struct verdict_score *before, const struct verdict_score *after)
{
    return before->present != after->present ||
           (before->present && strcmp(before->label ? before->label : "",
                                      after->label ? after->label : "") != 0);
}

/* -1: below the band of `home`; 1: above it. */
static int side_of(const struct bands *bands, const struct verdict_score *score)
{
    size_t at = label_of(bands, score), home = bands->size;
    for (size_t i = 0; i < bands->size; i++)
        if (bands->items[i].low <= bands->home && bands->home <= bands->items[i].high)
            home = i;
    return at == bands->size || home == bands->size || at == home ? 0 : at < home ? -1 : 1;
}

/* Moves: the largest so far, the first of those that are alike. */

static bool is_larger(const struct tally_move *a, const struct tally_move *b)
{
    double x = fabs(a->size), y = fabs(b->size);
    return x > y || (x == y && a->sequence < b->sequence);
}

static void keep_move(struct tally_score *s, size_t top, const struct tally_move *move)
{
    if (s->moves_size < top) {
        s->moves[s->moves_size++] = *move;
        return;
    }
    size_t least = 0;
    for (size_t i = 1; i < s->moves_size; i++)
        if (is_larger(&s->moves[least], &s->moves[i]))
            least = i;
    if (s->moves_size && is_larger(move, &s->moves[least]))
        s->moves[least] = *move;
}

static size_t bin_of(double size, double reach)
{
    double at = round(size / reach * (TALLY_BINS / 2));
    if (at == 0 && fabs(size) > STAYED)
        at = size < 0 ? -1 : 1;
    return (size_t)(fmin(fmax(at, -TALLY_BINS / 2), TALLY_BINS / 2) + TALLY_BINS / 2);
}

/* Adding */

struct shift_of {
    bool changed;
    double size;
};

static struct shift_of add_score(struct tally *t, size_t what, uint64_t sequence,
                                 const struct verdict_score *before,
                                 const struct verdict_score *after)
{
    struct tally_score *s = &t->scores[what];
    struct shift_of shift = { has_changed(before, after), move_of(before, after) };
    struct tally_move move = { sequence, *before, *after, shift.size };
    s->labels[label_of(s->before, before)][label_of(s->after, after)]++;
    s->changed += shift.changed;
    s->flipped += what == TALLY_TONE && side_of(s->before, before) * side_of(s->after, after) < 0;
    s->bins[bin_of(shift.size, s->reach)]++;
    if (shift.size == 0)
        return shift;
    s->moved++;
    s->total += fabs(shift.size);
    s->largest = fmax(s->largest, fabs(shift.size));
    keep_move(s, t->top, &move);
    return shift;
}

static struct tally_group *group_named(struct tally_groups *g, const char *name)
{
    if (g->size >= TALLY_GROUPS && !map_get(&g->names, name))
        name = others;
    struct tally_group *group = map_get(&g->names, name);
    if (group)
        return group;
    mem_grow(g->items, g->size, g->cap);
    group = g->items[g->size++] = mem_new(sizeof *group);
    group->name = mem_string(name);
    map_put(&g->names, group->name, group);
    return group;
}

static void add_to_group(struct tally_group *group, const struct shift_of *shifts, size_t size)
{
    group->items++;
    for (size_t i = 0; i < size; i++) {
        group->sums[i].changed += shifts[i].changed;
        group->sums[i].sum += shifts[i].size;
        group->sums[i].total += fabs(shifts[i].size);
    }
}

static const struct verdict_score absent;

static const struct verdict_score *overall(const struct verdict *v, const char *scorer)
{
    const struct verdict_opinion *o = verdict_opinion(v, scorer);
    return o ? &o->overall : &absent;
}

/* Towards a ticker, or absent where that is not found. */
static const struct verdict_score *towards(const struct verdict *v, const char *scorer,
                                           const char *ticker)
{
    const struct verdict_opinion *o = verdict_opinion(v, scorer);
    for (size_t i = 0; o && i < v->entities_size; i++)
        if (strcmp(v->entities[i].ticker, ticker) == 0)
            return &o->entities[i];
    return &absent;
}

static void add_ticker(struct tally *t, const struct rescored *r, const char *ticker)
{
    struct shift_of shifts[TALLY_SCORES];
    for (size_t i = 0; i < t->scores_size; i++) {
        const struct verdict_score *before = towards(r->before, t->scores[i].scorer, ticker);
        const struct verdict_score *after = towards(r->after, t->scores[i].scorer, ticker);
        shifts[i] = (struct shift_of){ has_changed(before, after),
                                       move_of(before, after) };
    }
    add_to_group(group_named(&t->tickers, ticker), shifts, t->scores_size);
}

static bool names(const struct verdict *v, const char *ticker)
{
    for (size_t i = 0; i < v->entities_size; i++)
        if (strcmp(v->entities[i].ticker, ticker) == 0)
            return true;
    return false;
}

static void add_tickers(struct tally *t, const struct rescored *r)
{
    for (size_t i = 0; i < r->after->entities_size; i++)
        add_ticker(t, r, r->after->entities[i].ticker);
    for (size_t i = 0; i < r->before->entities_size; i++)
        if (!names(r->after, r->before->entities[i].ticker))
            add_ticker(t, r, r->before->entities[i].ticker);
}

static bool was_raised(const struct judged *j, const char *alert)
{
    for (size_t i = 0; i < j->alarms_size; i++)
        if (strcmp(j->alarms[i].name, alert) == 0)
            return true;
    return false;
}

static void note_example(uint64_t examples[TALLY_EXAMPLES], uint64_t sequence)
{
    for (size_t i = 0; i < TALLY_EXAMPLES; i++)
        if (!examples[i] || sequence < examples[i]) {
            uint64_t later = examples[i];
            examples[i] = sequence;
            sequence = later;
            if (!sequence)
                return;
        }
}

static void add_alerts(struct tally *t, const struct rescored *r)
{
    for (size_t i = 0; i < t->alerts_size; i++) {
        struct tally_alert *a = &t->alerts[i];
        bool before = was_raised(r->alarms_before, a->name);
        bool after = was_raised(r->alarms_after, a->name);
        a->before += before;
        a->after += after;
        a->gained += after && !before;
        a->lost += before && !after;
        if (before != after)
            note_example(after ? a->gains : a->losses, r->sequence);
    }
}

void tally_add(struct tally *t, const struct rescored *r)
{
    struct shift_of shifts[TALLY_SCORES];
    for (size_t i = 0; i < t->scores_size; i++)
        shifts[i] = add_score(t, i, r->sequence, overall(r->before, t->scores[i].scorer),
                              overall(r->after, t->scores[i].scorer));
    t->changed += shifts[TALLY_TONE].changed || shifts[TALLY_RELIABILITY].changed;
    if (!t->items || instant_before(r->time, t->oldest))
        t->oldest = r->time;
    if (!t->items || instant_before(t->newest, r->time))
        t->newest = r->time;
    t->items++;
    add_to_group(group_named(&t->feeds, r->article->feed), shifts, t->scores_size);
    add_tickers(t, r);
    add_alerts(t, r);
}

/* Merging */

static void merge_score(struct tally_score *into, const struct tally_score *from, size_t top)
{
    for (size_t i = 0; i < TALLY_LABELS; i++)
        for (size_t k = 0; k < TALLY_LABELS; k++)
            into->labels[i][k] += from->labels[i][k];
    for (size_t i = 0; i < TALLY_BINS; i++)
        into->bins[i] += from->bins[i];
    into->changed += from->changed;
    into->flipped += from->flipped;
    into->moved += from->moved;
    into->total += from->total;
    into->largest = fmax(into->largest, from->largest);
    for (size_t i = 0; i < from->moves_size; i++)
        keep_move(into, top, &from->moves[i]);
}

static void merge_groups(struct tally_groups *into, const struct tally_groups *from)
{
    for (size_t i = 0; i < from->size; i++) {
        const struct tally_group *theirs = from->items[i];
        struct tally_group *ours = group_named(into, theirs->name);
        ours->items += theirs->items;
        for (size_t k = 0; k < TALLY_SCORES; k++) {
            ours->sums[k].changed += theirs->sums[k].changed;
            ours->sums[k].sum += theirs->sums[k].sum;
            ours->sums[k].total += theirs->sums[k].total;
        }
    }
}

static void merge_alert(struct tally_alert *into, const struct tally_alert *from)
{
    into->before += from->before;
    into->after += from->after;
    into->gained += from->gained;
    into->lost += from->lost;
    for (size_t i = 0; i < TALLY_EXAMPLES && from->gains[i]; i++)
        note_example(into->gains, from->gains[i]);
    for (size_t i = 0; i < TALLY_EXAMPLES && from->losses[i]; i++)
        note_example(into->losses, from->losses[i]);
}

void tally_merge(struct tally *into, const struct tally *from)
{
    if (!from->items)
        return;
    if (!into->items || instant_before(from->oldest, into->oldest))
        into->oldest = from->oldest;
    if (!into->items || instant_before(into->newest, from->newest))
        into->newest = from->newest;
    into->items += from->items;
    into->changed += from->changed;
    for (size_t i = 0; i < into->scores_size; i++)
        merge_score(&into->scores[i], &from->scores[i], into->top);
    merge_groups(&into->feeds, &from->feeds);
    merge_groups(&into->tickers, &from->tickers);
    for (size_t i = 0; i < into->alerts_size; i++)
        merge_alert(&into->alerts[i], &from->alerts[i]);
}

/* Finishing */

static int by_size(const void *a, const void *b)
{
    return is_larger(a, b) ? -1 : 1;
}

static uint64_t changes(const struct tally_group *g)
{
    uint64_t changed = 0;
    for (size_t i = 0; i < TALLY_SCORES; i++)
        changed += g->sums[i].changed;
    return changed;
}

static double distance(const struct tally_group *g)
{
    double total = 0;
    for (size_t i = 0; i < TALLY_SCORES; i++)
        total += g->sums[i].total;
    return total;
}

static int by_changes(const void *left, const void *right)
{
    const struct tally_group *a = *(struct tally_group *const *)left;
    const struct tally_group *b = *(struct tally_group *const *)right;
    double x = distance(a), y = distance(b);
    if (changes(a) != changes(b))
        return changes(a) > changes(b) ? -1 : 1;
    if (fabs(x - y) > STAYED)
        return x > y ? -1 : 1;
    return strcmp(a->name, b->name);
}

void tally_finish(struct tally *t)
{
    for (size_t i = 0; i < t->scores_size; i++)
        qsort(t->scores[i].moves, t->scores[i].moves_size, sizeof *t->scores[i].moves, by_size);
    if (t->feeds.size)
        qsort(t->feeds.items, t->feeds.size, sizeof *t->feeds.items, by_changes);
    if (t->tickers.size)
        qsort(t->tickers.items, t->tickers.size, sizeof *t->tickers.items, by_changes);
}
