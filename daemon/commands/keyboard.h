/* keyboard.h - one key at a time, without Enter; the terminal is as it was after any exit.
 *
 *     if (!keyboard_open(false, &err)) ...
 *     for (int key; (key = keyboard_next()) != KEYBOARD_END;) ...
 *     keyboard_close();
 *
 * Reads stdin, or with `terminal` the controlling terminal, for when stdin brings something else. What
 * is no terminal is read byte by byte all the same. Signals act as ever (Ctrl-C interrupts, Ctrl-Z
 * stops), and the terminal is put right before they do; SIGKILL alone cannot be helped. Arrows and other
 * keys that send several bytes come out as KEYBOARD_OTHER, once. One keyboard at a time. */
#ifndef COMMANDS_KEYBOARD_H
#define COMMANDS_KEYBOARD_H

#include "base/error.h"

#define KEYBOARD_END   (-1)
#define KEYBOARD_OTHER 0

MUST_USE bool keyboard_open(bool terminal, struct error *err);
int keyboard_next(void);
void keyboard_close(void);

#endif
