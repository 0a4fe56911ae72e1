#include "intake/schedule.h"

/* The fallbacks are those of schedule_defaults; a test compares them. */
#define SCHEDULE(member) offsetof(struct schedule_settings, member)
const struct field schedule_fields[] = {
    { "host_pause", FIELD_DURATION, "1s", SCHEDULE(host_pause), .low = 0, .high = 3600,
      .help = "Between two requests to one host." },
    { "jitter", FIELD_REAL, "0.1", SCHEDULE(jitter), .low = 0, .high = 1,
      .help = "Share of a feed's interval by which its polls are put off at most, so that feeds that "
              "began together drift apart; the same for a feed each time." },
    { "longest_backoff", FIELD_DURATION, "24h", SCHEDULE(longest_backoff), .low = 60,
      .high = 30 * 86400.0,
      .help = "A feed that goes on failing is polled at least so often; the interval doubles up to "
              "there." },
    { "longest_hint", FIELD_DURATION, "6h", SCHEDULE(longest_hint), .low = 0, .high = 30 * 86400.0,
      .help = "For so long at most a publisher's max-age, Expires, ttl or update period is heeded." },
    { "longest_retry", FIELD_DURATION, "24h", SCHEDULE(longest_retry), .low = 0,
      .high = 30 * 86400.0,
      .help = "For so long at most a publisher's Retry-After is heeded." },
};
const size_t schedule_fields_size = count_of(schedule_fields);
