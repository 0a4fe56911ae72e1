/* Any bytes as a lexicon of the tone scorer, of any layer, and as phrases of the reliability scorer:
 * refused by line, or opened and used on the same bytes as a text, traced, with spans inside of it.
 * The first byte picks the layer; behind a \xfe stand values of the user's own, one a line. */
#include "item/article.h"
#include "scoring/scorers.h"
#include "settings/params.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const names[] = {
    "mine",      "expectations-en", "events-en",    "judgement-en", "idioms-en",      "social-en",
    "finance-en", "general-en",     "neutral-en",   "negators-en",  "intensifiers-en", "directions-en",
    "subjects-en", "names-en",      "cues-en",      "irregular-en",
};

static const struct article *current;

static void must(bool kept)
{
    if (!kept)
        abort();
}

static void hear_part(struct assay_host *host, const struct assay_part *part)
{
    (void)host;
    must(isfinite(part->weight) && part->weight >= 0);
}

static void hear_reason(struct assay_host *host, const struct assay_reason *r)
{
    (void)host;
    struct slice words = slice_sub(text_slice(&current->text), r->span.start, r->span.len);
    must(words.len == r->span.len && utf8_is_valid(words) && isfinite(r->delta));
}

static void hear_check(struct assay_host *host, const struct assay_check *check)
{
    (void)host, (void)check;
}

static void hear_fact(struct assay_host *host, const struct assay_fact *fact)
{
    (void)host, (void)fact;
}

static void hear_complaint(struct assay_host *host, const char *param, size_t row, size_t line,
                           const char *text)
{
    (void)host, (void)line;
    must(param && row < 100000 && *text);
}

static void *value_of(const struct params *p, const char *name)
{
    for (size_t i = 0; i < p->scorer->params_size; i++)
        if (strcmp(p->scorer->params[i].name, name) == 0)
            return (char *)p->values + p->scorer->params[i].offset;
    abort();
}

static void use(const struct params *p, struct assay_host *host)
{
    void *state = p->scorer->open(p->values, host);
    struct assay_article view;
    if (!state)
        return;
    article_view(current, NULL, 0, &view);
    p->scorer->score(state, &view, host);
    p->scorer->close(state);
}

static const struct params *params_of(const char *scorer, const char *yaml, struct arena *arena,
                                      struct assay_file *file)
{
    OWNED(complaints) wrong = complaints_new();
    const struct yaml_tree *tree = yaml_read(arena, "", slice_of(yaml), wrong);
    const struct params *p = params_read(tree, tree->root, NULL, scorers_built_in(scorer), arena, wrong);
    must(p != NULL);
    *(struct assay_files *)value_of(p, "lexicons") = (struct assay_files){ file, 1 };
    return p;
}

/* "profit booking=-1" a line. */
static void read_words(struct slice rest, struct arena *arena, struct assay_numbers *ret)
{
    struct assay_number *items = arena_array(arena, rest.len + 1, sizeof *items);
    struct slice line;
    size_t count = 0;
    while (slice_next(&rest, '\n', &line)) {
        const char *word = arena_string(arena, slice_sub(line, 0, slice_find_byte(line, '=')));
        items[count++] = (struct assay_number){ { word, strlen(word) }, (double)(line.len % 3) - 1 };
    }
    *ret = (struct assay_numbers){ items, count };
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    OWNED(arena) arena = arena_new();
    struct slice rest = { (const char *)bytes + (size > 0), size - (size > 0) }, content = SLICE("");
    const char *name = names[size ? bytes[0] % count_of(names) : 0];
    slice_next(&rest, '\xfe', &content);
    struct assay_file file = { { name, strlen(name) }, { content.ptr, content.len } };
    struct assay_host host = { .size = sizeof host, .detail = ASSAY_TRACE, .part = hear_part,
                               .because = hear_reason, .aside = hear_reason, .check = hear_check,
                               .fact = hear_fact, .complain = hear_complaint, .doubt = hear_complaint };
    struct article *a = article_new();
    article_plain(a, content);
    article_finish(a);
    current = a;
    const struct params *tone = params_of("tone", "lexicons: []", arena, &file);
    if (rest.ptr)
        read_words(rest, arena, value_of(tone, "words"));
    use(tone, &host);
    use(params_of("reliability", "lexicons: []", arena, &file), &host);
    article_free(&a);
    return 0;
}
