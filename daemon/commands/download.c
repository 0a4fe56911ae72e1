#include "commands/download.h"

#include "base/loop.h"

#include <string.h>

bool download_is_url(const char *input)
{
    return strncmp(input, "http://", 7) == 0 || strncmp(input, "https://", 8) == 0;
}

struct waiting {
    struct fetch_answer *answer;
    bool done;
};

static void done(void *arg, struct fetch_answer **answer)
{
    struct waiting *w = arg;
    w->answer = *answer;
    *answer = NULL;
    w->done = true;
}

/* Whoever types a URL may reach what he can reach anyway. */
static struct fetch_settings unfenced(const struct fetch_settings *settings)
{
    static const struct assay_text anywhere[] = { { "0.0.0.0/0", 9 }, { "::/0", 4 } };
    struct fetch_settings own = *settings;
    own.allow_private = (struct assay_texts){ anywhere, count_of(anywhere) };
    return own;
}

struct fetch_answer *download_any(const char *url, const struct fetch_settings *settings,
                                  struct error *err)
{
    struct fetch_settings own = unfenced(settings);
    struct waiting w = { NULL, false };
    struct loop *loop = loop_new(clock_real(), err);
    struct fetch *fetch = loop ? fetch_new(loop, &own, err) : NULL;
    if (fetch) {
        fetch_start(fetch, &(struct fetch_request){ .url = url }, done, &w);
        struct duration patience = { own.total_timeout.ms + 5000 };
        if (!loop_wait(loop, &w.done, patience, err))
            error_at(err, url);
    }
    fetch_free(&fetch);
    loop_free(&loop);
    return w.answer;
}

struct fetch_answer *download(const char *url, const struct fetch_settings *settings,
                              struct error *err)
{
    struct fetch_answer *answer = download_any(url, settings, err);
    if (answer && answer->problem != FETCH_OK) {
        error_set(err, answer->err.remedy, url, "%s", answer->err.text);
        fetch_answer_free(&answer);
    }
    return answer;
}
