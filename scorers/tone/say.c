#include "say.h"

#include <stdio.h>
#include <string.h>

struct step {
    uint32_t flag;
    const char *words;
};

static const struct step steps[] = {
    { SIGNAL_SCALED, "scaled by an adverb" },
    { SIGNAL_CONTRASTED, "weighed by the contrast around it" },
    { SIGNAL_CONCEDED, "conceded" },
    { SIGNAL_CONDITIONAL, "only a possibility" },
    { SIGNAL_AGENDA, "to be watched, not reported" },
    { SIGNAL_CAUSE, "a cause, not the news" },
    { SIGNAL_ASKED, "asked, not stated" },
    { SIGNAL_QUOTED, "in quoted speech" },
    { SIGNAL_EMPHASISED, "shouted" },
    { SIGNAL_REPEATED, "said before" },
    { SIGNAL_ROUTINE, "routine business" },
    { SIGNAL_TOPIC, "the article's topic" },
    { SIGNAL_SPENT, "turns what follows" },
    { SIGNAL_GUARDED, "names what is there against it" },
    { SIGNAL_FORMER, "what it was before" },
    { SIGNAL_STUDIED, "what is studied, not the news" },
    { SIGNAL_NAME, "probably part of a name" },
};

struct line {
    char *out;
    size_t cap, len;
};

static void add(struct line *l, const char *text, size_t len)
{
    size_t room = l->cap - 1 - l->len;
    if (len > room)
        for (len = room; len > 0 && (text[len] & 0xc0) == 0x80; len--)
            continue;
    memcpy(l->out + l->len, text, len);
    l->len += len;
    l->out[l->len] = '\0';
}

static void add_string(struct line *l, const char *text)
{
    add(l, text, strlen(text));
}

static void add_tokens(struct line *l, const struct reading *r, size_t first, size_t last)
{
    const struct token *a = &r->tokens[first], *b = &r->tokens[last - 1];
    add(l, r->text + a->start, b->start + b->len - a->start);
}

static void say_direction(struct line *l, const struct reading *r, const struct signal *s)
{
    bool up = s->meaning->direction > 0, more_is_good = up == (s->base > 0);
    if (tone_betters(s->meaning)) {
        add_string(l, "better is \"");
        add_tokens(l, r, s->from, s->to);
        add_string(l, "\"");
        return;
    }
    add_string(l, up ? "more of \"" : "less of \"");
    add_tokens(l, r, s->from, s->to);
    add_string(l, more_is_good ? "\", of which more is good" : "\", of which more is bad");
}

size_t say_why(const struct reading *r, const struct signal *s, char *out, size_t cap)
{
    struct line l = { out, cap, 0 };
    out[0] = '\0';
    if (s->meaning && s->to && s->meaning->bits & MEANS_DIRECTION) {
        say_direction(&l, r, s);
    } else if (s->to) {
        add_tokens(&l, r, s->from, s->to);
        add_string(&l, s->base > 0 ? ": to the better" : ": to the worse");
    } else if (s->meaning && s->meaning->bits & MEANS_DIRECTION && !s->lexical) {
        add_string(&l, s->base > 0 ? "it goes up itself" : "it goes down itself");
    } else {
        add_string(&l, s->base > 0 ? "good" : "bad");
    }
    const char *part = "; ";
    if (s->turned_by) {
        add_string(&l, s->flags & SIGNAL_NEGATED ? "; negated by \"" : "; turned by \"");
        add_tokens(&l, r, s->turned_by->at, s->turned_by->end);
        add_string(&l, "\"");
        part = ", ";
    }
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (s->flags & steps[i].flag) {
            add_string(&l, part);
            add_string(&l, steps[i].words);
            part = ", ";
        }
    return l.len;
}
