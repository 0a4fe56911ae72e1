/* Tokens, sentences, quantities and folding: the text as rules see it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/classes.h"
#include "common/fold.h"
#include "common/numbers.h"
#include "common/sentences.h"
#include "support/rows.h"

#include <stdio.h>
#include <string.h>

/* Sentences are written with | between them. */
struct row {
    const char *name, *text, *split;
};

static const struct row rows[] = {
    { "two sentences", "Sales fell. Costs rose.", "Sales fell.|Costs rose." },
    { "a headline needs no full stop", "Sales fall as costs rise", "Sales fall as costs rise" },
    { "titles end nothing", "Mr. Smith met Dr. Jones. They spoke.",
      "Mr. Smith met Dr. Jones.|They spoke." },
    { "initials end nothing", "J. P. Morgan rose. So did J. C. Penney.",
      "J. P. Morgan rose.|So did J. C. Penney." },
    { "the U.S. ends nothing before a name", "The U.S. Senate voted. It passed.",
      "The U.S. Senate voted.|It passed." },
    { "the U.S. may end a sentence", "It left the U.S. The move cost $5m.",
      "It left the U.S.|The move cost $5m." },
    { "companies end nothing", "Acme Inc. Chairman Bob Ray quit. Shares fell.",
      "Acme Inc. Chairman Bob Ray quit.|Shares fell." },
    { "a company may end a sentence", "He works at Acme Corp. The firm is old.",
      "He works at Acme Corp.|The firm is old." },
    { "decimals end nothing", "It rose 5.2 percent. Then it fell 3.1.",
      "It rose 5.2 percent.|Then it fell 3.1." },
    { "numbers begin sentences", "It was over. 300 people left.", "It was over.|300 people left." },
    { "lower case goes on", "The price of approx. ten rose.", "The price of approx. ten rose." },
    { "the closing quotation mark stays", "\"It is over.\" He left.", "\"It is over.\"|He left." },
    { "typographic marks stay too",
      "\xe2\x80\x9cIt is over.\xe2\x80\x9d He left.", "\xe2\x80\x9cIt is over.\xe2\x80\x9d|He left." },
    { "a quotation in a sentence does not end it", "\"Stop!\" he said. She did.",
      "\"Stop!\" he said.|She did." },
    { "question and exclamation marks", "Why? Nobody knows! Not yet.", "Why?|Nobody knows!|Not yet." },
    { "an ellipsis before lower case goes on", "It was... fine. Really.", "It was... fine.|Really." },
    { "brackets stay with what they close", "It fell (by half.) Then it rose.",
      "It fell (by half.)|Then it rose." },
    { "a missing space between sentences", "The plan failed.Shares fell.",
      "The plan failed.|Shares fell." },
    { "a new line begins a sentence", "First line\nSecond line", "First line|Second line" },
    { "a month's abbreviation", "It starts on Sept. 3 in Rome. We go.",
      "It starts on Sept. 3 in Rome.|We go." },
    { "No. 1 is no negation", "It was No. 1 in sales. It fell.", "It was No. 1 in sales.|It fell." },
    { "an address has full stops", "See www.example.com/a.html for more. Go.",
      "See www.example.com/a.html for more.|Go." },
    { "nothing", "", "" },
};

static size_t end_of(const struct token *token)
{
    return token->start + token->len;
}

static void splits(void **state)
{
    const struct row *row = *state;
    struct tokens t = {0};
    struct sentence s = {0};
    char out[512] = "";
    tokens_scan(&t, NULL, row->text, 0, strlen(row->text));
    while (sentences_next(row->text, &t, &s)) {
        size_t from = t.items[s.first].start, len = end_of(&t.items[s.last - 1]) - from;
        size_t size = strlen(out);
        snprintf(out + size, sizeof out - size, "%s%.*s", size ? "|" : "", (int)len, row->text + from);
    }
    tokens_done(&t);
    assert_string_equal(out, row->split);
}

/* Tokens are written with | between them, with marks for their flags. */
static const struct row token_rows[] = {
    { "words and marks", "Sales fell, again.", "Sales|fell|,|again|." },
    { "hyphens part words", "long-term state-of-the-art", "long|term|state|of|the|art" },
    { "a dash alone is a mark", "yes - no", "yes|-|no" },
    { "apostrophes join", "don't can\xe2\x80\x99t", "don't|can\xe2\x80\x99t" },
    { "possessives end before theirs", "Acme's banks' profits", "Acme|banks|profits" },
    { "a single quotation mark closes", "the 'old rules' end", "the|'|old|rules|'|end" },
    { "numbers keep points and commas", "1,200.5 and 3.", "1,200.5|and|3|." },
    { "a unit behind a number is a word", "$4.1mn 5G 10%", "$|4.1|mn|5|G|10|%" },
    { "handles and addresses are one", "@acme see http://a.b/c?d=e now", "@acme|see|http://a.b/c?d=e|now" },
    { "letters beyond ASCII", "Cr\xc3\xa9" "dit \xc3\x89lan", "Cr\xc3\xa9" "dit|\xc3\x89lan" },
    { "an emoji is a token of its own", "up\xf0\x9f\x9a\x80go", "up|\xf0\x9f\x9a\x80|go" },
    { "soft hyphens and zero-width marks vanish", "a\xe2\x80\x8b b", "a\xe2\x80\x8b|b" },
    { "broken bytes are marks", "a \xff\xc3 b", "a|\xff|\xc3|b" },
};

