/* settings.h - what config/scorers/tone.yaml may say; filled by the host. */
#ifndef TONE_SETTINGS_H
#define TONE_SETTINGS_H

#include "assay/scorer.h"

/* Weights of rules: 0 switches a rule off, 1 is its measured strength. */
struct rules {
    double direction, bare_direction, comparison, advice;
    double negation, relief, intensity;
    double contrast, concession, condition, question, cause;
    double emphasis, repetition, names, routine, research, guard;
};

struct settings {
    struct assay_files lexicons;
    struct assay_numbers words;     /* the user's own values, above the files; 0 mutes */
    struct assay_numbers layers;    /* factors by file */
    struct rules rules;
    double negation_window;         /* tokens */
    double headline_weight, lead_weight, judgement_weight, verdict_weight;
    double neutral_weight, prior_weight;
    double quoted_speech_weight;
    double finance_threshold;       /* market words and amounts, share of the words */
    double part_bend, gain, bend;
};

#define SETTINGS_PARAMS 33
extern const struct assay_param settings_params[SETTINGS_PARAMS];

#endif
