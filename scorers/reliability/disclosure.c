/* disclosure.c - what the publisher admits of its text, and what it sells between the lines. */
#include "groups.h"

void disclosure_weigh(struct weighing *w)
{
    const struct reading *r = w->reading;
    ledger_open(w->ledger, GROUP_disclosure);
    for (uint32_t i = 0; i < r->marks_size; i++) {
        const struct mark *mark = &r->marks[i];
        struct assay_span span = reading_span(r, mark->first, mark->words);
        if (r->words[mark->first].flags & WORD_QUOTED)
            continue;
        switch (mark->list) {
        case LIST_DISCLAIMER: ledger_add(w->ledger, SIGNAL_disclosure_disclaimer, span); break;
        case LIST_MACHINE: ledger_add(w->ledger, SIGNAL_disclosure_machine_made, span); break;
        case LIST_SATIRE: ledger_add(w->ledger, SIGNAL_disclosure_satire, span); break;
        case LIST_ADVERT: ledger_add(w->ledger, SIGNAL_disclosure_advertising, span); break;
        case LIST_INTERESTS: ledger_add(w->ledger, SIGNAL_disclosure_interests, span); break;
        case LIST_BUY: ledger_add(w->ledger, SIGNAL_disclosure_call_to_buy, span); break;
        default: break;
        }
    }
}
