#include "settings.h"

#define AT(member) offsetof(struct settings, member)

static const char shipped[] =
    "[irregular-en, general-en, finance-en, events-en, expectations-en, idioms-en, judgement-en, "
    "social-en, neutral-en, intensifiers-en, negators-en, directions-en, subjects-en, names-en, "
    "cues-en]";

#define RULE(member, help) { "rules." #member, ASSAY_REAL, "1", 0, 2, AT(rules.member), help }

const struct assay_param settings_params[SETTINGS_PARAMS] = {
    { "lexicons", ASSAY_FILES, shipped, 0, 0, AT(lexicons),
      "Files of words; a name such as finance-en says what its values mean, any other is a list "
      "of your own whose values count above the rest." },
    { "words", ASSAY_NUMBERS, "{}", -5, 5, AT(words),
      "Single words or phrases with a value of your own, -5 to 5; 0 mutes one." },
    { "layers", ASSAY_NUMBERS, "{}", 0, 5, AT(layers),
      "Factors on all values of a file, by its name." },
    { "headline_weight", ASSAY_REAL, "2.5", 0, 20, AT(headline_weight),
      "Share of the headline; a sentence of the body has 1." },
    { "lead_weight", ASSAY_REAL, "1.2", 0, 20, AT(lead_weight),
      "Share of each of the first two sentences of the body." },
    { "judgement_weight", ASSAY_REAL, "2.5", 0, 20, AT(judgement_weight),
      "Share of a sentence in which the article sums up or passes judgement." },
    { "verdict_weight", ASSAY_REAL, "8", 0, 100, AT(verdict_weight),
      "Share of a tone that the text states itself (sentiment is mildly negative) against all the "
      "rest; 0 switches it off." },
    { "neutral_weight", ASSAY_REAL, "0.3", 0, 1, AT(neutral_weight),
      "Share of a sentence in which nothing was found." },
    { "prior_weight", ASSAY_REAL, "2", 0, 20, AT(prior_weight),
      "Share of the neutral start: one sentence alone proves less than an article." },
    { "quoted_speech_weight", ASSAY_REAL, "0.9", 0, 2, AT(quoted_speech_weight),
      "Factor on what stands between quotation marks." },
    { "finance_threshold", ASSAY_REAL, "0.05", 0.001, 1, AT(finance_threshold),
      "Share of market words and amounts from which a text is read as market news." },
    { "negation.window", ASSAY_REAL, "5", 0, 20, AT(negation_window),
      "How many words a negation reaches." },
    RULE(direction, "What rises or falls, times whether more of it is good."),
    RULE(bare_direction, "Rise or fall of a company or market itself."),
    RULE(comparison, "This figure against that one: from 5.2 to 3.1."),
    RULE(advice, "Buy, sell, overweight."),
    RULE(negation, "Not, never, hardly: what stands behind them turns."),
    RULE(relief, "Averted, eased, lost: what they take as an object turns."),
    RULE(intensity, "Very, sharply, slightly."),
    RULE(contrast, "But: what stands behind it weighs more than what stands before."),
    RULE(concession, "Although, despite: what they introduce weighs less."),
    RULE(condition, "If, could, would: what may be weighs less than what is."),
    RULE(question, "A question claims less than a statement."),
    RULE(cause, "Shares fall on higher guidance: the head weighs more than the cause."),
    RULE(emphasis, "Capitals and exclamation marks."),
    RULE(repetition, "What is said twice counts once."),
    RULE(names, "Capitalised words inside a sentence are likely names."),
    RULE(routine, "Market news that holds nothing stronger than an appointment is neutral."),
    RULE(guard, "Flood walls and cancer research are named for an ill, and are none."),
    RULE(research, "News of research: the ills that it studies are no bad news."),
    { "shape.part_bend", ASSAY_REAL, "15", 0, 1000, AT(part_bend),
      "Bend of a sentence's sum s: s / sqrt(s * s + bend)." },
    { "shape.gain", ASSAY_REAL, "4", 0.01, 100, AT(gain),
      "Factor on the mean of the sentences." },
    { "shape.bend", ASSAY_REAL, "1", 0, 1000, AT(bend), "Bend of the mean times the gain." },
};
