/* html.h - a page of its own: HTML with its style inside, no script, nothing from elsewhere.
 *
 *     struct html page = {0};
 *     html_open(&page, "Why -0.30?");
 *     html_raw(&page, "<p>");
 *     html_text(&page, slice_of(title));       // escaped; nothing in it drives or deceives
 *     html_raw(&page, "</p>");
 *     bool ok = html_save(&page, "why.html", &err);
 *     html_done(&page);
 *
 * Good and bad differ by sign and shape, not by colour alone; dark screens and printers are served. */
#ifndef COMMANDS_HTML_H
#define COMMANDS_HTML_H

#include "base/error.h"
#include "base/text.h"

struct html {
    struct text out;
};

void html_open(struct html *, const char *title);
void html_done(struct html *);
void html_raw(struct html *, const char *markup);
void html_printf(struct html *, const char *format, ...) FORMAT(2, 3); /* not escaped */
void html_text(struct html *, struct slice);
void html_heading(struct html *, const char *name); /* "tone" is <h2>Tone</h2> */
/* Closes the page and writes it; "-" is stdout. */
MUST_USE bool html_save(struct html *, const char *path, struct error *err);

/* The class of a contribution ("good", "bad", "none"), and the mark that says it without colour. */
const char *html_class(double contribution);
const char *html_mark(double contribution);
/* A bar that grows from the middle to the left or right; value and most share a unit. */
void html_bar(struct html *, double value, double most);

#endif
