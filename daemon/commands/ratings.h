/* ratings.h - a published list of how far web sites can be relied on, as priors of domains.
 *
 *     struct ratings r = { .scale = { 0, 100 }, .middle = 0.5, .coverage = 1 };
 *     ratings_read(&r, bytes, complain, NULL);
 *     for (size_t i = 0; i < r.size; i++)
 *         print(r.items[i].domain, r.items[i].prior);    // sorted by domain
 *     ratings_done(&r);
 *
 * A domain that is rated in several rows gets their mean. Where a list says how well a rating is
 * founded, what is little founded moves towards the middle:
 *     prior = middle + coverage * (score in 0..1 - middle)
 * coverage is the column of that name, 0 to 1 or in percent; or raters / (raters + half) of a column
 * that counts raters; times `coverage`. At most RATINGS_MOST domains; the rest is refused by line. */
#ifndef COMMANDS_RATINGS_H
#define COMMANDS_RATINGS_H

#include "base/error.h"
#include "base/text.h"

#define RATINGS_MOST 1000000

struct rating {
    char *domain;
    double prior;
    size_t rows, line;        /* how many rows say it, and the first of them */
};

struct ratings {
    struct { double low, high; } scale;
    double middle;
    double coverage;          /* of the whole list, 0 to 1 */
    double half;              /* raters that are worth half of the way */
    const char *domain_column, *score_column; /* NULL: known by their usual names */
    struct rating *items;
    size_t size, cap;
    size_t rows, refused;
};

/* One row that is of no use, and why. */
typedef void ratings_told(void *context, size_t line, const char *why);

/* False with err when a column that was asked for by name is not there. */
MUST_USE bool ratings_read(struct ratings *, struct slice bytes, ratings_told *, void *context,
                           struct error *err);
void ratings_done(struct ratings *);

#endif
