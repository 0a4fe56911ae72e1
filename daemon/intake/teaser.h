/* teaser.h - does a feed carry the article, or only a teaser for it?
 *
 *     article->is_teaser = teaser_is(entry, article);
 *
 * Nobody says so in a feed, so it is judged by what gives it away: a last line that breaks off or
 * leads on ("...", "Read more"), or little text, where an element meant for whole articles
 * (content:encoded, Atom's content, content_html) earns more trust than a description. A short item
 * that is whole is taken for a teaser now and then; that costs a look at its page, no more. */
#ifndef INTAKE_TEASER_H
#define INTAKE_TEASER_H

#include "intake/feed.h"

bool teaser_is(const struct feed_entry *, const struct article *);

#endif
