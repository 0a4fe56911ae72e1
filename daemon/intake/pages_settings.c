#include "intake/pages.h"

/* The fallbacks are those of pages_defaults; a test compares them. */
#define PAGES(member) offsetof(struct pages_settings, member)
const struct field pages_fields[] = {
    { "per_poll", FIELD_INT, "20", PAGES(per_poll), .low = 1, .high = 1000,
      .help = "Pages that one poll may ask for, of its newest items; the others keep the feed's text." },
    { "concurrency", FIELD_INT, "16", PAGES(concurrency), .low = 1,
      .high = PAGES_MAX_CONCURRENCY,
      .help = "Requests for pages at once, over all hosts; one host sees one request at a time, feeds "
              "included." },
    { "wait", FIELD_DURATION, "1m", PAGES(wait), .low = 1, .high = 3600,
      .help = "For so long at most a poll's items wait for their pages." },
    { "max_bytes", FIELD_BYTES, "2MiB", PAGES(max_bytes), .low = 1024, .high = 16 << 20,
      .help = "Size of a page, decompressed." },
    { "poll_bytes", FIELD_BYTES, "4MiB", PAGES(poll_bytes), .low = 1024, .high = 256 << 20,
      .help = "What all pages of one poll may take, as articles, while they wait to be judged; where there "
              "is no room left, an item keeps the feed's text." },
    { "robots", FIELD_BOOL, "true", PAGES(robots),
      .help = "Whether an article's page is left alone where its site's robots.txt asks for that; the item "
              "then keeps the feed's text. Feeds are asked as you say, whatever stands there." },
};
const size_t pages_fields_size = count_of(pages_fields);
