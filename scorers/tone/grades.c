#include "grades.h"

#include "common/grow.h"

#include <string.h>

struct words_of_grade {
    struct grade grade;
    const char *words; /* separated by spaces */
};

static const struct words_of_grade table[] = {
    { { GRADE_POLE, 0.5 }, "positive bullish upbeat optimistic favourable favorable" },
    { { GRADE_POLE, 0.4 }, "constructive encouraging" },
    { { GRADE_POLE, -0.5 }, "negative bearish downbeat pessimistic unfavourable unfavorable" },
    { { GRADE_POLE, -0.2 }, "cautious" },
    { { GRADE_POLE, 0 }, "neutral mixed balanced even-handed" },
    { { GRADE_ADVERB, 0.4 }, "marginally faintly" },
    { { GRADE_ADVERB, 0.5 }, "mildly slightly modestly cautiously tentatively guardedly" },
    { { GRADE_ADVERB, 0.6 }, "somewhat" },
    { { GRADE_ADVERB, 0.7 }, "moderately" },
    { { GRADE_ADVERB, 0.8 }, "fairly rather" },
    { { GRADE_ADVERB, 0.9 }, "broadly largely mostly generally mainly" },
    { { GRADE_ADVERB, 1 }, "still currently now overall predominantly clearly increasingly" },
    { { GRADE_ADVERB, 1.3 }, "very decidedly firmly distinctly" },
    { { GRADE_ADVERB, 1.4 }, "strongly highly deeply heavily" },
    { { GRADE_ADVERB, 1.6 }, "extremely overwhelmingly" },
    { { GRADE_LINK, 0 }, "is are remains remain stays stay looks look appears appear seems seem "
                         "reads leans tilts" },
};

struct grades {
    struct grade *items; /* by number of word */
    size_t size, cap;
};

static void add(struct grades *g, struct lexicon *lexicon, const char *word, size_t len,
                struct grade grade)
{
    char copy[32];
    memcpy(copy, word, len);
    copy[len] = '\0';
    size_t number = lexicon_number(lexicon, copy);
    if (number >= g->size) {
        g->items = grow_to(g->items, &g->cap, number + 1, sizeof *g->items);
        memset(g->items + g->size, 0, (number + 1 - g->size) * sizeof *g->items);
        g->size = number + 1;
    }
    g->items[number] = grade;
}

struct grades *grades_new(struct lexicon *lexicon)
{
    struct grades *g = grow_new(1, sizeof *g);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (const char *word = table[i].words; *word;) {
            size_t len = strcspn(word, " ");
            add(g, lexicon, word, len, table[i].grade);
            word += len + (word[len] == ' ');
        }
    return g;
}

void grades_free(struct grades **g)
{
    if (!*g)
        return;
    free((*g)->items);
    free(*g);
    *g = NULL;
}

const struct grade *grades_of(const struct grades *g, const struct token *token)
{
    uint32_t word = token_word(token);
    return word < g->size && g->items[word].kind ? &g->items[word] : NULL;
}
