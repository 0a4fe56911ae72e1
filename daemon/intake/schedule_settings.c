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
    { "longest_skip", FIELD_DURATION, "3d", SCHEDULE(longest_skip), .low = 0, .high = 30 * 86400.0,
      .help = "For so long at most the hours and days are left out that a feed wants to be left alone "
              "in (skipHours, skipDays)." },
    { "moved_polls", FIELD_INT, "3", SCHEDULE(moved_polls), .low = 1, .high = 1000,
      .help = "A feed counts as moved once so many polls in a row were led to one new address by "
              "lasting redirects (301, 308)..." },
    { "moved_time", FIELD_DURATION, "24h", SCHEDULE(moved_time), .low = 0, .high = 365 * 86400.0,
      .help = "... over at least so long. The new address is asked from then on." },
};
const size_t schedule_fields_size = count_of(schedule_fields);
