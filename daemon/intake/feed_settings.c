#include "intake/feed.h"

#include <assert.h>

/* The fields are int64_t to their table. */
static_assert(sizeof(size_t) == sizeof(int64_t), "limits are 64 bits wide");

/* The fallbacks are those of feed_limits_default; a test compares them. */
#define LIMIT(member) offsetof(struct feed_limits, member)
const struct field feed_limits_fields[] = {
    { "items", FIELD_INT, "5000", LIMIT(entries), .low = 1, .high = 1000000,
      .help = "Items of one document." },
    { "depth", FIELD_INT, "128", LIMIT(depth), .low = 8, .high = 200,
      .help = "Elements within elements." },
    { "attribute", FIELD_BYTES, "1MiB", LIMIT(attribute), .low = 256, .high = 8 << 20,
      .help = "Size of one attribute." },
    { "text", FIELD_BYTES, "2MiB", LIMIT(text), .low = 1024, .high = 64 << 20,
      .help = "Size of one element's text." },
    { "names", FIELD_INT, "256", LIMIT(list), .low = 1, .high = 10000,
      .help = "Authors, categories and enclosures that are kept of one item, of each." },
};
const size_t feed_limits_fields_size = count_of(feed_limits_fields);
