/* Capitals and exclamation marks shout; a word said again says less; a capitalised word inside a
 * sentence is probably somebody's name. */
#include "tone.h"

#include <math.h>

#define SHOUTED 1.25
#define EXCLAIMED 0.1        /* each, up to three */
#define SAID_AGAIN 0.5
#define LIKELY_NAME 0.0
#define KIND_OF_NAME 0.5

static double weighed(double factor, double weight)
{
    return 1 + (factor - 1) * weight;
}

static size_t exclamations(const struct reading *r)
{
    size_t count = 0;
    if (!(r->passage->flags & TOKEN_LOUD))
        return 0;
    for (size_t at = r->first; at < r->last; at++)
        if (r->tokens[at].flags & TOKEN_LOUD)
            count += r->tokens[at].len;
    return count < 3 ? count : 3;
}

static bool all_capitals(const struct reading *r)
{
    size_t capitals = 0, words = 0;
    for (size_t at = r->first; at < r->last; at++) {
        words += r->tokens[at].kind == TOKEN_WORD;
        capitals += (r->tokens[at].flags & TOKEN_CAPITALS) != 0;
    }
    return capitals * 2 > words;
}

static bool same_words(const struct signal *a, const struct signal *b)
{
    return a->meaning && a->meaning == b->meaning && a->rule == b->rule;
}

static bool is_capital(const struct reading *r, size_t at)
{
    return at >= r->first && at < r->last && r->tokens[at].kind == TOKEN_WORD &&
           r->tokens[at].flags & TOKEN_CAPITAL;
}

/* What is left of a capitalised word: nothing inside a name, a part where a noun ends one and
 * says what kind of thing it is, "the Turing Award". */
static double name_factor(const struct reading *r, const struct signal *s)
{
    const struct token *t = &r->tokens[s->at];
    if (s->at == r->first || s->to || t->flags & TOKEN_CAPITALS || t->len < 2 ||
        !is_capital(r, s->at) || reading_is_title_case(r))
        return 1;
    if (t[-1].kind == TOKEN_SYMBOL) /* "Brandt & Hope" */
        return s->at > r->first + 1 && is_capital(r, s->at - 2) ? LIKELY_NAME : 1;
    if (t[-1].kind != TOKEN_WORD) /* "..., Justice Ada Brandt said" */
        return t[-1].kind == TOKEN_COMMA && is_capital(r, s->end) ? LIKELY_NAME : 1;
    bool thing = s->meaning && s->meaning->bits & MEANS_THING;
    return thing && is_capital(r, s->at - 1) && !is_capital(r, s->end) ? KIND_OF_NAME : LIKELY_NAME;
}

/* A word that an article says again and again is what it is about, not how it judges. */
static double topic_factor(const struct reading *r, const struct signal *s)
{
    uint32_t said = r->said && s->meaning && s->lexical ? r->said[s->meaning->entry] : 0;
    return said < 3 ? 1 : 1.0 / (said - 1);
}

void emphasis_apply(struct reading *r)
{
    const struct rules *rules = &r->tone->settings.rules;
    bool shouting = r->passage->flags & TOKEN_CAPITALS && !all_capitals(r);
    double loud = 1 + EXCLAIMED * (double)exclamations(r) * rules->emphasis;
    for (size_t i = 0; i < r->signals_size; i++) {
        struct signal *s = &r->signals[i];
        if (shouting && s->end == s->at + 1 && r->tokens[s->at].flags & TOKEN_CAPITALS &&
            r->tokens[s->at].len > 2) {
            s->value *= weighed(SHOUTED, rules->emphasis);
            s->flags |= SIGNAL_EMPHASISED;
        }
        s->value *= loud;
        for (size_t j = 0; j < i; j++)
            if (same_words(s, &r->signals[j])) {
                s->value *= weighed(SAID_AGAIN, rules->repetition);
                s->flags |= SIGNAL_REPEATED;
                break;
            }
        double topic = topic_factor(r, s);
        if (topic < 1) {
            s->value *= weighed(topic, rules->repetition);
            s->flags |= SIGNAL_TOPIC;
        }
        double name = name_factor(r, s);
        if (name < 1) {
            s->value *= weighed(name, rules->names);
            s->flags |= SIGNAL_NAME;
        }
    }
}
