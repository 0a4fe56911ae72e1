/* defs.h - the few words this code adds to C. */
#ifndef BASE_DEFS_H
#define BASE_DEFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE      __attribute__((warn_unused_result))
#define FORMAT(a, b)  __attribute__((format(printf, a, b)))
#define count_of(a)   (sizeof(a) / sizeof((a)[0]))

/* OWNED(seen) s = seen_new(10000);
 * declares `struct seen *s`, which seen_free(&s) releases when s leaves scope. */
#define OWNED(type)   __attribute__((cleanup(type##_free), unused)) struct type *

/* HELD(text) t = {0};
 * declares `struct text t`, which text_done(&t) empties when t leaves scope. */
#define HELD(type)    __attribute__((cleanup(type##_done), unused)) struct type

#endif
