#include "intake/address.h"

#include "base/mem.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

static const struct range {
    const char *network, *name;
} forbidden[] = {
    { "0.0.0.0/8", "this network" },
    { "10.0.0.0/8", "private" },
    { "100.64.0.0/10", "shared by carriers" },
    { "127.0.0.0/8", "loopback" },
    { "169.254.0.0/16", "link-local" },
    { "172.16.0.0/12", "private" },
    { "192.0.0.0/24", "reserved" },
    { "192.0.2.0/24", "for documentation" },
    { "192.88.99.0/24", "reserved" },
    { "192.168.0.0/16", "private" },
    { "198.18.0.0/15", "for benchmarks" },
    { "198.51.100.0/24", "for documentation" },
    { "203.0.113.0/24", "for documentation" },
    { "224.0.0.0/4", "multicast" },
    { "240.0.0.0/4", "reserved" },
    { "::/128", "unspecified" },
    { "::1/128", "loopback" },
    { "fc00::/7", "private" },
    { "fe80::/10", "link-local" },
    { "ff00::/8", "multicast" },
    { "2001::/23", "reserved" },
    { "2001:db8::/32", "for documentation" },
    { "2002::/16", "a tunnel" },
    { "3fff::/20", "for documentation" },
    { "::/3", "not assigned" }, /* what is assigned lies in 2000::/3 */
    { "4000::/2", "not assigned" },
    { "8000::/1", "not assigned" },
};

static const unsigned char v4_prefix[12] = { [10] = 0xff, [11] = 0xff }; /* ::ffff:0:0/96 */
static const unsigned char nat64_prefix[12] = { 0x00, 0x64, 0xff, 0x9b };

static void from_v4(const void *four, unsigned char ret[16])
{
    memcpy(ret, v4_prefix, sizeof v4_prefix);
    memcpy(ret + sizeof v4_prefix, four, 4);
}

static bool is_v4(const unsigned char address[16])
{
    return memcmp(address, v4_prefix, sizeof v4_prefix) == 0;
}

/* "a.b.c.d" or "a:b::c", each with an optional "/bits". */
static bool network_parse(struct slice text, struct network *ret)
{
    char address[INET6_ADDRSTRLEN + 1];
    unsigned char four[4];
    struct slice bits = {0};
    size_t slash = slice_find_byte(text, '/');
    if (slash != SIZE_MAX) {
        bits = slice_sub(text, slash + 1, SIZE_MAX);
        text = slice_sub(text, 0, slash);
    }
    if (text.len >= sizeof address)
        return false;
    memcpy(address, text.ptr, text.len);
    address[text.len] = '\0';
    unsigned extra = 0;
    if (inet_pton(AF_INET, address, four) == 1) {
        from_v4(four, ret->address);
        extra = 96;
    } else if (inet_pton(AF_INET6, address, ret->address) != 1) {
        return false;
    }
    int64_t prefix = 128 - extra;
    if (slash != SIZE_MAX &&
        (!slice_to_int(bits, &prefix) || prefix < 0 || prefix > 128 - (int64_t)extra))
        return false;
    ret->prefix = (unsigned)prefix + extra;
    return true;
}

static bool network_has(const struct network *n, const unsigned char address[16])
{
    size_t whole = n->prefix / 8;
    unsigned rest = n->prefix % 8;
    if (memcmp(n->address, address, whole) != 0)
        return false;
    return !rest || (n->address[whole] ^ address[whole]) >> (8 - rest) == 0;
}

bool networks_parse(struct assay_texts texts, struct networks *ret, struct error *err)
{
    HELD(networks) n = { mem_array(texts.size, sizeof *n.items), texts.size };
    for (size_t i = 0; i < texts.size; i++) {
        struct slice text = { texts.items[i].ptr, texts.items[i].len };
        if (!network_parse(text, &n.items[i]))
            return error_set(err, REFUSE, NULL,
                             "\"%.*s\" is no network; try \"10.0.0.0/8\" or \"fd00::/8\"",
                             SLICE_ARGS(text));
    }
    *ret = n;
    n = (struct networks){0};
    return true;
}

void networks_done(struct networks *n)
{
    mem_free(&n->items);
    n->size = 0;
}

/* One form for what reaches one place: IPv4 inside IPv6 is IPv4. */
static bool canonical(const struct sockaddr *from, unsigned char ret[16])
{
    if (from->sa_family == AF_INET) {
        from_v4(&((const struct sockaddr_in *)(const void *)from)->sin_addr, ret);
        return true;
    }
    if (from->sa_family != AF_INET6)
        return false;
    memcpy(ret, &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr, 16);
    if (memcmp(ret, nat64_prefix, sizeof nat64_prefix) == 0)
        memcpy(ret, v4_prefix, sizeof v4_prefix);
    return true;
}

static const struct range *range_of(const unsigned char address[16])
{
    for (size_t i = 0; i < count_of(forbidden); i++) {
        struct network n = {0};
        if (network_parse(slice_of(forbidden[i].network), &n) &&
            is_v4(n.address) == is_v4(address) && network_has(&n, address))
            return &forbidden[i];
    }
    return NULL;
}

bool address_may_connect(const struct sockaddr *to, const struct networks *allowed,
                         struct error *err)
{
    unsigned char address[16];
    char text[INET6_ADDRSTRLEN] = "";
    if (!canonical(to, address))
        return error_set(err, REFUSE, NULL, "no internet address");
    const struct range *range = range_of(address);
    if (!range)
        return true;
    for (size_t i = 0; i < allowed->size; i++)
        if (network_has(&allowed->items[i], address))
            return true;
    if (is_v4(address))
        inet_ntop(AF_INET, address + sizeof v4_prefix, text, sizeof text);
    else
        inet_ntop(AF_INET6, address, text, sizeof text);
    return error_set(err, REFUSE, NULL,
                     "%s lies in %s (%s), which fetch.allow_private does not list", text,
                     range->network, range->name);
}
