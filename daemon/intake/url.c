#include "intake/url.h"

#include <string.h>

/* The five components of RFC 3986; a missing one has ptr NULL, an empty one has not. */
struct url {
    struct slice scheme, authority, path, query, fragment;
};

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static size_t scheme_length(struct slice s)
{
    size_t i = 0;
    if (!s.len || !is_alpha(s.ptr[0]))
        return 0;
    while (i < s.len && (is_alpha(s.ptr[i]) || is_digit(s.ptr[i]) || strchr("+-.", s.ptr[i])))
        i++;
    return i < s.len && s.ptr[i] == ':' ? i : 0;
}

/* Cuts what stands behind the first `mark` off *s. */
static struct slice cut_behind(struct slice *s, char mark)
{
    size_t at = slice_find_byte(*s, mark);
    if (at == SIZE_MAX)
        return (struct slice){ NULL, 0 };
    struct slice behind = slice_sub(*s, at + 1, s->len);
    *s = slice_sub(*s, 0, at);
    return behind;
}

static struct url url_split(struct slice s)
{
    struct url u = {0};
    size_t scheme = scheme_length(s);
    if (scheme) {
        u.scheme = slice_sub(s, 0, scheme);
        s = slice_sub(s, scheme + 1, s.len);
    }
    u.fragment = cut_behind(&s, '#');
    u.query = cut_behind(&s, '?');
    if (slice_starts(s, "//")) {
        s = slice_sub(s, 2, s.len);
        size_t path = slice_find_byte(s, '/');
        u.authority = slice_sub(s, 0, path);
        s = slice_sub(s, u.authority.len, s.len);
    }
    u.path = s;
    return u;
}

bool url_is_absolute(struct slice s)
{
    return scheme_length(slice_trim(s)) > 0;
}

/* "/a/b/../c/./d" becomes "/a/c/d" (RFC 3986, 5.2.4). Appends to out, whose path starts at
 * `floor`: nothing before is touched. */
static void add_without_dots(struct text *out, struct slice path)
{
    size_t floor = out->len;
    bool rooted = path.len && path.ptr[0] == '/';
    struct slice segment;
    if (rooted)
        text_add_byte(out, '/'), path = slice_sub(path, 1, path.len);
    while (slice_next(&path, '/', &segment)) {
        bool last = !path.ptr;
        if (slice_is(segment, "..")) {
            if (out->len > floor + rooted) {
                size_t at = out->len - 1;
                while (at > floor && out->ptr[at - 1] != '/')
                    at--;
                text_cut(out, at < floor + rooted ? floor + rooted : at);
            }
        } else if (!slice_is(segment, ".")) {
            text_add(out, segment);
            if (!last)
                text_add_byte(out, '/');
        }
    }
}

/* The base's path up to its last slash, then the reference's. */
static void add_merged(struct text *out, const struct url *base, struct slice path)
{
    HELD(text) whole = {0};
    struct slice folder = base->path;
    while (folder.len && folder.ptr[folder.len - 1] != '/')
        folder.len--;
    if (!folder.len && base->authority.ptr)
        folder = SLICE("/");
    text_add(&whole, folder);
    text_add(&whole, path);
    add_without_dots(out, text_slice(&whole));
}

static void add_part(struct text *out, const char *mark, struct slice part)
{
    if (!part.ptr)
        return;
    text_add(out, slice_of(mark));
    text_add(out, part);
}

/* RFC 3986, 5.2.2, with base absolute and r relative. */
static void add_resolved(struct text *out, const struct url *base, const struct url *r)
{
    text_add(out, base->scheme);
    text_add_byte(out, ':');
    add_part(out, "//", r->authority.ptr ? r->authority : base->authority);
    if (r->authority.ptr || (r->path.len && r->path.ptr[0] == '/'))
        add_without_dots(out, r->path);
    else if (r->path.len)
        add_merged(out, base, r->path);
    else
        text_add(out, base->path);
    bool same_document = !r->authority.ptr && !r->path.len;
    add_part(out, "?", r->query.ptr || !same_document ? r->query : base->query);
    add_part(out, "#", r->fragment);
}

static bool is_web(struct slice scheme)
{
    return slice_is_nocase(scheme, "http") || slice_is_nocase(scheme, "https");
}

/* Browsers drop line breaks and tabs wherever they stand. */
static struct slice without_breaks(struct slice s, struct text *room)
{
    if (slice_find_byte(s, '\n') == SIZE_MAX && slice_find_byte(s, '\r') == SIZE_MAX &&
        slice_find_byte(s, '\t') == SIZE_MAX)
        return s;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '\n' && s.ptr[i] != '\r' && s.ptr[i] != '\t')
            text_add_byte(room, s.ptr[i]);
    return text_slice(room);
}

void url_resolve(struct text *out, struct slice base, struct slice reference)
{
    HELD(text) room = {0};
    reference = without_breaks(slice_trim(reference), &room);
    base = slice_trim(base);
    if (reference.len > URL_MAX || base.len > URL_MAX)
        return;
    struct url r = url_split(reference), b = url_split(base);
    /* "http:story.html" means "story.html" to every browser. */
    if (!r.authority.ptr && is_web(r.scheme) && r.scheme.len == b.scheme.len && is_web(b.scheme))
        r.scheme = (struct slice){ NULL, 0 };
    if (r.scheme.len || !b.scheme.len)
        text_add(out, reference);
    else
        add_resolved(out, &b, &r);
}

