/* Market news or general news? The feed says, else its categories, else the words. News of
 * research is known by its words alone. */
#include "desk.h"

#include "common/fold.h"

#include <string.h>

static const char *const market_categories[] = {
    "business", "finance", "financial", "markets", "market", "economy", "economics", "stocks",
    "investing", "earnings", "companies", "money", "banking", "commodities",
};

static bool is_market_category(struct assay_text category)
{
    char folded[64];
    size_t len = fold_text(category.ptr, category.len, folded, sizeof folded - 1);
    folded[len] = '\0';
    for (size_t i = 0; i < sizeof market_categories / sizeof *market_categories; i++)
        if (strstr(folded, market_categories[i]))
            return true;
    return false;
}

#define WORDS 0.87 /* of tokens; the rest are marks */

/* From half of the threshold to once and a half the reading changes over gradually, so that a
 * text of both kinds is read as both. */
static double share_to_reading(double share, double threshold)
{
    double reading = share / threshold - 0.5;
    return reading < 0 ? 0 : reading > 1 ? 1 : reading;
}

double gate_open(const struct desk *desk)
{
    const struct assay_article *a = desk->article;
    if (a->topic.len == 7 && !memcmp(a->topic.ptr, "finance", 7))
        return 1;
    if (a->topic.len)
        return 0;
    for (uint32_t i = 0; i < a->categories_size; i++)
        if (is_market_category(a->categories[i]))
            return 1;
    double found = 0, words = 0;
    for (size_t i = 0; i < desk->passages_size; i++) {
        found += (double)desk->passages[i].market;
        words += WORDS * (desk->passages[i].last - desk->passages[i].first);
    }
    return words > 0 ? share_to_reading(found / words, desk->tone->settings.finance_threshold) : 0;
}

#define RESEARCH 0.015       /* share of research words from half of which the reading changes */
#define AT_LEAST_WORDS 150   /* a headline is too short to prove it */
#define SAID_OFTEN 3         /* one word proves no more: a laboratory may be sold, too */

static double research_in(const struct desk *desk, const struct passage *p)
{
    double found = 0;
    for (size_t i = 0; p->bits & MEANS_RESEARCH && i < p->finds; i++) {
        const struct meaning *meaning = desk->finds[p->find + i].meaning;
        double said = desk->said[meaning->entry];
        if (meaning->bits & MEANS_RESEARCH)
            found += said > SAID_OFTEN ? SAID_OFTEN / said : 1;
    }
    return found;
}

double gate_research(const struct desk *desk)
{
    double found = 0, words = AT_LEAST_WORDS;
    for (size_t i = 0; i < desk->passages_size; i++) {
        const struct passage *p = &desk->passages[i];
        if (p->repeats)
            continue;
        found += research_in(desk, p);
        words += WORDS * (p->last - p->first);
    }
    return share_to_reading(found / words, RESEARCH);
}
