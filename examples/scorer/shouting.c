/* shouting.c - a scorer of one's own: words in capitals take something away, wherever they stand. */
#include <assay/scorer.h>

struct shouting {
    double each, cap;
};

static const struct assay_param params[] = {
    { "each", ASSAY_REAL, "-0.1", -1, 0, offsetof(struct shouting, each),
      "What a word of four capitals or more adds to the score." },
    { "cap", ASSAY_REAL, "-0.5", -1, 0, offsetof(struct shouting, cap),
      "What all of them add at most." },
};

/* Nothing to build: the parameters are the state. */
static void *open_shouting(const void *values, struct assay_host *host)
{
    (void)host;
    return (void *)values;
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
    return is_capital(c) || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* The next run of letters from *at on; len 0 at the end. */
static struct assay_span next_word(struct assay_text text, uint32_t *at)
{
    while (*at < text.len && !is_letter(text.ptr[*at]))
        ++*at;
    struct assay_span word = { *at, 0 };
    while (*at < text.len && is_letter(text.ptr[*at]))
        ++*at, word.len++;
    return word;
}

static bool is_shouted(struct assay_text text, struct assay_span word)
{
    for (uint32_t i = 0; i < word.len; i++)
        if (!is_capital(text.ptr[word.start + i]))
            return false;
    return word.len >= 4;
}

static bool score(const void *state, const struct assay_article *article, struct assay_host *host)
{
    const struct shouting *s = state;
    if (!article->text.len)
        return false;
    struct assay_part whole = { .name = "text", .weight = 1, .low = s->cap, .entity = ASSAY_OVERALL };
    host->part(host, &whole);
    uint32_t at = 0;
    for (struct assay_span word; (word = next_word(article->text, &at)).len;) {
        struct assay_reason reason = { .rule = "capitals", .span = word, .weight = s->each,
                                       .delta = s->each };
        if (is_shouted(article->text, word))
            host->because(host, &reason);
    }
    return true;
}

ASSAY_EXPORT(shouting) = {
    .abi = ASSAY_ABI,
    .size = sizeof(struct assay_scorer),
    .name = "shouting",
    .version = "1.0",
    .help = "Takes something away for every word in capitals.",
    .low = -1,
    .high = 1,
    .params = params,
    .params_size = sizeof params / sizeof *params,
    .params_bytes = sizeof(struct shouting),
    .open = open_shouting,
    .score = score,
};
