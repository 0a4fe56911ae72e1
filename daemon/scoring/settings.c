#include "scoring/settings.h"

#include <string.h>

/* ------------------------------------------------------------------ tickers and scorers */

static bool check_symbol(const char *symbol, struct error *err)
{
    size_t len = slice_of(symbol).len;
    if (len > 32)
        return error_set(err, REFUSE, NULL, "a symbol of %zu bytes; 32 at most", len);
    for (const char *c = symbol; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7f)
            return error_set(err, REFUSE, NULL, "a symbol with a space or a control character");
    return true;
}

static bool check_word(const char *word, struct error *err)
{
    return slice_trim(slice_of(word)).len || error_set(err, REFUSE, NULL, "an empty text");
}

#define TICKER(member) offsetof(struct ticker, member)
const struct field ticker_fields[] = {
    { "name", FIELD_TEXT, NULL, TICKER(symbol), .check = check_symbol,
      .help = "The symbol, as it is published." },
    { "names", FIELD_TEXTS, NULL, TICKER(names), .low = 0, .high = 1000, .check = check_word,
      .help = "What the entity is called in texts, the full name first. A symbol that is a common "
              "word, or of two letters or fewer, counts only near one of them." },
    { "not_if_near", FIELD_TEXTS, NULL, TICKER(not_if_near), .low = 0, .high = 1000,
      .check = check_word,
      .help = "Words that rule out a match near them: whole words, also with an s." },
    { "case_sensitive", FIELD_BOOL, "false", TICKER(case_sensitive),
      .help = "Names match to the letter." },
};
const size_t ticker_fields_size = count_of(ticker_fields);

#define SCORER(member) offsetof(struct scorer_choice, member)
const struct field scorer_fields[] = {
    { "name", FIELD_TEXT, NULL, SCORER(name), .check = check_word,
      .help = "What the scorer is called in verdicts." },
    { "plugin", FIELD_TEXT, NULL, SCORER(plugin), .check = check_word,
      .help = "A built-in scorer (tone, reliability) or the path of a .so, relative to the file "
              "that names it; default: the built-in of that name." },
    { "...", FIELD_REST, NULL, SCORER(params),
      .help = "The scorer's own parameters; `scorers/NAME.yaml` may hold them too." },
};
const size_t scorer_fields_size = count_of(scorer_fields);

/* ------------------------------------------------------------------ domains */

static bool check_domain(const char *name, struct error *err)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
    if (strstr(name, "://"))
        return error_set(err, REFUSE, NULL, "\"%s\" is an address; wants the domain alone", name);
    if (strncmp(name, "www.", 4) == 0)
        return error_set(err, REFUSE, NULL, "items carry no www.; write \"%s\"", name + 4);
    if (strspn(name, allowed) < strlen(name) || !strchr(name, '.') || *name == '.')
        return error_set(err, REFUSE, NULL, "\"%s\" is no domain; try \"example.org\", in lower case",
                         name);
    return true;
}

#define DOMAIN(member) offsetof(struct domain_settings, member)
const struct field domain_fields[] = {
    { "name", FIELD_TEXT, NULL, DOMAIN(name), .check = check_domain,
      .help = "The domain; it covers those below it, the longest that fits counts." },
    { "prior", FIELD_REAL, NULL, DOMAIN(prior), .low = 0, .high = 1,
      .help = "How far what stands there is trusted before it is read, whatever its feed's prior." },
    { "scorers", FIELD_TREE, NULL, DOMAIN(scorers),
      .help = "Parameters of scorers that differ for it; its feed's own are left aside then." },
};
const size_t domain_fields_size = count_of(domain_fields);

/* ------------------------------------------------------------------ bands */

#define TONE(label, index, edges)                                                       \
    { label, FIELD_SPAN, edges, offsetof(struct bands_settings, tone[index]),          \
      .low = -1, .high = 1, .help = "Tone, from and to." }
static const struct field tone_fields[] = {
    TONE("negative", 0, "[-1, -0.35]"),
    TONE("mildly negative", 1, "[-0.35, -0.15]"),
    TONE("neutral", 2, "[-0.15, 0.15]"),
    TONE("mildly positive", 3, "[0.15, 0.35]"),
    TONE("positive", 4, "[0.35, 1]"),
};
static const size_t tone_fields_size = count_of(tone_fields);

