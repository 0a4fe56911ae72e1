/* inflect.h - the forms of an English word, made by rule, with a table of exceptions.
 *
 *     struct inflect *in = inflect_new();
 *     inflect_except(in, "fall", INFLECT_VERB, "fell,fallen");
 *     inflect_each(in, "fall", 4, INFLECT_VERB, print, NULL);   // fall falls fell fallen falling
 *
 * Exceptions replace what they resemble: a listed form that ends in -ing stands for the regular
 * one, one of a verb that ends in -s for the -s form, any other for the past (nouns: the plural;
 * adjectives: both comparisons). Words longer than INFLECT_MAX bytes come back as they are. */
#ifndef COMMON_INFLECT_H
#define COMMON_INFLECT_H

#include <stddef.h>

#define INFLECT_MAX 40

enum inflect_class {
    INFLECT_NONE,
    INFLECT_VERB,
    INFLECT_NOUN,
    INFLECT_ADJECTIVE,
};

/* What a form is; INFLECT_BASE is the word as given. */
enum inflect_form {
    INFLECT_BASE,
    INFLECT_S,      /* rises; layoffs */
    INFLECT_PAST,   /* rose, risen */
    INFLECT_ING,    /* rising */
    INFLECT_MORE,   /* gloomier, gloomiest */
    INFLECT_LY,     /* gloomily; only through inflect_adverb */
};

struct inflect;

struct inflect *inflect_new(void);
void inflect_free(struct inflect **);

/* forms: separated by commas. The last word on a base and class counts. */
void inflect_except(struct inflect *, const char *base, enum inflect_class, const char *forms,
                    size_t forms_len);

typedef void inflect_sink(void *data, const char *word, size_t len, enum inflect_form);

/* Calls sink for the base and each of its forms; "cut" comes as base and as past. */
void inflect_each(const struct inflect *, const char *base, size_t len, enum inflect_class,
                  inflect_sink *, void *data);

/* "gloomy" -> "gloomily". out needs INFLECT_MAX + 8 bytes; returns the length. */
size_t inflect_adverb(const char *base, size_t len, char *out);

#endif
