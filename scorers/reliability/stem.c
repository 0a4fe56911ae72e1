#include "stem.h"

#include <stdlib.h>
#include <string.h>

#define STEM_MOST 40

static bool is_lower(unsigned char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

/* Letters beyond ASCII; punctuation, currencies and arrows of U+2000 to U+22FF are none. */
static size_t letter_len(struct assay_text s, size_t at)
{
    unsigned char c = (unsigned char)s.ptr[at];
    if (is_lower(lower(c)) || is_digit(c))
        return 1;
    if (c < 0xc3)
        return 0;
    size_t len = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    if (at + len > s.len)
        return 0;
    unsigned char next = (unsigned char)s.ptr[at + 1];
    if (c == 0xe2 && next >= 0x80 && next <= 0x8b)
        return 0;
    return len;
}

static uint64_t hash_bytes(const char *bytes, size_t len)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    return hash;
}

uint64_t stem_hash(const char *stem)
{
    return hash_bytes(stem, strlen(stem));
}

static bool ends(const char *word, size_t len, const char *ending)
{
    size_t e = strlen(ending);
    return len >= e && memcmp(word + len - e, ending, e) == 0;
}

static size_t cut_plural(char *w, size_t len)
{
    if (len > 4 && ends(w, len, "ies")) {
        w[len - 3] = 'y';
        return len - 2;
    }
    if (len > 4 && (ends(w, len, "sses") || ends(w, len, "xes") || ends(w, len, "ches") ||
                    ends(w, len, "shes")))
        return len - 2;
    if (len > 3 && w[len - 1] == 's' && !ends(w, len, "ss") && !ends(w, len, "us") &&
        !ends(w, len, "is"))
        return len - 1;
    return len;
}

static size_t cut_ending(char *w, size_t len)
{
    len = cut_plural(w, len);
    if (len >= 7 && ends(w, len, "ing"))
        len -= 3;
    else if (len >= 6 && ends(w, len, "ed"))
        len -= 2;
    if (len >= 5 && w[len - 1] == 'e')
        len--;
    return len;
}

/* Sorted; as written in lower case, before endings are cut. */
static const char *const function_words[] = {
    "a",
    "about",
    "after",
    "again",
    "ago",
    "all",
    "already",
    "also",
    "although",
    "among",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "because",
    "been",
    "before",
    "being",
    "besides",
    "between",
    "both",
    "but",
    "by",
    "can",
    "despite",
    "did",
    "do",
    "does",
    "during",
    "each",
    "either",
    "even",
    "ever",
    "everyone",
    "for",
    "from",
    "furthermore",
    "given",
    "had",
    "has",
    "have",
    "he",
    "her",
    "here",
    "his",
    "how",
    "however",
    "if",
    "in",
    "indeed",
    "instead",
    "into",
    "is",
    "it",
    "its",
    "just",
    "many",
    "may",
    "meantime",
    "meanwhile",
    "more",
    "moreover",
    "much",
    "nevertheless",
    "nonetheless",
    "notably",
    "now",
    "oddly",
    "of",
    "on",
    "once",
    "only",
    "onto",
    "or",
    "our",
    "out",
    "over",
    "per",
    "s",
    "she",
    "since",
    "so",
    "some",
    "still",
    "such",
    "surprisingly",
    "t",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "though",
    "through",
    "to",
    "today",
    "too",
    "under",
    "until",
    "up",
    "upon",
    "us",
    "very",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "whose",
    "will",
    "with",
    "within",
    "would",
    "yet",
    "you",
    "your",
};

