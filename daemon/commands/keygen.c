#include "commands/command.h"
#include "outlet/keys.h"

#include <stdio.h>

extern const struct command command_keygen;

static int run(int argc, char **argv)
{
    struct error err = { 0 };
    if (argc != 2 || argv[1][0] == '-')
        return command_misused(&command_keygen, "say one file");
    if (!keys_generate(argv[1], &err)) {
        fprintf(stderr, "assayd keygen: %s\n", error_line(&err));
        return EX_CANTCREAT;
    }
    fprintf(stderr, "%s holds the secret key: keep it, mode 0600\n"
                    "%s.pub holds the public one: give it to the other side\n",
            argv[1], argv[1]);
    return 0;
}

const struct command command_keygen = {
    "keygen", "FILE", "Make a pair of CURVE keys, for the daemon or for a client", run,
    "  FILE     where both keys go (mode 0600); the public one goes to FILE.pub as well\n"
    "\nThe daemon's: publish: {curve: {secret: FILE, clients: DIR}}; its FILE.pub goes to the\n"
    "clients. A client's FILE.pub goes into DIR, its FILE to 'assayd watch --key'.\n"
};
