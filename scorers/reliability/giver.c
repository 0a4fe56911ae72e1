#include "giver.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define WORD_MOST 22 /* bytes; no word of the lists is longer */

/* Lists of words between blanks; the first and last byte are blanks, too. */

static const char data_words[] =
    " figures data numbers statistics counts count results result measurements prices rates "
    "totals table tables rankings ranking standings tariffs fares index values estimates "
    "rents wages shares fees levels marks weights averages compilation ";
static const char keeper_words[] =
    " agency authority authorities office offices ministry ministries department bureau "
    "institute institutes institution commission council federation association society "
    "league union university exchange service services administration court registry register "
    "registers census survey study report reports filing filings statement statements "
    "bulletin yearbook factbook almanac database dataset archive statistics organiser "
    "organisers organizer organizers regulator treasury treasurer chamber foundation "
    "inspectorate observatory book books sheet sheets conference results monitor centre "
    "center board estimate estimates calculation calculations accounts ledger logbook log "
    "inventory tally tracker minutes catalogue catalog digest brief factsheet ";
static const char office_words[] =
    " committee club clubs bank operator government release records jury company companies "
    "firm manufacturer manufacturers maker makers airline airlines watchdog police officer "
    "researchers publisher insurer insurers network laboratory panel journal paper magazine "
    "hotels schools hospitals shops update draft minister ministers spreadsheet publication "
    "analysts analyst economists statisticians auditors auditor inspectors inspector surveyor "
    "surveyors architect engineers coroner prosecutors scientists observers platform provider "
    "vendor retailer ";
static const char nameless_words[] =
    " insiders insider sources familiar rumours rumors rumour rumor gossip reportedly "
    "anonymous unnamed neighbours neighbors locals fans everyone somebody someone ";
static const char act_words[] =
    " published publishes publish released releases compiled compiles collected collects "
    "gathered gathers recorded records measured measures counted counts obtained supplied "
    "supplies provided provides calculated reported registered registers given handed sent "
    "gave give gives issued issues presented disclosed tracked tracks estimated surveyed ";
static const char verb_words[] =
    " is are was were be been has have had will would can could may might must do does did say "
    "says said he she it we they i you who that his her our my us them there not but if when ";
static const char call_words[] =
    " subscribe newsletter sign signup follow buy order shop click join comment comments "
    "advertise related gallery photos pictures photo mailing tickets podcast video app "
    "facebook twitter instagram whatsapp ";
static const char calendar_words[] =
    " monday tuesday wednesday thursday friday saturday sunday january february march april "
    "may june july august september october november december i ";

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

static bool is_in(struct giver_word word, const char *list)
{
    char key[WORD_MOST + 3] = " ";
    if (word.len > WORD_MOST)
        return false;
    for (uint32_t i = 0; i < word.len; i++)
        key[i + 1] = (char)tolower((unsigned char)word.ptr[i]);
    memcpy(key + word.len + 1, " ", 2);
    return strstr(list, key) != NULL;
}

bool giver_is_data(struct giver_word word)
{
    return is_in(word, data_words);
}

struct giver giver_read(struct assay_text s, size_t most)
{
    struct giver g = { .office = false };
    struct giver_word word;
    size_t at = 0;
    for (size_t i = 0; i < most && giver_next_word(s, &at, &word); i++) {
        g.keeper |= is_in(word, keeper_words);
        g.office |= g.keeper || is_in(word, office_words);
        g.name |= i && word.capital && !is_in(word, calendar_words);
        g.nameless |= is_in(word, nameless_words);
        g.act |= is_in(word, act_words);
        g.data |= giver_is_data(word);
        g.future |= is_in(word, " will ");
        g.verb |= is_in(word, verb_words);
        g.call |= is_in(word, call_words);
    }
    return g;
}
