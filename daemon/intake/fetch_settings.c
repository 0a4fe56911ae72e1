#include "intake/address.h"
#include "intake/fetch.h"

static bool check_network(const char *network, struct error *err)
{
    struct assay_text one = { network, slice_of(network).len };
    struct networks parsed = {0};
    bool ok = networks_parse((struct assay_texts){ &one, 1 }, &parsed, err);
    networks_done(&parsed);
    return ok;
}

static bool check_line(const char *text, struct error *err)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return error_set(err, REFUSE, NULL, "holds a control character");
    return true;
}

/* The fallbacks are those of fetch_defaults; a test compares them. */
#define FETCH(member) offsetof(struct fetch_settings, member)
const struct field fetch_fields[] = {
    { "concurrency", FIELD_INT, "32", FETCH(concurrency), .low = 1, .high = 1000,
      .help = "Requests at once, over all hosts; one host sees one at a time." },
    { "connect_timeout", FIELD_DURATION, "10s", FETCH(connect_timeout), .low = 0.1, .high = 600,
      .help = "For name, connection and TLS, each hop." },
    { "first_byte_timeout", FIELD_DURATION, "20s", FETCH(first_byte_timeout), .low = 0.1,
      .high = 600, .help = "From the request to the first byte of the answer, each hop." },
    { "total_timeout", FIELD_DURATION, "1m", FETCH(total_timeout), .low = 0.1, .high = 3600,
      .help = "For all hops together." },
    { "min_speed", FIELD_BYTES, "256", FETCH(min_speed), .low = 0, .high = 1e9,
      .help = "Bytes a second that a body must keep up, averaged over slow_timeout." },
    { "slow_timeout", FIELD_DURATION, "15s", FETCH(slow_timeout), .low = 1, .high = 600,
      .help = "For how long a body may be slower than min_speed." },
    { "max_bytes", FIELD_BYTES, "8MiB", FETCH(max_bytes), .low = 1024, .high = 1 << 30,
      .help = "Size of a body, decompressed." },
    { "max_wire_bytes", FIELD_BYTES, "8MiB", FETCH(max_wire_bytes), .low = 1024, .high = 1 << 30,
      .help = "Size of a body, as it comes." },
    { "max_redirects", FIELD_INT, "5", FETCH(max_redirects), .low = 0, .high = 20,
      .help = "Redirects followed in one request; each hop is checked." },
    { "user_agent", FIELD_TEXT, NULL, FETCH(user_agent), .check = check_line,
      .help = "What we call ourselves; default: assayd, its version and the contact." },
    { "contact", FIELD_TEXT, NULL, FETCH(contact), .check = check_line,
      .help = "A URL or address that publishers may turn to; part of the user agent." },
    { "allow_private", FIELD_TEXTS, NULL, FETCH(allow_private), .low = 0, .high = 100,
      .check = check_network,
      .help = "Networks to connect to though they are not the public internet, e.g. 127.0.0.0/8." },
};
const size_t fetch_fields_size = count_of(fetch_fields);
