/* secondary.c - reporting that was done elsewhere: republished, condensed, relayed. */
#include "groups.h"
#include "voice.h"

#include <stdio.h>

/* At most 100 bytes, no code point cut. */
static int shown(struct assay_text text)
{
    size_t len = text.len < 100 ? text.len : 100;
    while (len > 0 && len < text.len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
        len--;
    return (int)len;
}

static void weigh_origin(const struct weighing *w)
{
    struct assay_text origin = w->reading->article->origin;
    char why[160];
    if (!origin.len)
        return;
    snprintf(why, sizeof why, "says that it comes from %.*s", shown(origin), origin.ptr);
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
        if (mark->list != LIST_SAY && mark->list != LIST_PER && mark->list != LIST_RELAY)
            continue;
        struct voice v = voice_of(r, mark);
        if (v.kind == VOICE_OUTLET)
            ledger_add(w->ledger, SIGNAL_secondary_outlet, reading_span(r, v.first, v.words));
    }
}
