/* topic.h - names of what is published: "item/reuters-tech/", "ticker/BRK%2FB/".
 *
 *     char topic[TOPIC_MAX];
 *     topic_make(topic, "ticker", slice_of("BRK/B"));
 *
 * ZeroMQ filters by byte prefix, so every topic ends in a slash: a subscriber of ticker/ON/ is
 * not bothered with ticker/ONTO/. Names are percent-encoded as in URLs (only A-Z a-z 0-9 - . _ ~
 * stay), at most TOPIC_NAME_MAX bytes of them before encoding. */
#ifndef OUTLET_TOPIC_H
#define OUTLET_TOPIC_H

#include "base/text.h"

#define TOPIC_NAME_MAX  64
#define TOPIC_MAX       (sizeof "heartbeat" + 3 * TOPIC_NAME_MAX + sizeof "//")
#define TOPIC_HEARTBEAT "sys/heartbeat/"

void topic_make(char ret[TOPIC_MAX], const char *kind, struct slice name);

/* Undoes topic_make; false when the topic is of another kind or badly encoded. */
bool topic_name(struct slice topic, const char *kind, struct text *ret_name);

#endif
