/* example.c [LIVE REPLAY [SINCE]]: prints each item's number and JSON, and heals what was missed.
 *     cc -o example example.c assayd_client.c $(pkg-config --cflags --libs libczmq) */
#include "assayd_client.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    struct assayd_options options = { .live = argc > 2 ? argv[1] : "ipc:///run/assayd/items.sock",
                                      .replay = argc > 2 ? argv[2] : "ipc:///run/assayd/replay.sock",
                                      .prefix = "item/", .check_ms = 1000,
                                      .since = argc > 3 ? strtoull(argv[3], NULL, 10) : 0 };
    struct assayd_client *client = assayd_client_new(&options);
    struct assayd_message m;
    enum assayd_event event = client ? ASSAYD_NOTHING : ASSAYD_INTERRUPTED;
    for (; event != ASSAYD_INTERRUPTED; event = assayd_client_next(client, 1000, &m)) {
        if (event == ASSAYD_SILENT || event == ASSAYD_BACK)
            fprintf(stderr, "the publisher is %s\n", event == ASSAYD_SILENT ? "silent" : "back");
        if (event == ASSAYD_MESSAGE)
            printf("%" PRIu64 " %s\n", m.sequence, m.json), fflush(stdout);
    }
    assayd_client_free(&client);
}
