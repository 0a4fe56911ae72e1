#include "intake/date_parts.h"

#include <strings.h>

struct named {
    const char *name;
    int value;
};

/* clang-format off */
/* Beginnings of month names in lower case; the longest that fits counts. */
static const struct named months[] = {
    { "jan", 1 },  { "feb", 2 },  { "mar", 3 },  { "apr", 4 },  { "may", 5 },   { "jun", 6 },
    { "jul", 7 },  { "aug", 8 },  { "sep", 9 },  { "oct", 10 }, { "nov", 11 },  { "dec", 12 },
    /* German, Dutch, Scandinavian */
    { "jän", 1 },  { "mär", 3 },  { "maer", 3 }, { "mrt", 3 },  { "maa", 3 },  { "mai", 5 },
    { "maj", 5 },  { "mei", 5 },  { "okt", 10 }, { "dez", 12 }, { "des", 12 },
    /* French, Italian, Spanish, Portuguese */
    { "janv", 1 }, { "fév", 2 },  { "fev", 2 },  { "avr", 4 },  { "juin", 6 },  { "juil", 7 },
    { "aoû", 8 },  { "aou", 8 },  { "déc", 12 }, { "gen", 1 },  { "mag", 5 },   { "giu", 6 },
    { "lug", 7 },  { "ago", 8 },  { "set", 9 },  { "ott", 10 }, { "dic", 12 },  { "ene", 1 },
    { "abr", 4 },  { "out", 10 },
    /* Hungarian */
    { "már", 3 },  { "ápr", 4 },  { "máj", 5 },  { "máu", 5 },  { "jún", 6 },  { "júl", 7 },
    { "sze", 9 },
    /* Polish, Czech */
    { "sty", 1 },  { "lut", 2 },  { "kwi", 4 },  { "cze", 6 },  { "lip", 7 },   { "sie", 8 },
    { "wrz", 9 },  { "paź", 10 }, { "lis", 11 }, { "gru", 12 },
    /* Greek */
    { "ιαν", 1 },  { "ιάν", 1 },  { "φεβ", 2 },  { "φέβ", 2 },  { "μαρ", 3 },   { "μάρ", 3 },
    { "απρ", 4 },   { "άπρ", 4 },  { "μαϊ", 5 },  { "μαι", 5 },   { "μάι", 5 },
    { "μάϊ", 5 },  { "ιουν", 6 }, { "ιούν", 6 }, { "ιουλ", 7 },  { "ιούλ", 7 },
    { "αυγ", 8 },  { "αύγ", 8 },  { "σεπ", 9 },  { "σέπ", 9 },   { "οκτ", 10 },
    { "νοε", 11 }, { "νοέ", 11 }, { "δεκ", 12 }, { "δέκ", 12 },
    /* Russian, Bulgarian */
    { "янв", 1 },  { "яну", 1 },  { "фев", 2 },  { "мар", 3 },  { "апр", 4 },   { "май", 5 },
    { "мая", 5 },  { "июн", 6 },  { "юни", 6 },  { "июл", 7 },  { "юли", 7 },   { "авг", 8 },
    { "сен", 9 },  { "сеп", 9 },  { "окт", 10 }, { "ноя", 11 }, { "ное", 11 },  { "дек", 12 },
    /* Turkish */
    { "oca", 1 },  { "şub", 2 },  { "nis", 4 },  { "haz", 6 },  { "tem", 7 },   { "ağu", 8 },
    { "eyl", 9 },  { "eki", 10 }, { "kas", 11 }, { "ara", 12 },
    /* Finnish, Estonian */
    { "tam", 1 },  { "hel", 2 },  { "huh", 4 },  { "tou", 5 },  { "kesä", 6 },   { "hei", 7 },
    { "elo", 8 },  { "syy", 9 },  { "lok", 10 }, { "marras", 11 }, { "jou", 12 },
    { "jaa", 1 },  { "vee", 2 },  { "juun", 6 }, { "juul", 7 }, { "det", 12 },
    /* Czech, Croatian, Latvian; listopad is October in Croatia, but more feeds are Polish and Czech */
    { "led", 1 },  { "úno", 2 },  { "bře", 3 },  { "dub", 4 },  { "kvě", 5 },   { "čer", 6 },
    { "červenc", 7 }, { "červenec", 7 }, { "srp", 8 }, { "zář", 9 }, { "říj", 10 }, { "pro", 12 },
    { "sije", 1 }, { "velj", 2 }, { "ožu", 3 },  { "trav", 4 }, { "svib", 5 },  { "lipanj", 6 },
    { "lipnj", 6 }, { "srpanj", 7 }, { "srpnj", 7 }, { "kol", 8 }, { "ruj", 9 }, { "stud", 11 },
    { "avg", 8 },  { "jūn", 6 },  { "jūl", 7 },
    /* Romanian */
    { "ian", 1 },  { "iun", 6 },  { "iul", 7 },  { "noi", 11 },
    /* Indonesian, Malay */
    { "peb", 2 },  { "mac", 3 },  { "agu", 8 },  { "agt", 8 },  { "ags", 8 },   { "ogo", 8 },
    { "dise", 12 },
    /* Ukrainian, Serbian */
    { "січ", 1 },  { "лют", 2 },  { "бер", 3 },  { "кві", 4 },  { "тра", 5 },   { "чер", 6 },
    { "лип", 7 },  { "серп", 8 },  { "вер", 9 },  { "жов", 10 }, { "лис", 11 },  { "гру", 12 },
    { "јан", 1 },  { "мај", 5 },  { "јун", 6 },  { "јул", 7 },  { "нов", 11 },  { "дец", 12 },
    /* Arabic */
    { "ينا", 1 },  { "فبر", 2 },  { "مار", 3 },  { "أبر", 4 },  { "ابر", 4 },   { "ماي", 5 },
    { "يون", 6 },  { "يول", 7 },  { "أغس", 8 },  { "اغس", 8 },  { "سبت", 9 },   { "أكت", 10 },
    { "اكت", 10 }, { "نوف", 11 }, { "ديس", 12 },
    /* Hebrew */
    { "ינו", 1 },  { "פבר", 2 },  { "מרץ", 3 },  { "מרס", 3 },  { "אפר", 4 },   { "מאי", 5 },
    { "יונ", 6 },  { "יול", 7 },  { "אוג", 8 },  { "ספט", 9 },  { "אוק", 10 },  { "נוב", 11 },
    { "דצמ", 12 },
    /* Hindi */
    { "जन", 1 },   { "फर", 2 },   { "फ़र", 2 },   { "मार्च", 3 }, { "अप्र", 4 },  { "मई", 5 },
    { "जून", 6 },   { "जुल", 7 },  { "अग", 8 },   { "सित", 9 },  { "अक्", 10 },   { "नव", 11 },
    { "दिस", 12 },
    /* Thai */
    { "มก", 1 },   { "กุม", 2 },  { "มีน", 3 },  { "เมษ", 4 },  { "พฤษภ", 5 },  { "มิถ", 6 },
    { "กรก", 7 },  { "สิง", 8 },  { "กัน", 9 },  { "ตุล", 10 }, { "พฤศ", 11 },  { "ธัน", 12 },
};

