#include "scoring/scorers.h"

#include "base/mem.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern const struct assay_scorer assay_scorer_tone, assay_scorer_reliability;

static const struct assay_scorer *const built_in[] = { &assay_scorer_tone,
                                                       &assay_scorer_reliability };

const struct assay_scorer *scorers_built_in(const char *name)
{
    for (size_t i = 0; i < count_of(built_in); i++)
        if (strcmp(built_in[i]->name, name) == 0)
            return built_in[i];
    return NULL;
}

/* What can be said of a scorer before it runs. */
static bool vet(const struct assay_scorer *s, const char *path, struct error *err)
{
    if (s->abi != ASSAY_ABI)
        return error_set(err, REFUSE, path, "is built for scorer ABI %u, this is %d; build it anew",
                         s->abi, ASSAY_ABI);
    if (s->size < sizeof *s)
        return error_set(err, REFUSE, path, "is built against an older scorer.h; build it anew");
    if (!s->name || !s->version || !s->help || !s->open || !s->score)
        return error_set(err, REFUSE, path, "leaves out name, version, help, open or score");
    if (!(s->low < s->high) || !isfinite(s->low) || !isfinite(s->high))
        return error_set(err, REFUSE, path, "states no range of scores");
    for (size_t i = 0; i < s->params_size; i++)
        if (!s->params[i].name || s->params[i].offset >= s->params_bytes)
            return error_set(err, REFUSE, path, "parameter %zu lies outside of its struct", i);
    return true;
}

bool scorers_load(const char *path, const struct assay_scorer **ret, struct error *err)
{
    /* Through its descriptor, which stays open: dlopen knows files by name, and this name is
     * never used twice, so that a replaced file is really loaded anew. */
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_errno(err, REFUSE, path, "cannot open the scorer");
    char name[40];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *why = dlerror();
        close(fd);
        return error_set(err, REFUSE, path, "cannot be loaded: %s", why ? why : "unknown");
    }
    const struct assay_scorer *scorer = dlsym(library, ASSAY_SYMBOL);
    if (!scorer || !vet(scorer, path, err)) {
        error_set(err, REFUSE, path, "has no symbol " ASSAY_SYMBOL);
        dlclose(library);
        close(fd);
        return false;
    }
    *ret = scorer;
    return true;
}

/* A path has a slash or ends in .so; anything else names a built-in. */
static bool is_path(const char *plugin)
{
    return strchr(plugin, '/') || slice_ends(slice_of(plugin), ".so");
}

static bool find_scorer(const char *plugin, const struct assay_scorer **ret, struct error *err)
{
    if (is_path(plugin))
        return scorers_load(plugin, ret, err);
    *ret = scorers_built_in(plugin);
    if (!*ret)
        return error_set(err, REFUSE, NULL,
                         "there is no built-in scorer \"%s\"; there are tone and reliability, or "
                         "give the path of a .so",
                         plugin);
    return vet(*ret, plugin, err);
}

/* Hears a scorer complain of its parameters while it checks and opens. */
struct mouth {
    struct assay_host door;
    const struct params *params;
    struct complaints *complaints;
};

static void pass_on(struct assay_host *host, const char *param, size_t row, size_t line,
                    const char *text)
{
    struct mouth *mouth = (struct mouth *)host;
    params_complain(mouth->params, param, row, line, text, mouth->complaints);
}

static void ignore_part(struct assay_host *host, const struct assay_part *part)
{
    (void)host, (void)part;
}

static void ignore_reason(struct assay_host *host, const struct assay_reason *reason)
{
    (void)host, (void)reason;
}

static void ignore_check(struct assay_host *host, const struct assay_check *check)
{
    (void)host, (void)check;
}

static void ignore_fact(struct assay_host *host, const struct assay_fact *fact)
{
    (void)host, (void)fact;
}

static void complain_of_choice(const struct scorer_choice *choice, struct complaints *complaints,
                               const char *text)
{
    const struct yaml_node *node = choice->params;
    complain(complaints, node ? node->file : "scorers", node ? node->line : 0,
             node ? node->column : 0, "%s: %s", choice->name, text);
}

static bool open_one(const struct scorer_choice *choice, struct opened_scorer *ret,
                     struct arena *arena, struct complaints *complaints)
{
    struct error err = {0};
    const char *plugin = choice->plugin ? choice->plugin : choice->name;
    if (!find_scorer(plugin, &ret->scorer, &err)) {
        complain_of_choice(choice, complaints, error_line(&err));
        return false;
    }
    const struct assay_scorer *s = ret->scorer;
    ret->name = arena_string(arena, slice_of(choice->name));
    ret->params = params_read(choice->tree, choice->params, choice->over, s, arena, complaints);
    if (!ret->params)
        return false;
    struct mouth mouth = {
        .door = { .abi = ASSAY_ABI, .size = sizeof mouth.door, .detail = ASSAY_SCORE,
                  .part = ignore_part, .because = ignore_reason, .check = ignore_check,
                  .fact = ignore_fact, .complain = pass_on },
        .params = ret->params,
        .complaints = complaints,
    };
    size_t before = complaints_size(complaints);
    if (s->check && !s->check(ret->params->values, &mouth.door)) {
        if (complaints_size(complaints) == before)
            complain_of_choice(choice, complaints, "the scorer refuses its parameters");
        return false;
    }
    ret->state = s->open(ret->params->values, &mouth.door);
    if (!ret->state) {
        if (complaints_size(complaints) == before)
            complain_of_choice(choice, complaints, "the scorer could not be opened");
        return false;
    }
    ret->shape = (struct assay_shape){ .gain = 1 };
    if (s->shape)
        s->shape(ret->state, &ret->shape);
    return true;
}

struct scorers *scorers_open(const struct scorer_choice *choices, size_t count,
                             struct complaints *complaints)
{
    struct scorers *s = mem_new(sizeof *s);
    s->arena = arena_new();
    s->items = mem_array(count + 1, sizeof *s->items);
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        struct opened_scorer *one = &s->items[s->size];
        if (open_one(&choices[i], one, s->arena, complaints))
            s->size++;
        else
            good = false;
    }
    if (!good)
        scorers_free(&s);
    return s;
}

void scorers_free(struct scorers **s)
{
    if (!*s)
        return;
    for (size_t i = 0; i < (*s)->size; i++)
        if ((*s)->items[i].scorer->close)
            (*s)->items[i].scorer->close((*s)->items[i].state);
    mem_free(&(*s)->items);
    arena_free(&(*s)->arena);
    mem_free(s);
}

void scorers_files(const struct scorers *s,
                   void (*each)(void *context, const char *scorer, const struct assay_file *),
                   void *context)
{
    for (size_t i = 0; i < s->size; i++) {
        const struct assay_scorer *scorer = s->items[i].scorer;
        for (size_t j = 0; j < scorer->params_size; j++) {
            if (scorer->params[j].kind != ASSAY_FILES)
                continue;
            const struct assay_files *files =
                (const void *)((const char *)s->items[i].params->values + scorer->params[j].offset);
            for (size_t k = 0; k < files->size; k++)
                each(context, s->items[i].name, &files->items[k]);
        }
    }
}
