/* download.h - one URL, now: for commands that take FILE|URL|-.
 *
 * The same fetch as the daemon's, with its ceilings and its checks of where it may connect; on the
 * command line the user's own machine and network are allowed. */
#ifndef COMMANDS_DOWNLOAD_H
#define COMMANDS_DOWNLOAD_H

#include "intake/fetch.h"

bool download_is_url(const char *input);

/* The answer to free with fetch_answer_free; NULL with err when there is none worth reading. */
MUST_USE struct fetch_answer *download(const char *url, const struct fetch_settings *,
                                       struct error *err);
/* The answer whatever it is, also with a status that is none of success; NULL when none came at all. */
MUST_USE struct fetch_answer *download_any(const char *url, const struct fetch_settings *,
                                           struct error *err);

#endif
