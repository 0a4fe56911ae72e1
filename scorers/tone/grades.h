/* grades.h - the words of a stated grade: "mildly", "negative", "mixed".
 *
 *     const struct grade *g = grades_of(tone->grades, &tokens[at]);
 *     if (g && g->kind == GRADE_POLE)
 *         level = g->value;
 *
 * A pole is a level on the score's own scale, -1 to 1; an adverb is a factor on it. These words
 * name the scale's bands, so that they live in code like the bands themselves. */
#ifndef TONE_GRADES_H
#define TONE_GRADES_H

#include "common/lexicon.h"

enum grade_kind {
    GRADE_NONE,
    GRADE_POLE,      /* negative: -0.5 */
    GRADE_ADVERB,    /* mildly: half of it */
    GRADE_LINK,      /* is, remains: what gives a grade */
};

struct grade {
    enum grade_kind kind;
    double value;
};

struct grades;

/* Before anything is read into the lexicon, like grammar_new. */
struct grades *grades_new(struct lexicon *);
void grades_free(struct grades **);

/* NULL for any other word. */
const struct grade *grades_of(const struct grades *, const struct token *);

#endif