#define RELIABILITY(label, index, edges)                                                \
    { label, FIELD_SPAN, edges, offsetof(struct bands_settings, reliability[index]),   \
      .low = 0, .high = 1, .help = "Reliability, from and to." }
static const struct field reliability_fields[] = {
    RELIABILITY("unreliable", 0, "[0, 0.3]"),
    RELIABILITY("caution", 1, "[0.3, 0.6]"),
    RELIABILITY("fair", 2, "[0.6, 0.8]"),
    RELIABILITY("good", 3, "[0.8, 1]"),
};
static const size_t reliability_fields_size = count_of(reliability_fields);

/* The inner tables' offsets are those of the whole struct. */
const struct field bands_fields[] = {
    { "tone", FIELD_GROUP, NULL, 0, FIELDS(tone),
      .help = "Labels of the tone. An edge belongs to the band further from neutral." },
    { "reliability", FIELD_GROUP, NULL, 0, FIELDS(reliability),
      .help = "Labels of the reliability. An edge belongs to the better band." },
};
const size_t bands_fields_size = count_of(bands_fields);

/* One scale being checked. */
struct scale {
    const char *name;
    const struct yaml_node *bands, *node; /* `bands:`, and what it says of this scale */
    struct complaints *complaints;
};

/* At the band that the user moved, else at the one beside it: a default can't be to blame. */
static bool blame(const struct scale *s, const struct band *band, const struct band *beside,
                  const char *what)
{
    const struct yaml_node *node = yaml_get(s->node, band->name);
    if (!node)
        node = yaml_get(s->node, beside->name);
    if (!node)
        node = s->bands;
    complain(s->complaints, node ? node->file : "", node ? node->line : 0,
             node ? node->column : 0, "%s: %s", s->name, what);
    return false;
}

static bool touch(const struct scale *s, const struct band *below, const struct band *above)
{
    HELD(text) what = {0};
    if (below->high == above->low)
        return true;
    if (below->high < above->low)
        text_printf(&what, "a gap between \"%s\" and \"%s\", from %g to %g", below->name,
                    above->name, below->high, above->low);
    else
        text_printf(&what, "\"%s\" and \"%s\" overlap, from %g to %g", below->name, above->name,
                    above->low, below->high);
    return blame(s, above, below, text_string(&what));
}

static bool reach_ends(const struct scale *s, const struct bands *b, const struct bands *shipped)
{
    const struct band *first = &b->items[0], *last = &b->items[b->size - 1];
    double low = shipped->items[0].low, high = shipped->items[b->size - 1].high;
    HELD(text) what = {0};
    bool ok = true;
    if (first->low != low) {
        text_printf(&what, "\"%s\" must begin at %g, the end of the scale", first->name, low);
        ok = blame(s, first, first, text_string(&what));
    }
    text_clear(&what);
    if (last->high != high) {
        text_printf(&what, "\"%s\" must end at %g, the end of the scale", last->name, high);
        ok = blame(s, last, last, text_string(&what));
    }
    return ok;
}

static bool fill(struct scale *s, const struct range *edges, const struct bands *shipped,
                 struct bands *ret)
{
    struct bands made = *shipped;
    for (size_t i = 0; i < made.size; i++) {
        if (edges[i].low >= edges[i].high)
            return false; /* could not be read, and was complained of */
        made.items[i].low = edges[i].low;
        made.items[i].high = edges[i].high;
    }
    s->node = yaml_get(s->bands, s->name);
    bool ok = reach_ends(s, &made, shipped);
    for (size_t i = 1; i < made.size; i++)
        ok = touch(s, &made.items[i - 1], &made.items[i]) && ok;
    if (ok)
        *ret = made;
    return ok;
}

bool bands_from_settings(const struct bands_settings *settings, const struct yaml_node *node,
                         struct bands *ret_tone, struct bands *ret_reliability,
                         struct complaints *complaints)
{
    struct scale tone = { "tone", node, NULL, complaints };
    struct scale reliability = { "reliability", node, NULL, complaints };
    bool ok = fill(&tone, settings->tone, &bands_tone, ret_tone);
    return fill(&reliability, settings->reliability, &bands_reliability, ret_reliability) && ok;
}
