#include "settings/path.h"

#include <string.h>

const char *path_directory(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    size_t len = slash == path ? 1 : (size_t)(slash - path);
    return arena_string(arena, slice_sub(slice_of(path), 0, len));
}

const char *path_below(struct arena *arena, const char *directory, const char *path)
{
    if (*path == '/' || strcmp(directory, ".") == 0)
        return arena_string(arena, slice_of(path));
    return arena_printf(arena, "%s/%s", directory, path);
}
