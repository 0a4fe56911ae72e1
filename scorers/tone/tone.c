/* tone.c - how an article sounds, -1 to 1, with every reason. The method: tone.md. */
#include "desk.h"

#include "common/grow.h"
#include "common/lexicon_lint.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ opening */

struct place {
    struct assay_host *host;
    size_t row;
};

static void complain(void *data, size_t line, const char *text)
{
    struct place *place = data;
    place->host->complain(place->host, "lexicons", place->row, line, text);
}

static bool text_starts(struct assay_text text, struct assay_text start)
{
    return text.len >= start.len && !memcmp(text.ptr, start.ptr, start.len);
}

/* "finance-en" in layers: also means finance-en.tsv. */
static bool is_layer_of(const struct assay_file *file, struct assay_text key)
{
    return text_starts(file->name, key) &&
           (file->name.len == key.len || file->name.ptr[key.len] == '.');
}

static double layer_weight(const struct settings *s, const struct assay_file *file)
{
    for (size_t i = 0; i < s->layers.size; i++) {
        if (is_layer_of(file, s->layers.items[i].key))
            return s->layers.items[i].value;
    }
    return 1;
}

static bool read_files(struct lexicon *lexicon, const struct settings *s, bool irregular,
                       struct assay_host *host)
{
    bool fine = true;
    for (size_t i = 0; i < s->lexicons.size; i++) {
        const struct assay_file *file = &s->lexicons.items[i];
        enum lexicon_layer layer = lexicon_layer_of(file->name.ptr, file->name.len);
        struct place place = { host, i };
        if ((layer == LEXICON_IRREGULAR) == irregular)
            fine &= lexicon_read(lexicon, layer, layer_weight(s, file), file->content.ptr,
                                 file->content.len, complain, &place);
    }
    return fine;
}

static bool read_words(struct lexicon *lexicon, const struct settings *s, struct assay_host *host)
{
    bool fine = true;
    for (size_t i = 0; i < s->words.size; i++) {
        const struct assay_number *word = &s->words.items[i];
        if (!lexicon_override(lexicon, word->key.ptr, word->key.len, word->value)) {
            host->complain(host, "words", i, 0, "not a word or a phrase of up to twelve words");
            fine = false;
        }
    }
    return fine;
}

static bool check_layers(const struct settings *s, struct assay_host *host)
{
    bool fine = true;
    for (size_t i = 0; i < s->layers.size; i++) {
        bool found = false;
        for (size_t k = 0; k < s->lexicons.size && !found; k++)
            found = is_layer_of(&s->lexicons.items[k], s->layers.items[i].key);
        if (!found)
            host->complain(host, "layers", i, 0, "no file of this name is among the lexicons");
        fine &= found;
    }
    return fine;
}

/* What mutes a word that no file has is misspelt, or left over. */
static void doubt_words(struct lexicon *lexicon, const struct settings *s, struct assay_host *host)
{
    for (size_t i = 0; i < s->words.size; i++) {
        const struct assay_number *word = &s->words.items[i];
        if (word->value == 0 && !lexicon_has(lexicon, word->key.ptr, word->key.len))
            host->doubt(host, "words", i, 0, "mutes nothing: no lexicon has this word or phrase");
    }
}

/* What can hardly be found weighs nothing. */
static void doubt_reach(const struct lexicon *lexicon, const struct settings *s, struct assay_host *host)
{
    for (size_t i = 0; i < s->words.size; i++) {
        const struct assay_number *word = &s->words.items[i];
        const char *text = word->value != 0 ? lexicon_lint_entry(lexicon, word->key.ptr, word->key.len) : NULL;
        if (text)
            host->doubt(host, "words", i, 0, text);
    }
}

static void pass_doubt(void *data, size_t line, const char *text)
{
    struct place *place = data;
    place->host->doubt(place->host, "lexicons", place->row, line, text);
}

