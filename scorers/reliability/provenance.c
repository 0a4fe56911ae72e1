#include "provenance.h"

#include "caseless.h"
#include "prose.h"

#include <ctype.h>
#include <string.h>

#define SHORT_NOTE  160 /* bytes: "Distances according to the road book", no whole story */
#define GIVER_WORDS 8   /* behind "according to": how far the giver's noun may stand */
#define BY_WORDS    5   /* from "taken" to "by", from "in" to "report" */

#define count_of(array) (sizeof(array) / sizeof *(array))
#define WHO             (GIVER_OFFICE | GIVER_PAPER)

/* What stands behind `at`. */
static struct assay_text behind(struct assay_text s, const char *at)
{
    return (struct assay_text){ at, s.len - (uint32_t)(at - s.ptr) };
}

static bool has_one_of(struct assay_text s, const char *const *phrases, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (caseless_has(s, phrases[i]))
            return true;
    return false;
}

#define HAS(s, ...)                                                                                \
    has_one_of(s, (const char *const[]){ __VA_ARGS__ },                                            \
               sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

/* Up to the clause's end. */
static struct assay_text clause(struct assay_text s)
{
    for (uint32_t i = 0; i < s.len; i++)
        if (strchr(",;:", s.ptr[i]))
            s.len = i;
    return s;
}

static bool is_word(struct giver_word word, const char *what)
{
    struct assay_text s = { word.ptr, word.len };
    return word.len == strlen(what) && caseless_at(s, 0, what);
}

static bool is_one_of(struct giver_word word, const char *const *words, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (is_word(word, words[i]))
            return true;
    return false;
}

bool provenance_is_giver(struct assay_text s, bool name)
{
    unsigned g = giver_read(s, GIVER_WORDS);
    struct giver_word first;
    size_t at = 0;
    bool named = g & GIVER_NAME || (giver_next_word(s, &at, &first) && first.capital);
    return !(g & GIVER_NAMELESS) && !caseless_has(s, "sources") && (g & WHO || (name && named));
}

/* The sentence, and the one that goes on from it. */
static struct assay_text with_next(struct assay_text block, struct assay_text sentence)
{
    struct assay_text next;
    size_t at = (size_t)(sentence.ptr + sentence.len - block.ptr);
    if (prose_next(block, &at, &next))
        sentence.len = (uint32_t)(next.ptr + next.len - sentence.ptr);
    return sentence;
}

/* A sentence under the question of who gives figures in it. */
struct telling {
    const struct subject *of;
    struct assay_text block, s;
    unsigned bits;
    bool figure; /* one of the table's stands in it */
    bool named;  /* and a name that is none of the table's */
};

static bool is_topical(const struct telling *t)
{
    return t->figure || subject_is_spoken_of(t->of, t->s);
}

/* Figures that follow are spoken of, too: "The office published its count. In Rhenn 412 ..." */
static bool is_followed_up(const struct telling *t)
{
    return t->figure || subject_has_figure(t->of, with_next(t->block, t->s));
}

/* "according to the operator's figures": the table's figures, not any claim that stands near. */
static bool is_according(const struct telling *t)
{
    const char *at = caseless_find(t->s, "according to"), *per = caseless_find(t->s, ", per ");
    size_t len = strlen("according to");
    if (!at && (per || caseless_at(t->s, 0, "per "))) { /* "per the Labour Office" */
        at = per ? per : t->s.ptr;
        len = per ? strlen(", per ") : strlen("per ");
    }
    if (!at)
        return false;
    struct assay_text giver = clause(behind(t->s, at + len));
    bool alone = t->s.len == t->block.len && t->s.len < SHORT_NOTE && at != t->s.ptr;
    bool own = giver_read(giver, GIVER_WORDS) & GIVER_WE; /* "the quotes that we got" */
    bool office = provenance_is_giver(giver, false);
    return (office && (is_topical(t) || caseless_has(t->s, "below"))) ||
           ((own || provenance_is_giver(giver, true)) &&
            (alone || t->figure || t->bits & GIVER_DATA));
}

/* Where "by" or "from" stands within so many words behind `at`, the words behind it; "by 3%" is
 * none. */
static bool find_by(struct assay_text s, size_t at, size_t most, struct assay_text *ret)
{
    struct giver_word word;
    for (size_t i = 0; i < most && giver_next_word(s, &at, &word); i++)
        if ((is_word(word, "by") || is_word(word, "from")) &&
            !(at + 1 < s.len && isdigit((unsigned char)s.ptr[at + 1]))) {
            *ret = clause(behind(s, s.ptr + at));
            return true;
        }
    return false;
}

/* "counted by the tourist board", "samples taken on Monday by the county": what was done says that
 * these are figures. Who did it need be no office where the figures themselves are given. */
static bool is_done_by(const struct telling *t)
{
    struct giver_word word;
    struct assay_text by;
    static const char *const done[] = { "taken",    "made",     "evaluated", "analysed",
                                        "analyzed", "examined", "monitored" };
    bool data = false, note = !(t->bits & GIVER_VERB) && t->s.len < SHORT_NOTE;
    for (size_t at = 0; giver_next_word(t->s, &at, &word);) {
        unsigned bits = giver_of(word);
        bool act = bits & GIVER_ACT || is_one_of(word, done, count_of(done));
        bool any =
            ((data || note) && act) || bits & GIVER_META; /* "figures supplied by the chapter" */
        bool sure = any || bits & (GIVER_FIND | GIVER_DATA);
        data = bits & GIVER_DATA;
        if (!(act || data) || !find_by(t->s, at, act ? BY_WORDS : 1, &by))
            continue;
        bool who =
            any ? !(giver_read(by, GIVER_WORDS) & GIVER_NAMELESS) : provenance_is_giver(by, false);
        if (who && (sure || is_followed_up(t)))
            return true;
    }
    return false;
}

/* "The office released its quarterly update", "a study by the university compares the towns". */
static bool is_periodical(const struct telling *t)
{
    bool regular =
        HAS(t->s, " monthly ", " quarterly ", " annual ", " weekly ", " yearly ", " latest ");
    bool given = t->bits & GIVER_ACT && !(t->bits & GIVER_DENIAL);
    if (regular && (t->bits & GIVER_OFFICE || t->named) &&
        (given || (t->bits & GIVER_PAPER && is_followed_up(t)) ||
         HAS(t->s, " breaks ", " lists ", " covers ")))
        return true;
    if (caseless_at(t->s, 0, "see ") && t->bits & (GIVER_PAPER | GIVER_META))
        return true;
    return t->bits & GIVER_PAPER && t->bits & GIVER_OFFICE && is_topical(t) &&
           HAS(t->s, "study by", "report by", "survey by", "analysis by", "poll by", "ranking by",
               "research by", "report from", "data from", "study from", "figures from");
}

/* "The numbers come from the Statistics Agency", "the service publishes these figures". */
static bool is_published(const struct telling *t)
{
    bool act =
        t->bits & GIVER_ACT || HAS(t->s, " are from ", " is from ", " were from ", " come from ",
                                   "comes from", "taken from ", "drawn from ", "based on ");
    return act && t->bits & WHO && !(t->bits & (GIVER_FUTURE | GIVER_DENIAL)) &&
           subject_is_spoken_of(t->of, t->s);
}

/* "the bulletin of the Fuel Watch Office shows": a paper that shows figures of the table. */
static bool is_shown(const struct telling *t)
{
    static const char *const shows[] = { " shows ",  " show ",  " showed ", " shows.",  " show.",
                                         " showed.", " shows,", " show,",   " showed,", " shows;" };
    struct assay_text before = t->s;
    const char *at = NULL;
    for (size_t i = 0; i < count_of(shows) && !at; i++)
        at = caseless_find(t->s, shows[i]);
    if (!at)
        return false;
    before.len = (uint32_t)(at - t->s.ptr);
    for (uint32_t i = before.len; i > 0; i--)
        if (strchr(",;:", before.ptr[i - 1])) {
            before = (struct assay_text){ before.ptr + i, before.len - i };
            break;
        }
    return provenance_is_giver(before, false) && is_topical(t);
}

/* "In all, 8.2 billion went into the pot, the lottery companies announced." */
static bool is_said(const struct telling *t)
{
    bool who = t->bits & GIVER_OFFICE || (t->bits & GIVER_PAPER && t->named),
         say = t->bits & GIVER_SAY;
    bool paper = t->bits & GIVER_PAPER && (t->bits & GIVER_OFFICE || t->named);
    bool speaks = HAS(t->s, " said", " says ", " announced", " reported ", " told ", " write in ",
                      " wrote in ", " writes in ", " confirmed ");
    if (t->bits & GIVER_DENIAL)
        return false;
    if (t->figure && ((who && say) || (speaks && (t->named || t->bits & GIVER_AGENTS))))
        return true;
    bool act = t->bits & GIVER_OFFICE && t->bits & GIVER_ACT && say;
    if (t->figure && who && HAS(t->s, " put ", " puts ") && HAS(t->s, " at "))
        return true;
    return (act || (paper && (say || speaks))) && is_followed_up(t);
}

/* "as certified by the secretary of state", "as stated in the approval", "citing police figures" */
static bool is_as_told(const struct telling *t)
{
    struct giver_word word, by;
    bool as = false, note = !(t->bits & GIVER_VERB) && t->s.len < SHORT_NOTE;
    if (HAS(t->s, "citing ") && ((t->bits & WHO || t->named)))
        return is_followed_up(t) || is_topical(t);
    for (size_t at = 0; giver_next_word(t->s, &at, &word);) {
        size_t next = at;
        bool told = as && (word.len > 4 && (strncasecmp(word.ptr + word.len - 2, "ed", 2) == 0 ||
                                            is_word(word, "shown") || is_word(word, "given")));
        if (told && giver_next_word(t->s, &next, &by) &&
            (is_word(by, "by") || is_word(by, "in") || is_word(by, "on") || is_word(by, "to")))
            return note || t->figure || t->bits & GIVER_DATA || t->s.len == t->block.len;
        as = is_word(word, "as");
    }
    return false;
}

/* "Ofsed figures cover 2,300 schools": a name before the word for what the table holds. */
static bool is_named_data(const struct telling *t)
{
    static const char *const nouns[] = { " figures ", " data ", " statistics ", " stats " };
    static const char *const verbs[] = { "show",      "shows",   "showed",   "cover",
                                         "covers",    "suggest", "suggests", "indicate",
                                         "indicates", "put",     "for ",     "from " };
    for (size_t i = 0; i < count_of(nouns); i++) {
        const char *at = caseless_find(t->s, nouns[i]);
        if (!at)
            continue;
        const char *name = at;
        while (name > t->s.ptr && name[-1] != ' ')
            name--;
        struct giver_word before = { name, (uint32_t)(at - name), isupper((unsigned char)*name) };
        struct assay_text rest = behind(t->s, at + strlen(nouns[i]));
        for (size_t v = 0; v < count_of(verbs) && before.capital; v++)
            if (caseless_at(rest, 0, verbs[v]) &&
                !(giver_of(before) & (GIVER_CALL | GIVER_MAKING | GIVER_WE)) &&
                !subject_is_data(t->of, before))
                return name > t->s.ptr || v < 10;
    }
    return false;
}

/* "They are evaluated on metrics": figures come about by those who act, not who suffer it. */
static bool has_active_find(struct assay_text s)
{
    static const char *const passives[] = { "is",  "are", "was",  "were",  "be",   "been", "being",
                                            "get", "to",  "will", "would", "must", "can" };
    struct giver_word word;
    bool passive = false;
    for (size_t at = 0; giver_next_word(s, &at, &word);) {
        if (!passive && giver_of(word) & GIVER_FIND)
            return true;
        passive = is_one_of(word, passives, count_of(passives));
    }
    return false;
}

/* "Ringers counted 64 owls": who counts need be no office. */
static bool is_found(const struct telling *t)
{
    bool who = t->bits & (GIVER_AGENTS | WHO) || caseless_at(t->s, 0, "they ");
    bool found = has_active_find(t->s) || HAS(t->s, " found ", " wrote down ", " list ");
    bool looked = HAS(t->s, " looked at ", " studied ", " compared ", " analysed ", " analyzed ",
                      " examined ");
    return (who && found && is_followed_up(t)) ||
           (looked && t->bits & GIVER_AGENTS && t->bits & WHO && is_topical(t));
}

/* "as Table 2 of the Audit Court's report has it", "in the accounts of the board". */
static bool is_in_paper(const struct telling *t)
{
    static const char *const leads[] = { "as", "in", "by", "per", "from", "under" };
    struct giver_word word;
    size_t since = SIZE_MAX; /* words from the lead */
    bool paper = false;
    for (size_t at = 0; giver_next_word(t->s, &at, &word);) {
        if (is_one_of(word, leads, count_of(leads)))
            since = 0;
        paper |= giver_of(word) & GIVER_PAPER && since <= BY_WORDS + 3;
        since += since < SIZE_MAX;
    }
    return paper && (t->bits & GIVER_OFFICE || t->named) && t->figure;
}

/* "by the clinic's own count", "by the board's arithmetic". */
static bool is_own_count(const struct telling *t)
{
    return HAS(t->s, "'s own count", "'s own figures", "'s own data", "'s count ", "'s count,",
               "'s count.", "'s reckoning", "'s arithmetic", "'s tally", "'s calculation",
               "\u2019s own count", "\u2019s own figures", "\u2019s own data", "\u2019s count",
               "\u2019s reckoning", "\u2019s arithmetic", "\u2019s tally", "own calculation",
               "their own count", "its own count", "its own figures");
}

/* "We asked what happens to the fees": a question is no inquiry. */
static bool is_question(struct assay_text s, size_t at)
{
    static const char *const nexts[] = { "what", "whether", "why", "how", "if",
                                         "for",  "about",   "him", "her" };
    struct giver_word next;
    return giver_next_word(s, &at, &next) && is_one_of(next, nexts, count_of(nexts));
}

/* "In our test", "our reporters drank in five bars": figures of the paper's own. */
static bool is_own_work(const struct telling *t)
{
    struct giver_word word;
    bool we = false, i = false, about = is_topical(t) || t->bits & GIVER_OFFICE;
    if (t->bits & GIVER_FUTURE)
        return false;
    if (HAS(t->s, "our lab", "our team", "our staff", "our testers", "our own ", "my own ",
            "our test", "by us") &&
        (is_topical(t) || t->bits & GIVER_FIND))
        return true;
    if (memchr(t->s.ptr, '"', t->s.len) || HAS(t->s, "\u201c", "for comment", " told "))
        return false;
    for (size_t at = 0; giver_next_word(t->s, &at, &word);) {
        unsigned bits = giver_of(word);
        if (we && (bits & GIVER_FIND || (bits & GIVER_WORK && about && !is_question(t->s, at))))
            return true;
        if (i && bits & GIVER_FIND)
            return true;
        i = is_word(word, "i");
        we |= bits & GIVER_WE || is_word(word, "newspaper");
    }
    return false;
}

/* "rang up 1,504 people": who asks so many has made a poll. */
static bool is_poll(const struct telling *t)
{
    static const char *const abouts[] = { "about ", "some ",   "more than ",
                                          "over ",  "around ", "nearly " };
    static const char *const asks[] = { "asked ",         "asks ",         "polled ",
                                        "interviewed ",   "questioned ",   "surveyed ",
                                        "rang up ",       "rang ",         "phoned ",
                                        "survey of ",     "sample of ",    "poll of ",
                                        "replies from ",  "answers from ", "questionnaires from ",
                                        "responses from " };
    for (size_t i = 0; i < count_of(asks); i++) {
        const char *at = caseless_find(t->s, asks[i]);
        if (!at)
            continue;
        struct assay_text rest = behind(t->s, at + strlen(asks[i]));
        for (size_t a = 0; a < count_of(abouts); a++)
            if (caseless_at(rest, 0, abouts[a]))
                rest = behind(rest, rest.ptr + strlen(abouts[a]));
        uint32_t end = 0;
        while (end < rest.len && (isdigit((unsigned char)rest.ptr[end]) || rest.ptr[end] == ','))
            end++;
        struct giver_word word;
        size_t next = end;
        if (end > 1 && giver_next_word(rest, &next, &word) && word.len > 4 &&
            !is_word(word, "euros") && !is_word(word, "dollars") && !is_word(word, "pounds") &&
            !is_word(word, "times") && !is_word(word, "million") && !is_word(word, "crowns"))
            return true;
    }
    return false;
}

/* "This is how the railway itself counts them", "The campaigns filed these reports", "the portal,
 * where this table was put together": the table itself is spoken of. */
static bool is_this(const struct telling *t)
{
    struct giver_word word;
    bool these = false;
    if (HAS(t->s, "this is how ", "that is how "))
        return t->bits & (GIVER_FIND | GIVER_SAY);
    if (caseless_at(t->s, 0, "this is ") || caseless_at(t->s, 0, "this was "))
        return t->bits & GIVER_PAPER;
    if (HAS(t->s, "this table", "the table", "table below", "table above", "the chart",
            "the figures", "the numbers", "these figures", "these numbers") &&
        t->bits & GIVER_PAPER &&
        (t->bits & (GIVER_ACT | GIVER_SAY | GIVER_OFFICE) ||
         HAS(t->s, " taken ", " drawn ", "put together")))
        return true;
    for (size_t at = 0; giver_next_word(t->s, &at, &word);) {
        if (these && giver_of(word) & GIVER_PAPER)
            return t->bits & GIVER_ACT && (t->bits & GIVER_OFFICE || t->named);
        these = is_word(word, "these");
    }
    return false;
}

/* "data centres": no data. */
static bool is_other_data(struct assay_text s, size_t at, struct giver_word word)
{
    static const char *const others[] = { "centre", "centres", "center",     "centers", "plan",
                                          "plans",  "breach",  "protection", "roaming", "science",
                                          "engine", "team",    "storage",    "takeaway" };
    struct giver_word next;
    return is_word(word, "data") && giver_next_word(s, &at, &next) &&
           is_one_of(next, others, count_of(others));
}

/* Figures spoken of as such: "statistics", "totals"; `owned` by a name: "Drew's index". */
static bool find_meta(struct assay_text s, bool *owned)
{
    struct giver_word word, before = { NULL, 0, false };
    bool meta = false;
    for (size_t at = 0; giver_next_word(s, &at, &word); before = word) {
        if (!(giver_of(word) & GIVER_META) || is_other_data(s, at, word))
            continue;
        const char *end = before.ptr ? before.ptr + before.len : NULL;
        *owned |= end && before.capital && (*end == '\'' || memcmp(end, "\u2019", 3) == 0);
        meta = true;
    }
    return meta;
}

/* "Personnel figures handed to councillors spell it out", "Ratings are those of the federation":
 * who speaks of figures as such, and of somebody who has to do with them, says whose they are. "The
 * figures speak for themselves" names nobody. */
static bool is_about_data(const struct telling *t)
{
    bool owned = false, office = t->bits & GIVER_OFFICE, act = t->bits & GIVER_ACT;
    bool who = office || t->named;
    if (t->bits & GIVER_DATA && (who || t->bits & GIVER_PAPER) &&
        HAS(t->s, " are those of ", " is that of "))
        return true;
    if (t->named && t->bits & (GIVER_ACT | GIVER_WORK) &&
        HAS(t->s, " for us", " gave us ", " sent us "))
        return true;
    if (who && HAS(t->s, " keeps this ", " keeps these ", " keep this ", " keep these "))
        return true;
    if (!find_meta(t->s, &owned) || t->bits & GIVER_DENIAL)
        return false;
    return owned || act || (who && HAS(t->s, "the work of", "work by ", " for us", " gave us")) ||
           (office && (t->figure || t->bits & GIVER_SAY ||
                       HAS(t->s, " of the ", " by the ", " from the ", " online")));
}

/* "SkyBlue on Wednesday posted revenue of 4.91 billion": a company gives its own figures. */
static bool is_reported(const struct telling *t)
{
    return t->figure &&
           HAS(t->s, " posted ", " reported ", " booked ", " disclosed ", " estimate.",
               " estimates.", " estimate,", " confirmed.", " estimated.", " by its own ");
}

/* "Measured with a stopwatch on five days", "Method: ..." */
static bool is_method(const struct telling *t)
{
    static const char *const heads[] = { "method:", "methodology:", "methods:", "sample:",
                                         "survey:", "poll:",        "n =",      "how we " };
    struct giver_word first;
    size_t at = 0;
    for (size_t i = 0; i < count_of(heads); i++)
        if (caseless_at(t->s, 0, heads[i]))
            return true;
    return giver_next_word(t->s, &at, &first) && giver_of(first) & GIVER_ACT &&
           !(t->bits & GIVER_VERB) && first.len > 5;
}

/* "ran 41,000 tests", "12 readings a day": what was done to know. */
static bool is_sample(const struct telling *t)
{
    static const char *const nouns[] = { " tests",        " samples",        " readings",
                                         " measurements", " replies",        " responses",
                                         " observations", " questionnaires", " receipts",
                                         " quotes",       " queries",        " records" };
    for (size_t i = 0; i < count_of(nouns); i++) {
        const char *at = caseless_find(t->s, nouns[i]);
        if (at && at > t->s.ptr + 1 && isdigit((unsigned char)at[-1]) &&
            isdigit((unsigned char)at[-2]))
            return true;
    }
    return false;
}

bool provenance_is_told(const struct subject *of, struct assay_text block, struct assay_text s)
{
    struct telling t = { of,
                         block,
                         s,
                         giver_read(s, SIZE_MAX),
                         subject_has_figure(of, s),
                         subject_has_other_name(of, s) };
    if (t.bits & GIVER_NAMELESS ||
        HAS(s, "sources said", "sources say", "sources told", "sources close", "sources in ",
            "sources at ", "sources with ", "is said", "are said", "was said"))
        return false;
    return is_according(&t) || is_done_by(&t) || is_published(&t) || is_shown(&t) || is_said(&t) ||
           is_as_told(&t) || is_named_data(&t) || is_found(&t) || is_in_paper(&t) ||
           is_own_count(&t) || is_own_work(&t) || is_poll(&t) || is_method(&t) || is_this(&t) ||
           is_about_data(&t) || is_reported(&t) || is_periodical(&t) || is_sample(&t);
}
