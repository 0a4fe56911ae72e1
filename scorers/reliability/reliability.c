/* reliability.c - how far an item can be relied on: a prior and the signals of its groups. */
#include "groups.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define VERSION "0.1"

struct reliability_params {
    struct assay_files lexicons;
    struct assay_texts primary;
    struct tables_params tables;
    struct assay_texts phrases, mute;
    double base, prior_strength, full_words, short_words;
    struct group_caps groups[GROUPS_SIZE];
    struct assay_signal signals[SIGNALS_SIZE];
};

#define AT(field) offsetof(struct reliability_params, field)

static const struct assay_param params[] = {
    { "lexicons", ASSAY_FILES, "[reliability-en]", .offset = AT(lexicons),
      .help = "Lists of phrases; a later file can add to the lists of an earlier one." },
    { "phrases", ASSAY_LIST, "[]", .offset = AT(phrases),
      .help = "Phrases of your own, each behind the list that it joins: \"hearsay: word on the "
              "street\"; \"!hearsay: rumour\" takes one out of that list." },
    { "mute", ASSAY_LIST, "[]", .offset = AT(mute),
      .help = "Phrases that are taken out of every list." },
    { "primary", ASSAY_LIST,
      "[gov, mil, edu, int, europa.eu, doi.org, arxiv.org, nih.gov, sec.gov, documentcloud.org]",
      .offset = AT(primary),
      .help = "Domains, or ends of them, whose pages are primary documents." },
    { "tables.claims", ASSAY_BOOL, "true", .offset = AT(tables.claims),
      .help = "Check the prose against the article's tables." },
    { "tables.arithmetic", ASSAY_BOOL, "true", .offset = AT(tables.arithmetic),
      .help = "Check totals, shares and change columns inside of tables." },
    { "tables.source_blocks", ASSAY_REAL, "2", 0, 100, AT(tables.source_blocks),
      "Blocks between a table and what still counts as its source." },
    { "base", ASSAY_REAL, "0.5", 0, 1, AT(base),
      "Where an item of a source without a prior starts, 0 to 1." },
    { "prior_strength", ASSAY_REAL, "1", 0, 1, AT(prior_strength),
      "How much of a prior's distance from the base counts: at 1 an item starts at its source's "
      "prior, at 0 priors are switched off." },
    { "full_words", ASSAY_REAL, "400", 1, 100000, AT(full_words),
      "Words of text up to which a finding of the language group counts in full; in longer "
      "texts it counts in proportion." },
    { "short_words", ASSAY_REAL, "1000", 1, 100000, AT(short_words),
      "Words of text below which text.short begins to count." },
#define X(name, least, most, help) \
    { "groups." #name ".low", ASSAY_REAL, #least, -1, 0, AT(groups[GROUP_##name].low), \
      help ": the most it can take away." }, \
    { "groups." #name ".high", ASSAY_REAL, #most, 0, 1, AT(groups[GROUP_##name].high), \
      help ": the most it can add." },
    GROUPS(X)
#undef X
#define X(group, name, each, cap, why) \
    { "signals." #group "." #name, ASSAY_SIGNAL, "{each: " #each ", cap: " #cap "}", -1, 1, \
      AT(signals[SIGNAL_##group##_##name]), "Adds this for: " why "." },
    SIGNALS(X)
#undef X
};

struct reliability {
    const struct reliability_params *params;
    struct phrasebook *phrases;
};

static void reliability_close(void *state)
{
    struct reliability *s = state;
    if (!s)
        return;
    phrasebook_free(s->phrases);
    free(s);
}

/* "hearsay: word on the street" is a line of a file whose columns a colon parts. */
static bool add_phrase(struct phrasebook *phrases, struct assay_text own, struct assay_host *host,
                       size_t row)
{
    char line[512];
    const char *colon = memchr(own.ptr, ':', own.len);
    if (!colon || own.len >= sizeof line || memchr(own.ptr, '\n', own.len)) {
        host->complain(host, "phrases", row, 0, "wants a list's name, a colon and a phrase");
        return false;
    }
    memcpy(line, own.ptr, own.len);
    line[colon - own.ptr] = '\t';
    struct assay_file file = { { "phrases", 7 }, { line, own.len } };
    return phrasebook_load(phrases, &file, host, "phrases", row);
}

static bool add_own(struct phrasebook *phrases, const struct reliability_params *p,
                    struct assay_host *host)
{
    bool good = true;
    for (size_t i = 0; i < p->phrases.size; i++)
        good &= add_phrase(phrases, p->phrases.items[i], host, i);
    for (size_t i = 0; i < p->mute.size; i++) {
        const char *wrong = phrasebook_mute(phrases, p->mute.items[i]);
        if (wrong)
            host->complain(host, "mute", i, 0, wrong);
        good &= !wrong;
    }
    return good;
}

static void *reliability_open(const void *settings, struct assay_host *host)
{
    const struct reliability_params *p = settings;
    struct reliability *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->params = p;
    s->phrases = phrasebook_new();
    bool good = true;
    for (size_t i = 0; i < p->lexicons.size; i++)
        good &= phrasebook_load(s->phrases, &p->lexicons.items[i], host, "lexicons", i);
    good &= add_own(s->phrases, p, host);
    if (!good) {
        reliability_close(s);
        return NULL;
    }
    return s;
}

/* ------------------------------------------------------------------ scoring */

/* Where an item starts. prior NAN: its source has none. */
static double start_of(const struct reliability_params *p, double prior)
{
    return isnan(prior) ? p->base : p->base + p->prior_strength * (prior - p->base);
}

static bool knows_source(const struct reliability_params *p, const struct assay_article *article)
{
    return !isnan(article->prior) && p->prior_strength > 0;
}

static void weigh_prior(const struct reliability *s, const struct assay_article *article,
                        struct assay_host *host)
{
    double prior = start_of(s->params, article->prior);
    const char *why = knows_source(s->params, article) ? "trust in the source before reading"
                      : isnan(article->prior)          ? "no prior set: the base"
                                                       : "priors are switched off: the base";
    struct assay_part part = { .name = "source", .weight = 1, .entity = ASSAY_OVERALL };
    struct assay_reason reason = { .rule = "source.prior", .why = { why, strlen(why) },
                                   .weight = prior, .delta = prior };
    host->part(host, &part);
    host->because(host, &reason);
}

/* Empty: unknown, and read as English. */
static bool is_english(struct assay_text language)
{
    return !language.len || (language.len >= 2 && !strncasecmp(language.ptr, "en", 2));
}

/* How much evidence the score rests on, 0 to 1: grows with the words read (two thirds of the way
 * at 150, so that a headline alone says little), begins higher where the source is known, and
 * stays low in a language that the lists of phrases can't read. */
static void state_confidence(const struct weighing *w, bool known_source)
{
    struct assay_host *host = w->ledger->host;
    const struct reading *r = w->reading;
    if (host->detail < ASSAY_REASONS)
        return;
    double words = r->body_words + 0.25 * r->title_words;
    double known = known_source ? 0.15 : 0;
    double read = (0.95 - known) * (1 - exp(-words / 150)) * (w->english ? 1 : 0.3);
    host->fact(host, &(struct assay_fact){ .name = "confidence", .number = known + read });
}

static bool reliability_score(const void *state, const struct assay_article *article,
                              struct assay_host *host)
{
    const struct reliability *s = state;
    struct reading *reading = reading_new(article, s->phrases);
    struct ledger ledger = { .host = host, .signals = s->params->signals,
                             .groups = s->params->groups };
    double words = reading->body_words;
    struct weighing w = {
        .reading = reading,
        .phrases = s->phrases,
        .ledger = &ledger,
        .primary = &s->params->primary,
        .tables = &s->params->tables,
        .english = is_english(article->language),
        .dilution = words > s->params->full_words ? s->params->full_words / words : 1,
        .short_words = s->params->short_words,
    };
    weigh_prior(s, article, host);
    attribution_weigh(&w);
    identity_weigh(&w);
    language_weigh(&w);
    headline_weigh(&w);
    text_weigh(&w);
    disclosure_weigh(&w);
    secondary_weigh(&w);
    tables_weigh(&w);
    stories_weigh(&w);
    state_confidence(&w, knows_source(s->params, article));
    reading_free(reading);
    return true;
}

static void reliability_reach(const void *state, double prior, double *low, double *high)
{
    const struct reliability_params *p = ((const struct reliability *)state)->params;
    *low = *high = start_of(p, prior);
    for (size_t i = 0; i < GROUPS_SIZE; i++) {
        *low += p->groups[i].low;
        *high += p->groups[i].high;
    }
}

ASSAY_EXPORT(reliability) = {
    .abi = ASSAY_ABI,
    .size = sizeof(struct assay_scorer),
    .name = "reliability",
    .version = VERSION,
    .help = "How far an item can be relied on, 0 to 1: a prior and signed signals in groups.",
    .low = 0,
    .high = 1,
    .join = ASSAY_SUM,
    .params = params,
    .params_size = sizeof params / sizeof params[0],
    .params_bytes = sizeof(struct reliability_params),
    .open = reliability_open,
    .score = reliability_score,
    .close = reliability_close,
    .reach = reliability_reach,
};
