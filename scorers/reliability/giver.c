#include "giver.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define WORD_MOST  22 /* bytes; no word of the list is longer */
#define AGENTS_MIN 7  /* bytes: "ringers"; shorter ones are often things */

#define OFFICE   GIVER_OFFICE
#define PAPER    GIVER_PAPER
#define KEEPER   GIVER_KEEPER
#define AGENTS   GIVER_AGENTS
#define META     (GIVER_META | GIVER_DATA)
#define DATA     GIVER_DATA
#define ACT      GIVER_ACT
#define FIND     GIVER_FIND
#define SAY      GIVER_SAY
#define WORK     GIVER_WORK
#define WE       GIVER_WE
#define NAMELESS GIVER_NAMELESS
#define FUTURE   GIVER_FUTURE
#define DENIAL   GIVER_DENIAL
#define VERB     GIVER_VERB
#define MAKING   GIVER_MAKING
#define CALL     GIVER_CALL

/* What verbs are; only they end in -ing and -ed. */
#define VERBS (ACT | FIND | SAY | WORK | DENIAL | CALL | MAKING)

struct entry {
    const char *word;
    unsigned bits;
};

/* Sorted by word; without endings, but for words that are meant in one form only. */
/* clang-format off: a dictionary reads better packed */
static const struct entry entries[] = {
    { "academy", OFFICE | KEEPER }, { "account", PAPER | KEEPER }, { "added", WORK },
    { "administration", OFFICE | KEEPER }, { "advertise", CALL }, { "agency", OFFICE | KEEPER },
    { "airline", OFFICE }, { "airport", AGENTS }, { "allegedly", NAMELESS },
    { "almanac", PAPER | KEEPER }, { "amount", DATA }, { "analysis", PAPER | KEEPER },
    { "analyst", OFFICE }, { "annex", PAPER | KEEPER }, { "announce", SAY }, { "announced", SAY },
    { "anonymity", NAMELESS }, { "anonymous", NAMELESS }, { "answer", DATA }, { "answered", SAY },
    { "apply", CALL }, { "architect", OFFICE }, { "archive", PAPER | KEEPER }, { "are", VERB },
    { "article", PAPER }, { "asked", WORK }, { "association", OFFICE | KEEPER },
    { "audit", PAPER | KEEPER }, { "audited", ACT | FIND }, { "auditor", OFFICE },
    { "author", MAKING }, { "authority", OFFICE | KEEPER }, { "average", DATA },
    { "balance", PAPER | KEEPER }, { "bank", OFFICE }, { "be", VERB }, { "been", VERB },
    { "benchmark", PAPER | KEEPER }, { "blog", PAPER }, { "board", OFFICE | KEEPER },
    { "body", AGENTS }, { "book", PAPER | KEEPER }, { "bought", WORK }, { "brief", PAPER | KEEPER },
    { "brigade", OFFICE }, { "brochure", PAPER | KEEPER }, { "broker", OFFICE },
    { "budget", PAPER | DATA }, { "builder", AGENTS }, { "bulletin", PAPER | KEEPER },
    { "bureau", OFFICE | KEEPER }, { "but", VERB }, { "buy", CALL }, { "calculate", SAY },
    { "calculated", ACT | FIND }, { "calculation", PAPER | KEEPER }, { "called", WORK },
    { "came", VERB }, { "campaign", AGENTS }, { "can", VERB }, { "canton", AGENTS },
    { "carrier", AGENTS }, { "catalog", PAPER | KEEPER }, { "catalogue", PAPER | KEEPER },
    { "census", OFFICE | KEEPER }, { "center", OFFICE | KEEPER }, { "centre", OFFICE | KEEPER },
    { "certificate", PAPER }, { "chamber", OFFICE | KEEPER }, { "charity", OFFICE | KEEPER },
    { "chart", PAPER | KEEPER | DATA }, { "checked", WORK }, { "city", AGENTS },
    { "clerk", AGENTS }, { "click", CALL }, { "clinic", OFFICE | KEEPER }, { "club", OFFICE },
    { "collect", ACT | FIND }, { "collected", ACT | FIND }, { "comment", CALL },
    { "commission", OFFICE | KEEPER }, { "committee", OFFICE }, { "company", OFFICE },
    { "comparison", META }, { "compilation", DATA }, { "compile", ACT | FIND },
    { "compiled", ACT | FIND }, { "compute", SAY }, { "concluded", SAY },
    { "conference", OFFICE | KEEPER }, { "confirm", ACT | SAY }, { "confirmed", SAY },
    { "consortium", OFFICE | KEEPER }, { "consultancy", OFFICE }, { "consultant", OFFICE },
    { "cooked", WORK }, { "copyright", MAKING }, { "coroner", OFFICE }, { "corrected", MAKING },
    { "could", VERB }, { "council", OFFICE | KEEPER }, { "count", DATA }, { "counted", ACT | FIND },
    { "counts", DATA | ACT | FIND }, { "county", AGENTS }, { "court", OFFICE | KEEPER },
    { "customs", OFFICE | KEEPER }, { "dairy", OFFICE }, { "dashboard", PAPER | KEEPER },
    { "data", META }, { "database", PAPER | KEEPER }, { "dataset", PAPER | KEEPER | META },
    { "dealer", OFFICE }, { "declare", SAY }, { "declared", ACT | SAY }, { "declined", DENIAL },
    { "denied", DENIAL }, { "deny", DENIAL }, { "department", OFFICE | KEEPER },
    { "design", MAKING }, { "did", VERB }, { "digest", PAPER | KEEPER },
    { "directorate", OFFICE | KEEPER }, { "disclose", ACT | SAY }, { "disclosed", ACT | SAY },
    { "disclosure", PAPER | KEEPER }, { "do", VERB }, { "document", PAPER | KEEPER },
    { "does", VERB }, { "draft", OFFICE }, { "drove", WORK }, { "earnings", PAPER },
    { "economist", OFFICE }, { "edit", MAKING }, { "edited", MAKING }, { "editing", MAKING },
    { "engineer", OFFICE }, { "estimate", PAPER | KEEPER | META | SAY },
    { "estimated", ACT | FIND | SAY }, { "everybody", NAMELESS }, { "everyone", NAMELESS },
    { "exchange", OFFICE | KEEPER }, { "facebook", CALL }, { "factbook", PAPER | KEEPER },
    { "factsheet", PAPER | KEEPER }, { "familiar", NAMELESS }, { "fan", NAMELESS },
    { "fare", DATA }, { "federation", OFFICE | KEEPER }, { "fee", DATA }, { "fell", VERB },
    { "figure", META }, { "file", PAPER | KEEPER }, { "filed", ACT | SAY },
    { "filing", PAPER | KEEPER }, { "find", SAY }, { "finding", DATA }, { "firm", OFFICE },
    { "follow", CALL }, { "forecast", PAPER }, { "forum", NAMELESS }, { "found", SAY },
    { "foundation", OFFICE | KEEPER }, { "fund", OFFICE }, { "gallery", CALL },
    { "gather", ACT | FIND }, { "gathered", ACT | FIND }, { "gave", ACT },
    { "gazette", PAPER | KEEPER }, { "gets", VERB }, { "give", ACT }, { "given", ACT },
    { "goes", VERB }, { "gossip", NAMELESS }, { "got", VERB }, { "government", OFFICE },
    { "grapevine", NAMELESS }, { "graphic", MAKING }, { "group", AGENTS }, { "had", VERB },
    { "handbook", PAPER | KEEPER }, { "handed", ACT }, { "hands", ACT }, { "has", VERB },
    { "have", VERB }, { "he", VERB }, { "hearsay", NAMELESS }, { "held", VERB }, { "her", VERB },
    { "his", VERB }, { "hospital", AGENTS }, { "hotel", AGENTS }, { "i", VERB }, { "if", VERB },
    { "illustration", MAKING }, { "index", PAPER | KEEPER | META }, { "inform", SAY },
    { "informed", SAY }, { "insider", NAMELESS }, { "inspector", OFFICE },
    { "inspectorate", OFFICE | KEEPER }, { "instagram", CALL }, { "institute", OFFICE | KEEPER },
    { "institution", OFFICE | KEEPER }, { "insurer", OFFICE }, { "interviewed", ACT | FIND },
    { "inventory", PAPER | KEEPER }, { "is", VERB }, { "issued", ACT }, { "issues", ACT },
    { "it", VERB }, { "join", CALL }, { "journal", OFFICE }, { "jury", OFFICE }, 
    { "kept", WORK }, { "lab", OFFICE }, { "label", PAPER }, { "laboratory", OFFICE },
    { "leaderboard", PAPER | KEEPER }, { "league", OFFICE | KEEPER }, { "leaked", ACT },
    { "leaker", NAMELESS }, { "ledger", PAPER | KEEPER }, { "left", VERB }, { "level", DATA },
    { "library", AGENTS }, { "list", DATA }, { "listed", ACT | SAY }, { "lists", DATA | ACT | SAY },
    { "local", NAMELESS }, { "log", PAPER | KEEPER }, { "logbook", PAPER | KEEPER },
    { "logged", ACT | FIND }, { "looked", WORK }, { "lost", VERB }, { "made", VERB },
    { "magazine", OFFICE }, { "mailing", CALL }, { "maker", OFFICE }, { "makes", VERB },
    { "manufacturer", OFFICE }, { "map", DATA }, { "mark", DATA }, { "may", VERB },
    { "measure", ACT | FIND }, { "measured", ACT | FIND }, { "measurement", META },
    { "might", VERB }, { "minister", OFFICE }, { "ministry", OFFICE | KEEPER },
    { "minutes", PAPER | KEEPER }, { "monitor", OFFICE | KEEPER }, { "municipal", OFFICE },
    { "municipality", AGENTS }, { "museum", AGENTS }, { "must", VERB }, { "my", VERB },
    { "neighbor", NAMELESS }, { "neighbour", NAMELESS }, { "network", OFFICE }, { "never", DENIAL },
    { "newsletter", PAPER | CALL }, { "newspaper", OFFICE }, { "no", DENIAL }, { "nobody", DENIAL },
    { "not", DENIAL }, { "note", SAY }, { "noted", SAY | WORK }, { "notice", PAPER },
    { "number", META }, { "observatory", OFFICE | KEEPER }, { "observed", ACT | FIND },
    { "observer", OFFICE }, { "obtained", ACT }, { "odds", DATA }, { "office", OFFICE | KEEPER },
    { "officer", OFFICE }, { "official", OFFICE | KEEPER }, { "ombudsman", OFFICE },
    { "operator", OFFICE }, { "order", CALL }, { "ordered", WORK }, { "organisation", OFFICE },
    { "organiser", OFFICE | KEEPER }, { "organization", OFFICE }, { "organizer", OFFICE | KEEPER },
    { "our", WE | VERB }, { "outlook", PAPER }, { "overview", DATA }, { "owner", AGENTS },
    { "packaging", PAPER }, { "paid", VERB }, { "panel", OFFICE }, { "paper", OFFICE },
    { "paperwork", PAPER | KEEPER }, { "parliament", OFFICE }, { "party", AGENTS },
    { "phoned", WORK }, { "photo", CALL }, { "photograph", CALL }, { "picture", CALL },
    { "platform", OFFICE }, { "podcast", CALL }, { "police", OFFICE }, { "poll", PAPER | KEEPER },
    { "polled", ACT | FIND }, { "polling", DATA }, { "port", AGENTS }, { "portal", PAPER | KEEPER },
    { "posted", ACT | SAY }, { "posts", ACT | SAY }, { "presentation", PAPER | KEEPER },
    { "presented", ACT }, { "price", DATA }, { "printed", ACT }, { "prosecutor", OFFICE },
    { "prospectus", PAPER | KEEPER }, { "provide", ACT }, { "provided", ACT },
    { "provider", OFFICE }, { "publication", OFFICE | PAPER }, { "publish", ACT | SAY },
    { "published", ACT | SAY }, { "publisher", OFFICE }, { "put", WORK }, { "quotation", DATA },
    { "quote", DATA | SAY }, { "quoted", SAY }, { "railway", AGENTS }, { "rang", WORK },
    { "ranger", OFFICE }, { "ranking", META }, { "rate", DATA }, { "rating", META },
    { "read", WORK }, { "reading", META }, { "receipt", PAPER | KEEPER }, { "reckon", SAY },
    { "record", PAPER | KEEPER }, { "recorded", ACT | FIND },
    { "records", PAPER | KEEPER | ACT | FIND }, { "refused", DENIAL },
    { "register", PAPER | KEEPER }, { "registered", ACT | FIND },
    { "registers", PAPER | KEEPER | ACT | FIND }, { "registry", PAPER | KEEPER },
    { "regulation", PAPER | KEEPER }, { "regulator", OFFICE | KEEPER }, { "related", CALL },
    { "release", PAPER }, { "released", ACT | SAY }, { "releases", ACT | SAY },
    { "releasing", ACT | SAY }, { "rent", DATA }, { "replied", SAY }, { "reply", DATA },
    { "report", PAPER | KEEPER | SAY }, { "reported", ACT | SAY }, { "reportedly", NAMELESS },
    { "reporters", WE }, { "reporting", MAKING }, { "reports", PAPER | KEEPER | ACT | SAY },
    { "research", PAPER | KEEPER }, { "researcher", OFFICE }, { "response", DATA },
    { "result", PAPER | KEEPER | DATA }, { "retailer", OFFICE }, { "reveal", SAY },
    { "revealed", SAY }, { "review", PAPER | KEEPER }, { "rode", WORK }, { "rose", VERB },
    { "rounded", MAKING }, { "rounding", MAKING }, { "rumor", NAMELESS }, { "rumour", NAMELESS },
    { "said", SAY | VERB }, { "sample", DATA }, { "sampled", ACT | FIND }, { "say", SAY | VERB },
    { "school", AGENTS }, { "scientist", OFFICE }, { "score", DATA },
    { "scorecard", PAPER | KEEPER }, { "scoresheet", PAPER | KEEPER }, { "screenshot", PAPER },
    { "secretariat", OFFICE | KEEPER }, { "secretary", OFFICE }, { "sent", ACT },
    { "series", META }, { "service", OFFICE | KEEPER }, { "shall", FUTURE }, { "share", DATA },
    { "she", VERB }, { "sheet", PAPER | KEEPER }, { "shop", AGENTS }, { "show", SAY },
    { "showed", SAY }, { "shown", SAY }, { "sign", CALL }, { "signup", CALL }, { "slides", PAPER },
    { "society", OFFICE | KEEPER }, { "somebody", NAMELESS }, { "someone", NAMELESS },
    { "spent", VERB }, { "spokesman", OFFICE }, { "spokesperson", OFFICE },
    { "spokeswoman", OFFICE }, { "spreadsheet", PAPER | KEEPER }, { "staff", OFFICE },
    { "standings", META }, { "stat", META }, { "state", AGENTS | SAY }, { "stated", SAY },
    { "statement", PAPER | KEEPER }, { "statistic", PAPER | KEEPER | META },
    { "statistician", OFFICE }, { "stats", META }, { "sticker", PAPER }, { "stood", WORK },
    { "study", PAPER | KEEPER }, { "submitted", ACT }, { "subscribe", CALL },
    { "supermarket", OFFICE }, { "supplied", ACT }, { "supplier", OFFICE }, { "supplies", ACT },
    { "supposedly", NAMELESS }, { "survey", PAPER | KEEPER | WORK }, { "surveyed", ACT | FIND },
    { "surveyor", OFFICE }, { "table", DATA }, { "tables", PAPER | KEEPER }, { "takeaway", CALL },
    { "takes", VERB }, { "tallied", ACT | FIND }, { "tally", PAPER | KEEPER | META },
    { "tariff", DATA }, { "team", AGENTS }, { "tell", SAY }, { "test", DATA | WORK },
    { "tested", ACT | FIND }, { "that", VERB }, { "them", VERB }, { "there", VERB },
    { "they", VERB }, { "through", WORK }, { "ticket", CALL }, { "time", DATA },
    { "timed", ACT | FIND }, { "timetable", PAPER | KEEPER }, { "timing", META }, { "told", SAY },
    { "took", VERB }, { "total", META }, { "town", AGENTS }, { "tracked", ACT | FIND },
    { "tracker", PAPER | KEEPER }, { "transcript", PAPER | KEEPER }, { "translation", MAKING },
    { "treasurer", OFFICE | KEEPER }, { "treasury", OFFICE | KEEPER }, { "tried", WORK },
    { "twitter", CALL }, { "union", OFFICE | KEEPER }, { "university", OFFICE | KEEPER },
    { "unnamed", NAMELESS }, { "update", OFFICE }, { "updated", MAKING }, { "us", VERB },
    { "utility", OFFICE }, { "value", DATA }, { "vendor", OFFICE }, { "video", CALL },
    { "visited", WORK }, { "wage", DATA }, { "walked", WORK }, { "was", VERB },
    { "watchdog", OFFICE }, { "we", WE | VERB }, { "webpage", PAPER }, { "website", PAPER },
    { "weigh", ACT | FIND }, { "weighed", ACT | FIND }, { "weight", DATA }, { "went", WORK | VERB },
    { "were", VERB }, { "whatsapp", CALL }, { "when", VERB }, { "whisper", NAMELESS },
    { "whitepaper", PAPER | KEEPER }, { "who", VERB }, { "will", FUTURE | VERB },
    { "without", DENIAL }, { "won", VERB }, { "would", VERB }, { "wrapper", PAPER },
    { "yearbook", PAPER | KEEPER }, { "you", VERB },
};
/* clang-format on */