/* Offsets in minutes. Where one name means several zones (IST, BST), the one with more feeds. */
static const struct named zones[] = {
    { "z", 0 },       { "gmt", 0 },     { "utc", 0 },     { "ut", 0 },      { "wet", 0 },
    { "west", 60 },   { "bst", 60 },    { "cet", 60 },    { "met", 60 },    { "mez", 60 },
    { "cest", 120 },  { "mest", 120 },  { "mesz", 120 },  { "sast", 120 },  { "cat", 120 },
    { "eet", 120 },   { "eest", 180 },  { "msk", 180 },   { "trt", 180 },   { "eat", 180 },
    { "msd", 240 },   { "gst", 240 },   { "pkt", 300 },   { "ist", 330 },   { "npt", 345 },
    { "ict", 420 },   { "wib", 420 },   { "sgt", 480 },   { "hkt", 480 },   { "pht", 480 },
    { "awst", 480 },  { "jst", 540 },   { "kst", 540 },   { "acst", 570 },  { "acdt", 630 },
    { "aest", 600 },  { "aedt", 660 },  { "nzst", 720 },  { "nzdt", 780 },  { "nst", -210 },
    { "ndt", -150 },  { "brt", -180 },  { "art", -180 },  { "ast", -240 },  { "at", -240 },
    { "adt", -180 },  { "est", -300 },  { "et", -300 },   { "edt", -240 },  { "cst", -360 },
    { "ct", -360 },   { "cdt", -300 },  { "mst", -420 },  { "mt", -420 },   { "mdt", -360 },
    { "pst", -480 },  { "pt", -480 },   { "pdt", -420 },  { "akst", -540 }, { "akdt", -480 },
    { "hst", -600 },  { "a", -60 },     { "m", -720 },    { "n", 60 },      { "y", 720 },
};

/* Standard time; "daylight" or "summer" behind it adds an hour. */
static const struct named regions[] = {
    { "atlantic", -240 }, { "eastern", -300 }, { "central", -360 }, { "mountain", -420 },
    { "pacific", -480 },
};

/* Between day, month and year, in the languages above. */
static const char *const between[] = {
    "de", "of", "del", "di", "do", "d", "den", "der", "tháng", "năm", "the",
};

