/* secondary.c - reporting that was done elsewhere: republished, condensed, relayed. */
#include "groups.h"
#include "voice.h"

#include <stdio.h>

static void weigh_origin(const struct weighing *w)
{
    struct assay_text origin = w->reading->article->origin;
    char why[160];
    if (!origin.len)
        return;
    snprintf(why, sizeof why, "says that it comes from %.*s",
             (int)(origin.len < 100 ? origin.len : 100), origin.ptr);
    ledger_add_share(w->ledger, SIGNAL_secondary_origin, (struct assay_span){ 0, 0 }, 1, why);
}

void secondary_weigh(struct weighing *w)
{
    const struct reading *r = w->reading;
    ledger_open(w->ledger, GROUP_secondary);
    weigh_origin(w);
    for (uint32_t i = 0; i < r->marks_size; i++) {
        const struct mark *mark = &r->marks[i];
        struct assay_span span = reading_span(r, mark->first, mark->words);
        if (r->words[mark->first].flags & WORD_QUOTED || reading_is_title(r, mark->first))
            continue;
        if (mark->list == LIST_REPUBLISHED)
            ledger_add(w->ledger, SIGNAL_secondary_republished, span);
        if (mark->list != LIST_SAY && mark->list != LIST_RELAY)
            continue;
        struct voice v = voice_of(r, mark);
        if (v.kind == VOICE_OUTLET)
            ledger_add(w->ledger, SIGNAL_secondary_outlet, reading_span(r, v.first, v.words));
    }
}
