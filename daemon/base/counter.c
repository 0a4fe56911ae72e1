#include "base/counter.h"

#include <assert.h>
#include <inttypes.h>
#include <stdatomic.h>

static const struct about {
    const char *name, *help;
} table[] = {
#define COUNTER_ROW(id, name, help) { name, help },
    COUNTERS(COUNTER_ROW)
#undef COUNTER_ROW
};

static _Atomic uint64_t values[COUNTERS_SIZE];

static bool only_grows(enum counter c)
{
    return slice_ends(slice_of(table[c].name), "_total");
}

void counter_add(enum counter c, uint64_t more)
{
    assert(only_grows(c));
    atomic_fetch_add_explicit(&values[c], more, memory_order_relaxed);
}

void counter_set(enum counter c, uint64_t value)
{
    assert(!only_grows(c));
    atomic_store_explicit(&values[c], value, memory_order_relaxed);
}

uint64_t counter_get(enum counter c)
{
    return atomic_load_explicit(&values[c], memory_order_relaxed);
}

void counter_print(struct text *out)
{
    for (enum counter c = 0; c < COUNTERS_SIZE; c++)
        text_printf(out, "# HELP assayd_%s %s\n# TYPE assayd_%s %s\nassayd_%s %" PRIu64 "\n",
                    table[c].name, table[c].help, table[c].name,
                    only_grows(c) ? "counter" : "gauge", table[c].name, counter_get(c));
}
