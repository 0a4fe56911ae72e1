#include "settings/describe.h"

#include <string.h>

static bool is_nest(const struct field *f)
{
    return f->kind == FIELD_GROUP || f->kind == FIELD_RECORDS || f->kind == FIELD_NAMED;
}

/* ------------------------------------------------------------------ what a value may be */

static void add_duration(struct text *out, double seconds)
{
    char text[INSTANT_TEXT];
    duration_text((struct duration){ (int64_t)(seconds * 1000) }, text);
    text_add(out, slice_of(text));
}

static void add_bytes(struct text *out, double bytes)
{
    static const char *const units[] = { "", " KiB", " MiB", " GiB" };
    size_t unit = 0;
    for (; bytes >= 1024 && unit + 1 < count_of(units); unit++)
        bytes /= 1024;
    text_printf(out, "%.4g%s", bytes, units[unit]);
}

static void add_number(struct text *out, double value)
{
    text_printf(out, "%.10g", value);
}

static void add_range(struct text *out, double low, double high,
                      void (*add)(struct text *, double))
{
    if (low == 0 && high == 0)
        return;
    text_add(out, SLICE(", "));
    add(out, low);
    text_add(out, SLICE(" to "));
    add(out, high);
}

static const char *kind_word(enum field_kind kind)
{
    switch (kind) {
    case FIELD_BOOL: return "true or false";
    case FIELD_INT: return "whole number";
    case FIELD_REAL: return "number";
    case FIELD_DURATION: return "duration";
    case FIELD_BYTES: return "size";
    case FIELD_TEXT: return "text";
    case FIELD_CHOICE: return "one of ";
    case FIELD_TEXTS: return "list of texts";
    case FIELD_NUMBERS: return "mapping of texts to numbers";
    case FIELD_PAIRS: return "mapping of texts";
    case FIELD_FILES: return "list of files";
    case FIELD_SIGNAL: return "number, or {each, cap}";
    case FIELD_SPAN: return "[low, high]";
    case FIELD_TREE:
    case FIELD_REST: return "mapping";
    default: return "";
    }
}

static bool has_number(enum field_kind kind)
{
    return kind == FIELD_INT || kind == FIELD_REAL || kind == FIELD_NUMBERS ||
           kind == FIELD_SIGNAL || kind == FIELD_SPAN;
}

static void add_kind(struct text *out, const struct field *f)
{
    text_add(out, slice_of(kind_word(f->kind)));
    for (size_t i = 0; f->kind == FIELD_CHOICE && f->choices[i]; i++)
        text_printf(out, "%s`%s`", i ? ", " : "", f->choices[i]);
    if (has_number(f->kind))
        add_range(out, f->low, f->high, add_number);
    else if (f->kind == FIELD_DURATION)
        add_range(out, f->low, f->high, add_duration);
    else if (f->kind == FIELD_BYTES)
        add_range(out, f->low, f->high, add_bytes);
    if (f->secret)
        text_add(out, SLICE(", secret"));
}

/* ------------------------------------------------------------------ tables */

/* A bar would end the cell. */
static void add_cell(struct text *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|')
            text_add_byte(out, '\\');
        text_add_byte(out, *text);
    }
}

static void add_default(struct text *out, const char *fallback, bool required)
{
    if (!fallback) {
        text_add(out, required ? SLICE("required") : SLICE("-"));
        return;
    }
    text_add_byte(out, '`');
    add_cell(out, *fallback ? fallback : "\"\"");
    text_add_byte(out, '`');
}

static void add_heading(struct text *out, const char *title, const char *help)
{
    text_printf(out, "\n## %s\n\n", title);
    if (help && *help)
        text_printf(out, "%s\n\n", help);
}

static void add_columns(struct text *out)
{
    text_add(out, SLICE("| key | value | default | meaning |\n|---|---|---|---|\n"));
}

static void add_row(struct text *out, const char *prefix, const struct field *f)
{
    text_printf(out, "| `%s%s` | ", prefix, f->name);
    add_kind(out, f);
    text_add(out, SLICE(" | "));
    add_default(out, f->fallback, f->required);
    text_add(out, SLICE(" | "));
    add_cell(out, f->help ? f->help : "");
    text_add(out, SLICE(" |\n"));
}

/* A nested mapping's keys follow it, with its name before theirs. */
static void add_rows(struct text *out, const char *prefix, const struct field *fields,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_nest(&fields[i])) {
            add_row(out, prefix, &fields[i]);
            continue;
        }
        HELD(text) deeper = {0};
        text_printf(&deeper, "%s%s%s.", prefix, fields[i].name,
                    fields[i].kind == FIELD_RECORDS ? "[]"
                    : fields[i].kind == FIELD_NAMED ? ".NAME" : "");
        add_rows(out, text_string(&deeper), fields[i].fields, *fields[i].fields_size);
    }
}

static void add_section(struct text *out, const struct field *f)
{
    HELD(text) title = {0};
    const char *form = f->kind == FIELD_RECORDS ? ", a list"
                       : f->kind == FIELD_NAMED ? ", by name" : "";
    text_printf(&title, "`%s`%s", f->name, form);
    add_heading(out, text_string(&title), f->help);
    add_columns(out);
    add_rows(out, "", f->fields, *f->fields_size);
}

void describe_fields(struct text *out, const struct field *fields, size_t count)
{
    add_columns(out);
    for (size_t i = 0; i < count; i++)
        if (!is_nest(&fields[i]))
            add_row(out, "", &fields[i]);
    for (size_t i = 0; i < count; i++)
        if (is_nest(&fields[i]))
            add_section(out, &fields[i]);
}

/* ------------------------------------------------------------------ scorers */

void describe_params(struct text *out, const struct assay_scorer *scorer)
{
    HELD(text) title = {0};
    text_printf(&title, "`scorers.%s`", scorer->name);
    add_heading(out, text_string(&title), scorer->help);
    add_columns(out);
    for (size_t i = 0; i < scorer->params_size; i++) {
        const struct assay_param *p = &scorer->params[i];
        const struct field f = { .name = p->name, .kind = field_kind_of(p->kind), .low = p->low,
                                 .high = p->high, .fallback = p->fallback, .help = p->help,
                                 .required = !p->fallback };
        add_row(out, "", &f);
    }
}
