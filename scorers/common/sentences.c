#include "sentences.h"

#include "fold.h"

#include <string.h>

/* Titles and the like: a name follows, so that a capital behind the full stop proves nothing. */
static const char *const before_names[] = {
    "mr", "mrs", "ms", "dr", "prof", "st", "sen", "rep", "gov", "gen", "lt", "col", "sgt", "capt",
    "maj", "rev", "hon", "pres", "supt", "mt", "ft", "vs", "v", "fig", "no", "nos", "op", "cf",
    "adm", "cmdr", "insp", "messrs", "mme", "mlle", "sr", "approx", "rs", "al",
};

/* These may end a sentence too; what follows decides. */
static const char *const anywhere[] = {
    "inc", "corp", "co", "ltd", "plc", "bros", "jr", "etc", "est", "dept", "bn", "mn", "mln",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "ave",
    "blvd", "rd", "assn", "univ", "u.s", "u.k", "u.n", "e.u", "a.m", "p.m", "d.c", "i.e", "e.g",
    "oy", "oyj", "ab", "asa", "ag", "nv", "sa",
};

#define LONGEST 10 /* bytes, more than any word of these lists has */
#define LONGEST_SHORT 6 /* bytes of an abbreviation */

/* Words that begin sentences far more often than names. */
static const char *const openers[] = {
    "the", "a", "an", "it", "he", "she", "they", "we", "i", "in", "on", "at", "but", "and", "this",
    "that", "these", "those", "there", "its", "his", "her", "their", "our", "for", "with", "as",
    "if", "when", "while", "after", "before", "since", "however", "meanwhile", "although", "still",
    "some", "many", "most", "last", "no", "not", "by", "from", "to", "what", "who", "how", "why",
};

static bool is_one_of(const char *word, size_t len, const char *const *list, size_t count)
{
    char folded[LONGEST];
    if (len >= LONGEST)
        return false;
    size_t size = fold_text(word, len, folded, sizeof folded - 1);
    folded[size] = '\0';
    for (size_t i = 0; i < count; i++)
        if (list[i][0] == folded[0] && !strcmp(list[i], folded))
            return true;
    return false;
}

#define IS_ONE_OF(text, token, list) \
    is_one_of((text) + (token)->start, (token)->len, list, sizeof(list) / sizeof *(list))

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
    bool initial = word->len == 1 && word->flags & TOKEN_CAPITAL;
    if (!initial && !IS_ONE_OF(text, word, before_names) && !IS_ONE_OF(text, word, anywhere) &&
        !ends_initials(tokens, first, stop))
        return false;
    if (next->kind == TOKEN_NUMBER)
        return true;
    return next->kind == TOKEN_WORD && !IS_ONE_OF(text, next, openers);
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
