#include "commands/complaining.h"

#include <cjson/cJSON.h>

static void print_json(const struct complaint *c, FILE *to)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "file", c->file);
    cJSON_AddNumberToObject(o, "line", (double)c->line);
    cJSON_AddNumberToObject(o, "column", (double)c->column);
    cJSON_AddStringToObject(o, "complaint", c->text);
    char *line = cJSON_PrintUnformatted(o);
    fprintf(to, "%s\n", line);
    cJSON_free(line);
    cJSON_Delete(o);
}

void complaints_print(struct complaints *complaints, FILE *to, bool json)
{
    for (size_t i = 0; i < complaints_size(complaints); i++) {
        const struct complaint *c = complaints_at(complaints, i);
        if (json)
            print_json(c, to);
        else if (c->line)
            fprintf(to, "%s:%zu:%zu: %s\n", c->file, c->line, c->column, c->text);
        else
            fprintf(to, "%s: %s\n", c->file, c->text);
    }
}
