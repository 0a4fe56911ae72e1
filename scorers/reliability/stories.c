/* stories.c - what independent reports of the same story say: that they tell it too, and whether
 * they count alike. */
#include "groups.h"

#include <stdio.h>

static void weigh_figure(const struct weighing *w, const struct assay_figure *f)
{
    char why[120];
    if (f->agrees) {
        ledger_add(w->ledger, SIGNAL_stories_figure, f->span);
        return;
    }
    snprintf(why, sizeof why, "gives %.15g where %s %.15g", f->value,
             f->origins > 1 ? "independent reports give" : "an independent report gives", f->other);
    ledger_add_share(w->ledger, SIGNAL_stories_conflict, f->span, 1, why);
}

void stories_weigh(struct weighing *w)
{
    const struct assay_place *place = w->reading->article->place;
    if (!place)
        return;
    ledger_open(w->ledger, GROUP_stories);
    for (uint32_t i = 1; i < place->origins; i++)
        if (!ledger_is_full(w->ledger, SIGNAL_stories_corroborated))
            ledger_add(w->ledger, SIGNAL_stories_corroborated, (struct assay_span){ 0, 0 });
        else
            break;
    for (uint32_t i = 0; i < place->figures_size; i++)
        weigh_figure(w, &place->figures[i]);
}
