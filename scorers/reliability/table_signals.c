/* table_signals.c - what tables.h found, as signals. Claims that fit only soften the others: a
 * table that was made up can agree with itself. */
#include "groups.h"
#include "tables.h"

#include <stdio.h>

/* "3 estimated cells"; the noun's plural takes an s. */
static void add_count(const struct weighing *w, enum signal signal, struct assay_span span,
                      uint32_t count, const char *noun, const char *rest)
{
    char why[96];
    if (!count)
        return;
    snprintf(why, sizeof why, "%u %s%s %s", count, noun, count == 1 ? "" : "s", rest);
    ledger_add_share(w->ledger, signal, span, count, why);
}

static void weigh_table(const struct weighing *w, const struct tables_finding *t)
{
    if (!t->sourced)
        ledger_add(w->ledger, SIGNAL_tables_unsourced, t->span);
    add_count(w, SIGNAL_tables_estimated, t->span, t->estimates, "cell",
              "estimated, projected or aimed at");
    add_count(w, SIGNAL_tables_mixed_units, t->span, t->mixed, "column",
              "of mixed units or sources");
    add_count(w, SIGNAL_tables_wrong_sum, t->span, t->wrong_sums, "total, share or change",
              "not following from the cells");
    add_count(w, SIGNAL_tables_supported, t->span, t->supported, "claim",
              "of the text borne out by this table");
}

void tables_weigh(struct weighing *w)
{
    struct tables_result found;
    const struct assay_article *article = w->reading->article;
    ledger_open(w->ledger, GROUP_tables);
    if (!article->tables_size)
        return;
    tables_check(article, w->tables, w->ledger->host, &found);
    add_count(w, SIGNAL_tables_contradicted, found.first_contradicted, found.contradicted, "claim",
              "of the text contradicted by the article's own table");
    for (size_t i = 0; i < found.tables_size; i++)
        weigh_table(w, &found.tables[i]);
}
