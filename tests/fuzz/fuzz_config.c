/* A configuration from its bytes to filled structs, and back into YAML. Byte 0xFE, which no UTF-8
 * holds, ends a first file; what follows is laid over it. */
#include "intake/fetch.h"
#include "intake/subscription.h"
#include "scoring/settings.h"
#include "settings/overlay.h"
#include "settings/params.h"
#include "settings/print.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One field of every kind; no files, which the world outside would have to hold. */
struct everything {
    struct fetch_settings fetch;
    struct field_records feeds, tickers, scorers;
    struct bands_settings bands;
    struct assay_numbers numbers;
    struct assay_signal signal;
    int64_t size;
    bool on;
};

#define AT(member) offsetof(struct everything, member)
static const struct field everything_fields[] = {
    { "fetch", FIELD_GROUP, NULL, AT(fetch), FIELDS(fetch), .help = "" },
    { "feeds", FIELD_RECORDS, NULL, AT(feeds), FIELDS(subscription),
      .item_size = sizeof(struct subscription) },
    { "tickers", FIELD_NAMED, NULL, AT(tickers), FIELDS(ticker),
      .item_size = sizeof(struct ticker) },
    { "scorers", FIELD_NAMED, NULL, AT(scorers), FIELDS(scorer),
      .item_size = sizeof(struct scorer_choice) },
    { "bands", FIELD_GROUP, NULL, AT(bands), FIELDS(bands), .help = "" },
    { "numbers", FIELD_NUMBERS, "{a: 1}", .offset = AT(numbers) },
    { "signal", FIELD_SIGNAL, "-1", .offset = AT(signal) },
    { "size", FIELD_BYTES, "8MiB", .offset = AT(size) },
    { "on", FIELD_BOOL, "no", .offset = AT(on) },
};

struct some_params {
    bool on;
    double weight;
    struct assay_text word;
    struct assay_texts list;
    struct assay_numbers words;
    struct assay_signal signal;
};

#define PARAM(member) offsetof(struct some_params, member)
static const struct assay_param some_params[] = {
    { "rules.on", ASSAY_BOOL, "true", 0, 0, PARAM(on), "" },
    { "rules.weight", ASSAY_REAL, "1.5", 0, 4, PARAM(weight), "" },
    { "word", ASSAY_STRING, "none", 0, 0, PARAM(word), "" },
    { "list", ASSAY_LIST, "[a, b]", 0, 0, PARAM(list), "" },
    { "words", ASSAY_NUMBERS, "{}", -4, 4, PARAM(words), "" },
    { "signals.a.b", ASSAY_SIGNAL, "-0.03", -1, 1, PARAM(signal), "" },
};

static const struct assay_scorer some_scorer = {
    .name = "some", .params = some_params, .params_size = count_of(some_params),
    .params_bytes = sizeof(struct some_params),
};

/* What is printed must be YAML, and come out the same when it is printed again. */
static void print_twice(struct arena *arena, const struct yaml_node *root)
{
    OWNED(complaints) wrong = complaints_new();
    HELD(text) once = {0}, twice = {0};
    if (root->kind == YAML_TEXT)
        root = yaml_wrap(arena, "text", root);
    yaml_print(&once, 0, root);
    const struct yaml_tree *tree = yaml_read(arena, "", text_slice(&once), wrong);
    if (!tree)
        abort();
    if (tree->root)
        yaml_print(&twice, 0, tree->root);
    if (!slice_same(text_slice(&once), text_slice(&twice)))
        abort();
}

static void fill(struct arena *arena, const struct yaml_tree *tree, struct complaints *wrong)
{
    struct everything all = {0};
    HELD(text) out = {0};
    if (fields_fill(tree, tree->root, everything_fields, count_of(everything_fields), &all, arena,
                    wrong)) {
        struct bands tone, reliability;
        fields_print(&out, 0, everything_fields, count_of(everything_fields), &all, tree->sources);
        bands_from_settings(&all.bands, yaml_get(tree->root, "bands"), &tone, &reliability, wrong);
    }
    const struct params *params =
        params_read(tree, tree->root, yaml_get(tree->root, "over"), &some_scorer, arena, wrong);
    if (params) {
        params_print(&out, params);
        params_complain(params, "list", 3, 0, "the fourth", wrong);
        params_complain(params, "words", 1, 0, "the second", wrong);
    }
}

/* The first line that stands in a comment, as an argument of --set. */
static void change(struct arena *arena, struct yaml_tree *tree, struct slice said,
                   struct complaints *wrong)
{
    struct slice rest = said, line;
    while (slice_next(&rest, '\n', &line)) {
        if (!slice_starts(line, "#"))
            continue;
        const char *text = arena_string(arena, slice_sub(line, 1, line.len));
        const struct yaml_node *over = overlay_read(arena, tree->root, text, 9, wrong);
        if (over)
            tree->root = (struct yaml_node *)yaml_merge(arena, tree->root, over);
        return;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    struct slice rest = { (const char *)data, size }, bytes = SLICE("");
    slice_next(&rest, '\xfe', &bytes);
    struct yaml_tree *tree = yaml_read(arena, "main", bytes, wrong);
    if (!tree && !complaints_size(wrong))
        abort();
    if (!tree)
        return 0;
    const struct yaml_tree *over =
        rest.ptr ? yaml_read_layer(arena, "over", rest, 1, wrong) : NULL;
    if (over)
        tree->root = (struct yaml_node *)yaml_merge(arena, tree->root, over->root);
    if (tree->root && !complaints_size(wrong))
        print_twice(arena, tree->root);
    if (tree->root && tree->root->kind == YAML_MAP)
        change(arena, tree, bytes, wrong);
    fill(arena, tree, wrong);
    HELD(text) out = {0};
    for (size_t i = 0; i < complaints_size(wrong); i++)
        complaint_write(&out, complaints_at(wrong, i));
    return 0;
}
