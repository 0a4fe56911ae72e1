#include "intake/connection.h"

#include <unistd.h>

static bool check_proxy(const char *url, struct error *err)
{
    static const char *const schemes[] = { "http://", "https://", "socks5://", "socks5h://" };
    for (size_t i = 0; i < count_of(schemes); i++)
        if (slice_starts_nocase(slice_of(url), schemes[i]))
            return true;
    return error_set(err, REFUSE, NULL,
                     "begins with none of http://, https://, socks5:// and socks5h://");
}

static bool check_file(const char *path, struct error *err)
{
    if (path[0] != '/')
        return error_set(err, REFUSE, NULL, "wants a path from the root, not \"%s\"", path);
    return access(path, R_OK) == 0 || error_errno(err, REFUSE, NULL, "cannot read \"%s\"", path);
}

static bool check_user(const char *user, struct error *err)
{
    return slice_find_byte(slice_of(user), ':') == SIZE_MAX ||
           error_set(err, REFUSE, NULL, "a user's name may hold no colon");
}

#define AT(member) offsetof(struct connection, member)
const struct field connection_fields[] = {
    { "user", FIELD_TEXT, NULL, AT(user), .check = check_user,
      .help = "Who we are to the URL's own host (Basic authentication)." },
    { "password", FIELD_TEXT, NULL, AT(password), .secret = true,
      .help = "The password; take it from ${env:NAME} or ${file:PATH}." },
    { "proxy", FIELD_TEXT, NULL, AT(proxy), .secret = true, .check = check_proxy,
      .help = "A proxy to go through: http, https, socks5 or socks5h (which resolves names itself), "
              "with user:password@ if it wants them. The environment's proxies are never used." },
    { "certificate", FIELD_TEXT, NULL, AT(certificate), .check = check_file,
      .help = "A file in PEM with the client certificate for the URL's own host." },
    { "key", FIELD_TEXT, NULL, AT(key), .check = check_file,
      .help = "A file in PEM with the certificate's key; default: it is in the same file." },
    { "authorities", FIELD_TEXT, NULL, AT(authorities), .check = check_file,
      .help = "A file in PEM with the authorities to trust in place of the system's." },
    { "http2", FIELD_BOOL, "yes", AT(http2),
      .help = "Offer HTTP/2 over TLS; no: for servers that are broken there." },
};
const size_t connection_fields_size = count_of(connection_fields);
