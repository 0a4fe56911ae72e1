#include "assayer.h"

#include "base/mem.h"
#include "item/verdict_json.h"
#include "scoring/panel.h"

#include <sodium.h>
#include <string.h>

struct feed_panel {
    char *feed;
    struct panel *panel;
};

struct assayer {
    struct panel *panel;
    struct feed_panel *feeds; /* with settings of their own */
    size_t feeds_size;
    char *config_sha256;
    struct provenance provenance;
    size_t lexicons_cap;
};

static struct panel *open_panel(const struct assayer_settings *s,
                                const struct scorer_choice *choices, uint64_t generation,
                                struct complaints *complaints)
{
    struct scorers *scorers = scorers_open(choices, s->scorers_size, complaints);
    if (!scorers)
        return NULL;
    struct watchlist *watchlist = watchlist_new(s->tickers, s->tickers_size);
    return panel_new(&scorers, &watchlist, &s->tone, &s->reliability, generation);
}

static void note_lexicon(void *context, const char *scorer, const struct assay_file *file)
{
    struct assayer *a = context;
    struct provenance *p = &a->provenance;
    mem_grow(p->lexicons, p->lexicons_size, a->lexicons_cap);
    struct lexicon_version *one = &p->lexicons[p->lexicons_size++];
    one->scorer = mem_string(scorer);
    one->name = slice_string((struct slice){ file->name.ptr, file->name.len });
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)file->content.ptr, file->content.len);
    sodium_bin2hex(one->sha256, sizeof one->sha256, hash, sizeof hash);
}

struct assayer *assayer_new(const struct assayer_settings *s, uint64_t generation,
                            struct complaints *complaints)
{
    struct assayer *a = mem_new(sizeof *a);
    bool good = true;
    a->panel = open_panel(s, s->scorers, generation, complaints);
    good &= a->panel != NULL;
    a->feeds = mem_array(s->feeds_size + 1, sizeof *a->feeds);
    for (size_t i = 0; i < s->feeds_size; i++) {
        struct panel *panel = open_panel(s, s->feeds[i].scorers, generation, complaints);
        good &= panel != NULL;
        a->feeds[a->feeds_size++] = (struct feed_panel){ mem_string(s->feeds[i].id), panel };
    }
    if (!good) {
        assayer_free(&a);
        return NULL;
    }
    a->config_sha256 = mem_string(s->config_sha256 ? s->config_sha256 : "");
    a->provenance.config_sha256 = a->config_sha256;
    scorers_files(panel_scorers(a->panel), note_lexicon, a);
    return a;
}

void assayer_free(struct assayer **assayer)
{
    struct assayer *a = *assayer;
    if (!a)
        return;
    panel_free(&a->panel);
    for (size_t i = 0; i < a->feeds_size; i++) {
        mem_free(&a->feeds[i].feed);
        panel_free(&a->feeds[i].panel);
    }
    for (size_t i = 0; i < a->provenance.lexicons_size; i++) {
        mem_free(&a->provenance.lexicons[i].scorer);
        mem_free(&a->provenance.lexicons[i].name);
    }
    mem_free(&a->provenance.lexicons);
    mem_free(&a->feeds);
    mem_free(&a->config_sha256);
    mem_free(assayer);
}

static const struct panel *panel_for(const struct assayer *a, const char *feed)
{
    for (size_t i = 0; i < a->feeds_size; i++)
        if (strcmp(a->feeds[i].feed, feed) == 0)
            return a->feeds[i].panel;
    return a->panel;
}

struct verdict *assayer_judge(const struct assayer *a, const struct article *article,
                              enum assay_detail detail)
{
    return panel_judge(panel_for(a, article->feed), article, detail);
}

void assayer_json(const struct assayer *a, struct text *out, const struct article *article,
                  const struct verdict *verdict, struct instant judged)
{
    verdict_json(out, article, verdict, &a->provenance, 1, judged);
}
