#include "numbers.h"

#include "fold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct scale {
    const char *word;
    double factor;
};

static const struct scale scales[] = {
    { "million", 1e6 },   { "mn", 1e6 },      { "m", 1e6 },         { "mln", 1e6 },
    { "millions", 1e6 },  { "billion", 1e9 }, { "bn", 1e9 },        { "b", 1e9 },
    { "billions", 1e9 },  { "bln", 1e9 },     { "trillion", 1e12 }, { "tn", 1e12 },
    { "trn", 1e12 },      { "thousand", 1e3 }, { "k", 1e3 },        { "crore", 1e7 },
    { "crores", 1e7 },    { "cr", 1e7 },      { "lakh", 1e5 },      { "lakhs", 1e5 },
};

struct unit {
    const char *word;
    enum quantity_unit unit;
    double factor;
};

static const struct unit units[] = {
    { "%", QUANTITY_PERCENT, 1 },  { "percent", QUANTITY_PERCENT, 1 }, { "pct", QUANTITY_PERCENT, 1 },
    { "pc", QUANTITY_PERCENT, 1 }, { "per cent", QUANTITY_PERCENT, 1 }, { "bps", QUANTITY_POINTS, .01 },
    { "bp", QUANTITY_POINTS, .01 }, { "pp", QUANTITY_POINTS, 1 },
};

struct currency {
    const char *word, *code;
};

static const struct currency currencies[] = {
    { "$", "$" },       { "us$", "$" },      { "usd", "$" },      { "dollar", "$" },
    { "dollars", "$" }, { "eur", "EUR" },    { "\xe2\x82\xac", "EUR" }, { "euro", "EUR" },
    { "euros", "EUR" }, { "gbp", "GBP" },    { "\xc2\xa3", "GBP" }, { "pounds", "GBP" },
    { "rs", "INR" },    { "inr", "INR" },    { "\xe2\x82\xb9", "INR" }, { "rupees", "INR" },
    { "jpy", "JPY" },   { "\xc2\xa5", "JPY" }, { "yen", "JPY" },   { "cny", "CNY" },
    { "yuan", "CNY" },  { "sek", "SEK" },    { "nok", "NOK" },    { "dkk", "DKK" },
    { "chf", "CHF" },   { "cad", "CAD" },    { "aud", "AUD" },    { "lvl", "LVL" },
    { "lt", "LTL" },    { "eek", "EEK" },    { "rub", "RUB" },    { "pence", "GBP" },
};

static size_t fold_token(const char *text, const struct token *token, char out[16])
{
    size_t len = fold_text(text + token->start, token->len, out, 15);
    out[len] = '\0';
    return len;
}

/* Most words differ in their first letter. */
static bool is_same(const char *a, const char *b)
{
    return *a == *b && !strcmp(a, b);
}

static double scale_of(const char *word)
{
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        if (is_same(scales[i].word, word))
            return scales[i].factor;
    return 0;
}

static const char *currency_of(const char *word)
{
    for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++)
        if (is_same(currencies[i].word, word))
            return currencies[i].code;
    return NULL;
}

static const struct unit *unit_of(const char *word)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (is_same(units[i].word, word))
            return &units[i];
    return NULL;
}

/* A single comma with one or two digits behind it is a decimal comma. */
static double digits(const char *from, size_t len)
{
    char plain[40];
    size_t size = 0;
    const char *comma = memchr(from, ',', len);
    bool decimal = comma && !memchr(comma + 1, ',', len - (size_t)(comma - from) - 1) &&
                   !memchr(from, '.', len) && from + len - comma - 1 != 3;
    for (size_t i = 0; i < len && size < sizeof plain - 1; i++)
        if (from[i] != ',')
            plain[size++] = from[i];
        else if (decimal)
            plain[size++] = '.';
    plain[size] = '\0';
    double value = 0, place = 0;
    for (const char *p = plain; *p; p++) { /* no strtod: it knows locales */
        if (*p == '.') {
            if (place)
                break;
            place = 1;
        } else if (place) {
            value += (*p - '0') * (place /= 10);
        } else {
            value = value * 10 + (*p - '0');
        }
    }
    return value;
}

static void read_scale(const char *text, const struct token *tokens, size_t size,
                       struct quantity *q)
{
    char word[16];
    if (q->last >= size || tokens[q->last].kind != TOKEN_WORD)
        return;
    fold_token(text, &tokens[q->last], word);
    double factor = scale_of(word);
    if (!factor || (!word[1] && !(tokens[q->last].flags & TOKEN_JOINED) && !*q->currency))
        return;
    q->value *= factor;
    q->scaled = true;
    q->last++;
}

static void read_unit(const char *text, const struct token *tokens, size_t size,
                      struct quantity *q)
{
    char word[16];
    if (q->last >= size || (tokens[q->last].kind != TOKEN_WORD && tokens[q->last].kind != TOKEN_SYMBOL))
        return;
    fold_token(text, &tokens[q->last], word);
    const struct unit *unit = unit_of(word);
    if (!unit && !strcmp(word, "per") && q->last + 1 < size) {
        fold_token(text, &tokens[q->last + 1], word);
        if (strcmp(word, "cent"))
            return;
        unit = &units[0];
        q->last++;
    }
    const char *code = currency_of(word);
    if (unit) {
        q->unit = unit->unit;
        q->value *= unit->factor;
        q->last++;
    } else if (code && q->unit == QUANTITY_PLAIN) {
        q->unit = QUANTITY_MONEY;
        memcpy(q->currency, code, strlen(code) + 1);
        q->last++;
    }
}

static void read_before(const char *text, const struct token *tokens, struct quantity *q)
{
    char word[16];
    for (int i = 0; i < 3 && q->first > 0; i++) {
        const struct token *before = &tokens[q->first - 1];
        if (before->kind != TOKEN_SYMBOL && before->kind != TOKEN_WORD)
            return;
        fold_token(text, before, word);
        const char *code = currency_of(word);
        if (code && *q->currency) {
            return;
        } else if (code) {
            q->unit = QUANTITY_MONEY;
            memcpy(q->currency, code, strlen(code) + 1);
        } else if (!strcmp(word, "-") || !strcmp(word, "negative") || !strcmp(word, "minus")) {
            q->value = -q->value;
        } else {
            return;
        }
        q->first--;
    }
}

bool quantity_read(const char *text, const struct token *tokens, size_t size, size_t at,
                   struct quantity *ret)
{
    if (at >= size || tokens[at].kind != TOKEN_NUMBER)
        return false;
    const struct token *token = &tokens[at];
    *ret = (struct quantity){ .value = digits(text + token->start, token->len), .first = at,
                              .last = at + 1 };
    read_before(text, tokens, ret);
    read_scale(text, tokens, size, ret);
    read_unit(text, tokens, size, ret);
    ret->year = token->len == 4 && ret->unit == QUANTITY_PLAIN && !ret->scaled &&
                ret->value >= 1900 && ret->value <= 2100;
    return isfinite(ret->value);
}
