#include "commands/input.h"

#include <stdio.h>
#include <string.h>

#define CHUNK 65536

bool input_read(const char *path, size_t ceiling, struct text *out, struct error *err)
{
    FILE *from = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
    if (!from)
        return error_errno(err, REFUSE, path, "cannot be opened");
    size_t got;
    do {
        text_reserve(out, CHUNK);
        got = fread(out->ptr + out->len, 1, CHUNK, from);
        text_cut(out, out->len += got);
    } while (got > 0 && out->len <= ceiling);
    bool failed = ferror(from);
    if (failed)
        error_errno(err, REFUSE, path, "cannot be read");
    if (from != stdin)
        fclose(from);
    return !failed;
}
