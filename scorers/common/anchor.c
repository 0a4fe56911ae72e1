/* Keeps the library from being empty. */
extern const int scorer_common_anchor;
const int scorer_common_anchor = 0;
