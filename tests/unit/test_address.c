#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "intake/address.h"
#include "support/rows.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

struct address_row {
    const char *name, *address, *allowed; /* allowed: one network or NULL */
    bool may;
};

static const struct address_row addresses[] = {
    { "a public address", "8.8.8.8", NULL, true },
    { "a public IPv6 address", "2606:4700:4700::1111", NULL, true },
    { "loopback", "127.0.0.1", NULL, false },
    { "all of loopback", "127.255.255.254", NULL, false },
    { "zero, which Linux takes for loopback", "0.0.0.0", NULL, false },
    { "private, ten", "10.1.2.3", NULL, false },
    { "private, the last of 172", "172.31.255.255", NULL, false },
    { "the neighbour of 172", "172.32.0.0", NULL, true },
    { "private, 192.168", "192.168.0.1", NULL, false },
    { "a cloud's metadata", "169.254.169.254", NULL, false },
    { "a carrier's shared space", "100.127.255.255", NULL, false },
    { "the neighbour of the shared space", "100.128.0.0", NULL, true },
    { "multicast", "239.1.2.3", NULL, false },
    { "broadcast", "255.255.255.255", NULL, false },
    { "IPv6 loopback", "::1", NULL, false },
    { "IPv6 unspecified", "::", NULL, false },
    { "IPv6 link-local", "fe80::1", NULL, false },
    { "IPv6 private", "fd12:3456::1", NULL, false },
    { "IPv6 multicast", "ff02::1", NULL, false },
    { "the metadata service over IPv6", "fd00:ec2::254", NULL, false },
    { "loopback mapped into IPv6", "::ffff:127.0.0.1", NULL, false },
    { "a public address mapped into IPv6", "::ffff:8.8.8.8", NULL, true },
    { "private space behind NAT64", "64:ff9b::10.0.0.1", NULL, false },
    { "a public address behind NAT64", "64:ff9b::8.8.8.8", NULL, true },
    { "loopback in the old compatible form", "::127.0.0.1", NULL, false },
    { "a 6to4 tunnel", "2002:7f00:1::", NULL, false },
    { "a Teredo tunnel", "2001:0:1::1", NULL, false },
    { "IPv6 not assigned", "4000::1", NULL, false },
    { "loopback where it is allowed", "127.0.0.1", "127.0.0.0/8", true },
    { "mapped loopback where it is allowed", "::ffff:127.0.0.1", "127.0.0.0/8", true },
    { "another loopback than the one allowed", "127.0.0.2", "127.0.0.1", false },
    { "allowing one range opens no other", "10.0.0.1", "127.0.0.0/8", false },
    { "an odd prefix ends inside a byte", "10.31.255.255", "10.16.0.0/12", true },
    { "and one further is out", "10.32.0.0", "10.16.0.0/12", false },
    { "all of IPv6 does not open IPv4", "127.0.0.1", "fd00::/8", false },
    { "a private IPv6 range where it is allowed", "fd00::7", "fd00::/8", true },
};

static struct sockaddr_storage parse(const char *address)
{
    struct sockaddr_storage storage = {0};
    struct sockaddr_in *four = (struct sockaddr_in *)&storage;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&storage;
    if (inet_pton(AF_INET, address, &four->sin_addr) == 1)
        storage.ss_family = AF_INET;
    else if (inet_pton(AF_INET6, address, &six->sin6_addr) == 1)
        storage.ss_family = AF_INET6;
    assert_int_not_equal(storage.ss_family, 0);
    return storage;
}

static void lets_through_only_the_public_and_the_allowed(void **state)
{
    const struct address_row *row = *state;
    struct sockaddr_storage to = parse(row->address);
    struct assay_text text = { row->allowed, row->allowed ? strlen(row->allowed) : 0 };
    HELD(networks) allowed = {0};
    struct error err = {0};
    assert_true(
        networks_parse((struct assay_texts){ &text, row->allowed ? 1 : 0 }, &allowed, NULL));
    assert_int_equal(address_may_connect((struct sockaddr *)&to, &allowed, &err), row->may);
    assert_int_equal(err.remedy, row->may ? REMEDY_NONE : REFUSE);
}

struct network_row {
    const char *name, *text;
};

static const struct network_row bad_networks[] = {
    { "a name is no network", "localhost" },
    { "nothing is no network", "" },
    { "a prefix beyond the address is refused", "10.0.0.0/33" },
    { "a negative prefix is refused", "10.0.0.0/-1" },
    { "an empty prefix is refused", "10.0.0.0/" },
    { "three parts are refused", "10.0.0" },
    { "something long is refused", "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111" },
};

static void refuses_what_is_no_network(void **state)
{
    const struct network_row *row = *state;
    struct assay_text text = { row->text, strlen(row->text) };
    struct networks n = {0};
    struct error err = {0};
    assert_false(networks_parse((struct assay_texts){ &text, 1 }, &n, &err));
    assert_int_equal(err.remedy, REFUSE);
}

static void a_local_socket_is_no_internet_address(void **state)
{
    (void)state;
    struct sockaddr local = { .sa_family = AF_UNIX };
    assert_false(address_may_connect(&local, &(struct networks){0}, NULL));
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, addresses, lets_through_only_the_public_and_the_allowed);
    ADD_ROWS(&rows, bad_networks, refuses_what_is_no_network);
    ADD_TEST(&rows, a_local_socket_is_no_internet_address);
    return rows_run("address", &rows);
}
