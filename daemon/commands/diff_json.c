#include "commands/diff_report.h"
#include "commands/json_line.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DIGITS      1e6
#define BEHIND_TOLD 100

/* Shorter to read, and the same on every run: sums of threads differ in their last bits. */
static void add_number(cJSON *o, const char *key, double value)
{
    cJSON_AddNumberToObject(o, key, round(value * DIGITS) / DIGITS);
}

static void add_text(cJSON *o, const char *key, const char *text)
{
    if (text)
        cJSON_AddStringToObject(o, key, text);
    else
        cJSON_AddNullToObject(o, key);
}

static void add_time(cJSON *o, const char *key, struct instant time)
{
    char text[INSTANT_TEXT];
    instant_text(time, text);
    cJSON_AddStringToObject(o, key, text);
}

static void add_side(cJSON *root, const char *key, const struct config *config)
{
    cJSON *o = cJSON_AddObjectToObject(root, key);
    cJSON_AddStringToObject(o, "path", config->path);
    cJSON_AddStringToObject(o, "sha256", config->sha256);
}

static cJSON *score_of(const struct verdict_score *s)
{
    cJSON *o = cJSON_CreateObject();
    if (s->present)
        add_number(o, "score", s->value);
    else
        cJSON_AddNullToObject(o, "score");
    add_text(o, "label", s->present ? s->label : NULL);
    return o;
}

static cJSON *shift_of(const struct shift *s)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "change", shift_words[s->kind]);
    cJSON_AddStringToObject(o, "rule", s->rule);
    cJSON_AddStringToObject(o, "words", s->words);
    cJSON_AddNumberToObject(o, "items", (double)s->items);
    cJSON_AddNumberToObject(o, "times", (double)s->times);
    add_number(o, "before", s->before);
    add_number(o, "after", s->after);
    return o;
}

static cJSON *move_of(const struct diff_move *m)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddNumberToObject(o, "sequence", (double)m->move.sequence);
    add_text(o, "id", m->id);
    add_text(o, "feed", m->feed);
    add_text(o, "title", m->title);
    add_text(o, "url", m->url);
    add_time(o, "time", m->time);
    add_number(o, "move", m->move.size);
    cJSON_AddItemToObject(o, "before", score_of(&m->move.before));
    cJSON_AddItemToObject(o, "after", score_of(&m->move.after));
    cJSON *reasons = cJSON_AddArrayToObject(o, "reasons");
    for (size_t i = 0; i < m->shifts.size; i++)
        cJSON_AddItemToArray(reasons, shift_of(&m->shifts.items[i]));
    return o;
}

/* Cells in which nothing stands are left out. */
static void add_labels(cJSON *o, const struct tally_score *s)
{
    cJSON *labels = cJSON_AddArrayToObject(o, "labels");
    for (size_t i = 0; i < tally_labels(s->before); i++)
        for (size_t k = 0; k < tally_labels(s->after); k++) {
            if (!s->labels[i][k])
                continue;
            cJSON *cell = cJSON_CreateObject();
            cJSON_AddStringToObject(cell, "before", tally_label(s->before, i));
            cJSON_AddStringToObject(cell, "after", tally_label(s->after, k));
            cJSON_AddNumberToObject(cell, "items", (double)s->labels[i][k]);
            cJSON_AddItemToArray(labels, cell);
        }
}

static void add_score(cJSON *o, const struct diff_report *r, size_t what)
{
    add_labels(o, &r->tally->scores[what]);
    cJSON *behind = cJSON_AddArrayToObject(o, "behind");
    for (size_t i = 0; i < r->moves[what].behind.size && i < BEHIND_TOLD; i++)
        cJSON_AddItemToArray(behind, shift_of(&r->moves[what].behind.items[i]));
    cJSON *moves = cJSON_AddArrayToObject(o, "moves");
    for (size_t i = 0; i < r->moves[what].size; i++)
        cJSON_AddItemToArray(moves, move_of(&r->moves[what].items[i]));
}