/* Sorted; what is done with figures, how they are spoken of, and words that name no thing. */
static const char *const soft_words[] = {
    "according",   "account",     "accounted",    "accounting",   "achieve",       "achieved",
    "actual",      "actually",    "almost",       "altogether",   "amount",        "amounted",
    "amounts",     "annual",      "annually",     "another",      "approximately", "around",
    "asks",        "average",     "averaged",     "averages",     "averaging",     "basis",
    "best",        "biggest",     "bring",        "brings",       "brought",       "came",
    "categories",  "category",    "change",       "changed",      "changes",       "cheapest",
    "climb",       "climbed",     "column",       "columns",      "combined",      "come",
    "comes",       "company",     "compare",      "compared",     "compares",      "comparing",
    "comparison",  "competition", "constitution", "contest",      "contrast",      "corresponding",
    "counted",     "cut",         "data",         "dearest",      "decline",       "declined",
    "declines",    "declining",   "decrease",     "decreased",    "decreases",     "difference",
    "differences", "different",   "distinct",     "double",       "doubled",       "down",
    "drop",        "dropped",     "drops",        "end",          "ended",         "ending",
    "entire",      "entries",     "entry",        "equal",        "equaled",       "event",
    "exactly",     "expressed",   "fall",         "fallen",       "falling",       "falls",
    "fell",        "fewer",       "fewest",       "figure",       "figures",       "first",
    "fiscal",      "fraction",    "gain",         "gained",       "game",          "games",
    "gave",        "get",         "gets",         "give",         "gives",         "goes",
    "got",         "grew",        "group",        "grow",         "growing",       "grown",
    "grows",       "growth",      "half",         "halved",       "has",           "heaviest",
    "held",        "high",        "higher",       "highest",      "hit",           "holds",
    "improved",    "increase",    "increased",    "increases",    "increasing",    "jump",
    "jumped",      "keeps",       "kept",         "kind",         "kinds",         "largest",
    "last",        "least",       "less",         "level",        "levels",        "lightest",
    "list",        "listed",      "lists",        "logged",       "lost",          "low",
    "lower",       "lowest",      "made",         "make",         "making",        "managed",
    "manages",     "match",       "matches",      "max",          "maximum",       "mean",
    "median",      "min",         "minimum",      "month",        "months",        "most",
    "nearly",      "needed",      "needs",        "nominal",      "number",        "numbers",
    "observed",    "obtained",    "only",         "other",        "others",        "overall",
    "part",        "pct",         "percent",      "percentage",   "percentages",   "period",
    "periods",     "point",       "points",       "portion",      "posted",        "proportion",
    "put",         "puts",        "quarter",      "quarterly",    "quarters",      "ran",
    "rank",        "ranked",      "ranks",        "ratio",        "ratios",        "reach",
    "reached",     "record",      "recorded",     "report",       "reported",      "represent",
    "represented", "represents",  "respective",   "respectively", "result",        "results",
    "rise",        "risen",       "rises",        "rising",       "rose",          "roughly",
    "row",         "runs",        "same",         "saw",          "season",        "seasons",
    "second",      "segment",     "series",       "share",        "show",          "showed",
    "shown",       "shows",       "shrank",       "sits",         "slid",          "slightly",
    "slipped",     "smallest",    "soared",       "stands",       "stood",         "study",
    "sum",         "surged",      "survey",       "table",        "tables",        "take",
    "takes",       "third",       "time",         "times",        "took",          "top",
    "total",       "totaled",     "totaling",     "totalled",     "totals",        "tournament",
    "tripled",     "twice",       "type",         "types",        "value",         "values",
    "variance",    "various",     "went",         "whole",        "worst",         "year",
    "yearly",      "years",       "yoy",
};

static int compare_words(const void *a, const void *b)
{
    return strcmp(a, *(const char *const *)b);
}

static bool is_listed(const char *word, const char *const *list, size_t size)
{
    return bsearch(word, list, size, sizeof *list, compare_words) != NULL;
}

#define LISTED(word, list) is_listed(word, list, sizeof(list) / sizeof *(list))

/* Pairs of stems; either stands for the other where the table lacks the claim's word. */
static const char *const synonyms[][2] = {
    { "revenu", "sal" },        { "revenu", "turnov" },    { "profit", "incom" },
    { "profit", "earning" },    { "incom", "earning" },    { "employe", "staff" },
    { "employe", "headcount" }, { "employe", "worker" },   { "employe", "workforc" },
    { "custom", "client" },     { "pric", "cost" },        { "spend", "expens" },
    { "spend", "expenditur" },  { "expens", "cost" },      { "expens", "expenditur" },
    { "debt", "borrow" },       { "stor", "outlet" },      { "stock", "inventory" },
    { "vehicl", "car" },        { "unit", "sold" },        { "research", "r&d" },
    { "nation", "country" },    { "popul", "inhabitant" }, { "shipment", "deliver" },
    { "shipment", "delivery" }, { "ceil", "cap" },         { "usa", "american" },
    { "market", "segment" },    { "firm", "company" },     { "output", "production" },
    { "attendanc", "crowd" },   { "gam", "match" },        { "goal", "scor" },
    { "seat", "capacity" },
};

