/* signals.h - every signal of the reliability scorer: its group, its weight, what it says.
 *
 *     ledger_open(ledger, GROUP_LANGUAGE);
 *     ledger_add(ledger, SIGNAL_language_absolute, span);
 *
 * A signal adds `each` for every finding until `cap`; a group's sum is kept between its low and
 * high. Both are parameters, so config/scorers/reliability.yaml can change each of them; the
 * figures here are what stands when it does not. What is known of a signal stands in
 * reliability.md. */
#ifndef RELIABILITY_SIGNALS_H
#define RELIABILITY_SIGNALS_H

#include "assay/scorer.h"

/* name, the most it takes, the most it adds, help */
#define GROUPS(X) \
    X(attribution, -0.25, 0.30, "Who says so, and can it be looked up") \
    X(identity, -0.15, 0.12, "Who wrote it, and when") \
    X(language, -0.25, 0, "Words that raise the voice instead of the case") \
    X(headline, -0.10, 0, "Does the body carry its headline") \
    X(text, -0.15, 0.05, "What the text does to its own facts") \
    X(disclosure, -0.30, 0.05, "What the publisher admits, and what it sells") \
    X(secondary, -0.15, 0, "The reporting was done elsewhere") \
    X(tables, -0.30, 0, "Tables: their sources, their cells, and the prose about them") \
    X(stories, -0.10, 0.12, "What other reports of the same story say")

