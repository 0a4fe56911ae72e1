#include "intake/charset_label.h"

#include <iconv.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
/* The upper halves of two encodings of old Macintoshes. */
static const struct table {
    const char *iconv;
    uint16_t codes[128];
} tables[] = {
    { "*greek", {
        0x00c4, 0x00b9, 0x00b2, 0x00c9, 0x00b3, 0x00d6, 0x00dc, 0x0385, 0x00e0, 0x00e2,
        0x00e4, 0x0384, 0x00a8, 0x00e7, 0x00e9, 0x00e8, 0x00ea, 0x00eb, 0x00a3, 0x2122,
        0x00ee, 0x00ef, 0x2022, 0x00bd, 0x2030, 0x00f4, 0x00f6, 0x00a6, 0x20ac, 0x00f9,
        0x00fb, 0x00fc, 0x2020, 0x0393, 0x0394, 0x0398, 0x039b, 0x039e, 0x03a0, 0x00df,
        0x00ae, 0x00a9, 0x03a3, 0x03aa, 0x00a7, 0x2260, 0x00b0, 0x00b7, 0x0391, 0x00b1,
        0x2264, 0x2265, 0x00a5, 0x0392, 0x0395, 0x0396, 0x0397, 0x0399, 0x039a, 0x039c,
        0x03a6, 0x03ab, 0x03a8, 0x03a9, 0x03ac, 0x039d, 0x00ac, 0x039f, 0x03a1, 0x2248,
        0x03a4, 0x00ab, 0x00bb, 0x2026, 0x00a0, 0x03a5, 0x03a7, 0x0386, 0x0388, 0x0153,
        0x2013, 0x2015, 0x201c, 0x201d, 0x2018, 0x2019, 0x00f7, 0x0389, 0x038a, 0x038c,
        0x038e, 0x03ad, 0x03ae, 0x03af, 0x03cc, 0x038f, 0x03cd, 0x03b1, 0x03b2, 0x03c8,
        0x03b4, 0x03b5, 0x03c6, 0x03b3, 0x03b7, 0x03b9, 0x03be, 0x03ba, 0x03bb, 0x03bc,
        0x03bd, 0x03bf, 0x03c0, 0x03ce, 0x03c1, 0x03c3, 0x03c4, 0x03b8, 0x03c9, 0x03c2,
        0x03c7, 0x03c5, 0x03b6, 0x03ca, 0x03cb, 0x0390, 0x03b0, 0x00ad,
    } },
    { "*turkish", {
        0x00c4, 0x00c5, 0x00c7, 0x00c9, 0x00d1, 0x00d6, 0x00dc, 0x00e1, 0x00e0, 0x00e2,
        0x00e4, 0x00e3, 0x00e5, 0x00e7, 0x00e9, 0x00e8, 0x00ea, 0x00eb, 0x00ed, 0x00ec,
        0x00ee, 0x00ef, 0x00f1, 0x00f3, 0x00f2, 0x00f4, 0x00f6, 0x00f5, 0x00fa, 0x00f9,
        0x00fb, 0x00fc, 0x2020, 0x00b0, 0x00a2, 0x00a3, 0x00a7, 0x2022, 0x00b6, 0x00df,
        0x00ae, 0x00a9, 0x2122, 0x00b4, 0x00a8, 0x2260, 0x00c6, 0x00d8, 0x221e, 0x00b1,
        0x2264, 0x2265, 0x00a5, 0x00b5, 0x2202, 0x2211, 0x220f, 0x03c0, 0x222b, 0x00aa,
        0x00ba, 0x03a9, 0x00e6, 0x00f8, 0x00bf, 0x00a1, 0x00ac, 0x221a, 0x0192, 0x2248,
        0x2206, 0x00ab, 0x00bb, 0x2026, 0x00a0, 0x00c0, 0x00c3, 0x00d5, 0x0152, 0x0153,
        0x2013, 0x2014, 0x201c, 0x201d, 0x2018, 0x2019, 0x00f7, 0x25ca, 0x00ff, 0x0178,
        0x011e, 0x011f, 0x0130, 0x0131, 0x015e, 0x015f, 0x2021, 0x00b7, 0x201a, 0x201e,
        0x2030, 0x00c2, 0x00ca, 0x00c1, 0x00cb, 0x00c8, 0x00cd, 0x00ce, 0x00cf, 0x00cc,
        0x00d3, 0x00d4, 0xf8ff, 0x00d2, 0x00da, 0x00db, 0x00d9, 0xf8a0, 0x02c6, 0x02dc,
        0x00af, 0x02d8, 0x02d9, 0x02da, 0x00b8, 0x02dd, 0x02db, 0x02c7,
    } },
};

