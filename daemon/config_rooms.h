/* config_rooms.h - settings of rooms whose own headers are still to come; each moves there. */
#ifndef CONFIG_ROOMS_H
#define CONFIG_ROOMS_H

#include "settings/fields.h"

struct publish_settings {
    char *endpoint;     /* live messages */
    char *replay;       /* pages of the past */
    int64_t high_water; /* messages kept for a subscriber that does not read */
    struct kept_settings {
        int64_t days, items;
    } retain;
};

struct health_settings {
    char *listen;       /* address:port */
};

struct fetch_settings {
    int64_t concurrency;
    struct duration connect_timeout, first_byte_timeout, total_timeout;
    int64_t min_speed;                 /* bytes a second, averaged over slow_timeout */
    struct duration slow_timeout;
    int64_t max_bytes, max_wire_bytes; /* of body: decompressed, as it comes */
    int64_t max_redirects;
    char *user_agent, *contact;
    struct assay_texts allow_private;
};

#endif
