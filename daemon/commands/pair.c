#include "commands/pair.h"

#include <string.h>

static bool side_open(struct pair_side *side, const char *path, struct overlays changes,
                      uint64_t number, struct complaints *complaints)
{
    if (!config_load_changed(path, changes, &side->config, complaints))
        return false;
    side->assayer = assayer_new(&side->config->assayer, number, complaints);
    stored_feeds_init(&side->feeds, side->config->feeds, side->config->feeds_size);
    return side->assayer != NULL;
}

static void side_close(struct pair_side *side)
{
    stored_feeds_done(&side->feeds);
    assayer_free(&side->assayer);
    config_free(&side->config);
}

static bool are_same_texts(struct assay_texts a, struct assay_texts b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++)
        if (a.items[i].len != b.items[i].len ||
            memcmp(a.items[i].ptr, b.items[i].ptr, a.items[i].len) != 0)
            return false;
    return true;
}

static bool are_same_tickers(const struct assayer_settings *a, const struct assayer_settings *b)
{
    if (a->tickers_size != b->tickers_size)
        return false;
    for (size_t i = 0; i < a->tickers_size; i++) {
        const struct ticker *x = &a->tickers[i], *y = &b->tickers[i];
        if (strcmp(x->symbol, y->symbol) != 0 || x->case_sensitive != y->case_sensitive ||
            !are_same_texts(x->names, y->names) || !are_same_texts(x->not_if_near, y->not_if_near))
            return false;
    }
    return true;
}

bool pair_open(struct pair *p, const char *before, const char *after, struct overlays changes,
               struct complaints *complaints)
{
    *p = (struct pair){ 0 };
    const struct overlays none = { 0 };
    if (!side_open(&p->before, before, none, 1, complaints) ||
        !side_open(&p->after, after, changes, 2, complaints)) {
        pair_close(p);
        return false;
    }
    published_open(&p->published, p->before.config, p->before.assayer);
    p->watch_the_same = are_same_tickers(&p->before.config->assayer, &p->after.config->assayer);
    return true;
}

void pair_close(struct pair *p)
{
    published_close(&p->published);
    side_close(&p->before);
    side_close(&p->after);
}

void pair_judge(const struct pair *p, const struct article *a, enum assay_detail detail,
                struct verdict **ret_before, struct verdict **ret_after)
{
    struct article before = stored_seen(&p->before.feeds, a), after = stored_seen(&p->after.feeds, a);
    if (p->watch_the_same) {
        assayer_judge_both(p->before.assayer, &before, p->after.assayer, &after, detail, ret_before,
                           ret_after);
        return;
    }
    *ret_before = assayer_judge(p->before.assayer, &before, detail);
    *ret_after = assayer_judge(p->after.assayer, &after, detail);
}

void pair_judge_stored(const struct pair *p, const struct article *a, struct slice body,
                       struct verdict **ret_before, struct verdict **ret_after, bool *ret_taken)
{
    *ret_before = published_verdict(&p->published, body);
    *ret_taken = *ret_before != NULL;
    if (!*ret_taken) {
        pair_judge(p, a, ASSAY_SCORE, ret_before, ret_after);
        return;
    }
    struct article after = stored_seen(&p->after.feeds, a);
    *ret_after = assayer_judge(p->after.assayer, &after, ASSAY_SCORE);
}
