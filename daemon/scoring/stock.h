/* stock.h - opened scorers, shared by everybody who wants the same one with the same parameters.
 *
 *     const struct stocked *one = stock_take(params, complaints);   // opens it, or finds it open
 *     one->scorer->score(one->state, article, host);
 *     stock_return(&one);                                           // the last one closes it
 *
 * Opening a scorer may take a tenth of a second (lexicons), so feeds that say the same, and a reload
 * that did not change it, share one. Two are the same when the code is (a file replaced at its path
 * is another one) and every value of the parameters, files to their last byte. What is opened keeps
 * copies of its values, and outlives the configuration they came from. Any thread. */
#ifndef SCORING_STOCK_H
#define SCORING_STOCK_H

#include "assay/scorer.h"
#include "settings/params.h"

struct stocked_file {
    const char *name;
    char sha256[65];
};

struct stocked {
    const struct assay_scorer *scorer;
    struct assay_shape shape;
    void *state;
    const struct stocked_file *files; /* lexicons, in the order of the parameters */
    size_t files_size;
};

/* NULL: it refused its parameters; *ret_silent: without a complaint of its own. */
const struct stocked *stock_take(const struct params *, bool *ret_silent, struct complaints *);
void stock_return(const struct stocked **);
size_t stock_size(void); /* how many are open */

#endif
