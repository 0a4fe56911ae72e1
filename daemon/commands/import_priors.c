/* import-priors FILE.csv: a published list of ratings as priors, for the configuration to include. */
#include "commands/command.h"

#include "base/error.h"
#include "base/text.h"
#include "commands/json_line.h"
#include "commands/ratings.h"

#include <cjson/cJSON.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define FILE_MOST      (64 << 20) /* bytes */
#define COMPLAINTS_MOST 20

const struct command command_import_priors;

struct import {
    const char *path;
    bool json, strict;
    struct ratings ratings;
    size_t complaints;
};

static void complain(void *context, size_t line, const char *why)
{
    struct import *i = context;
    if (i->complaints++ < COMPLAINTS_MOST)
        fprintf(stderr, "%s:%zu: %s\n", i->path, line, why);
}

/* "percent", or two numbers: "0..100", "-1..1". */
static bool read_scale(struct ratings *r, const char *said)
{
    const char *dots = strstr(said, "..");
    r->scale.low = 0;
    r->scale.high = 100;
    if (strcmp(said, "percent") == 0)
        return true;
    return dots && slice_to_real((struct slice){ said, (size_t)(dots - said) }, &r->scale.low) &&
           slice_to_real(slice_of(dots + 2), &r->scale.high) && r->scale.low < r->scale.high;
}

static bool read_share(double *ret, const char *said)
{
    return slice_to_real(slice_of(said), ret) && *ret >= 0 && *ret <= 1;
}

static int parse(struct import *i, int argc, char **argv)
{
    static const struct option options[] = {
        { "scale", required_argument, NULL, 's' },  { "domain", required_argument, NULL, 'd' },
        { "score", required_argument, NULL, 'v' },  { "coverage", required_argument, NULL, 'c' },
        { "raters", required_argument, NULL, 'r' }, { "middle", required_argument, NULL, 'm' },
        { "strict", no_argument, NULL, 'S' },       { "json", no_argument, NULL, 'j' },
        { NULL, 0, NULL, 0 },
    };
    struct ratings *r = &i->ratings;
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        bool good = true;
        switch (c) {
        case 's': good = read_scale(r, optarg); break;
        case 'd': r->domain_column = optarg; break;
        case 'v': r->score_column = optarg; break;
        case 'c': good = read_share(&r->coverage, optarg); break;
        case 'r': good = slice_to_real(slice_of(optarg), &r->half) && r->half >= 0; break;
        case 'm': good = read_share(&r->middle, optarg); break;
        case 'S': i->strict = true; break;
        case 'j': i->json = true; break;
        default: return command_misused(&command_import_priors, "what is '%s'?", argv[optind - 1]);
        }
        if (!good)
            return command_misused(&command_import_priors,
                                   c == 's' ? "--scale takes LOW..HIGH or percent, not '%s'"
                                            : "'%s' is out of bounds",
                                   optarg);
    }
    if (optind + 1 != argc)
        return command_misused(&command_import_priors, "say one file, or - for stdin");
    i->path = argv[optind];
    return 0;
}

static bool read_list(const char *path, struct text *out, struct error *err)
{
    FILE *from = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
    if (!from)
        return error_errno(err, REFUSE, path, "cannot be opened");
    size_t got;
    do {
        text_reserve(out, 65536);
        got = fread(out->ptr + out->len, 1, 65536, from);
        text_cut(out, out->len += got);
    } while (got > 0 && out->len <= FILE_MOST);
    bool good = !ferror(from) || error_errno(err, REFUSE, path, "cannot be read");
    if (from != stdin)
        fclose(from);
    if (good && out->len > FILE_MOST)
        return error_set(err, REFUSE, path, "is longer than %d MiB", FILE_MOST >> 20);
    return good;
}

static void print_json(const struct ratings *r)
{
    for (size_t i = 0; i < r->size; i++) {
        cJSON *o = cJSON_CreateObject();
        cJSON_AddStringToObject(o, "domain", r->items[i].domain);
        cJSON_AddNumberToObject(o, "prior", r->items[i].prior);
        cJSON_AddNumberToObject(o, "rows", (double)r->items[i].rows);
        cJSON_AddNumberToObject(o, "line", (double)r->items[i].line);
        json_line_print_tree(o);
    }
}

static void print_yaml(const struct import *i)
{
    const struct ratings *r = &i->ratings;
    HELD(text) name = {0};
    text_add_printable(&name, slice_of(i->path), false);
    printf("# Priors of %zu domain%s from %s, scale %g..%g; made by assayd import-priors.\n"
           "# Lay it under your own settings: of two included files, the later one wins.\n"
           "domains:\n",
           r->size, r->size == 1 ? "" : "s", text_string(&name), r->scale.low, r->scale.high);
    for (size_t k = 0; k < r->size; k++)
        printf("  %s: {prior: %.4g}\n", r->items[k].domain, r->items[k].prior);
}

static int import(struct import *i)
{
    struct error err = {0};
    HELD(text) bytes = {0};
    if (!read_list(i->path, &bytes, &err)) {
        fprintf(stderr, "assayd import-priors: %s\n", error_line(&err));
        return EX_NOINPUT;
    }
    bool good = ratings_read(&i->ratings, text_slice(&bytes), complain, i, &err);
    const struct ratings *r = &i->ratings;
    if (i->complaints > COMPLAINTS_MOST)
        fprintf(stderr, "%s: and %zu more\n", i->path, i->complaints - COMPLAINTS_MOST);
    if (!good)
        fprintf(stderr, "assayd import-priors: %s: %s\n", i->path, error_line(&err));
    else
        fprintf(stderr, "%s: %zu rows, %zu domains, %zu refused\n", i->path, r->rows, r->size,
                r->refused);
    if (!good || !r->size || (i->strict && r->refused))
        return EX_DATAERR;
    if (i->json)
        print_json(r);
    else
        print_yaml(i);
    return 0;
}

static int run(int argc, char **argv)
{
    struct import i = { .ratings = { .scale = { 0, 1 }, .middle = 0.5, .coverage = 1, .half = 5 } };
    int status = parse(&i, argc, argv);
    if (!status)
        status = import(&i);
    ratings_done(&i.ratings);
    return status;
}

const struct command command_import_priors = {
    "import-priors", "[OPTIONS] FILE.csv|-", "Turn a published list of ratings into priors of domains", run,
    "  --scale LOW..HIGH  what the list's scores lie between (0..1); percent is 0..100\n"
    "  --domain NAME      the column of domains; without: domain, site, url and the like\n"
    "  --score NAME       the column of scores; without: score, rating and the like\n"
    "  --coverage X       how far the list is trusted, 0 to 1: so much of a score's distance\n"
    "                     from the middle counts (1)\n"
    "  --raters N         where a column counts raters: so many are worth half of the way (5)\n"
    "  --middle X         the prior of what nobody knows, the scorer's base (0.5)\n"
    "  --strict           write nothing where a row is refused\n"
    "  --json             one object a domain instead of YAML\n"
    "\nWrites to stdout what conf.d can hold: domains: {example.org: {prior: 0.8}}. Rows that are of no\n"
    "use are named by line on stderr. A column 'coverage' (0 to 1) or 'raters' moves scores that are\n"
    "little founded towards the middle; domains rated more than once get the mean.\n"
};
