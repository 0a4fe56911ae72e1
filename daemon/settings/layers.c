#include "settings/layers.h"

#include "settings/overlay.h"
#include "settings/path.h"
#include "settings/values.h"

#include <errno.h>
#include <glob.h>
#include <string.h>

struct layers {
    struct arena *arena;
    struct sources *sources;
    struct complaints *complaints;
    struct yaml_tree *tree; /* of the main file; its root grows with each file */
    uint32_t files;
};

static struct yaml_tree *read_file(struct layers *l, const char *path, struct error *err)
{
    struct slice bytes;
    if (!sources_read(l->sources, path, SOURCE_MAX_BYTES, &bytes, err))
        return NULL;
    return yaml_read_layer(l->arena, path, bytes, l->files++, l->complaints);
}

static bool is_map(struct layers *l, const struct yaml_tree *tree)
{
    if (!tree->root || tree->root->kind == YAML_MAP)
        return true;
    complain(l->complaints, tree->file, tree->root->line, tree->root->column,
             "wants a mapping of keys to values, key: value");
    return false;
}

/* scorers/tone.yaml holds tone's parameters without `scorers: {tone: ...}` around them. */
static const struct yaml_node *wrap_scorer(struct layers *l, const struct yaml_tree *tree)
{
    struct arena *arena = l->arena;
    const char *slash = strrchr(tree->directory, '/');
    if (strcmp(slash ? slash + 1 : tree->directory, "scorers") != 0 ||
        yaml_get(tree->root, "scorers"))
        return tree->root;
    const char *base = strrchr(tree->file, '/') + 1;
    const char *dot = strrchr(base, '.');
    size_t len = dot ? (size_t)(dot - base) : strlen(base);
    const char *name = arena_string(arena, (struct slice){ base, len });
    return yaml_wrap(arena, "scorers", yaml_wrap(arena, name, tree->root));
}

/* by: the entry of `include:` that led here. */
static void lay_over(struct layers *l, const char *path, const struct yaml_node *by)
{
    struct error err = {0};
    for (const struct source *s = sources_first(l->sources); s; s = s->next)
        if (strcmp(s->path, path) == 0)
            return; /* two patterns may fit one file */
    const struct yaml_tree *tree = read_file(l, path, &err);
    if (error_is_set(&err))
        complain(l->complaints, by->file, by->line, by->column, "include: %s", err.text);
    if (!tree || !is_map(l, tree) || !tree->root)
        return;
    const struct yaml_node *nested = yaml_get(tree->root, "include");
    if (nested)
        complain(l->complaints, nested->file, nested->key_line, nested->key_column,
                 "include: only the main file (%s) includes others", l->tree->file);
    static const char *const not_merged[] = { "include", NULL };
    const struct yaml_node *over = wrap_scorer(l, tree);
    l->tree->root = (struct yaml_node *)yaml_merge(
        l->arena, l->tree->root, yaml_without(l->arena, over, not_merged));
}

/* The directory is no pattern, whatever characters it holds. */
static const char *pattern_below(struct arena *arena, const char *directory, const char *pattern)
{
    HELD(text) escaped = {0};
    for (const char *c = directory; *c; c++) {
        if (strchr("*?[]\\", *c))
            text_add_byte(&escaped, '\\');
        text_add_byte(&escaped, *c);
    }
    return path_below(arena, text_string(&escaped), pattern);
}

/* That conf.d/ does not exist is well; that it may not be read is not. */
static int is_serious(const char *path, int number)
{
    (void)path;
    return number != ENOENT && number != ENOTDIR;
}

static void include_pattern(struct layers *l, const char *pattern, const struct yaml_node *by)
{
    glob_t found = {0};
    int status = glob(pattern_below(l->arena, l->tree->directory, pattern), 0, is_serious, &found);
    if (status == GLOB_NOMATCH && !strpbrk(pattern, "*?["))
        complain(l->complaints, by->file, by->line, by->column, "include: there is no %s", pattern);
    if (status != 0 && status != GLOB_NOMATCH)
        complain(l->complaints, by->file, by->line, by->column, "include: %s can't be searched%s",
                 pattern, status == GLOB_ABORTED ? "; may it be read?" : "");
    for (size_t i = 0; status == 0 && i < found.gl_pathc; i++) {
        if (l->files > LAYERS_MAX_FILES) {
            complain(l->complaints, by->file, by->line, by->column,
                     "include: more than %d files", LAYERS_MAX_FILES);
            break;
        }
        lay_over(l, found.gl_pathv[i], by);
    }
    globfree(&found);
}

static void include_all(struct layers *l)
{
    const struct yaml_node *include = yaml_get(l->tree->root, "include");
    const struct reading r = { l->tree, l->arena, l->complaints };
    struct assay_texts patterns;
    if (!include || include->empty ||
        !value_texts(&r, include, "include", (struct range){0}, &patterns))
        return;
    const struct yaml_node *by = include->kind == YAML_LIST ? include->first : include;
    for (size_t i = 0; i < patterns.size; i++, by = by->next)
        include_pattern(l, patterns.items[i].ptr, by);
}

static void lay_change(struct layers *l, const char *change)
{
    if (*change == '@') {
        const struct yaml_node by = { .file = change + 1 };
        lay_over(l, change + 1, &by);
        return;
    }
    const struct yaml_node *over =
        overlay_read(l->arena, l->tree->root, change, l->files++, l->complaints);
    if (over)
        l->tree->root = (struct yaml_node *)yaml_merge(l->arena, l->tree->root, over);
}

static void lay_changes(struct layers *l, struct overlays changes)
{
    for (size_t i = 0; i < changes.size; i++)
        lay_change(l, changes.items[i]);
}

struct yaml_tree *layers_read(struct arena *arena, const char *path, struct overlays changes,
                              struct complaints *complaints)
{
    struct layers l = { arena, sources_new(arena), complaints, NULL, 0 };
    struct error err = {0};
    l.tree = read_file(&l, path, &err);
    if (error_is_set(&err))
        complain(complaints, path, 0, 0, "%s", err.text);
    if (!l.tree || !is_map(&l, l.tree))
        return NULL;
    l.tree->sources = l.sources;
    include_all(&l);
    lay_changes(&l, changes);
    return l.tree;
}
