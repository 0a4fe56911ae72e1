#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "intake/rounds.h"
#include "support/rows.h"

/* A letter enters, a capital one leaves, '|' ends a round; then: which of the first three are over. */
static const struct history_row {
    const char *name, *history, *over;
} histories[] = {
    { "an empty round is over", "||", "yy" },
    { "who entered before holds it open", "a|", "n" },
    { "until he has left", "a|A", "y" },
    { "the one after waits for him too", "a|b|B", "nn" },
    { "but not he for it", "a|b|A", "yn" },
    { "whoever comes later holds up nobody", "a|A|b", "yy" },
    { "two of one round", "ab|A", "n" },
    { "a round in between that was empty", "a||b|AB", "yyy" },
};

static void ends_rounds(void **state)
{
    const struct history_row *row = *state;
    struct rounds r = {0};
    uint64_t mine[26] = {0}, ended = 0;
    for (const char *c = row->history; *c; c++)
        if (*c == '|')
            assert_int_equal(rounds_end(&r), ++ended);
        else if (*c >= 'a')
            mine[*c - 'a'] = rounds_enter(&r);
        else
            rounds_leave(&r, mine[*c - 'A']);
    for (uint64_t i = 0; row->over[i]; i++)
        assert_int_equal(rounds_are_over(&r, i + 1), row->over[i] == 'y');
    rounds_done(&r);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, histories, ends_rounds);
    return rows_run("rounds", &rows);
}