/* The shipped files are held by script/lint-lexicons; these are the user's own. */
static void doubt_lists(struct lexicon *lexicon, const struct settings *s, bool ready,
                        struct assay_host *host)
{
    for (size_t i = 0; i < s->lexicons.size; i++) {
        const struct assay_file *file = &s->lexicons.items[i];
        struct place place = { host, i };
        if (lexicon_layer_of(file->name.ptr, file->name.len) != LEXICON_WORDS)
            continue;
        if (ready)
            lexicon_lint_reach(lexicon, layer_weight(s, file), file->content.ptr, file->content.len,
                               pass_doubt, &place);
        else
            lexicon_lint_roles(lexicon, file->content.ptr, file->content.len, pass_doubt, &place);
    }
}

static bool read_all(struct lexicon *lexicon, const struct settings *s, struct assay_host *host)
{
    bool fine = check_layers(s, host);
    fine &= read_words(lexicon, s, host);
    fine &= read_files(lexicon, s, true, host);
    fine &= read_files(lexicon, s, false, host);
    doubt_words(lexicon, s, host);
    if (fine)
        doubt_lists(lexicon, s, false, host);
    return fine;
}

static void tone_close(void *state)
{
    struct tone *tone = state;
    while (tone->idle) {
        struct desk *desk = tone->idle;
        tone->idle = desk->next;
        desk_free(&desk);
    }
    pthread_mutex_destroy(&tone->lock);
    grades_free(&tone->grades);
    free(tone->glance);
    grammar_free(&tone->grammar);
    lexicon_free(&tone->lexicon);
    free(tone);
}

static void *tone_open(const void *params, struct assay_host *host)
{
    struct tone *tone = grow_new(1, sizeof *tone);
    memcpy(&tone->settings, params, sizeof tone->settings);
    pthread_mutex_init(&tone->lock, NULL);
    tone->lexicon = lexicon_new();
    tone->grammar = grammar_new(tone->lexicon);
    tone->grades = grades_new(tone->lexicon);
    bool fine = read_all(tone->lexicon, &tone->settings, host);
    lexicon_ready(tone->lexicon);
    tone->glance = glance_new(tone->lexicon, tone->grammar);
    if (fine) {
        doubt_reach(tone->lexicon, &tone->settings, host);
        doubt_lists(tone->lexicon, &tone->settings, true, host);
        return tone;
    }
    tone_close(tone);
    return NULL;
}

static void tone_shape(const void *state, struct assay_shape *shape)
{
    const struct settings *s = &((const struct tone *)state)->settings;
    *shape = (struct assay_shape){ s->part_bend, s->gain, s->bend };
}

/* ------------------------------------------------------------------ scoring */

/* Much was found, and it agrees: near 1. */
static double confidence(const struct report *report)
{
    double all = report->positive + report->negative;
    if (all <= 0)
        return 0;
    double agreement = fabs(report->positive - report->negative) / all;
    double amount = all / (all + 4);
    return amount * (0.5 + 0.5 * agreement);
}

static void state_facts(const struct desk *desk, const struct report *report,
                        struct assay_host *host)
{
    const char *domain = desk->finance >= 0.5 ? "finance" : "general";
    struct assay_fact sure = { .name = "confidence", .text = { "", 0 },
                               .number = confidence(report) };
    struct assay_fact read_as = { .name = "domain", .text = { domain, strlen(domain) } };
    host->fact(host, &sure);
    host->fact(host, &read_as);
}

static bool tone_score(const void *state, const struct assay_article *article,
                       struct assay_host *host)
{
    const struct tone *tone = state;
    struct desk *desk = desk_take(tone);
    struct report report = {0};
    desk_read(desk, article);
    for (size_t i = 0; i < desk->passages_size; i++)
        report_passage(desk, i, host, &report);
    report_rest(desk, host);
    if (report.signals && host->detail >= ASSAY_REASONS)
        state_facts(desk, &report, host);
    desk_give(tone, &desk);
    return report.signals > 0;
}

ASSAY_EXPORT(tone) = {
    .abi = ASSAY_ABI,
    .size = sizeof(struct assay_scorer),
    .name = "tone",
    .version = "0.1.0",
    .help = "How the item sounds, -1 (bad news) to 1 (good news).",
    .low = -1,
    .high = 1,
    .join = ASSAY_MEAN,
    .params = settings_params,
    .params_size = SETTINGS_PARAMS,
    .params_bytes = sizeof(struct settings),
    .open = tone_open,
    .shape = tone_shape,
    .score = tone_score,
    .close = tone_close,
};
