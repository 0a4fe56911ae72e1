#include "settings/print.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MASK "\"***\""

/* ------------------------------------------------------------------ scalars */

/* Numbers, octal numbers, dates and times of day, to other readers of YAML. */
static bool is_like_number(struct slice s)
{
    double value;
    if (slice_to_real(s, &value))
        return true;
    bool digits = s.len && s.ptr[0] >= '0' && s.ptr[0] <= '9';
    for (size_t i = 0; digits && i < s.len; i++)
        digits = strchr("0123456789abcdefABCDEFxXoO_:-", s.ptr[i]) != NULL;
    return digits;
}

/* What other readers of YAML take for something else than text. */
static bool is_ambiguous(struct slice s)
{
    static const char *const words[] = { "", "~", "null", "true", "false", "yes", "no",
                                         "on", "off", "y", "n", "---", "..." };
    for (size_t i = 0; i < count_of(words); i++)
        if (slice_is_nocase(s, words[i]))
            return true;
    return is_like_number(s);
}

/* Needs no quotes, neither in a block nor between brackets. */
static bool is_plain(struct slice s)
{
    if (!s.len || strchr("-?:,[]{}#&*!|>'\"%@`= ", s.ptr[0]) || s.ptr[s.len - 1] == ' ')
        return false;
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < 0x20 || (unsigned char)s.ptr[i] >= 0x7f ||
            strchr(",[]{}#\"\\", s.ptr[i]) ||
            (s.ptr[i] == ':' && (i + 1 == s.len || strchr(" ?", s.ptr[i + 1]))))
            return false;
    return true;
}

/* A minus sign begins no list entry when a digit follows. */
static bool is_negative_number(struct slice s)
{
    double value;
    return s.len > 1 && s.ptr[0] == '-' && slice_to_real(s, &value);
}

static void add_escaped(struct text *out, uint32_t c)
{
    if (c == '"' || c == '\\')
        text_printf(out, "\\%c", (int)c);
    else if (c == '\n')
        text_add(out, SLICE("\\n"));
    else if (c == '\t')
        text_add(out, SLICE("\\t"));
    else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x2028 && c <= 0x202e) ||
             (c >= 0x200e && c <= 0x200f) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff)
        text_printf(out, c < 0x100 ? "\\x%02X" : "\\u%04X", (unsigned)c);
    else
        text_add_char(out, c);
}

static void print_quoted(struct text *out, struct slice s)
{
    text_add_byte(out, '"');
    for (size_t at = 0; at < s.len;)
        add_escaped(out, utf8_next(s, &at));
    text_add_byte(out, '"');
}

void yaml_print_text(struct text *out, struct slice s)
{
    if (is_plain(s) && !is_ambiguous(s))
        text_add(out, s);
    else
        print_quoted(out, s);
}

/* What the user wrote without quotes needs none now. */
static void print_scalar(struct text *out, const struct yaml_node *node)
{
    if (node->empty)
        return;
    if (!node->quoted && (is_plain(node->text) || is_negative_number(node->text)))
        text_add(out, node->text);
    else
        yaml_print_text(out, node->text);
}

/* https://me:password@host/ without what stands before the @. */
static void print_unmasked(struct text *out, struct slice s)
{
    size_t scheme = slice_find(s, "://");
    struct slice rest = scheme == SIZE_MAX ? SLICE("") : slice_sub(s, scheme + 3, s.len);
    size_t slash = slice_find_byte(rest, '/');
    size_t at = slice_find_byte(slice_sub(rest, 0, slash), '@');
    if (at == SIZE_MAX) {
        yaml_print_text(out, s);
        return;
    }
    HELD(text) masked = {0};
    text_add(&masked, slice_sub(s, 0, scheme + 3));
    text_add(&masked, SLICE("***"));
    text_add(&masked, slice_sub(rest, at, rest.len));
    yaml_print_text(out, text_slice(&masked));
}

