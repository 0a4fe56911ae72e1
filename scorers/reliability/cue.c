#include "cue.h"

#include <stdlib.h>
#include <string.h>

struct cue_word {
    const char *word;
    unsigned cue;
};

/* Sorted by word. */
static const struct cue_word cue_words[] = {
    { "above", CUE_ABOVE },       { "accounted", CUE_SHARE },    { "accounting", CUE_SHARE },
    { "accounts", CUE_SHARE },    { "advanced", CUE_RISE },      { "aggregate", CUE_SUM },
    { "altogether", CUE_SUM },    { "average", CUE_AVERAGE },    { "averaged", CUE_AVERAGE },
    { "averages", CUE_AVERAGE },  { "beat", CUE_BEATS },         { "beats", CUE_BEATS },
    { "below", CUE_BELOW },       { "best", CUE_HIGHEST },       { "better", CUE_ABOVE },
    { "biggest", CUE_HIGHEST },   { "change", CUE_CHANGE },      { "changed", CUE_CHANGE },
    { "changes", CUE_CHANGE },    { "climb", CUE_RISE },         { "climbed", CUE_RISE },
    { "collapsed", CUE_FALL },    { "combined", CUE_SUM },       { "comprised", CUE_SHARE },
    { "constituted", CUE_SHARE }, { "constitution", CUE_RATIO }, { "contracted", CUE_FALL },
    { "contraction", CUE_FALL },  { "cut", CUE_FALL },           { "decline", CUE_FALL },
    { "declined", CUE_FALL },     { "declines", CUE_FALL },      { "declining", CUE_FALL },
    { "decrease", CUE_FALL },     { "decreased", CUE_FALL },     { "decreases", CUE_FALL },
    { "decreasing", CUE_FALL },   { "difference", CUE_CHANGE },  { "down", CUE_FALL },
    { "drop", CUE_FALL },         { "dropped", CUE_FALL },       { "dropping", CUE_FALL },
    { "drops", CUE_FALL },        { "eased", CUE_FALL },         { "exceed", CUE_BEATS },
    { "exceeded", CUE_BEATS },    { "exceeds", CUE_BEATS },      { "expanded", CUE_RISE },
    { "fall", CUE_FALL },         { "fallen", CUE_FALL },        { "falling", CUE_FALL },
    { "falls", CUE_FALL },        { "fell", CUE_FALL },          { "fewer", CUE_BELOW },
    { "fewest", CUE_LOWEST },     { "flat", CUE_SAME },          { "fraction", CUE_RATIO },
    { "gain", CUE_RISE },         { "gained", CUE_RISE },        { "gains", CUE_RISE },
    { "greater", CUE_ABOVE },     { "greatest", CUE_HIGHEST },   { "grew", CUE_RISE },
    { "grow", CUE_RISE },         { "growing", CUE_RISE },       { "grown", CUE_RISE },
    { "grows", CUE_RISE },        { "growth", CUE_RISE },        { "higher", CUE_ABOVE },
    { "highest", CUE_HIGHEST },   { "improved", CUE_RISE },      { "improvement", CUE_RISE },
    { "increase", CUE_RISE },     { "increased", CUE_RISE },     { "increases", CUE_RISE },
    { "increasing", CUE_RISE },   { "jump", CUE_RISE },          { "jumped", CUE_RISE },
    { "lag", CUE_TRAILS },        { "lagged", CUE_TRAILS },      { "lags", CUE_TRAILS },
    { "larger", CUE_ABOVE },      { "largest", CUE_HIGHEST },    { "least", CUE_LOWEST },
    { "less", CUE_BELOW },        { "longer", CUE_ABOVE },       { "longest", CUE_HIGHEST },
    { "lost", CUE_FALL },         { "lower", CUE_BELOW },        { "lowest", CUE_LOWEST },
    { "max", CUE_HIGHEST },       { "maximum", CUE_HIGHEST },    { "mean", CUE_AVERAGE },
    { "min", CUE_LOWEST },        { "minimum", CUE_LOWEST },     { "more", CUE_ABOVE },
    { "most", CUE_HIGHEST },      { "never", CUE_NOT },          { "no", CUE_NOT },
    { "not", CUE_NOT },           { "outperform", CUE_BEATS },   { "outperformed", CUE_BEATS },
    { "outperforms", CUE_BEATS }, { "percent", CUE_PERCENT },    { "percentage", CUE_PERCENT },
    { "plunge", CUE_FALL },       { "plunged", CUE_FALL },       { "proportion", CUE_RATIO },
    { "rank", CUE_RANK },         { "ranked", CUE_RANK },        { "ranks", CUE_RANK },
    { "ratio", CUE_RATIO },       { "reduced", CUE_FALL },       { "reduction", CUE_FALL },
    { "represented", CUE_SHARE }, { "representing", CUE_SHARE }, { "represents", CUE_SHARE },
    { "rise", CUE_RISE },         { "risen", CUE_RISE },         { "rises", CUE_RISE },
    { "rising", CUE_RISE },       { "rose", CUE_RISE },          { "share", CUE_RATIO },
    { "shrank", CUE_FALL },       { "shrink", CUE_FALL },        { "shrunk", CUE_FALL },
    { "slid", CUE_FALL },         { "slide", CUE_FALL },         { "slip", CUE_FALL },
    { "slipped", CUE_FALL },      { "slower", CUE_BELOW },       { "smaller", CUE_BELOW },
    { "smallest", CUE_LOWEST },   { "soared", CUE_RISE },        { "sum", CUE_SUM },
    { "surge", CUE_RISE },        { "surged", CUE_RISE },        { "surpassed", CUE_BEATS },
    { "surpasses", CUE_BEATS },   { "together", CUE_SUM },       { "top", CUE_HIGHEST },
    { "total", CUE_SUM },         { "totaled", CUE_SUM },        { "totaling", CUE_SUM },
    { "totalled", CUE_SUM },      { "trailed", CUE_TRAILS },     { "trails", CUE_TRAILS },
    { "tumbled", CUE_FALL },      { "unchanged", CUE_SAME },     { "up", CUE_RISE },
    { "variance", CUE_CHANGE },   { "worst", CUE_LOWEST },
};

static int compare_cue(const void *key, const void *entry)
{
    return strcmp(key, ((const struct cue_word *)entry)->word);
}

unsigned cue_of(const char *word)
{
    const struct cue_word *found = bsearch(word, cue_words, sizeof cue_words / sizeof *cue_words,
                                           sizeof *cue_words, compare_cue);
    return found ? found->cue : CUE_NONE;
}
