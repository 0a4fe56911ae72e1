/* connection.h - how one feed's server is spoken to, where that differs from all others'.
 *
 *     feeds:
 *       - id: terminal
 *         url: https://terminal.example/news.rss
 *         connection: {user: desk, password: "${file:/run/credentials/desk}", http2: no}
 *
 * Names and certificates are shown to the URL's own host only, wherever it redirects to; a proxy is
 * used for each hop. What a proxy connects to is the proxy's business: only addresses written out in
 * a URL can be refused then. Texts are NULL where nothing was said. */
#ifndef INTAKE_CONNECTION_H
#define INTAKE_CONNECTION_H

#include "settings/fields.h"

struct connection {
    char *user, *password;   /* Basic; they win over those in the URL */
    char *proxy;             /* http, https, socks5 or socks5h */
    char *certificate, *key; /* files in PEM that show who we are; key NULL: in the same file */
    char *authorities;       /* file in PEM: whom to trust in place of the system's */
    bool http2;              /* may be offered, over TLS */
};

extern const struct field connection_fields[];
extern const size_t connection_fields_size;

#endif
