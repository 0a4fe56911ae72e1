/* detail.h - what a reader could check; adds to the attribution group, which must be open. */
#ifndef RELIABILITY_DETAIL_H
#define RELIABILITY_DETAIL_H

#include "groups.h"

void detail_weigh(struct weighing *);

#endif