uint64_t stem_synonym(uint64_t hash, size_t index)
{
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        for (int side = 0; side < 2; side++)
            if (stem_hash(synonyms[i][side]) == hash && index-- == 0)
                return stem_hash(synonyms[i][!side]);
    return 0;
}

/* A capital that stands alone is a name: "T", "Plan B", but not "A". */
static bool is_symbol(const char *written, size_t len)
{
    return len == 1 && *written >= 'B' && *written <= 'Z' && *written != 'I';
}

static enum stem_kind kind_of(const char *written, const char *word, size_t len)
{
    if (is_digit((unsigned char)word[0]))
        return STEM_NUMBER;
    if (is_symbol(written, len))
        return STEM_CONTENT;
    if (LISTED(word, function_words))
        return STEM_FUNCTION;
    if (LISTED(word, soft_words))
        return STEM_SOFT;
    return len == 1 && !is_lower((unsigned char)word[0]) ? STEM_FUNCTION : STEM_CONTENT;
}

static bool is_apostrophe(struct assay_text s, size_t at, size_t *ret_len)
{
    *ret_len = s.ptr[at] == '\'' ? 1 : 3;
    if (*ret_len == 1)
        return true;
    return at + 3 <= s.len && memcmp(s.ptr + at, "\u2019", 3) == 0;
}

/* "s" of "company's" goes with its apostrophe. */
static size_t skip_possessive(struct assay_text s, size_t at)
{
    size_t len;
    if (at < s.len && is_apostrophe(s, at, &len) && at + len < s.len &&
        lower((unsigned char)s.ptr[at + len]) == 's' &&
        (at + len + 1 >= s.len || !letter_len(s, at + len + 1)))
        return at + len + 1;
    return at;
}

static size_t read_number(struct assay_text s, size_t at, char *word, size_t *len)
{
    for (; at < s.len; at++) {
        char c = s.ptr[at];
        bool inner = at + 1 < s.len && is_digit((unsigned char)s.ptr[at + 1]) && *len;
        if (c == ',' && inner)
            continue;
        if (!is_digit((unsigned char)c) && !(c == '.' && inner))
            break;
        if (*len < STEM_MOST - 1)
            word[(*len)++] = c;
    }
    return at;
}

/* "non-current" is one word, as "nonvested" is. */
static bool is_non(struct assay_text s, size_t at, const char *word, size_t len)
{
    return len == 3 && memcmp(word, "non", 3) == 0 && s.ptr[at] == '-' && at + 1 < s.len &&
           letter_len(s, at + 1);
}

static size_t read_letters(struct assay_text s, size_t at, char *word, size_t *len)
{
    while (at < s.len) {
        at += is_non(s, at, word, *len);
        size_t step = letter_len(s, at);
        if (!step)
            break;
        for (size_t i = 0; i < step; i++)
            if (*len < STEM_MOST - 1)
                word[(*len)++] = (char)lower((unsigned char)s.ptr[at + i]);
        at += step;
    }
    return at;
}

bool stem_next(struct assay_text s, size_t *at, struct stem *ret)
{
    char word[STEM_MOST];
    size_t len = 0;
    while (*at < s.len && !letter_len(s, *at))
        ++*at;
    if (*at >= s.len)
        return false;
    size_t start = *at, end = read_number(s, start, word, &len);
    end = read_letters(s, end, word, &len);
    word[len] = '\0';
    *ret = (struct stem){ .kind = kind_of(s.ptr + start, word, len),
                          .start = (uint32_t)start,
                          .len = (uint32_t)(end - start),
                          .cut = end < s.len && s.ptr[end] == '.' };
    if (ret->kind != STEM_NUMBER)
        len = cut_ending(word, len);
    ret->hash = hash_bytes(word, len);
    *at = skip_possessive(s, end);
    return true;
}