bool url_is_harmless(struct slice s)
{
    static const char *const harmless[] = {
        "http",   "https", "ftp",  "ftps",   "sftp",     "mailto", "tel",    "sms",    "geo",
        "news",   "nntp",  "feed", "magnet", "irc",      "ircs",   "xmpp",   "sip",    "sips",
        "rtsp",   "mms",   "git",  "svn",    "svn+ssh",  "ssh",    "gopher", "gemini", "urn",
        "tag",    "doi",   "itms", "webcal", "file",     "callto", "skype",  "aim",    "rsync",
        "telnet", "wais",  "imap", "snews",  "prospero", "hdl",    "h323",
    };
    struct slice scheme = slice_sub(slice_trim(s), 0, scheme_length(slice_trim(s)));
    /* A colon before any slash is a scheme to somebody, even one hidden behind control bytes. */
    if (!scheme.len) {
        size_t colon = slice_find_byte(s, ':');
        for (size_t i = 0; i < s.len && i < colon; i++)
            if (strchr("/?#", s.ptr[i]) && s.ptr[i])
                return true;
        return colon == SIZE_MAX;
    }
    for (size_t i = 0; i < count_of(harmless); i++)
        if (slice_is_nocase(scheme, harmless[i]))
            return true;
    return false;
}

static struct slice host_of(struct slice authority)
{
    if (!authority.len)
        return SLICE("");
    const char *at = memrchr(authority.ptr, '@', authority.len);
    if (at)
        authority = slice_sub(authority, (size_t)(at - authority.ptr) + 1, authority.len);
    if (slice_starts(authority, "[")) { /* IPv6 */
        size_t end = slice_find_byte(authority, ']');
        return end == SIZE_MAX ? authority : slice_sub(authority, 0, end + 1);
    }
    return slice_sub(authority, 0, slice_find_byte(authority, ':'));
}

static void add_lower(struct text *out, struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        text_add_byte(out, lower(s.ptr[i]));
}

void url_domain(struct text *out, struct slice s)
{
    struct url u = url_split(slice_trim(s));
    struct slice host = host_of(u.authority);
    while (host.len && host.ptr[host.len - 1] == '.')
        host.len--;
    if (slice_starts_nocase(host, "www.") && host.len > 4)
        host = slice_sub(host, 4, host.len);
    add_lower(out, host);
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_unreserved(char c)
{
    return is_alpha(c) || is_digit(c) || (c && strchr("-._~", c));
}

void url_add_escaped(struct text *out, struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        int high = i + 2 < s.len ? hex_value(s.ptr[i + 1]) : -1;
        int low = i + 2 < s.len ? hex_value(s.ptr[i + 2]) : -1;
        if (c == '%' && high >= 0 && low >= 0) {
            c = (unsigned char)(high * 16 + low);
            i += 2;
            if (is_unreserved((char)c))
                text_add_byte(out, (char)c);
            else
                text_printf(out, "%%%02X", c);
        } else if (c <= ' ' || c >= 0x7f || strchr("\"<>\\^`{|}", c)) {
            text_printf(out, "%%%02X", c);
        } else {
            text_add_byte(out, (char)c);
        }
    }
}

/* Says who sent the reader, not what is read. */
static bool is_tracking(struct slice parameter)
{
    static const char *const names[] = { "fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid",
                                         "igshid", "yclid" };
    struct slice name = slice_sub(parameter, 0, slice_find_byte(parameter, '='));
    if (slice_starts_nocase(name, "utm_"))
        return true;
    for (size_t i = 0; i < count_of(names); i++)
        if (slice_is_nocase(name, names[i]))
            return true;
    return false;
}

static void add_query(struct text *out, struct slice query)
{
    struct slice parameter;
    char mark = '?';
    while (slice_next(&query, '&', &parameter)) {
        if (!parameter.len || is_tracking(parameter))
            continue;
        text_add_byte(out, mark);
        url_add_escaped(out, parameter);
        mark = '&';
    }
}

static void add_authority(struct text *out, struct slice authority, bool secure)
{
    struct slice host = host_of(authority);
    struct slice before = slice_sub(authority, 0, (size_t)(host.ptr - authority.ptr));
    struct slice port = slice_sub(authority, before.len + host.len, authority.len);
    text_add(out, before);
    add_lower(out, host);
    if (!slice_is(port, ":") && !slice_is(port, secure ? ":443" : ":80"))
        text_add(out, port);
}

void url_canonical(struct text *out, struct slice s)
{
    struct url u = url_split(slice_trim(s));
    bool secure = slice_is_nocase(u.scheme, "https");
    if (!u.authority.len || !is_web(u.scheme)) {
        text_add(out, slice_trim(s));
        return;
    }
    HELD(text) path = {0};
    text_add(out, secure ? SLICE("https://") : SLICE("http://"));
    add_authority(out, u.authority, secure);
    url_add_escaped(&path, u.path.len ? u.path : SLICE("/"));
    add_without_dots(out, text_slice(&path));
    add_query(out, u.query);
    if (u.fragment.len && !slice_starts(u.fragment, ":~:")) {
        text_add_byte(out, '#');
        url_add_escaped(out, u.fragment);
    }
}
