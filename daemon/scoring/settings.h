/* scoring/settings.h - the tables behind `tickers:`, `domains:`, `scorers:` and `bands:`. */
#ifndef SCORING_SETTINGS_H
#define SCORING_SETTINGS_H

#include "scoring/bands.h"
#include "scoring/entities.h"
#include "scoring/scorers.h"
#include "settings/fields.h"

extern const struct field ticker_fields[];  /* of struct ticker; its "name" is the symbol */
extern const size_t ticker_fields_size;

extern const struct field scorer_fields[];  /* of struct scorer_choice: name, plugin, params */
extern const size_t scorer_fields_size;

/* Where on the web an item stands, with all below it: example.org covers news.example.org. */
struct domain_settings {
    const char *name;
    double prior;                     /* instead of the feed's; NAN: not said */
    const struct yaml_node *scorers;  /* instead of what the feed wants otherwise; NULL: not said */
};

extern const struct field domain_fields[];
extern const size_t domain_fields_size;

/* [low, high] of each label, in the order of the shipped bands. */
struct bands_settings {
    struct range tone[5], reliability[4];
};

extern const struct field bands_fields[];
extern const size_t bands_fields_size;

/* Puts the bands side by side. node: what stands behind `bands:`, for the places of complaints
 * about gaps, overlaps and ends that are not the ends of the scale; may be NULL. */
bool bands_from_settings(const struct bands_settings *, const struct yaml_node *node,
                         struct bands *ret_tone, struct bands *ret_reliability,
                         struct complaints *);

#endif