/* Labels in lower case without punctuation; name NULL: as the label was written. */
static const struct alias {
    const char *label, *iconv, *name;
} aliases[] = {
    { "gb2312", "GB18030", "gb18030" },            { "gb231280", "GB18030", "gb18030" },
    { "csgb2312", "GB18030", "gb18030" },          { "gbk", "GB18030", "gb18030" },
    { "xgbk", "GB18030", "gb18030" },              { "chinese", "GB18030", "gb18030" },
    { "big5", "BIG5-HKSCS", NULL },                { "xxbig5", "BIG5-HKSCS", "big5" },
    { "shiftjis", "CP932", "shift_jis" },          { "sjis", "CP932", "shift_jis" },
    { "xsjis", "CP932", "shift_jis" },             { "mskanji", "CP932", "shift_jis" },
    { "windows31j", "CP932", NULL },               { "xmacjapanese", "CP932", NULL },
    { "shiftjis2004", "SHIFT_JISX0213", NULL },    { "shiftjisx0213", "SHIFT_JISX0213", NULL },
    { "sjis2004", "SHIFT_JISX0213", NULL },        { "sjisx0213", "SHIFT_JISX0213", NULL },
    { "eucjp", "EUC-JP-MS", "euc-jp" },            { "xeucjp", "EUC-JP-MS", "euc-jp" },
    { "euckr", "CP949", "euc-kr" },                { "korean", "CP949", "euc-kr" },
    { "ksc56011987", "CP949", "euc-kr" },          { "ksc5601", "CP949", "euc-kr" },
    { "windows949", "CP949", "euc-kr" },           { "uhc", "CP949", "euc-kr" },
    { "tis620", "CP874", NULL },                   { "tis6200", "CP874", "tis-620" },
    { "tis62025290", "CP874", "tis-620" },         { "tis62025291", "CP874", "tis-620" },
    { "thai", "CP874", "tis-620" },                { "isoir166", "CP874", "tis-620" },
    { "iso885911", "CP874", NULL },                { "windows874", "CP874", NULL },
    { "dos874", "CP874", "windows-874" },          { "iso88591", "windows-1252", NULL },
    { "latin1", "windows-1252", NULL },            { "l1", "windows-1252", "iso-8859-1" },
    { "ascii", "windows-1252", NULL },             { "usascii", "windows-1252", "us-ascii" },
    { "xcp1252", "windows-1252", "windows-1252" }, { "ansi", "windows-1252", "windows-1252" },
    { "iso88599", "windows-1254", NULL },          { "latin5", "windows-1254", NULL },
    { "iso88598i", "ISO-8859-8", "iso-8859-8" },   { "visual", "ISO-8859-8", "iso-8859-8" },
    { "logical", "ISO-8859-8", "iso-8859-8" },     { "asmo708", "ISO-8859-6", NULL },
    { "ecma114", "ISO-8859-6", "iso-8859-6" },     { "ecma118", "ISO-8859-7", "iso-8859-7" },
    { "elot928", "ISO-8859-7", "iso-8859-7" },     { "isoir126", "ISO-8859-7", "iso-8859-7" },
    { "isoir127", "ISO-8859-6", "iso-8859-6" },    { "isoir138", "ISO-8859-8", "iso-8859-8" },
    { "isoir144", "ISO-8859-5", "iso-8859-5" },    { "koi8r", "KOI8-R", "koi8-r" },
    { "koi", "KOI8-R", "koi8-r" },                 { "koi8", "KOI8-R", "koi8-r" },
    { "koi8ru", "KOI8-RU", "koi8-u" },             { "cp866u", "CP866", NULL },
    { "cpis", "CP861", "cp861" },                  { "ibm039", "IBM037", "ibm037" },
    { "cp1051", "HP-ROMAN8", "hp-roman8" },        { "ibm1051", "HP-ROMAN8", "hp-roman8" },
    { "ptcp154", "PT154", NULL },                  { "csptcp154", "PT154", "ptcp154" },
    { "cp154", "PT154", "ptcp154" },               { "cyrillicasian", "PT154", "ptcp154" },
    { "kz1048", "RK1048", NULL },                  { "strk10482002", "RK1048", "kz1048" },
    { "mac", "MACINTOSH", "macintosh" },           { "macroman", "MACINTOSH", "macintosh" },
    { "xmacroman", "MACINTOSH", "macintosh" },     { "maclatin2", "MAC-CENTRALEUROPE", NULL },
    { "xmaccyrillic", "MAC-CYRILLIC", "x-mac-cyrillic" },
    { "maccyrillic", "MAC-CYRILLIC", "x-mac-cyrillic" },
    { "maccenteuro", "MAC-CENTRALEUROPE", NULL },
    { "maccentraleurope", "MAC-CENTRALEUROPE", NULL },
    { "maciceland", "MAC-IS", NULL },              { "macgreek", "*greek", NULL },
    { "xmacgreek", "*greek", NULL },               { "macturkish", "*turkish", NULL },
    { "xmacturkish", "*turkish", NULL },           { "utf8", "UTF-8", "utf-8" },
    { "unicode11utf8", "UTF-8", "utf-8" },         { "utf8mb4", "UTF-8", "utf-8" },
};
/* clang-format on */