static void cuts_tokens(void **state)
{
    const struct row *row = *state;
    struct tokens t = {0};
    char out[256] = "";
    tokens_scan(&t, NULL, row->text, 0, strlen(row->text));
    for (size_t i = 0; i < t.size; i++) {
        size_t size = strlen(out);
        snprintf(out + size, sizeof out - size, "%s%.*s", i ? "|" : "", (int)t.items[i].len,
                 row->text + t.items[i].start);
    }
    tokens_done(&t);
    assert_string_equal(out, row->split);
}

struct number {
    const char *name, *text;
    double value;
    enum quantity_unit unit;
    const char *currency;
};

static const struct number numbers[] = {
    { "dollars in millions", "$4.1 mn", 4.1e6, QUANTITY_MONEY, "$" },
    { "a scale written to the number", "$4.1bn", 4.1e9, QUANTITY_MONEY, "$" },
    { "a code before, thousands, a letter", "EUR 1,200.5m", 1200.5e6, QUANTITY_MONEY, "EUR" },
    { "a currency behind", "5 million euros", 5e6, QUANTITY_MONEY, "EUR" },
    { "percent apart", "5.2 %", 5.2, QUANTITY_PERCENT, "" },
    { "percent in words", "12 per cent", 12, QUANTITY_PERCENT, "" },
    { "basis points", "25 bps", 0.25, QUANTITY_POINTS, "" },
    { "crores of rupees", "Rs 30 crore", 30e7, QUANTITY_MONEY, "INR" },
    { "a decimal comma", "4,1 percent", 4.1, QUANTITY_PERCENT, "" },
    { "thousands", "1,200 jobs", 1200, QUANTITY_PLAIN, "" },
    { "a sign", "-3.5 %", -3.5, QUANTITY_PERCENT, "" },
    { "pounds", "\xc2\xa3" "20m", 20e6, QUANTITY_MONEY, "GBP" },
};

static void reads_quantities(void **state)
{
    const struct number *row = *state;
    struct tokens t = {0};
    struct quantity q;
    size_t at = 0;
    tokens_scan(&t, NULL, row->text, 0, strlen(row->text));
    while (at < t.size && t.items[at].kind != TOKEN_NUMBER)
        at++;
    assert_true(quantity_read(row->text, t.items, t.size, at, &q));
    tokens_done(&t);
    assert_float_equal(q.value, row->value, 1e-6 * row->value * (row->value < 0 ? -1 : 1));
    assert_int_equal(q.unit, row->unit);
    assert_string_equal(q.currency, row->currency);
}

static const struct row folds[] = {
    { "ASCII", "PaniC", "panic" },
    { "Latin", "\xc3\x89LAN \xc5\xa0koda", "\xc3\xa9lan \xc5\xa1koda" },
    { "Greek", "\xce\x91\xce\xa9", "\xce\xb1\xcf\x89" },
    { "Cyrillic", "\xd0\x9f\xd0\xa0\xd0\x81", "\xd0\xbf\xd1\x80\xd1\x91" },
    { "quotation marks and dashes", "\xe2\x80\x9c" "a\xe2\x80\x99" "b\xe2\x80\x9d \xe2\x80\x93",
      "\"a'b\" -" },
    { "what cannot be seen vanishes", "a\xc2\xad" "b\xe2\x80\x8b", "ab" },
};

static void folds_text(void **state)
{
    const struct row *row = *state;
    char out[64];
    size_t len = fold_text(row->text, strlen(row->text), out, sizeof out - 1);
    out[len] = '\0';
    assert_string_equal(out, row->split);
}

/* The two readers of classes say the same of any bytes. */
static void classes_have_a_twin(void **state)
{
    (void)state;
    char bytes[CLASSES_NEED];
    uint32_t seed = 7;
    for (int round = 0; round < 2000; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525u + 1013904223u;
            bytes[i] = (char)(round < 256 ? round + (int)i : (int)(seed >> 24));
        }
        struct classes fast = classes_read(bytes), slow = classes_read_scalar(bytes);
        assert_memory_equal(&fast, &slow, sizeof fast);
    }
}

/* Of words of all lengths: the short way to a print is the long way's twin, and so is a look at four
 * tags at once. */
