#include "signals.h"

#include <math.h>
#include <string.h>

/* A published item holds a few dozen reasons; no signal may flood it. */
#define MAX_FINDINGS 64

static const struct {
    const char *rule, *why;
} signals[] = {
#define X(group, name, each, cap, why) { #group "." #name, why },
    SIGNALS(X)
#undef X
};

static const char *const groups[] = {
#define X(name, least, most, help) #name,
    GROUPS(X)
#undef X
};

void ledger_open(struct ledger *ledger, enum group group)
{
    struct group_caps caps = ledger->groups[group];
    struct assay_part part = { .name = groups[group], .weight = 1, .low = caps.low,
                               .high = caps.high, .entity = ASSAY_OVERALL };
    ledger->host->part(ledger->host, &part);
}

bool ledger_is_full(const struct ledger *ledger, enum signal signal)
{
    struct assay_signal weight = ledger->signals[signal];
    if (weight.each == 0 || ledger->found[signal] >= MAX_FINDINGS)
        return true;
    return weight.cap != 0 && fabs(ledger->spent[signal]) >= fabs(weight.cap);
}

void ledger_add_share(struct ledger *ledger, enum signal signal, struct assay_span span,
                      double share, const char *why)
{
    if (ledger_is_full(ledger, signal))
        return;
    struct assay_signal weight = ledger->signals[signal];
    double delta = weight.each * share;
    double left = weight.cap - ledger->spent[signal];
    if (weight.cap != 0 && fabs(delta) > fabs(left))
        delta = left;
    ledger->spent[signal] += delta;
    ledger->found[signal]++;
    why = why ? why : signals[signal].why;
    struct assay_reason reason = { .rule = signals[signal].rule, .why = { why, strlen(why) },
                                   .span = span, .weight = weight.each, .delta = delta };
    ledger->host->because(ledger->host, &reason);
}

void ledger_add(struct ledger *ledger, enum signal signal, struct assay_span span)
{
    ledger_add_share(ledger, signal, span, 1, NULL);
}