/* As in a message: tone and reliability by their names, others in a list. */
static void add_scores(cJSON *root, const struct diff_report *r)
{
    add_score(cJSON_AddObjectToObject(root, "tone"), r, TALLY_TONE);
    add_score(cJSON_AddObjectToObject(root, "reliability"), r, TALLY_RELIABILITY);
    cJSON *list = cJSON_AddArrayToObject(root, "scores");
    for (size_t i = TALLY_OWN; i < r->tally->scores_size; i++) {
        cJSON *o = cJSON_CreateObject();
        cJSON_AddStringToObject(o, "scorer", r->tally->scores[i].scorer);
        add_score(o, r, i);
        cJSON_AddItemToArray(list, o);
    }
}

static void add_sum(cJSON *o, const struct tally_group *g, size_t what)
{
    cJSON_AddNumberToObject(o, "labels_changed", (double)g->sums[what].changed);
    add_number(o, "mean_move", g->sums[what].sum / (double)g->items);
}

static void add_sums(cJSON *o, const struct tally_group *g, const struct tally *t)
{
    add_sum(cJSON_AddObjectToObject(o, "tone"), g, TALLY_TONE);
    add_sum(cJSON_AddObjectToObject(o, "reliability"), g, TALLY_RELIABILITY);
    cJSON *list = cJSON_AddArrayToObject(o, "scores");
    for (size_t i = TALLY_OWN; i < t->scores_size; i++) {
        cJSON *own = cJSON_CreateObject();
        cJSON_AddStringToObject(own, "scorer", t->scores[i].scorer);
        add_sum(own, g, i);
        cJSON_AddItemToArray(list, own);
    }
}

static void add_groups(cJSON *root, const char *key, const char *name, const struct tally *t,
                       const struct tally_groups *groups)
{
    cJSON *list = cJSON_AddArrayToObject(root, key);
    for (size_t i = 0; i < groups->size; i++) {
        const struct tally_group *g = groups->items[i];
        cJSON *o = cJSON_CreateObject();
        cJSON_AddStringToObject(o, name, g->name);
        cJSON_AddNumberToObject(o, "items", (double)g->items);
        add_sums(o, g, t);
        cJSON_AddItemToArray(list, o);
    }
}

static void add_examples(cJSON *o, const char *key, const uint64_t examples[TALLY_EXAMPLES])
{
    cJSON *list = cJSON_AddArrayToObject(o, key);
    for (size_t i = 0; i < TALLY_EXAMPLES && examples[i]; i++)
        cJSON_AddItemToArray(list, cJSON_CreateNumber((double)examples[i]));
}

static void add_alerts(cJSON *root, const struct tally *t)
{
    cJSON *list = cJSON_AddArrayToObject(root, "alerts");
    for (size_t i = 0; i < t->alerts_size; i++) {
        const struct tally_alert *a = &t->alerts[i];
        cJSON *o = cJSON_CreateObject();
        cJSON_AddStringToObject(o, "name", a->name);
        cJSON_AddNumberToObject(o, "before", (double)a->before);
        cJSON_AddNumberToObject(o, "after", (double)a->after);
        cJSON_AddNumberToObject(o, "gained", (double)a->gained);
        cJSON_AddNumberToObject(o, "lost", (double)a->lost);
        add_examples(o, "gained_in", a->gains);
        add_examples(o, "lost_in", a->losses);
        cJSON_AddItemToArray(list, o);
    }
}

void diff_json(const struct diff_report *r)
{
    cJSON *root = cJSON_CreateObject();
    add_side(root, "before", r->pair->before.config);
    add_side(root, "after", r->pair->after.config);
    cJSON *changes = cJSON_AddArrayToObject(root, "changes");
    for (size_t i = 0; i < r->changes_size; i++)
        cJSON_AddItemToArray(changes, cJSON_CreateString(r->changes[i]));
    add_text(root, "feed", r->feed);
    add_time(root, "oldest", r->tally->oldest);
    add_time(root, "newest", r->tally->newest);
    cJSON_AddNumberToObject(root, "as_published", (double)r->counts.taken);
    cJSON *quantities = cJSON_AddObjectToObject(root, "quantities");
    for (size_t i = 0; i < r->quantities.size; i++)
        add_number(quantities, r->quantities.items[i].name, r->quantities.items[i].value);
    add_scores(root, r);
    add_groups(root, "feeds", "feed", r->tally, &r->tally->feeds);
    add_groups(root, "tickers", "ticker", r->tally, &r->tally->tickers);
    add_alerts(root, r->tally);
    json_line_print_tree(root);
}
