/* example.c [ENDPOINT]: prints topic, number and JSON of each item, live only; see docs/wire.md.
 *     cc -o example example.c -lzmq */
#include <endian.h>
#include <inttypes.h>
#include <stdio.h>
#include <zmq.h>

int main(int argc, char **argv)
{
    static char topic[256], json[65536]; /* zmq_recv may report more than it stored */
    uint64_t header[5]; /* version, epoch, sequence, previous on this topic, time in ms */
    void *socket = zmq_socket(zmq_ctx_new(), ZMQ_SUB);
    zmq_connect(socket, argc > 1 ? argv[1] : "ipc:///run/assayd/items.sock");
    zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "item/", 5);
    for (;;) {
        int topic_len = zmq_recv(socket, topic, sizeof topic, 0);
        int header_len = zmq_recv(socket, header, sizeof header, 0);
        int json_len = zmq_recv(socket, json, sizeof json, 0);
        if (topic_len < 0 || header_len < (int)sizeof header || json_len < 0)
            return 1;
        printf("%.*s %" PRIu64 " %.*s\n", topic_len < 256 ? topic_len : 256, topic,
               be64toh(header[2]), json_len < 65536 ? json_len : 65536, json);
        fflush(stdout);
    }
}
