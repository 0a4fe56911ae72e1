/* yaml_words.h - what is wrong with a document that libyaml can't read, in words that name the remedy. Used by
 * yaml_read.c only. */
#ifndef SETTINGS_YAML_WORDS_H
#define SETTINGS_YAML_WORDS_H

#include "settings/arena.h"

#include <yaml.h>

/* The parser stopped with an error: its words, and where the user should look. Lives in the arena. */
const char *yaml_words(struct arena *, struct slice bytes, const yaml_parser_t *, yaml_mark_t *ret_at);

/* The character at a mark; '\0' past the end. */
char yaml_char_at(struct slice bytes, yaml_mark_t);

#endif
