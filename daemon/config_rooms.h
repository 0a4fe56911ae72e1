/* config_rooms.h - settings of rooms whose own headers are still to come; each moves there. */
#ifndef CONFIG_ROOMS_H
#define CONFIG_ROOMS_H

#include "settings/fields.h"

struct health_settings {
    char *listen;       /* address:port */
};

#endif