/* "at" and "o'clock", and what stands behind a year. */
static const char *const idle[] = {
    "t", "at", "um", "om", "à", "á", "a", "às", "as", "kl", "klo", "ore", "alle", "o", "в", "о",
    "u", "ob", "saat", "pukul", "lúc", "jam", "le", "Uhr", "uur", "hrs", "hr", "h", "г", "р",
    "год", "року", "la", "στις", "ora", "hodin",
};

/* clang-format on */

/* Latin letters with hooks and rings stand in pairs, a capital before its small one. */
static uint32_t is_even_capital(uint32_t c)
{
    bool odd_begins = (c >= 0x139 && c <= 0x148) || c >= 0x179;
    return (c % 2 == 0) != odd_begins;
}

/* Latin, Greek and Cyrillic capitals; the accents of month names are among them. */
static uint32_t fold_case(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) ||
        (c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
        return c + 32;
    if (c >= 0x400 && c <= 0x40f)
        return c + 80;
    return c >= 0x100 && c <= 0x17e ? c + is_even_capital(c) : c;
}

/* word begins with name, whatever the case. */
static bool begins(struct slice word, const char *name)
{
    struct slice n = slice_of(name);
    size_t i = 0, j = 0;
    while (j < n.len)
        if (i >= word.len || fold_case(utf8_next(word, &i)) != utf8_next(n, &j))
            return false;
    return true;
}

/* Nearly all feeds write English: its twelve names stand first and are tried bytewise. */
bool month_named(struct slice word, int *ret)
{
    if (slice_starts(word, "ב") && word.len > 4) /* a Hebrew "in" */
        skip(&word, strlen("ב"));
    size_t best = 0;
    for (size_t i = 0; i < 12 && word.len >= 3; i++)
        if (strncasecmp(word.ptr, months[i].name, 3) == 0) {
            *ret = months[i].value;
            best = 3;
            break;
        }
    if (best && word.len == 3)
        return true;
    for (size_t i = 12; i < count_of(months); i++) {
        size_t len = strlen(months[i].name);
        if (len > best && begins(word, months[i].name)) {
            *ret = months[i].value;
            best = len;
        }
    }
    return best > 0;
}

bool zone_named(struct slice word, int *ret)
{
    for (size_t i = 0; i < count_of(zones); i++)
        if ((zones[i].name[0] | 32) == (word.ptr[0] | 32) && slice_is_nocase(word, zones[i].name)) {
            *ret = zones[i].value;
            return true;
        }
    return false;
}

static bool is_listed(struct slice word, const char *const *list, size_t size)
{
    size_t at = 0;
    while (at < size && !slice_is_nocase(word, list[at]))
        at++;
    return at < size;
}

bool is_between(struct slice word)
{
    return is_listed(word, between, count_of(between));
}

bool is_idle(struct slice word)
{
    return is_listed(word, idle, count_of(idle));
}

bool region_named(struct slice word, int *ret)
{
    for (size_t i = 0; i < count_of(regions); i++)
        if (slice_is_nocase(word, regions[i].name)) {
            *ret = regions[i].value;
            return true;
        }
    return false;
}

/* --- halves of the day --- */

/* Feeds that name them in the East mean their own time. */
static const struct half {
    const char *name;
    int hours, zone;
} halves[] = {
    { "am", 0, 0 },      { "pm", 12, 0 },     { "오전", 0, 540 }, { "오후", 12, 540 },
    { "上午", 0, 480 },  { "下午", 12, 480 }, { "午前", 0, 540 }, { "午後", 12, 540 },
};

/* "a.m.", "p. m." */
static bool take_dotted_half(struct slice *s, struct date *d)
{
    struct slice ahead = *s;
    char first = (char)(peek(ahead) | 32);
    if ((first != 'a' && first != 'p') || ahead.len < 3 || ahead.ptr[1] != '.')
        return false;
    skip(&ahead, 2);
    skip_spaces(&ahead);
    if (!slice_is_nocase(take_word(&ahead), "m"))
        return false;
    take(&ahead, ".");
    d->half = first == 'p' ? 12 : 0;
    *s = ahead;
    return true;
}

bool take_half(struct slice *s, struct date *d)
{
    struct slice ahead = *s, word = take_word(&ahead);
    for (size_t i = 0; i < count_of(halves); i++) {
        if (!slice_is_nocase(word, halves[i].name))
            continue;
        d->half = halves[i].hours;
        if (halves[i].zone && !d->has_zone)
            d->zone = halves[i].zone, d->has_zone = true;
        *s = ahead;
        return true;
    }
    return take_dotted_half(s, d);
}
