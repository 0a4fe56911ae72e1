/* scale.h - the shipped bands as scales for labels: names from the lowest to the highest. */
#ifndef COMMANDS_SCALE_H
#define COMMANDS_SCALE_H

#include "tuning/labels.h"

struct scales scale_shipped(void);

#endif