static const char calendar_words[] =
    " monday tuesday wednesday thursday friday saturday sunday january february march april "
    "may june july august september october november december i ";
/* Plurals that end as agents do. */
static const char things_words[] =
    " numbers members quarters letters papers boilers customers buyers dollars towers chapters "
    "matters corners centers computers numbers consumers winners dinners drivers "
    "colors colours floors doors sensors factors sectors errors motors reactors visitors lists "
    "players leaders fighters passengers neighbours neighbors borders orders offers summers "
    "winters others rivers readers followers brothers sisters farmers theaters barriers ";

static bool is_word_byte(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80 || c == '\'';
}

bool giver_next_word(struct assay_text s, size_t *at, struct giver_word *ret)
{
    while (*at < s.len && !is_word_byte(s.ptr[*at]))
        ++*at;
    size_t start = *at;
    while (*at < s.len && is_word_byte(s.ptr[*at]))
        ++*at;
    *ret = (struct giver_word){ s.ptr + start, (uint32_t)(*at - start), false };
    ret->capital = ret->len && isupper((unsigned char)*ret->ptr);
    if (ret->len > 2 && strncasecmp(ret->ptr + ret->len - 2, "'s", 2) == 0)
        ret->len -= 2;
    else if (ret->len > 2 && ret->ptr[ret->len - 1] == '\'')
        ret->len--;
    return *at > start;
}

