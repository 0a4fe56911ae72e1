#include "intake/document.h"

#include "base/clock.h"
#include "base/mem.h"

bool document_read(struct slice bytes, const struct document_hints *hints, document_sink *sink,
                   void *context, struct error *err)
{
    (void)err;
    struct article *a = article_new();
    a->feed = mem_string("-");
    a->id = mem_string(hints->name);
    a->fetched = clock_now(clock_real()).ms;
    article_plain(a, bytes);
    article_finish(a);
    sink(context, &a);
    return true;
}