static void prints_and_buckets_have_twins(void **state)
{
    (void)state;
    char word[32];
    struct words_bucket bucket;
    for (uint32_t seed = 3, round = 0; round < 2000; round++) {
        for (size_t i = 0; i < sizeof word; i++) {
            seed = seed * 1664525u + 1013904223u;
            word[i] = (char)(seed >> 25);
        }
        for (size_t len = 0; len <= 16; len++)
            assert_true(words_print_short(word, len) == words_print(word, len, word + len));
        for (uint32_t i = 0; i < WORDS_WAYS; i++) {
            bucket.tags[i] = seed >> 30 ^ i * (seed >> 29 & 1);
            bucket.numbers[i] = round + i;
        }
        for (uint32_t tag = 0; tag < 5; tag++)
            assert_int_equal(words_in_bucket(&bucket, tag), words_in_bucket_scalar(&bucket, tag));
    }
}

static void known_words_are_found_and_no_others(void **state)
{
    (void)state;
    struct words *words = words_new();
    char word[16];
    for (uint32_t i = 1; i <= 5000; i++)
        assert_int_equal(words_add(words, word, (size_t)snprintf(word, sizeof word, "w%ux", i)), i);
    for (uint32_t i = 1; i <= 5000; i++) {
        size_t len = (size_t)snprintf(word, sizeof word, "W%uX", i);
        assert_int_equal(words_find(words, words_print(word, len, word + len)), i);
        len = (size_t)snprintf(word, sizeof word, "w%uy", i);
        assert_int_equal(words_find(words, words_print(word, len, word + len)), 0);
    }
    assert_int_equal(words_find(words_none(), words_print_any("w1x", 3)), 0);
    words_free(&words);
}

/* Blocks of 64 bytes begin elsewhere when spaces stand before a text; its tokens are the same. */
static void edges_of_blocks_do_not_show(void **state)
{
    (void)state;
    static const char text[] =
        "Soooo good! Mr. O\xe2\x80\x99Neil's U.S. plan (4.1mn, 5G, $3.5bn) isn't... WELL-known; see "
        "http://a.example/x?y=z or www.b.example, \"a supercalifragilisticexpialidocious-ly-named-thing\" "
        "in Z\xc3\xbcrich @handle :-) &lt;3 the banks' Q3 A1 RESULT\nNext line\xe2\x80\xa6 so''\n  "
        "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhh end";
    char moved[sizeof text + 64];
    struct tokens first = {0}, t = {0};
    struct words *words = words_new();
    words_add(words, "soo", 3);
    tokens_scan(&first, words, text, 0, sizeof text - 1);
    for (size_t by = 1; by <= 64; by++) {
        memset(moved, ' ', by);
        memcpy(moved + by, text, sizeof text - 1);
        tokens_clear(&t);
        tokens_scan(&t, words, moved, 0, sizeof text - 1 + by);
        assert_int_equal(t.size, first.size);
        for (size_t i = 0; i < t.size; i++) {
            t.items[i].start -= (uint32_t)by;
            assert_memory_equal(&t.items[i], &first.items[i], sizeof t.items[i]);
        }
    }
    assert_int_equal(token_word(&first.items[0]), 1);
    tokens_done(&first);
    tokens_done(&t);
    words_free(&words);
}

/* Whatever the bytes, every token lies in the text, in order, and every token is in a sentence. */
static void any_bytes_will_do(void **state)
{
    (void)state;
    unsigned char text[4096];
    uint32_t seed = 1;
    for (int round = 0; round < 200; round++) {
        for (size_t i = 0; i < sizeof text; i++) {
            seed = seed * 1664525u + 1013904223u;
            text[i] = (unsigned char)(seed >> (round % 2 ? 24 : 25)) | (round % 3 ? 0 : 0x80);
        }
        struct tokens t = {0};
        struct sentence s = {0};
        size_t at = 0, covered = 0;
        tokens_scan(&t, NULL, (const char *)text, 0, sizeof text);
        for (size_t i = 0; i < t.size; i++) {
            assert_true(t.items[i].start >= at);
            at = end_of(&t.items[i]);
        }
        assert_true(at <= sizeof text);
        while (sentences_next((const char *)text, &t, &s)) {
            assert_int_equal(s.first, covered);
            assert_true(s.last > s.first && s.last - s.first <= SENTENCE_MAX);
            covered = s.last;
        }
        assert_int_equal(covered, t.size);
        tokens_done(&t);
    }
}

int main(void)
{
    struct rows all = {0};
    ADD_ROWS(&all, rows, splits);
    ADD_ROWS(&all, token_rows, cuts_tokens);
    ADD_ROWS(&all, numbers, reads_quantities);
    ADD_ROWS(&all, folds, folds_text);
    ADD_TEST(&all, classes_have_a_twin);
    ADD_TEST(&all, prints_and_buckets_have_twins);
    ADD_TEST(&all, known_words_are_found_and_no_others);
    ADD_TEST(&all, edges_of_blocks_do_not_show);
    ADD_TEST(&all, any_bytes_will_do);
    return rows_run("sentences", &all);
}
