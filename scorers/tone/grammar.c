#include "grammar.h"

#include "common/grow.h"

struct kind {
    uint32_t bits;
    const char *words; /* separated by spaces */
};

static const struct kind kinds[] = {
    { GRAMMAR_BE, "is are was were be been being am isn't aren't wasn't weren't get gets got getting" },
    { GRAMMAR_HAVE, "has have had having" },
    { GRAMMAR_MODAL, "will would can could may might shall should must to" },
    { GRAMMAR_IN | GRAMMAR_PREPOSITION, "in" },
    { GRAMMAR_OF | GRAMMAR_PREPOSITION, "of" },
    { GRAMMAR_TO | GRAMMAR_PREPOSITION, "to" },
    { GRAMMAR_FROM | GRAMMAR_PREPOSITION, "from" },
    { GRAMMAR_FROM, "off" },
    { GRAMMAR_BY | GRAMMAR_PREPOSITION, "by" },
    { GRAMMAR_PREPOSITION, "on at for with onto over under about above below between during "
                           "through across per within without toward towards against among via" },
    { GRAMMAR_AND, "and or &" },
    { GRAMMAR_CAUSE, "on as after amid amidst following because due owing thanks since over" },
    { GRAMMAR_CLAUSE, "while as after when before because since until where so" },
    { GRAMMAR_RELATIVE, "which that who whose whom" },
    { GRAMMAR_DETERMINER, "the a an its their his her our my your this that these those some any "
                          "all both each every no" },
    { GRAMMAR_PRONOUN, "it they he she we its their his her" },
    { GRAMMAR_FIRM, "company firm group bank lender retailer carmaker automaker airline insurer "
                    "drugmaker chipmaker carrier bourse operator manufacturer maker producer miner "
                    "brewer builder developer utility broker supplier startup corporation giant "
                    "conglomerate chain brand exchange fund business stock shares share scrip" },
    { GRAMMAR_VERSUS, "versus vs against compared" },
    { GRAMMAR_DEFEATS, "beat beats beating beaten defeat defeats defeated outperform outperforms "
                       "outperformed overtake overtakes overtook outpace outpaces outpaced topple "
                       "topples toppled outshine outshines trounce trounced thrash surpass "
                       "surpasses surpassed outsell outsells eclipse eclipses eclipsed pips" },
    { GRAMMAR_TRAILS, "lag lags lagged lagging trail trails trailed trailing underperform "
                      "underperforms underperformed" },
    { GRAMMAR_ADVERB, "also still now already further again then just only even more most very so "
                      "too not never about around almost nearly over least up down back" },
    { GRAMMAR_TARGETS, "accuse accuses accused attack attacks attacked criticise criticises "
                       "criticised criticize criticizes criticized blame blames blamed slam slams "
                       "slammed blast blasts blasted sue sues sued condemn condemns condemned "
                       "denounce denounces denounced mock mocks mocked downgrade downgrades "
                       "downgraded upgrade upgrades upgraded fine fines fined bar bars barred ban "
                       "bans banned probe probes probed penalise penalises penalised penalize "
                       "penalizes penalized penalty caution cautions cautioned warn warns warned "
                       "reprimand reprimands reprimanded raid raids raided praise praises praised "
                       "hail hails hailed lambast lambasts lambasted rebuke rebukes rebuked order "
                       "orders ordered sanction sanctions sanctioned" },
    { GRAMMAR_FORM, "% $ \xe2\x82\xac \xc2\xa3 \xe2\x82\xb9 inc corp ltd plc oyj oy ab asa ag sa nv llc gmbh company shares shareholders "
                    "stock nasdaq nyse omx bse nse eur usd mln mn bn crore subsidiary investors "
                    "analyst analysts ceo cfo quarter fiscal business businesses customers products services "
                    "operations production agreement contract contracts acquisition supplier provider "
                    "manufacturer unit plant equipment solutions software maker producer managing "
                    "director chairman corporation group's firm's holding" },
    { GRAMMAR_HIGH, "high highs peak peaks" },
    { GRAMMAR_LOW, "low lows trough" },
    { GRAMMAR_PERIOD, "day days week weeks wk month months mth year years yr session record lifetime "
                      "all-time time intraday multi fresh new quarter decade" },
    { GRAMMAR_BUY, "buy accumulate outperform overweight" },
    { GRAMMAR_SELL, "sell avoid reduce underperform underweight exit" },
    { GRAMMAR_TURNS, "swing swings swung swinging turn turns turned turning return returns returned "
                     "returning back slip slips slipped slid plunge plunged fell" },
    { GRAMMAR_TO | GRAMMAR_PREPOSITION, "into" },
    { GRAMMAR_ABOVE, "above past crosses crossed reclaims reclaimed regains tops breaches" },
    { GRAMMAR_BELOW, "below under" },
    { GRAMMAR_HOLD, "hold neutral" },
    { GRAMMAR_RATING, "rating ratings recommendation call target targets loss" },
};

static void add(struct grammar *g, struct lexicon *lexicon, const char *word, size_t len,
                uint32_t bits)
{
    char copy[32];
    memcpy(copy, word, len);
    copy[len] = '\0';
    size_t number = lexicon_number(lexicon, copy);
    if (number >= g->size) {
        size_t cap = g->size;
        g->bits = grow_to(g->bits, &cap, number + 1, sizeof *g->bits);
        memset(g->bits + g->size, 0, (cap - g->size) * sizeof *g->bits);
        g->size = cap;
    }
    g->bits[number] |= bits;
}

struct grammar *grammar_new(struct lexicon *lexicon)
{
    struct grammar *g = grow_new(1, sizeof *g);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (const char *word = kinds[i].words; *word;) {
            size_t len = strcspn(word, " ");
            add(g, lexicon, word, len, kinds[i].bits);
            word += len + (word[len] == ' ');
        }
    return g;
}

void grammar_free(struct grammar **g)
{
    if (!*g)
        return;
    free((*g)->bits);
    free(*g);
    *g = NULL;
}
