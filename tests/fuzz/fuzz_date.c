/* A date, and the date that it stands for, read again. */
#include "intake/date.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct instant at = { INT64_MIN }, again;
    char text[INSTANT_TEXT];
    if (!date_parse((struct slice){ (const char *)data, size }, &at)) {
        if (at.ms != INT64_MIN) /* outputs stay untouched on failure */
            abort();
        return 0;
    }
    instant_text(at, text);
    if (!date_parse(slice_of(text), &again) || again.ms / 1000 != at.ms / 1000)
        abort();
    return 0;
}