/* group, name, each, cap, the sentence shown with every finding */
#define SIGNALS(X) \
    X(attribution, named, 0.01, 0.02, "a named person or body stands behind a statement") \
    X(attribution, official, 0.01, 0.02, "a spokesman or an office stands behind a statement") \
    X(attribution, quotation, 0.01, 0.02, "a quotation with its speaker") \
    X(attribution, orphan_quotation, -0.01, -0.01, "a quotation without a speaker") \
    X(attribution, document, 0.01, 0.02, "a document that a reader can look up") \
    X(attribution, primary_link, 0.02, 0.06, "a link to a primary document") \
    X(attribution, date, 0.02, 0.08, "the day of an event is said") \
    X(attribution, number, 0.01, 0.02, "a number with its source in the same sentence") \
    X(attribution, asked, 0.01, 0.02, "the other side was asked") \
    X(attribution, checked, 0.01, 0.02, "a claim was checked or denied") \
    X(attribution, method, 0.01, 0.02, "says how it was found out") \
    X(attribution, people, 0.01, 0.04, "a person or body named in full") \
    X(attribution, figure, 0.01, 0.02, "a figure that can be checked") \
    X(attribution, capacity, 0.01, 0.01, "says in what office somebody speaks or acts") \
    X(attribution, handle, 0.01, 0.02, "the post that is spoken of can be looked up") \
    X(attribution, gloss, 0.02, 0.04, "brackets spell out a term or complete a quotation") \
    X(attribution, anonymous, -0.03, -0.15, "a claim on the word of somebody unnamed") \
    X(attribution, hearsay, -0.02, -0.06, "a claim on nobody's word") \
    X(identity, byline, 0.05, 0.05, "a named author") \
    X(identity, staff, -0.04, -0.04, "a byline that names nobody") \
    X(identity, no_byline, -0.05, -0.05, "no author in feed or page") \
    X(identity, no_date, -0.01, -0.01, "no publication date") \
    X(identity, dateline, 0.04, 0.04, "a dateline says where it was reported from") \
    X(identity, correction, 0.02, 0.02, "an error was corrected openly") \
    X(language, sensation_title, -0.02, -0.04, "the headline raises its voice") \
    X(language, sensation, -0.01, -0.04, "the text raises its voice") \
    X(language, absolute, -0.01, -0.01, "a statement without exception") \
    X(language, promotional, -0.01, -0.03, "a word that promotes instead of reporting") \
    X(language, loaded, -0.01, -0.02, "a word that judges people instead of reporting") \
    X(language, capitals_title, -0.03, -0.06, "shouting in the headline") \
    X(language, capitals, -0.01, -0.03, "shouting in the text") \
    X(language, exclamation, -0.03, -0.09, "an exclamation mark outside of a quotation") \
    X(language, second_person, -0.01, -0.01, "the reader is addressed") \
    X(language, clickbait_title, -0.03, -0.06, "the headline withholds the news") \
    X(language, clickbait, -0.01, -0.01, "the text withholds the news") \
    X(language, scare_quotes, -0.01, -0.01, "one or two words in quotation marks") \
    X(language, title_case, -0.02, -0.02, "every word of the headline is capitalised") \
    X(headline, long, -0.01, -0.04, "the headline crowds a story into itself") \
    X(headline, overstates, -0.01, -0.01, "the headline is certain where the text is not") \
    X(headline, unsupported, -0.03, -0.06, "the headline names what the text does not") \
    X(headline, question, -0.03, -0.03, "the headline asks instead of telling") \
    X(text, repetition, -0.01, -0.02, "said before in nearly the same words") \
    X(text, hedge_lost, -0.02, -0.04, "held open in one place, stated as a fact in another") \
    X(text, sloppy, -0.01, -0.04, "a slip that an editor would have caught") \
    X(text, limits, 0.02, 0.04, "the text names the limits of what it knows") \
    X(text, short, -0.06, -0.06, "little text: little to rest on") \
    X(disclosure, disclaimer, -0.05, -0.15, "the publisher does not answer for its accuracy") \
    X(disclosure, machine_made, -0.10, -0.15, "made by a machine, as it says") \
    X(disclosure, satire, -0.30, -0.30, "says of itself that it is not meant as news") \
    X(disclosure, advertising, -0.02, -0.08, "advertising between the lines") \
    X(disclosure, call_to_buy, -0.05, -0.10, "the reader is told to buy or to trade") \
    X(disclosure, interests, 0.02, 0.04, "says whose money or interest is involved") \
    X(secondary, republished, -0.05, -0.05, "published elsewhere first") \
    X(secondary, origin, -0.05, -0.05, "condenses another outlet's story") \
    X(secondary, outlet, -0.01, -0.01, "known from another outlet only") \
    X(tables, unsourced, -0.06, -0.18, "a table without a source") \
    X(tables, estimated, -0.01, -0.06, "an estimated cell in a table") \
    X(tables, contradicted, -0.10, -0.30, "the text contradicts its own table") \
    X(tables, mixed_units, -0.03, -0.06, "one column, several units") \
    X(tables, wrong_sum, -0.02, -0.06, "a total, share or change that its cells do not give") \
    X(tables, supported, 0.02, 0.06, "the text agrees with its table; only softens") \
    X(stories, corroborated, 0.03, 0.09, "an independent report tells the same story") \
    X(stories, figure, 0.01, 0.03, "an independent report gives the same number") \
    X(stories, conflict, -0.03, -0.09, "independent reports give another number")

enum group {
#define X(name, least, most, help) GROUP_##name,
    GROUPS(X)
#undef X
    GROUPS_SIZE,
};

enum signal {
#define X(group, name, each, cap, why) SIGNAL_##group##_##name,
    SIGNALS(X)
#undef X
    SIGNALS_SIZE,
};

struct group_caps {
    double low, high;
};

/* What one article has run up. */
struct ledger {
    struct assay_host *host;
    const struct assay_signal *signals;  /* SIGNALS_SIZE of them */
    const struct group_caps *groups;     /* GROUPS_SIZE of them */
    double spent[SIGNALS_SIZE];
    uint32_t found[SIGNALS_SIZE];
};

void ledger_open(struct ledger *, enum group);
/* One finding of a signal of the open group. */
void ledger_add(struct ledger *, enum signal, struct assay_span);
/* The same for `share` of one finding (1 is a whole one), with a sentence of its own; NULL: the
 * table's. */
void ledger_add_share(struct ledger *, enum signal, struct assay_span, double share,
                      const char *why);
bool ledger_is_full(const struct ledger *, enum signal);

#endif
