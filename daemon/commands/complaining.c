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

static void print_line(const struct complaint *c, FILE *to)
{
    HELD(text) line = {0};
    complaint_write(&line, c);
    fprintf(to, "%s\n", text_string(&line));
}

void complaints_print(struct complaints *complaints, FILE *to, bool json)
{
    for (size_t i = 0; i < complaints_size(complaints); i++)
        (json ? print_json : print_line)(complaints_at(complaints, i), to);
}