static void set_lower(char to[CHARSET_NAME], struct slice from)
{
    snprintf(to, CHARSET_NAME, "%.*s", SLICE_ARGS(slice_sub(from, 0, CHARSET_NAME - 1)));
    for (char *c = to; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c + 32);
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* Only what cannot lead iconv astray ("//TRANSLIT"). */
static bool is_label(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] <= ' ' || s.ptr[i] > '~' || strchr("/\"',", s.ptr[i]))
            return false;
    return s.len > 0 && s.len < CHARSET_NAME;
}

static void squeeze(char to[CHARSET_NAME], const char *label)
{
    size_t len = 0;
    for (; *label; label++)
        if (is_alnum(*label))
            to[len++] = *label;
    to[len] = '\0';
}

static bool iconv_knows(const char *name)
{
    iconv_t to = iconv_open("UTF-8", name);
    if (to == (iconv_t)-1)
        return false;
    iconv_close(to);
    return true;
}

static const struct alias *find_alias(const char *squeezed)
{
    for (size_t i = 0; i < count_of(aliases); i++)
        if (strcmp(aliases[i].label, squeezed) == 0)
            return &aliases[i];
    return NULL;
}

/* "iso885971987" is ISO 8859-7 as of 1987. Cuts the year off. */
static void drop_year(char *squeezed)
{
    size_t len = strlen(squeezed), head = strlen("iso8859");
    if (strncmp(squeezed, "iso8859", head) == 0 && len >= head + 5)
        squeezed[len - 4] = '\0';
}

/* Many call code page 1251 cp1251, win-1251, or 1251. */
static bool is_code_page(const char *squeezed, char ret_iconv[CHARSET_NAME])
{
    size_t len = strlen(squeezed), digits = len;
    while (digits && squeezed[digits - 1] >= '0' && squeezed[digits - 1] <= '9')
        digits--;
    if (len - digits < 3 || len - digits > 4)
        return false;
    snprintf(ret_iconv, CHARSET_NAME, "CP%s", squeezed + digits);
    return iconv_knows(ret_iconv);
}

/* As it is, with dashes for underscores, and ISO 8859 put together again. */
static bool is_known(const char *label, const char *squeezed, char ret_iconv[CHARSET_NAME])
{
    snprintf(ret_iconv, CHARSET_NAME, "%s", label);
    if (iconv_knows(ret_iconv))
        return true;
    for (char *c = ret_iconv; *c; c++)
        *c = *c == '_' ? '-' : *c;
    if (iconv_knows(ret_iconv))
        return true;
    if (strncmp(squeezed, "iso8859", 7) == 0)
        snprintf(ret_iconv, CHARSET_NAME, "ISO-8859-%.2s", squeezed + 7);
    return iconv_knows(ret_iconv);
}

bool charset_label_find(struct slice label, struct charset_label *ret)
{
    char squeezed[CHARSET_NAME];
    label = slice_trim(label);
    if (!is_label(label))
        return false;
    set_lower(ret->name, label);
    squeeze(squeezed, ret->name);
    drop_year(squeezed);
    const struct alias *alias = find_alias(squeezed);
    if (!alias)
        return is_known(ret->name, squeezed, ret->iconv) || is_code_page(squeezed, ret->iconv);
    snprintf(ret->iconv, CHARSET_NAME, "%s", alias->iconv);
    if (alias->name)
        snprintf(ret->name, CHARSET_NAME, "%s", alias->name);
    return true;
}

static const struct table *find_table(const char *iconv)
{
    for (size_t i = 0; i < count_of(tables); i++)
        if (strcmp(tables[i].iconv, iconv) == 0)
            return &tables[i];
    return NULL;
}

bool charset_label_is_table(const char *iconv)
{
    return find_table(iconv) != NULL;
}

void charset_label_decode(const char *iconv, struct slice bytes, struct text *out)
{
    const struct table *table = find_table(iconv);
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        text_add_char(out, c < 0x80 ? c : table->codes[c - 0x80]);
    }
}
