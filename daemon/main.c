/* main.c - arguments, picks a command, exit status. */
#include "commands/command.h"

#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void print_overview(FILE *to)
{
    fputs("usage: assayd COMMAND [ARGUMENTS]\n\n"
          "Judges news items for tone and reliability, with every reason.\n\n",
          to);
    for (size_t i = 0; commands[i]; i++)
        fprintf(to, "  %-13s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\n'assayd COMMAND --help' tells more.\n", to);
}

static bool is_help(const char *argument)
{
    return strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0;
}

int main(int argc, char **argv)
{
    /* Messages and sorting stay in the C locale: a daemon's numbers must not change with it. */
    setlocale(LC_CTYPE, "C.UTF-8");
    if (argc < 2) {
        print_overview(stderr);
        return EX_USAGE;
    }
    const char *name = argv[1];
    if (is_help(name) || strcmp(name, "help") == 0) {
        const struct command *about = argc > 2 ? command_find(argv[2]) : NULL;
        about ? command_help(about) : print_overview(stdout);
        return 0;
    }
    if (strcmp(name, "--version") == 0)
        name = "version";
    const struct command *command = command_find(name);
    if (!command) {
        fprintf(stderr, "assayd: there is no command '%s'; 'assayd --help' lists them\n", name);
        return EX_USAGE;
    }
    for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (is_help(argv[i])) {
            command_help(command);
            return 0;
        }
    return command->run(argc - 1, argv + 1);
}
