/* alerts.h - conditions of the user's, asked of every judged item.
 *
 *     alerts:
 *       - name: meta-slump
 *         when: ticker == META and tone <= -0.35 and reliability >= 0.6 and novelty >= 0.5
 *         at_most: 1 per 30m
 *
 *     OWNED(alerts) a = alerts_new(settings, size, yaml_get(root, "alerts"), complaints);
 *     alerts_raise(a, &judged);         // notes in judged->alarms which ones hold
 *
 * Whether an alarm goes out is the outlet's to say: only it knows how many there were. Items of a
 * feed's first poll raise none. Immutable. */
#ifndef SCORING_ALERTS_H
#define SCORING_ALERTS_H

#include "item/poll.h"
#include "settings/fields.h"

#define ALERTS_MAX 1000

struct alert_settings {
    char *name, *when;
    char *at_most; /* "1 per 30m"; NULL: every one goes out */
};
extern const struct field alert_fields[];
extern const size_t alert_fields_size;

struct alerts;
/* node: what stands behind `alerts:`, for the places of complaints. NULL after complaints. */
struct alerts *alerts_new(const struct alert_settings *, size_t count, const struct yaml_node *,
                          struct complaints *);
void alerts_free(struct alerts **);
void alerts_raise(const struct alerts *, struct judged *);

#endif
