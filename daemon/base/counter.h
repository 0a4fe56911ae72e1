/* counter.h - every number the daemon keeps for its operators, and its sentence, in one table.
 *
 *     counter_add(COUNT_ITEMS, 3);
 *     counter_set(COUNT_JOURNAL_HEAD, head);
 *     counter_print(&text);                  // the text that Prometheus reads
 *
 * To add one, add a line below; "_total" ends the names of those that only grow, which
 * counter_add moves, and counter_set moves the others. Every thread may count. */
#ifndef BASE_COUNTER_H
#define BASE_COUNTER_H

#include "base/text.h"

#define COUNTERS(X)                                                                                \
    X(POLLS, "polls_total", "Polls of feeds that were committed.")                                 \
    X(POLL_FAILURES, "poll_failures_total", "Polls that failed, for whatever reason.")             \
    X(FEEDS, "feeds", "Feeds that are configured.")                                                \
    X(FEEDS_IN_TROUBLE, "feeds_in_trouble", "Feeds that fail, are stale or gone, or several of it.") \
    X(FEEDS_FAILING, "feeds_failing", "Feeds whose last failing_after polls all failed.")          \
    X(FEEDS_STALE, "feeds_stale", "Feeds that brought no new item for stale_after.")               \
    X(FEEDS_MUTED, "feeds_muted", "Feeds whose publisher said 410 Gone; they are not asked.")      \
    X(ITEMS, "items_total", "News items judged and committed.")                                    \
    X(REVISIONS, "revisions_total", "Of these, revisions of items that came out before.")          \
    X(JUDGED_AGAIN, "judged_again_total", "Items judged again, whether a revision came out or not.") \
    X(ITEMS_KNOWN, "items_known_total", "Items left out because the journal had them already.")    \
    X(PAGES, "pages_total", "Articles' pages that were asked for because the feed carries a teaser.") \
    X(PAGES_WITHOUT, "pages_without_text_total", "Those that gave no text, for whatever reason.") \
    X(SCORERS_BROKEN, "scorer_broken_words_total",                                                  \
      "Items on which a scorer broke its word and had to abstain.")                               \
    X(QUARANTINED, "items_quarantined_total",                                                      \
      "Items left out because judging them brought the program down before.")                     \
    X(QUARANTINED_DOCUMENTS, "documents_quarantined_total",                                        \
      "Polls whose document was left unread because reading it brought the program down before.")  \
    X(RELOADS, "reloads_total", "Reloads of the configuration that took effect.")                  \
    X(RELOAD_FAILURES, "reload_failures_total", "Reloads refused; the old configuration stayed.")  \
    X(RELOAD_REFUSED, "reload_refused", "1 while the last reload was a refused one, else 0.")       \
    X(TICKER_MESSAGES, "ticker_messages_total", "Short messages published for tickers.")           \
    X(ALERTS, "alerts_total", "Alerts published.")                                                 \
    X(ALERTS_HELD_BACK, "alerts_held_back_total", "Alerts not published because of their at_most.") \
    X(FEED_EVENTS, "feed_events_total", "Events of feeds (failing, stale, ...) published.")  \
    X(COMMITS, "journal_commits_total", "Transactions committed to the journal.")                  \
    X(COMMIT_FAILURES, "journal_commit_failures_total",                                            \
      "Transactions that failed; each is tried "                                                   \
      "again.")                                                                                    \
    X(JOURNAL_HEAD, "journal_head", "Number of the newest journal entry.")                         \
    X(JOURNAL_OLDEST, "journal_oldest", "Number of the oldest journal entry kept for replay.")     \
    X(JOURNAL_PAUSED, "journal_paused", "1 while the journal cannot be written, else 0.")          \
    X(QUEUED_POLLS, "outlet_queued_polls", "Judged polls that wait for the journal.")              \
    X(FILTERS, "subscriptions", "Different topic prefixes that somebody is subscribed to.")         \
    X(HTTP_REFUSED, "http_refused_total", "Requests for an HTTP page without its token.")          \
    X(PEERS_REFUSED, "peers_refused_total", "Connections refused for want of a key, or cut for greed.")     \
    X(REPLAY_PAGES, "replay_pages_total", "Pages of the past handed out.")                        \
    X(REPLAY_MESSAGES, "replay_messages_total", "Messages handed out again, with their bodies.")  \
    X(REPLAY_REFUSED, "replay_refused_total", "Replay requests that could not be answered.")

#define COUNTER_ENUM(id, name, help) COUNT_##id,
enum counter { COUNTERS(COUNTER_ENUM) COUNTERS_SIZE };
#undef COUNTER_ENUM

void counter_add(enum counter, uint64_t);
void counter_set(enum counter, uint64_t);
uint64_t counter_get(enum counter);
/* Appends all of them as Prometheus text, each name with "assayd_" before it. */
void counter_print(struct text *out);

#endif
