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

#endif