/* " word ", in small letters; false where it is longer than any word of ours. */
static bool make_key(struct giver_word word, char key[static WORD_MOST + 3])
{
    if (word.len > WORD_MOST)
        return false;
    key[0] = ' ';
    for (uint32_t i = 0; i < word.len; i++)
        key[i + 1] = (char)tolower((unsigned char)word.ptr[i]);
    memcpy(key + word.len + 1, " ", 2);
    return true;
}

static int compare_entry(const void *key, const void *entry)
{
    return strcmp(key, ((const struct entry *)entry)->word);
}

static unsigned look_up(const char *word)
{
    const struct entry *found =
        bsearch(word, entries, sizeof entries / sizeof *entries, sizeof *entries, compare_entry);
    return found ? found->bits : 0;
}

/* "agencies", "posting", "releases" as "agency", "post", "release"; only what is done has an -ing.
 */
static unsigned look_up_stem(const char *word, size_t len)
{
    static const struct {
        const char *end, *instead;
        unsigned mask;
    } ends[] = {
        { "s", "", ~0u },      { "es", "", ~0u },   { "ies", "y", ~0u },  { "ing", "", VERBS },
        { "ing", "e", VERBS }, { "ed", "", VERBS }, { "ed", "e", VERBS },
    };
    char base[WORD_MOST + 2];
    unsigned bits = look_up(word);
    for (size_t i = 0; i < sizeof ends / sizeof *ends && !bits; i++) {
        size_t tail = strlen(ends[i].end);
        if (len < tail + 3 || strcmp(word + len - tail, ends[i].end) != 0)
            continue;
        memcpy(base, word, len - tail);
        strcpy(base + len - tail, ends[i].instead);
        bits = look_up(base) & ends[i].mask;
    }
    return bits;
}

