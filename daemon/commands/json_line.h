/* json_line.h - how every command prints JSON: one line, safe to show on a terminal.
 *
 *     json_line_print(text_slice(&json));
 *     json_line_print_tree(object);                 // by cJSON; prints, then deletes it
 *
 * What text_add_printable would change (control characters, bidirectional and zero-width marks) is
 * written as \uXXXX: a JSON reader gets the same text. Takes rendered JSON on one line. */
#ifndef COMMANDS_JSON_LINE_H
#define COMMANDS_JSON_LINE_H

#include "base/text.h"

#include <cjson/cJSON.h>

void json_line_print(struct slice json);
void json_line_print_tree(cJSON *);

#endif
