#include "commands/limit.h"

#include "base/text.h"

#include <string.h>

static const char *const operators[] = {
    [LIMIT_BELOW] = "<",     [LIMIT_AT_MOST] = "<=", [LIMIT_ABOVE] = ">",
    [LIMIT_AT_LEAST] = ">=", [LIMIT_IS] = "==",      [LIMIT_IS_NOT] = "!=",
};

/* Cuts the longest operator off; false: there is none. */
static bool take_operator(struct slice *rest, enum limit_operator *ret)
{
    size_t longest = 0;
    for (size_t i = 0; i < count_of(operators); i++)
        if (slice_starts(*rest, operators[i]) && strlen(operators[i]) > longest) {
            longest = strlen(operators[i]);
            *ret = (enum limit_operator)i;
        }
    *rest = slice_sub(*rest, longest, rest->len);
    return longest > 0;
}

static bool find(const struct quantity *all, size_t size, struct slice name, size_t *ret)
{
    for (*ret = 0; *ret < size; ++*ret)
        if (slice_is(name, all[*ret].name))
            return true;
    return false;
}

bool limit_parse(const char *text, const struct quantity *all, size_t size, struct limit *ret,
                 struct error *err)
{
    struct slice rest = slice_trim(slice_of(text)), name = rest;
    struct limit limit = { .text = text };
    name.len = strcspn(name.len ? rest.ptr : "", " <>=!");
    rest = slice_trim(slice_sub(rest, name.len, rest.len));
    if (!find(all, size, name, &limit.quantity))
        return error_set(err, REFUSE, NULL, "'%.*s' is no quantity", SLICE_ARGS(name));
    if (!take_operator(&rest, &limit.operator))
        return error_set(err, REFUSE, NULL, "%s wants one of < <= > >= == != behind it",
                         all[limit.quantity].name);
    rest = slice_trim(rest);
    limit.percent = slice_ends(rest, "%");
    if (limit.percent)
        rest = slice_trim(slice_sub(rest, 0, rest.len - 1));
    if (!slice_to_real(rest, &limit.value))
        return error_set(err, REFUSE, NULL, "'%.*s' is no number", SLICE_ARGS(rest));
    if (limit.percent && !all[limit.quantity].whole)
        return error_set(err, REFUSE, NULL, "%s counts no items, so that nothing is a %% of it",
                         all[limit.quantity].name);
    *ret = limit;
    return true;
}

bool limit_holds(const struct limit *l, const struct quantity *all)
{
    const struct quantity *q = &all[l->quantity];
    double value = l->percent ? q->value / q->whole * 100 : q->value;
    switch (l->operator) {
    case LIMIT_BELOW: return value < l->value;
    case LIMIT_AT_MOST: return value <= l->value;
    case LIMIT_ABOVE: return value > l->value;
    case LIMIT_AT_LEAST: return value >= l->value;
    case LIMIT_IS: return value == l->value;
    case LIMIT_IS_NOT: return value != l->value;
    }
    return false;
}