static void print_value(struct text *out, struct assay_text value, const struct field *f,
                        const struct sources *sources)
{
    const char *written = sources ? sources_written(sources, value.ptr) : NULL;
    if (written)
        yaml_print_text(out, slice_of(written));
    else if (f->secret)
        text_add(out, SLICE(MASK));
    else
        print_unmasked(out, (struct slice){ value.ptr, value.len });
}

/* As few digits as give the same number again. */
static void print_real(struct text *out, double value)
{
    char digits[32];
    for (int precision = 6; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    text_add(out, slice_of(digits));
}

static void print_bytes(struct text *out, int64_t value)
{
    static const char *const units[] = { "", "KiB", "MiB", "GiB" };
    size_t unit = 0;
    while (value && value % 1024 == 0 && unit + 1 < count_of(units))
        value /= 1024, unit++;
    text_printf(out, "%lld%s", (long long)value, units[unit]);
}

/* ------------------------------------------------------------------ trees */

static void pad(struct text *out, size_t indent)
{
    text_printf(out, "%*s", (int)indent, "");
}

static void print_key(struct text *out, size_t indent, struct slice key)
{
    pad(out, indent);
    yaml_print_text(out, key);
    text_add_byte(out, ':');
}

/* The first entry of a list stands behind its dash: "  - id: x". */
static void put_dash(struct text *out, size_t from, size_t indent)
{
    if (out->len > from + indent)
        out->ptr[from + indent - 2] = '-';
}

/* Short enough to stand in one line, between brackets. */
static bool is_short(const struct yaml_node *node)
{
    size_t bytes = 0;
    for (const struct yaml_node *child = node->first; child; child = child->next) {
        bytes += child->key.len + (child->empty ? 1 : child->text.len) + 4;
        if (child->kind != YAML_TEXT || bytes > 72)
            return false;
    }
    return true;
}

static void print_line(struct text *out, const struct yaml_node *node)
{
    text_add_byte(out, node->kind == YAML_MAP ? '{' : '[');
    for (const struct yaml_node *child = node->first; child; child = child->next) {
        text_add(out, child == node->first ? SLICE("") : SLICE(", "));
        if (node->kind == YAML_MAP)
            print_key(out, 0, child->key);
        text_add(out, node->kind == YAML_MAP ? SLICE(" ") : SLICE(""));
        child->empty ? text_add_byte(out, '~') : print_scalar(out, child);
    }
    text_add_byte(out, node->kind == YAML_MAP ? '}' : ']');
}

static void print_node(struct text *out, size_t indent, const struct yaml_node *node)
{
    if (node->kind != YAML_TEXT && !is_short(node)) {
        text_add_byte(out, '\n');
        yaml_print(out, indent + 2, node);
        return;
    }
    text_add_byte(out, ' ');
    node->kind == YAML_TEXT ? print_scalar(out, node) : print_line(out, node);
    text_add_byte(out, '\n');
}

static void print_entry(struct text *out, size_t indent, const struct yaml_node *entry)
{
    size_t from = out->len;
    if (entry->kind != YAML_TEXT && !is_short(entry)) {
        yaml_print(out, indent + 2, entry);
        put_dash(out, from, indent + 2);
        return;
    }
    pad(out, indent);
    text_add_byte(out, '-');
    print_node(out, indent, entry);
}

void yaml_print(struct text *out, size_t indent, const struct yaml_node *node)
{
    for (const struct yaml_node *child = node->first; child; child = child->next) {
        if (node->kind == YAML_LIST) {
            print_entry(out, indent, child);
            continue;
        }
        print_key(out, indent, child->key);
        print_node(out, indent, child);
    }
}

/* ------------------------------------------------------------------ structs */

static void print_texts(struct text *out, const struct assay_texts *texts, const struct field *f,
                        const struct sources *sources)
{
    text_add_byte(out, '[');
    for (size_t i = 0; i < texts->size; i++) {
        text_add(out, i ? SLICE(", ") : SLICE(""));
        print_value(out, texts->items[i], f, sources);
    }
    text_add_byte(out, ']');
}

static void print_files(struct text *out, const struct assay_files *files, const struct field *f)
{
    text_add_byte(out, '[');
    for (size_t i = 0; i < files->size; i++) {
        text_add(out, i ? SLICE(", ") : SLICE(""));
        print_value(out, files->items[i].name, f, NULL);
    }
    text_add_byte(out, ']');
}

static void print_pairs(struct text *out, const struct field_pairs *pairs, const struct field *f,
                        const struct sources *sources)
{
    text_add_byte(out, '{');
    for (size_t i = 0; i < pairs->size; i++) {
        text_add(out, i ? SLICE(", ") : SLICE(""));
        yaml_print_text(out, (struct slice){ pairs->items[i].key.ptr, pairs->items[i].key.len });
        text_add(out, SLICE(": "));
        print_value(out, pairs->items[i].value, f, sources);
    }
    text_add_byte(out, '}');
}

static void print_numbers(struct text *out, const struct assay_numbers *numbers)
{
    text_add_byte(out, '{');
    for (size_t i = 0; i < numbers->size; i++) {
        const struct assay_number *n = &numbers->items[i];
        text_add(out, i ? SLICE(", ") : SLICE(""));
        yaml_print_text(out, (struct slice){ n->key.ptr, n->key.len });
        text_add(out, SLICE(": "));
        print_real(out, n->value);
    }
    text_add_byte(out, '}');
}

static void print_signal(struct text *out, const struct assay_signal *signal)
{
    text_add(out, SLICE("{each: "));
    print_real(out, signal->each);
    if (signal->cap != 0) {
        text_add(out, SLICE(", cap: "));
        print_real(out, signal->cap);
    }
    text_add_byte(out, '}');
}

static void print_span(struct text *out, const struct range *span)
{
    text_add_byte(out, '[');
    print_real(out, span->low);
    text_add(out, SLICE(", "));
    print_real(out, span->high);
    text_add_byte(out, ']');
}

static void print_single(struct text *out, const struct field *f, const void *at,
                         const struct sources *sources)
{
    char duration[INSTANT_TEXT];
    switch (f->kind) {
    case FIELD_BOOL: text_printf(out, "%s", *(const bool *)at ? "true" : "false"); break;
    case FIELD_INT: text_printf(out, "%lld", (long long)*(const int64_t *)at); break;
    case FIELD_REAL: print_real(out, *(const double *)at); break;
    case FIELD_DURATION:
        duration_text(*(const struct duration *)at, duration);
        text_add(out, slice_of(duration));
        break;
    case FIELD_BYTES: print_bytes(out, *(const int64_t *)at); break;
    case FIELD_TEXT: {
        const char *text = *(const char *const *)at;
        print_value(out, (struct assay_text){ text, strlen(text) }, f, sources);
        break;
    }
    case FIELD_CHOICE: yaml_print_text(out, slice_of(f->choices[*(const int *)at])); break;
    case FIELD_TEXTS: print_texts(out, at, f, sources); break;
    case FIELD_NUMBERS: print_numbers(out, at); break;
    case FIELD_PAIRS: print_pairs(out, at, f, sources); break;
    case FIELD_FILES: print_files(out, at, f); break;
    case FIELD_SPAN: print_span(out, at); break;
    case FIELD_SIGNAL: print_signal(out, at); break;
    default: break;
    }
}

static bool is_name(const struct field *f)
{
    return strcmp(f->name, "id") == 0 || strcmp(f->name, "name") == 0;
}

static const char *name_in(const struct field *f, const char *item)
{
    for (size_t i = 0; i < *f->fields_size; i++)
        if (is_name(&f->fields[i]))
            return *(const char *const *)(item + f->fields[i].offset);
    return NULL;
}

static void print_field(struct text *out, size_t indent, const struct field *f, const char *from,
                        bool named, const struct sources *sources);

static void print_fields(struct text *out, size_t indent, const struct field *fields, size_t count,
                         const char *from, bool named, const struct sources *sources)
{
    for (size_t i = 0; i < count; i++)
        print_field(out, indent, &fields[i], from + fields[i].offset, named, sources);
}

static void print_records(struct text *out, size_t indent, const struct field *f,
                          const struct field_records *records, const struct sources *sources)
{
    const char *item = records->items;
    for (size_t i = 0; i < records->size; i++, item += f->item_size) {
        size_t from = out->len;
        if (f->kind == FIELD_RECORDS) {
            print_fields(out, indent + 4, f->fields, *f->fields_size, item, false, sources);
            put_dash(out, from, indent + 4);
            continue;
        }
        print_key(out, indent + 2, slice_of(name_in(f, item)));
        size_t key = out->len;
        text_add_byte(out, '\n');
        print_fields(out, indent + 4, f->fields, *f->fields_size, item, true, sources);
        if (out->len == key + 1) {
            text_cut(out, key);
            text_add(out, SLICE(" {}\n"));
        }
    }
}

static void print_block(struct text *out, size_t indent, const struct field *f, const char *at,
                        const struct sources *sources)
{
    print_key(out, indent, slice_of(f->name));
    size_t key = out->len;
    text_add_byte(out, '\n');
    if (f->kind == FIELD_GROUP)
        print_fields(out, indent + 2, f->fields, *f->fields_size, at, false, sources);
    else
        print_records(out, indent, f, (const void *)at, sources);
    if (out->len == key + 1) {
        text_cut(out, key);
        text_add(out, f->kind == FIELD_RECORDS ? SLICE(" []\n") : SLICE(" {}\n"));
    }
}

static bool is_unsaid(const struct field *f, const void *at)
{
    const struct range *span = at;
    return (f->kind == FIELD_SPAN && span->low == span->high) ||
           (f->kind == FIELD_TEXT && !*(const char *const *)at) ||
           (f->kind == FIELD_REAL && isnan(*(const double *)at));
}

/* from: where the field's value lies. named: its name stands before it already. */
static void print_field(struct text *out, size_t indent, const struct field *f, const char *from,
                        bool named, const struct sources *sources)
{
    const struct yaml_node *tree;
    switch (f->kind) {
    case FIELD_GROUP:
    case FIELD_RECORDS:
    case FIELD_NAMED: print_block(out, indent, f, from, sources); return;
    case FIELD_REST:
    case FIELD_TREE:
        tree = *(const struct yaml_node *const *)from;
        if (!tree || tree->empty)
            return;
        if (f->kind == FIELD_REST) {
            yaml_print(out, indent, tree);
            return;
        }
        print_key(out, indent, slice_of(f->name));
        print_node(out, indent, tree);
        return;
    default: break;
    }
    if (is_unsaid(f, from) || (named && is_name(f)))
        return;
    print_key(out, indent, slice_of(f->name));
    text_add_byte(out, ' ');
    print_single(out, f, from, sources);
    text_add_byte(out, '\n');
}

void fields_print(struct text *out, size_t indent, const struct field *fields, size_t count,
                  const void *from, const struct sources *sources)
{
    print_fields(out, indent, fields, count, from, false, sources);
}

void params_print(struct text *out, const struct params *params)
{
    for (size_t i = 0; i < params->scorer->params_size; i++) {
        const struct assay_param *p = &params->scorer->params[i];
        const void *at = (const char *)params->values + p->offset;
        const struct field f = { .name = p->name, .kind = field_kind_of(p->kind) };
        print_key(out, 0, slice_of(p->name));
        text_add_byte(out, ' ');
        if (p->kind == ASSAY_STRING)
            print_value(out, *(const struct assay_text *)at, &f, params->sources);
        else
            print_single(out, &f, at, params->sources);
        text_add_byte(out, '\n');
    }
}
