#include "sentences.h"

/* Words by their first letter, so that few are compared. */
typedef const char *const lists[26];

#define UNDER(letter) [(letter) - 'a']

/* Titles and the like, before which a full stop ends nothing as a name follows, and what may end a
 * sentence too, so that what follows decides. */
static lists abbreviations = {
    UNDER('a') = "adm approx al ave assn ab asa ag apr aug",
    UNDER('b') = "bros bn blvd",
    UNDER('c') = "col capt cf cmdr corp co",
    UNDER('d') = "dr dept dec",
    UNDER('e') = "etc est",
    UNDER('f') = "ft fig feb",
    UNDER('g') = "gov gen",
    UNDER('h') = "hon",
    UNDER('i') = "inc insp",
    UNDER('j') = "jr jan jun jul",
    UNDER('l') = "lt ltd",
    UNDER('m') = "mr mrs ms mt maj mn mln mar messrs mme mlle",
    UNDER('n') = "no nos nov nv",
    UNDER('o') = "op oct oy oyj",
    UNDER('p') = "prof pres plc",
    UNDER('r') = "rep rev rs rd",
    UNDER('s') = "st sen sgt supt sr sept sep sa",
    UNDER('u') = "univ",
    UNDER('v') = "vs v",
};

#define LONGEST_SHORT 6 /* bytes of an abbreviation */

/* Words that begin sentences far more often than names. */
static lists openers = {
    UNDER('a') = "a and as at an after although",
    UNDER('b') = "but by before",
    UNDER('f') = "for from",
    UNDER('h') = "he his her how however",
    UNDER('i') = "i in it its if",
    UNDER('l') = "last",
    UNDER('m') = "many most meanwhile",
    UNDER('n') = "no not",
    UNDER('o') = "on our",
    UNDER('s') = "she some since still",
    UNDER('t') = "the this that they these those there their to",
    UNDER('w') = "we with what when while who why",
};

static bool is_same(const char *word, const char *lower, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((word[i] | 32) != lower[i])
            return false;
    return true;
}

static bool is_one_of(const char *text, const struct token *token, lists words)
{
    const char *word = text + token->start;
    unsigned letter = ((unsigned char)*word | 32u) - 'a';
    for (const char *list = letter < 26 ? words[letter] : NULL; list && *list;) {
        size_t len = 0;
        while (list[len] && list[len] != ' ')
            len++;
        if (len == token->len && is_same(word, list, len))
            return true;
        list += len + (list[len] == ' ');
    }
    return false;
}

static bool touches(const struct token *before, const struct token *after)
{
    return before->start + before->len == after->start;
}

/* "U.S", "e.g": single letters with full stops between them, up to the one at `stop`. */
static bool ends_initials(const struct token *tokens, size_t first, size_t stop)
{
    return stop >= first + 3 && tokens[stop - 1].len == 1 && tokens[stop - 2].kind == TOKEN_STOP &&
           tokens[stop - 3].kind == TOKEN_WORD && tokens[stop - 3].len == 1 &&
           touches(&tokens[stop - 2], &tokens[stop - 1]);
}

static bool is_abbreviation(const char *text, const struct token *tokens, size_t first,
                            size_t stop, const struct token *next)
{
    const struct token *word = &tokens[stop - 1];
    if (tokens[stop].len != 1 || word->kind != TOKEN_WORD || word->len > LONGEST_SHORT ||
        !touches(word, &tokens[stop]))
        return false;
    if (next->kind != TOKEN_NUMBER && next->kind != TOKEN_WORD)
        return false;
    bool initial = word->len == 1 && word->flags & TOKEN_CAPITAL;
    if (!initial && !is_one_of(text, word, abbreviations) && !ends_initials(tokens, first, stop))
        return false;
    return next->kind == TOKEN_NUMBER || !is_one_of(text, next, openers);
}

static bool may_begin(const struct token *token)
{
    return token->kind != TOKEN_WORD || token->flags & TOKEN_CAPITAL;
}

/* Does the stop at `at` end the sentence that began at `first`? */
static bool ends_at(const char *text, const struct token *tokens, size_t size, size_t first,
                    size_t at)
{
    if (at + 1 >= size)
        return true;
    const struct token *stop = &tokens[at], *next = &tokens[at + 1];
    if (touches(stop, next) && next->kind != TOKEN_QUOTE && next->kind != TOKEN_CLOSE)
        return next->kind == TOKEN_WORD && next->flags & TOKEN_CAPITAL && next->len > 1 &&
               stop->len == 1 && at > first && tokens[at - 1].len > 3;
    if (stop->flags & (TOKEN_LOUD | TOKEN_ASKS))
        return may_begin(next) && next->kind != TOKEN_COMMA;
    if (at > first && is_abbreviation(text, tokens, first, at, next))
        return false;
    return may_begin(next) && next->kind != TOKEN_COMMA;
}

/* Closing marks behind a stop belong to the sentence before, unless white space parts them. */
static size_t with_closers(const struct token *tokens, size_t size, size_t at)
{
    while (at + 1 < size && touches(&tokens[at], &tokens[at + 1]) &&
           (tokens[at + 1].kind == TOKEN_QUOTE || tokens[at + 1].kind == TOKEN_CLOSE))
        at++;
    return at + 1;
}

/* Behind `said "Stop." and` the sentence goes on. */
static bool goes_on(const struct token *tokens, size_t size, size_t stop, size_t next)
{
    return next > stop + 1 && next < size &&
           (tokens[next].kind == TOKEN_COMMA || !may_begin(&tokens[next]));
}

struct sentence sentences_from(const struct tokens *tokens)
{
    return (struct sentence){ tokens->size, tokens->size, tokens->breaks_size };
}

bool sentences_next(const char *text, const struct tokens *t, struct sentence *s)
{
    const struct token *tokens = t->items;
    s->first = s->last;
    if (s->first >= t->size)
        return false;
    size_t limit = t->size - s->first > SENTENCE_MAX ? s->first + SENTENCE_MAX : t->size;
    for (; s->next_break < t->breaks_size && t->breaks[s->next_break] < limit; s->next_break++) {
        size_t at = t->breaks[s->next_break];
        if (at > s->first && tokens[at].flags & TOKEN_LINE) {
            s->last = at;
            return true;
        }
        if (at < s->first || tokens[at].kind != TOKEN_STOP || !ends_at(text, tokens, t->size, s->first, at))
            continue;
        size_t next = with_closers(tokens, t->size, at);
        if (goes_on(tokens, t->size, at, next))
            continue;
        s->last = next;
        return true;
    }
    s->last = limit;
    return true;
}