/* "pollsters", "beekeepers", "economists". */
static bool is_agents(struct giver_word word, const char *key)
{
    static const char *const ends[] = { "ers", "ors", "ists", "ians" };
    const char *end = word.ptr + word.len;
    if (word.len < AGENTS_MIN || strstr(things_words, key))
        return false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (strncasecmp(end - strlen(ends[i]), ends[i], strlen(ends[i])) == 0)
            return true;
    return false;
}

unsigned giver_of(struct giver_word word)
{
    char key[WORD_MOST + 3], lone[WORD_MOST + 1];
    if (!make_key(word, key))
        return 0;
    memcpy(lone, key + 1, word.len);
    lone[word.len] = '\0';
    if (giver_is_calendar(word) && word.capital) /* "May", which is a verb, too */
        return 0;
    return look_up_stem(lone, word.len) | (is_agents(word, key) ? GIVER_AGENTS : 0);
}

bool giver_is_calendar(struct giver_word word)
{
    char key[WORD_MOST + 3];
    return make_key(word, key) && strstr(calendar_words, key);
}

unsigned giver_read(struct assay_text s, size_t most)
{
    struct giver_word word;
    unsigned bits = 0;
    size_t at = 0;
    for (size_t i = 0; i < most && giver_next_word(s, &at, &word); i++) {
        bits |= giver_of(word);
        if (i && word.capital && !giver_is_calendar(word))
            bits |= GIVER_NAME;
    }
    return bits;
}
