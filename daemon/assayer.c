#include "assayer.h"

#include "base/mem.h"
#include "item/verdict_json.h"
#include "scoring/panel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A panel, and what its verdicts were made with. */
struct seat {
    char *feed; /* NULL: the panel of all feeds that say nothing */
    struct panel *panel;
    struct provenance provenance;
};

/* Those of a part of the web, by name. */
struct region {
    char *domain;
    double prior;     /* NAN: the feed's */
    struct seat seat; /* without a panel: the feed's */
};

struct assayer {
    struct seat common;
    struct seat *feeds; /* with settings of their own */
    size_t feeds_size;
    struct region *regions;
    size_t regions_size;
    struct watchlist *watchlist;
    struct alerts *alerts;
    char *config_sha256;
};

static void note_lexicons(struct provenance *p, const struct scorers *scorers)
{
    size_t cap = 0;
    for (size_t i = 0; i < scorers->size; i++)
        for (size_t k = 0; k < scorers->items[i].stocked->files_size; k++) {
            const struct stocked_file *file = &scorers->items[i].stocked->files[k];
            mem_grow(p->lexicons, p->lexicons_size, cap);
            struct lexicon_version *one = &p->lexicons[p->lexicons_size++];
            one->scorer = mem_string(scorers->items[i].name);
            one->name = mem_string(file->name);
            memcpy(one->sha256, file->sha256, sizeof one->sha256);
        }
}

static bool seat_open(struct seat *seat, const struct assayer *a, const struct assayer_settings *s,
                      const struct scorer_choice *choices, uint64_t generation,
                      struct complaints *complaints)
{
    struct scorers *scorers = scorers_open(choices, s->scorers_size, complaints);
    if (!scorers)
        return false;
    seat->provenance.config_sha256 = a->config_sha256;
    note_lexicons(&seat->provenance, scorers);
    seat->panel = panel_new(&scorers, a->watchlist, &s->tone, &s->reliability, generation);
    return true;
}

static void seat_close(struct seat *seat)
{
    panel_free(&seat->panel);
    mem_free(&seat->feed);
    for (size_t i = 0; i < seat->provenance.lexicons_size; i++) {
        mem_free(&seat->provenance.lexicons[i].scorer);
        mem_free(&seat->provenance.lexicons[i].name);
    }
    mem_free(&seat->provenance.lexicons);
}

static int by_domain(const void *a, const void *b)
{
    return strcmp(((const struct region *)a)->domain, ((const struct region *)b)->domain);
}

static bool open_regions(struct assayer *a, const struct assayer_settings *s, uint64_t generation,
                         struct complaints *complaints)
{
    bool good = true;
    a->regions = mem_array(s->domains_size + 1, sizeof *a->regions);
    for (size_t i = 0; i < s->domains_size; i++) {
        struct region *region = &a->regions[a->regions_size++];
        *region = (struct region){ mem_string(s->domains[i].name), s->domains[i].prior, {0} };
        if (s->domains[i].scorers)
            good &= seat_open(&region->seat, a, s, s->domains[i].scorers, generation, complaints);
    }
    qsort(a->regions, a->regions_size, sizeof *a->regions, by_domain);
    return good;
}

struct assayer *assayer_new(const struct assayer_settings *s, uint64_t generation,
                            struct complaints *complaints)
{
    struct assayer *a = mem_new(sizeof *a);
    a->config_sha256 = mem_string(s->config_sha256 ? s->config_sha256 : "");
    a->watchlist = watchlist_new(s->tickers, s->tickers_size);
    bool good = seat_open(&a->common, a, s, s->scorers, generation, complaints);
    a->alerts = alerts_new(s->alerts, s->alerts_size, s->alerts_node, complaints);
    good &= a->alerts != NULL;
    a->feeds = mem_array(s->feeds_size + 1, sizeof *a->feeds);
    for (size_t i = 0; i < s->feeds_size; i++) {
        struct seat *seat = &a->feeds[a->feeds_size++];
        seat->feed = mem_string(s->feeds[i].id);
        good &= seat_open(seat, a, s, s->feeds[i].scorers, generation, complaints);
    }
    good &= open_regions(a, s, generation, complaints);
    if (!good)
        assayer_free(&a);
    return a;
}

void assayer_free(struct assayer **assayer)
{
    struct assayer *a = *assayer;
    if (!a)
        return;
    seat_close(&a->common);
    for (size_t i = 0; i < a->feeds_size; i++)
        seat_close(&a->feeds[i]);
    mem_free(&a->feeds);
    for (size_t i = 0; i < a->regions_size; i++) {
        seat_close(&a->regions[i].seat);
        mem_free(&a->regions[i].domain);
    }
    mem_free(&a->regions);
    watchlist_free(&a->watchlist);
    alerts_free(&a->alerts);
    mem_free(&a->config_sha256);
    mem_free(assayer);
}

const struct scorers *assayer_scorers(const struct assayer *a)
{
    return panel_scorers(a->common.panel);
}

/* The longest domain that the article's lies in; NULL: none. */
static const struct region *region_of(const struct assayer *a, const struct article *article)
{
    for (char *at = a->regions_size ? article->domain : NULL; at && *at;) {
        const struct region wanted = { .domain = at };
        const struct region *found =
            bsearch(&wanted, a->regions, a->regions_size, sizeof wanted, by_domain);
        if (found)
            return found;
        at += strcspn(at, ".");
        at += *at == '.';
    }
    return NULL;
}

static const struct seat *seat_of(const struct assayer *a, const struct article *article)
{
    const struct region *region = region_of(a, article);
    if (region && region->seat.panel)
        return &region->seat;
    for (size_t i = 0; i < a->feeds_size; i++)
        if (strcmp(a->feeds[i].feed, article->feed) == 0)
            return &a->feeds[i];
    return &a->common;
}

/* As the scorers are to see it: a domain's prior counts before its feed's. Borrows everything. */
static struct article trusted(const struct assayer *a, const struct article *article)
{
    const struct region *region = region_of(a, article);
    struct article seen = *article;
    if (region && !isnan(region->prior))
        seen.prior = region->prior;
    return seen;
}

struct verdict *assayer_judge(const struct assayer *a, const struct article *article,
                              enum assay_detail detail)
{
    struct article seen = trusted(a, article);
    return panel_judge(seat_of(a, article)->panel, &seen, detail);
}

static bool looks_alike(const struct article *a, const struct article *b)
{
    bool priors = a->prior == b->prior || (isnan(a->prior) && isnan(b->prior));
    return priors && slice_same(slice_of(a->topic), slice_of(b->topic));
}

void assayer_judge_both(const struct assayer *a, const struct article *article,
                        const struct assayer *other, const struct article *others,
                        enum assay_detail detail, struct verdict **ret, struct verdict **ret_other)
{
    struct article seen = trusted(a, article), theirs = trusted(other, others);
    const struct panel *panel = seat_of(a, article)->panel;
    bool alike = looks_alike(&seen, &theirs);
    HELD(entities) found = { 0 };
    watchlist_find(a->watchlist, &seen, &found);
    *ret = panel_judge_beside(panel, &seen, detail, &found, NULL, NULL);
    *ret_other = panel_judge_beside(seat_of(other, others)->panel, &theirs, detail, &found,
                                    alike ? panel : NULL, *ret);
}

void assayer_json(const struct assayer *a, struct text *out, const struct article *article,
                  const struct verdict *verdict, struct instant judged)
{
    verdict_json(out, article, verdict, &seat_of(a, article)->provenance, judged);
}

void assayer_alert(const struct assayer *a, struct judged *item)
{
    alerts_raise(a->alerts, item);
}
