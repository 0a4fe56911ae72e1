#include "scoring/scorers.h"

#include "base/mem.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
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

/* Files that are loaded: a reload that finds the same one uses it again, since none is unloaded. */
struct library {
    struct stat file;
    const struct assay_scorer *scorer;
    struct library *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct library *libraries;

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
           a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* Through its descriptor, which stays open: dlopen knows files by name, and this name is never used
 * twice, so that a replaced file is really loaded anew. */
static bool load_library(int fd, const char *path, const struct assay_scorer **ret,
                         struct error *err)
{
    char name[40];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *why = dlerror();
        return error_set(err, REFUSE, path, "cannot be loaded: %s", why ? why : "unknown");
    }
    const struct assay_scorer *scorer = dlsym(library, ASSAY_SYMBOL);
    if (!scorer || !vet(scorer, path, err)) {
        error_set(err, REFUSE, path, "has no symbol " ASSAY_SYMBOL);
        dlclose(library);
        return false;
    }
    *ret = scorer;
    return true;
}

/* Keeps the descriptor only when *ret_kept. */
static bool find_or_load(int fd, const char *path, const struct assay_scorer **ret, bool *ret_kept,
                         struct error *err)
{
    struct stat file;
    *ret_kept = false;
    if (fstat(fd, &file) != 0)
        return error_errno(err, REFUSE, path, "cannot look at the scorer");
    for (const struct library *at = libraries; at; at = at->next)
        if (is_same_file(&at->file, &file)) {
            *ret = at->scorer;
            return true;
        }
    if (!load_library(fd, path, ret, err))
        return false;
    struct library *made = mem_new(sizeof *made);
    *made = (struct library){ file, *ret, libraries };
    libraries = made;
    return *ret_kept = true;
}

bool scorers_load(const char *path, const struct assay_scorer **ret, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool kept;
    if (fd < 0)
        return error_errno(err, REFUSE, path, "cannot open the scorer");
    pthread_mutex_lock(&lock);
    bool loaded = find_or_load(fd, path, ret, &kept, err);
    pthread_mutex_unlock(&lock);
    if (!kept)
        close(fd);
    return loaded;
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
    ret->name = arena_string(arena, slice_of(choice->name));
    ret->params = params_read(choice->tree, choice->params, choice->over, ret->scorer, arena,
                              complaints);
    if (!ret->params)
        return false;
    bool silent = false;
    ret->stocked = stock_take(ret->params, &silent, complaints);
    if (silent)
        complain_of_choice(choice, complaints, "the scorer refuses its parameters");
    if (!ret->stocked)
        return false;
    ret->state = ret->stocked->state;
    ret->shape = ret->stocked->shape;
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
        stock_return(&(*s)->items[i].stocked);
    mem_free(&(*s)->items);
    arena_free(&(*s)->arena);
    mem_free(s);
}
