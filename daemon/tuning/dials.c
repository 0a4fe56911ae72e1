#include "tuning/dials.h"

#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TURNED 0.05 /* a change of less than this share says nothing */
#define DEPTH_MAX 8 /* of nested keys */

/* ------------------------------------------------------------------ finding */

static void add(struct dials *dials, struct dial dial)
{
    mem_grow(dials->items, dials->size, dials->cap);
    dial.name = dial.key ? mem_printf("%s.%s", dial.param, dial.key) : mem_string(dial.param);
    dials->items[dials->size++] = dial;
}

static double at_most(const struct assay_param *p, double value)
{
    double bound = value < 0 ? p->low : p->high;
    bool unbounded = p->low == 0 && p->high == 0;
    return unbounded ? DIAL_MOST : fmin(DIAL_MOST, fmax(1, bound / value));
}

static void add_number(struct dials *dials, const struct assay_param *p, char *key, double value)
{
    if (value == 0)
        mem_free(&key);
    else
        add(dials, (struct dial){ .param = p->name, .key = key, .value = value,
                                  .least = DIAL_LEAST, .most = at_most(p, value) });
}

static void add_signal(struct dials *dials, const struct assay_param *p,
                       const struct assay_signal *signal)
{
    double larger = fabs(signal->cap) > fabs(signal->each) ? signal->cap : signal->each;
    if (signal->each != 0)
        add(dials, (struct dial){ .param = p->name, .is_signal = true, .value = signal->each,
                                  .cap = signal->cap, .least = DIAL_LEAST,
                                  .most = at_most(p, larger) });
}

/* "finance-en" for finance-en.tsv, as a scorer takes it. */
static double factor_of(const struct assay_numbers *layers, struct slice name)
{
    for (size_t i = 0; i < layers->size; i++) {
        const struct assay_text *key = &layers->items[i].key;
        if (slice_starts(name, key->ptr) && (name.len == key->len || name.ptr[key->len] == '.'))
            return layers->items[i].value;
    }
    return 1;
}

static void add_layers(struct dials *dials, const struct params *params, const struct assay_param *p)
{
    const struct assay_scorer *scorer = params->scorer;
    for (size_t i = 0; i < scorer->params_size; i++) {
        if (scorer->params[i].kind != ASSAY_FILES)
            continue;
        const char *values = params->values;
        const struct assay_files *files = (const void *)(values + scorer->params[i].offset);
        const struct assay_numbers *layers = (const void *)(values + p->offset);
        for (size_t k = 0; k < files->size; k++) {
            struct slice name = { files->items[k].name.ptr, files->items[k].name.len };
            add_number(dials, p, slice_string(name), factor_of(layers, name));
        }
    }
}

static bool is_weight(const char *name)
{
    return slice_starts(slice_of(name), "rules.") || slice_ends(slice_of(name), "_weight");
}

void dials_find(const struct params *params, struct dials *dials)
{
    for (size_t i = 0; i < params->scorer->params_size; i++) {
        const struct assay_param *p = &params->scorer->params[i];
        const void *at = (const char *)params->values + p->offset;
        if (p->kind == ASSAY_REAL && is_weight(p->name))
            add_number(dials, p, NULL, *(const double *)at);
        if (p->kind == ASSAY_SIGNAL)
            add_signal(dials, p, at);
        if (p->kind == ASSAY_NUMBERS && strcmp(p->name, "layers") == 0)
            add_layers(dials, params, p);
    }
}

void dials_done(struct dials *dials)
{
    for (size_t i = 0; i < dials->size; i++) {
        mem_free(&dials->items[i].key);
        mem_free(&dials->items[i].name);
    }
    mem_free(&dials->items);
    *dials = (struct dials){ 0 };
}

/* ------------------------------------------------------------------ writing */

/* Through text, so that what is written reads back as the same number. */
static double two_digits(double value)
{
    char text[40];
    snprintf(text, sizeof text, "%.2g", value);
    return strtod(text, NULL);
}

static double within(const struct dial *d, double value, double now)
{
    return fabs(value) > fabs(now * d->most) ? now * d->most : value;
}

double dial_value(const struct dial *d, double factor)
{
    return within(d, two_digits(d->value * factor), d->value);
}

bool dial_is_turned(const struct dial *d, double factor)
{
    return fabs(factor - 1) >= TURNED && dial_value(d, factor) != d->value;
}

static void add_indent(struct text *out, int columns)
{
    text_printf(out, "%*s", columns, "");
}

/* Keys such as "my words.tsv" need quotes; JSON's are YAML's. */
static void add_key(struct text *out, struct slice key)
{
    bool plain = key.len && key.ptr[0] != '-';
    for (size_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];
        plain &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    }
    if (!plain)
        text_add_byte(out, '"');
    for (size_t i = 0; i < key.len; i++) {
        if (!plain && (key.ptr[i] == '"' || key.ptr[i] == '\\'))
            text_add_byte(out, '\\');
        text_add_byte(out, key.ptr[i]);
    }
    text_add(out, plain ? SLICE(":") : SLICE("\":"));
}

/* The keys that lead to a dial: of "signals.language.absolute" three. */
static size_t split(const struct dial *d, struct slice ret[DEPTH_MAX])
{
    struct slice rest = slice_of(d->param);
    size_t depth = 0;
    while (depth < DEPTH_MAX - 1 && slice_next(&rest, '.', &ret[depth]))
        depth++;
    if (d->key)
        ret[depth++] = slice_of(d->key);
    return depth;
}

static void add_value(struct text *out, const struct dial *d, double factor)
{
    if (d->is_signal && d->cap != 0)
        text_printf(out, " {each: %g, cap: %g}\n", dial_value(d, factor),
                    within(d, two_digits(d->cap * factor), d->cap));
    else
        text_printf(out, " %g\n", dial_value(d, factor));
}

void dials_write(struct text *out, int indent, const struct dials *dials, const double *factors,
                 char *const *notes)
{
    struct slice before[DEPTH_MAX] = { { "", 0 } }, keys[DEPTH_MAX];
    size_t before_depth = 0;
    for (size_t i = 0; i < dials->size; i++) {
        const struct dial *d = &dials->items[i];
        if (!dial_is_turned(d, factors[i]))
            continue;
        size_t depth = split(d, keys), level = 0;
        while (level + 1 < depth && level + 1 < before_depth && slice_same(keys[level], before[level]))
            level++;
        for (; level + 1 < depth; level++) {
            add_indent(out, indent + 2 * (int)level);
            add_key(out, keys[level]);
            text_add_byte(out, '\n');
        }
        if (notes && notes[i]) {
            add_indent(out, indent + 2 * (int)level);
            text_printf(out, "# %s\n", notes[i]);
        }
        add_indent(out, indent + 2 * (int)level);
        add_key(out, keys[level]);
        add_value(out, d, factors[i]);
        memcpy(before, keys, sizeof keys);
        before_depth = depth;
    }
}
