/* describe.h - tables of fields and of scorers' parameters, printed as a manual in Markdown.
 *
 *     describe_fields(&out, config_fields, config_fields_size);
 *     describe_params(&out, scorer);
 *
 * One heading for each mapping at the top, one row for each key below it. */
#ifndef SETTINGS_DESCRIBE_H
#define SETTINGS_DESCRIBE_H

#include "settings/fields.h"

void describe_fields(struct text *out, const struct field *, size_t count);
void describe_params(struct text *out, const struct assay_scorer *);

#endif
