#include "commands/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct command *command_find(const char *name)
{
    for (size_t i = 0; commands[i]; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

void command_help(const struct command *c)
{
    printf("usage: assayd %s%s%s\n\n%s.\n", c->name, *c->arguments ? " " : "", c->arguments,
           c->summary);
    if (c->help)
        printf("\n%s", c->help);
}

int command_misused(const struct command *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "assayd %s: ", c->name);
    vfprintf(stderr, format, args);
    fprintf(stderr, "\nTry 'assayd %s --help'.\n", c->name);
    va_end(args);
    return EX_USAGE;
}

bool command_read_since(const char *text, struct instant *ret)
{
    struct duration ago;
    if (instant_parse(slice_of(text), ret))
        return true;
    if (!duration_parse(slice_of(text), &ago))
        return false;
    *ret = instant_add(clock_now(clock_real()), (struct duration){ -ago.ms });
    return true;
}
