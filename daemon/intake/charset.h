/* charset.h - bytes of unknown encoding into UTF-8.
 *
 *     struct charset_hints hints = { .http = SLICE("windows-1252") };
 *     charset_decode(bytes, &hints, &utf8, name);
 *
 * Asks, in this order: a byte order mark, zeros that give UTF-16 or UTF-32 away, the HTTP header,
 * the XML declaration, the bytes themselves. Labels mean what the WHATWG's standard says
 * (iso-8859-1 is windows-1252). A label that the bytes contradict is not believed. Never fails:
 * what fits nothing becomes windows-1252 byte by byte, so that one stray quotation mark does not
 * spoil a page of UTF-8. Output is valid UTF-8, at most three times the input. */
#ifndef INTAKE_CHARSET_H
#define INTAKE_CHARSET_H

#include "base/text.h"

#define CHARSET_NAME 40

struct charset_hints {
    struct slice http;   /* charset of the Content-Type; may be empty */
    bool http_is_text;   /* text/...: without a charset that means ASCII (RFC 3023) */
};

/* Appends; `ret_name` is what was decoded from, in lower case. */
void charset_decode(struct slice bytes, const struct charset_hints *, struct text *out,
                    char ret_name[CHARSET_NAME]);

/* Length of "<?xml ...?>" at the beginning, 0 if there is none. */
size_t charset_declaration(struct slice utf8);

/* Code point that windows-1252 puts where ISO 8859-1 has a control (0x80 to 0x9f), else c. */
uint32_t charset_from_windows(uint32_t c);

#endif
