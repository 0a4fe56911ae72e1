/* What is compiled a second time for wide machines says the same there, whatever the bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/cpu.h"
#include "common/scan.h"
#include "support/rows.h"
#include "tone/look.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT = 3000, ROUNDS = 300 };

static const char lexicon_text[] = "gloomy  -1.6  adj\nout  1\nout of order  3\nout of  2\nput * at risk  -1.5\n"
                                   "cut jobs  -1.5  v\nsoo  1\n:-)  2\nbank  0.5\nno one's  -1\n";

static uint32_t random_below(uint32_t *seed, uint32_t size)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % size;
}

/* Words of the lexicon and of none, everything that touches words, and any bytes. */
static void fill(char *text, size_t size, uint32_t *seed)
{
    static const char *const parts[] = {
        "gloomy", "Out of order", "out", " of ", "put it at risk", "risk", "cut jobs", "CUTTING", "soooo", ":-)",
        "no one's", "the banks'", "it's", "\xe2\x80\x99", "\xe2\x80\x9c", "Z\xc3\xbcrich", "\xf0\x9f\x98\x80", "1,200.5", "4.1mn",
        ".", ",", "\"", "(", ")", "-", "?!", "...", "\n", " ", "  ", "http://a.example/x", "@handle", "U.S.",
        "a-word-of-many-parts", "averyveryverylongwordthatgoesonandonandonandonandonandonandonandonandon", "company",
    };
    for (size_t at = 0; at < size;) {
        const char *part = parts[random_below(seed, sizeof parts / sizeof *parts)];
        for (; *part && at < size; part++)
            text[at++] = random_below(seed, 100) ? *part : (char)random_below(seed, 256);
        if (at < size && random_below(seed, 3))
            text[at++] = ' ';
    }
}

static struct lexicon *open_lexicon(struct grammar **ret)
{
    struct lexicon *lexicon = lexicon_new();
    *ret = grammar_new(lexicon);
    assert_true(lexicon_read(lexicon, LEXICON_GENERAL, 1, lexicon_text, strlen(lexicon_text), NULL, NULL));
    lexicon_ready(lexicon);
    return lexicon;
}

static void same_tokens(const struct tokens *a, const struct tokens *b)
{
    assert_int_equal(a->size, b->size);
    assert_int_equal(a->breaks_size, b->breaks_size);
    assert_memory_equal(a->items, b->items, a->size * sizeof *a->items);
    assert_memory_equal(a->prints, b->prints, a->size * sizeof *a->prints);
    if (a->breaks_size)
        assert_memory_equal(a->breaks, b->breaks, a->breaks_size * sizeof *a->breaks);
}

static void same_looks(const struct glance *glance, const struct tokens *t, uint32_t *seed)
{
    for (size_t first = 0, size; first < t->size; first += size) {
        struct look one, other;
        size = 1 + random_below(seed, SENTENCE_MAX);
        size = first + size > t->size ? t->size - first : size;
        look_at_scalar(glance, t->items + first, t->prints + first, size, &one);
        look_at_avx2(glance, t->items + first, t->prints + first, size, &other);
        assert_memory_equal(one.begins, other.begins, sizeof one.begins);
        assert_memory_equal(one.several, other.several, sizeof one.several);
        assert_true(one.print == other.print);
        assert_int_equal(one.grammar, other.grammar);
        assert_int_equal(one.kinds, other.kinds);
        assert_int_equal(one.flags, other.flags);
    }
}

static void scanning_and_looking_have_twins(void **state)
{
    (void)state;
    struct grammar *grammar;
    struct lexicon *lexicon = open_lexicon(&grammar);
    struct glance *glance = glance_new(lexicon, grammar);
    struct tokens plain = {0}, wide = {0};
    uint32_t seed = 1;
    if (!cpu_is_wide())
        skip();
    for (int round = 0; round < ROUNDS; round++) {
        char *text = malloc(TEXT); /* of its own, so that a sanitizer sees what reads past it */
        size_t start = random_below(&seed, 70), size = random_below(&seed, TEXT - 70);
        fill(text, TEXT, &seed);
        tokens_clear(&plain);
        tokens_clear(&wide);
        scan_text(&plain, lexicon_words(lexicon), text, start, size);
        scan_text_avx2(&wide, lexicon_words(lexicon), text, start, size);
        same_tokens(&plain, &wide);
        same_looks(glance, &plain, &seed);
        free(text);
    }
    tokens_done(&plain);
    tokens_done(&wide);
    free(glance);
    grammar_free(&grammar);
    lexicon_free(&lexicon);
}

/* The print of a sentence tells one order of words from another; marks before the first do not count. */
struct row {
    const char *name, *one, *other;
    bool same;
};

static const struct row rows[] = {
    { "case does not matter", "The bank cut jobs", "the BANK cut Jobs", true },
    { "an opening quotation mark does not count", "\"The bank cut jobs.", "The bank cut jobs.", true },
    { "nor does which mark ends it", "The bank cut jobs!", "The bank cut jobs.", true },
    { "a mark inside counts", "The bank, cut jobs", "The bank cut, jobs", false },
    { "words in another order", "a b b a", "b a a b", false },
    { "a word more", "the bank cut jobs", "the bank cut jobs again", false },
};

static void prints_sentences(void **state)
{
    const struct row *row = *state;
    struct grammar *grammar;
    struct lexicon *lexicon = open_lexicon(&grammar);
    struct glance *glance = glance_new(lexicon, grammar);
    struct look looks[2];
    for (int i = 0; i < 2; i++) {
        const char *text = i ? row->other : row->one;
        struct tokens t = {0};
        tokens_scan(&t, lexicon_words(lexicon), text, 0, strlen(text));
        look_at(glance, t.items, t.prints, t.size, &looks[i]);
        tokens_done(&t);
    }
    assert_int_equal(looks[0].print == looks[1].print, row->same);
    free(glance);
    grammar_free(&grammar);
    lexicon_free(&lexicon);
}

int main(void)
{
    struct rows all = {0};
    ADD_ROWS(&all, rows, prints_sentences);
    ADD_TEST(&all, scanning_and_looking_have_twins);
    return rows_run("twins", &all);
}
