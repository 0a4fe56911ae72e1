#include "intake/sanitize.h"

#include "intake/entity.h"
#include "intake/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST_WORD 24

/* ------------------------------------------------------------------ what is let through */

/* clang-format off */
/* Each list is sorted: it is searched by halves. */
static const char *const elements[] = {
    "a", "abbr", "acronym", "address", "area", "article", "aside", "audio", "b", "bdi", "bdo",
    "big", "blockquote", "br", "button", "canvas", "caption", "center", "cite", "code", "col",
    "colgroup", "command", "data", "datagrid", "datalist", "dd", "del", "details", "dfn",
    "dialog", "dir", "div", "dl", "dt", "em", "event-source", "fieldset", "figcaption", "figure",
    "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "i",
    "img", "input", "ins", "kbd", "keygen", "label", "legend", "li", "m", "main", "map", "mark",
    "menu", "meter", "multicol", "nav", "nextid", "noscript", "ol", "optgroup", "option",
    "output", "p", "picture", "pre", "progress", "q", "rb", "rp", "rt", "rtc", "ruby", "s",
    "samp", "section", "select", "small", "sound", "source", "spacer", "span", "strike", "strong",
    "sub", "summary", "sup", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "time",
    "tr", "tt", "u", "ul", "var", "video", "wbr",
};

static const char *const attributes[] = {
    "abbr", "accept", "accept-charset", "accesskey", "action", "align", "alt", "autocomplete",
    "autofocus", "axis", "background", "balance", "bgcolor", "bgproperties", "border",
    "bordercolor", "bordercolordark", "bordercolorlight", "bottompadding", "cellpadding",
    "cellspacing", "ch", "challenge", "char", "charoff", "charset", "checked", "choff", "cite",
    "class", "clear", "color", "cols", "colspan", "compact", "contenteditable", "controls",
    "coords", "data", "datafld", "datapagesize", "datasrc", "datetime", "default", "delay", "dir",
    "disabled", "draggable", "dynsrc", "enctype", "end", "face", "for", "form", "frame",
    "galleryimg", "gutter", "headers", "height", "hidden", "hidefocus", "high", "href",
    "hreflang", "hspace", "icon", "id", "inputmode", "ismap", "keytype", "label", "lang",
    "leftspacing", "list", "longdesc", "loop", "loopcount", "loopend", "loopstart", "low",
    "lowsrc", "max", "maxlength", "media", "method", "min", "multiple", "name", "nohref",
    "noshade", "nowrap", "open", "optimum", "pattern", "ping", "point-size", "poster", "pqg",
    "preload", "prompt", "radiogroup", "readonly", "rel", "repeat-max", "repeat-min", "replace",
    "required", "rev", "rightspacing", "rows", "rowspan", "rules", "scope", "selected", "shape",
    "size", "span", "src", "start", "step", "summary", "suppress", "tabindex", "target",
    "template", "title", "toppadding", "type", "unselectable", "urn", "usemap", "valign", "value",
    "variable", "volume", "vrml", "vspace", "width", "wrap", "xml:lang",
};

static const char *const math_elements[] = {
    "annotation", "annotation-xml", "maction", "maligngroup", "malignmark", "math", "menclose",
    "merror", "mfenced", "mfrac", "mglyph", "mi", "mlabeledtr", "mlongdiv", "mmultiscripts", "mn",
    "mo", "mover", "mpadded", "mphantom", "mprescripts", "mroot", "mrow", "ms", "mscarries",
    "mscarry", "msgroup", "msline", "mspace", "msqrt", "msrow", "mstack", "mstyle", "msub",
    "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "none",
    "semantics",
};

static const char *const math_attributes[] = {
    "accent", "accentunder", "actiontype", "align", "alignmentscope", "altimg", "altimg-height",
    "altimg-valign", "altimg-width", "alttext", "bevelled", "charalign", "close", "columnalign",
    "columnlines", "columnspacing", "columnspan", "columnwidth", "crossout", "decimalpoint",
    "denomalign", "depth", "dir", "display", "displaystyle", "edge", "encoding", "equalcolumns",
    "equalrows", "fence", "fontstyle", "fontweight", "form", "frame", "framespacing",
    "groupalign", "height", "href", "id", "indentalign", "indentalignfirst", "indentalignlast",
    "indentshift", "indentshiftfirst", "indentshiftlast", "indenttarget", "infixlinebreakstyle",
    "largeop", "length", "linebreak", "linebreakmultchar", "linebreakstyle", "lineleading",
    "linethickness", "location", "longdivstyle", "lquote", "lspace", "mathbackground",
    "mathcolor", "mathsize", "mathvariant", "maxsize", "minlabelspacing", "minsize",
    "movablelimits", "notation", "numalign", "open", "other", "overflow", "position", "rowalign",
    "rowlines", "rowspacing", "rowspan", "rquote", "rspace", "scriptlevel", "scriptminsize",
    "scriptsizemultiplier", "selection", "separator", "separators", "shift", "side", "src",
    "stackalign", "stretchy", "subscriptshift", "superscriptshift", "symmetric", "voffset",
    "width", "xlink:href", "xlink:show", "xlink:type", "xmlns", "xmlns:xlink",
};

/* In lower case; written_as gives the capitals back. */
static const char *const svg_elements[] = {
    "a", "animate", "animatecolor", "animatemotion", "animatetransform", "circle", "defs", "desc",
    "ellipse", "font-face", "font-face-name", "font-face-src", "foreignobject", "g", "glyph",
    "hkern", "line", "lineargradient", "marker", "metadata", "missing-glyph", "mpath", "path",
    "polygon", "polyline", "radialgradient", "rect", "set", "stop", "svg", "switch", "text",
    "title", "tspan", "use",
};

static const char *const svg_attributes[] = {
    "accent-height", "accumulate", "additive", "alphabetic", "arabic-form", "ascent",
    "attributename", "attributetype", "baseprofile", "bbox", "begin", "by", "calcmode",
    "cap-height", "class", "color", "color-rendering", "content", "cx", "cy", "d", "descent",
    "display", "dur", "dx", "dy", "end", "fill", "fill-opacity", "fill-rule", "font-family",
    "font-size", "font-stretch", "font-style", "font-variant", "font-weight", "from", "fx", "fy",
    "g1", "g2", "glyph-name", "gradientunits", "hanging", "height", "horiz-adv-x",
    "horiz-origin-x", "id", "ideographic", "k", "keypoints", "keysplines", "keytimes", "lang",
    "marker-end", "marker-mid", "marker-start", "markerheight", "markerunits", "markerwidth",
    "mathematical", "max", "min", "name", "offset", "opacity", "orient", "origin",
    "overline-position", "overline-thickness", "panose-1", "path", "pathlength", "points",
    "preserveaspectratio", "r", "refx", "refy", "repeatcount", "repeatdur", "requiredextensions",
    "requiredfeatures", "restart", "rotate", "rx", "ry", "slope", "stemh", "stemv", "stop-color",
    "stop-opacity", "strikethrough-position", "strikethrough-thickness", "stroke",
    "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "stroke-opacity", "stroke-width", "systemlanguage", "target",
    "text-anchor", "to", "transform", "type", "u1", "u2", "underline-position",
    "underline-thickness", "unicode", "unicode-range", "units-per-em", "values", "version",
    "viewbox", "visibility", "width", "widths", "x", "x-height", "x1", "x2", "xlink:actuate",
    "xlink:arcrole", "xlink:href", "xlink:role", "xlink:show", "xlink:title", "xlink:type",
    "xml:base", "xml:lang", "xml:space", "xmlns", "xmlns:xlink", "y", "y1", "y2", "zoomandpan",
};

static const char *const capitals[] = {
    "animateColor", "animateMotion", "animateTransform", "attributeName", "attributeType",
    "baseProfile", "calcMode", "foreignObject", "gradientUnits", "keyPoints", "keySplines",
    "keyTimes", "linearGradient", "markerHeight", "markerUnits", "markerWidth", "pathLength",
    "preserveAspectRatio", "radialGradient", "refX", "refY", "repeatCount", "repeatDur",
    "requiredExtensions", "requiredFeatures", "systemLanguage", "viewBox", "zoomAndPan",
};

static const char *const properties[] = {
    "azimuth", "background-color", "border-bottom-color", "border-collapse", "border-color",
    "border-left-color", "border-right-color", "border-top-color", "clear", "color", "cursor",
    "direction", "display", "elevation", "float", "font", "font-family", "font-size",
    "font-style", "font-variant", "font-weight", "height", "letter-spacing", "line-height",
    "overflow", "pause", "pause-after", "pause-before", "pitch", "pitch-range", "richness",
    "speak", "speak-header", "speak-numeral", "speak-punctuation", "speech-rate", "stress",
    "text-align", "text-decoration", "text-indent", "unicode-bidi", "vertical-align",
    "voice-family", "volume", "white-space", "width",
};

static const char *const svg_properties[] = {
    "fill", "fill-opacity", "fill-rule", "stroke", "stroke-linecap", "stroke-linejoin",
    "stroke-opacity", "stroke-width",
};

/* Words that background, border, margin and padding may hold. */
static const char *const style_words[] = {
    "!important", "aqua", "auto", "black", "block", "blue", "bold", "both", "bottom", "brown",
    "center", "collapse", "dashed", "dotted", "fuchsia", "gray", "green", "italic", "left",
    "lime", "maroon", "medium", "navy", "none", "normal", "nowrap", "olive", "pointer", "purple",
    "red", "right", "silver", "solid", "teal", "top", "transparent", "underline", "white",
    "yellow",
};

static const char *const without_end[] = {
    "area", "base", "basefont", "br", "col", "command", "embed", "frame", "hr", "img", "input",
    "isindex", "keygen", "link", "meta", "param", "source", "track", "wbr",
};

/* Their content goes with them. */
static const char *const swallowed[] = { "applet", "script", "style" };

static const char *const addresses[] = {
    "action", "background", "cite", "codebase", "data", "dynsrc", "href", "longdesc", "lowsrc",
    "ping", "poster", "profile", "src", "urn", "usemap", "vrml", "xlink:href",
};
/* clang-format on */

static int compare_word(const void *word, const void *entry)
{
    return strcmp(word, *(const char *const *)entry);
}

/* One word in lower case. */
struct word {
    char text[LONGEST_WORD];
};

static bool is_in(const struct word *w, const char *const *list, size_t size)
{
    return bsearch(w->text, list, size, sizeof *list, compare_word) != NULL;
}
#define IS_IN(word, list) is_in(word, list, count_of(list))

static struct word lower(struct slice s)
{
    struct word w = { "" };
    if (s.len >= LONGEST_WORD)
        return w; /* on no list */
    for (size_t i = 0; i < s.len; i++)
        w.text[i] = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? (char)(s.ptr[i] + 32) : s.ptr[i];
    return w;
}

static const char *written_as(const struct word *w)
{
    for (size_t i = 0; i < count_of(capitals); i++)
        if (strcasecmp(capitals[i], w->text) == 0)
            return capitals[i];
    return w->text;
}

/* ------------------------------------------------------------------ reading tags */

enum token_kind { TOKEN_END, TOKEN_TEXT, TOKEN_START, TOKEN_CLOSE };

struct token {
    enum token_kind kind;
    struct slice text;        /* of TEXT; of START: the attributes */
    struct word name;
    bool empty;               /* <name/> */
};

struct scanner {
    struct slice in;
    bool comments_ended;      /* no "-->" is left */
    bool tags_ended;          /* no '>' is left */
};

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static struct slice take(struct slice *in, size_t bytes)
{
    struct slice taken = slice_sub(*in, 0, bytes);
    *in = slice_sub(*in, taken.len, in->len);
    return taken;
}

/* Where the tag that s begins with ends: the offset of its '>', quoted ones skipped. */
static size_t tag_end(struct slice s)
{
    char quote = '\0';
    for (size_t i = 1; i < s.len; i++) {
        char c = s.ptr[i];
        if (quote)
            quote = c == quote ? '\0' : quote;
        else if (c == '>' || c == '<')
            return i;
        else if ((c == '"' || c == '\'') && s.ptr[i - 1] == '=')
            quote = c;
    }
    return slice_find_byte(s, '>');
}

static struct slice tag_name(struct slice s)
{
    size_t n = 0;
    while (n < s.len && !is_space(s.ptr[n]) && s.ptr[n] != '/' && s.ptr[n] != '>' &&
           s.ptr[n] != '<')
        n++;
    return slice_sub(s, 0, n);
}

/* Comments, declarations and processing instructions. False when it never ends, unless it is a
 * comment: that hides all that follows. */
static bool skip_declaration(struct scanner *s)
{
    size_t end = SIZE_MAX;
    if (slice_starts(s->in, "<!--") && !s->comments_ended) {
        end = slice_find(slice_sub(s->in, 2, s->in.len), "-->");
        s->comments_ended = end == SIZE_MAX;
    }
    if (end != SIZE_MAX)
        end += 4;
    else
        end = s->tags_ended ? SIZE_MAX : slice_find_byte(s->in, '>');
    s->tags_ended = end == SIZE_MAX;
    if (end == SIZE_MAX && !slice_starts(s->in, "<!--"))
        return false;
    take(&s->in, end == SIZE_MAX ? s->in.len : end + 1);
    return true;
}

static struct token take_tag(struct scanner *s, size_t end)
{
    struct token t = { .kind = s->in.ptr[1] == '/' ? TOKEN_CLOSE : TOKEN_START };
    size_t head = t.kind == TOKEN_CLOSE ? 2 : 1;
    struct slice inside = slice_sub(s->in, head, end - head);
    struct slice name = tag_name(inside);
    t.name = lower(name);
    t.text = slice_sub(inside, name.len, inside.len);
    t.empty = slice_ends(t.text, "/") && (t.text.len < 2 || t.text.ptr[t.text.len - 2] != '=');
    if (t.empty)
        t.text.len--;
    take(&s->in, s->in.ptr[end] == '>' ? end + 1 : end);
    return t;
}

/* A '<' that begins nothing is text. */
static struct token next_token(struct scanner *s)
{
    while (s->in.len) {
        if (s->in.ptr[0] != '<') {
            struct token t = { .kind = TOKEN_TEXT };
            t.text = take(&s->in, slice_find_byte(s->in, '<'));
            return t;
        }
        char next = s->in.len > 1 ? s->in.ptr[1] : '\0';
        if (slice_starts(s->in, "<![CDATA[")) {
            take(&s->in, 9); /* its end is left to be text: nobody writes it in HTML */
            continue;
        }
        bool declares = next == '?' || (next == '!' && s->in.len > 2 &&
                        (s->in.ptr[2] == '-' || is_letter(s->in.ptr[2]) || s->in.ptr[2] == '['));
        if (declares && skip_declaration(s))
            continue;
        bool tag = is_letter(next) || (next == '/' && s->in.len > 2 && is_letter(s->in.ptr[2]));
        size_t end = tag ? tag_end(s->in) : SIZE_MAX;
        if (end != SIZE_MAX)
            return take_tag(s, end);
        return (struct token){ .kind = TOKEN_TEXT, .text = take(&s->in, 1) };
    }
    return (struct token){ .kind = TOKEN_END };
}

/* Skips what belongs to a swallowed element, up to its end tag or the end of everything. */
static void swallow(struct scanner *s, const struct word *name)
{
    for (;;) {
        size_t at = slice_find(s->in, "</");
        take(&s->in, at);
        if (!s->in.len)
            return;
        struct word closed = lower(tag_name(slice_sub(s->in, 2, LONGEST_WORD)));
        take(&s->in, 2);
        if (strcmp(closed.text, name->text) == 0) {
            size_t end = slice_find_byte(s->in, '>');
            take(&s->in, end == SIZE_MAX ? s->in.len : end + 1);
            return;
        }
    }
}

struct attribute {
    struct word name;
    struct slice value;
    bool has_value;
};

static bool next_attribute(struct slice *in, struct attribute *ret)
{
    while (in->len && (is_space(in->ptr[0]) || in->ptr[0] == '/' || in->ptr[0] == '"' ||
                       in->ptr[0] == '\''))
        take(in, 1);
    if (!in->len)
        return false;
    size_t n = 1;
    while (n < in->len && !is_space(in->ptr[n]) && in->ptr[n] != '=' && in->ptr[n] != '/')
        n++;
    *ret = (struct attribute){ .name = lower(take(in, n)) };
    struct slice ahead = *in;
    while (ahead.len && is_space(ahead.ptr[0]))
        take(&ahead, 1);
    if (!slice_starts(ahead, "="))
        return true;
    take(&ahead, 1);
    while (ahead.len && is_space(ahead.ptr[0]))
        take(&ahead, 1);
    ret->has_value = true;
    char quote = ahead.len ? ahead.ptr[0] : '\0';
    if (quote == '"' || quote == '\'') {
        take(&ahead, 1);
        ret->value = take(&ahead, slice_find_byte(ahead, quote));
        take(&ahead, 1);
    } else {
        n = 0;
        while (n < ahead.len && !is_space(ahead.ptr[n]))
            n++;
        ret->value = take(&ahead, n);
    }
    *in = ahead;
    return true;
}

/* ------------------------------------------------------------------ styles */

/* Replaces url(...) by a space. */
static void drop_urls(struct text *out, struct slice s)
{
    while (s.len) {
        size_t at = slice_find_nocase(s, "url");
        text_add(out, slice_sub(s, 0, at));
        if (at == SIZE_MAX)
            return;
        struct slice behind = slice_sub(s, at + 3, s.len);
        while (behind.len && is_space(behind.ptr[0]))
            take(&behind, 1);
        if (slice_starts(behind, "(")) {
            size_t end = slice_find_byte(behind, ')');
            text_add_byte(out, ' ');
            s = slice_sub(behind, end == SIZE_MAX ? behind.len : end + 1, behind.len);
        } else {
            text_add(out, slice_sub(s, at, 3));
            s = slice_sub(s, at + 3, s.len);
        }
    }
}

/* Only characters of plain declarations; quotation marks and brackets must hold plain words and
 * numbers and be closed. */
static bool is_plain_style(struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i], end = c == '(' ? ')' : c;
        if (is_letter(c) || (c >= '0' && c <= '9') || is_space(c) || strchr(":,;#%.!-_", c))
            continue;
        if (c != '\'' && c != '"' && c != '(')
            return false;
        for (i++; i < s.len && s.ptr[i] != end; i++) {
            char inner = s.ptr[i];
            bool digit = inner >= '0' && inner <= '9';
            if (!digit && !is_space(inner) && (c == '(' ? inner != ',' : !is_letter(inner)))
                return false;
        }
        if (i == s.len)
            return false;
    }
    return true;
}

static size_t two_digits(struct slice s)
{
    size_t n = 0;
    while (n < s.len && n < 2 && s.ptr[n] >= '0' && s.ptr[n] <= '9')
        n++;
    return n;
}

/* "#a0b1c2", "rgb(1,2,3)", "1.5em", "40%": nothing that could cover a page. */
static bool is_plain_value(struct slice s)
{
    static const char *const units[] = { "", "cm", "em", "ex", "in", "mm", "pc", "pt", "px", "%",
                                         ",", ")" };
    size_t i = 0;
    if (slice_starts(s, "#")) {
        for (i = 1; i < s.len; i++)
            if (!((s.ptr[i] >= '0' && s.ptr[i] <= '9') ||
                  ((s.ptr[i] | 32) >= 'a' && (s.ptr[i] | 32) <= 'f')))
                return false;
        return s.len > 1;
    }
    if (slice_starts(s, "rgb(")) {
        for (i = 4; i < s.len && ((s.ptr[i] >= '0' && s.ptr[i] <= '9') || strchr("%,", s.ptr[i]));
             i++)
            ;
        return i > 4 && (i == s.len || (i + 1 == s.len && s.ptr[i] == ')'));
    }
    i = two_digits(s);
    if (i < s.len && s.ptr[i] == '.')
        i += 1 + two_digits(slice_sub(s, i + 1, s.len));
    struct slice unit = slice_sub(s, i, s.len);
    for (size_t u = 0; u < count_of(units); u++)
        if (slice_is(unit, units[u]))
            return true;
    return false;
}

static bool is_box(const struct word *property)
{
    static const char *const boxes[] = { "background", "border", "margin", "padding" };
    struct slice whole = slice_of(property->text);
    struct word family = lower(slice_sub(whole, 0, slice_find_byte(whole, '-')));
    return IS_IN(&family, boxes);
}

static bool are_plain_values(struct slice value)
{
    while ((value = slice_trim(value)).len) {
        size_t n = 0;
        while (n < value.len && !is_space(value.ptr[n]))
            n++;
        struct slice one = take(&value, n);
        struct word w = lower(one);
        if (!IS_IN(&w, style_words) && !is_plain_value(one))
            return false;
    }
    return true;
}

static bool add_declaration(struct text *out, struct slice declaration, bool in_svg)
{
    size_t colon = slice_find_byte(declaration, ':');
    if (colon == SIZE_MAX)
        return !slice_trim(declaration).len;
    struct slice property = slice_trim(slice_sub(declaration, 0, colon));
    struct slice value = slice_sub(declaration, colon + 1, declaration.len);
    while (value.len && is_space(value.ptr[0]))
        take(&value, 1);
    if (!property.len || slice_find_byte(value, ':') != SIZE_MAX)
        return false;
    struct word w = lower(property);
    bool fine = IS_IN(&w, properties) || (in_svg && IS_IN(&w, svg_properties)) ||
                (is_box(&w) && are_plain_values(value));
    if (value.len && fine)
        text_printf(out, "%s%.*s: %.*s;", out->len ? " " : "", SLICE_ARGS(property),
                    SLICE_ARGS(value));
    return true;
}

static void clean_style(struct text *out, struct slice style, bool in_svg)
{
    HELD(text) plain = {0};
    drop_urls(&plain, style);
    struct slice rest = text_slice(&plain), declaration;
    if (!is_plain_style(rest))
        return;
    while (slice_next(&rest, ';', &declaration))
        if (!add_declaration(out, declaration, in_svg)) {
            text_cut(out, 0);
            return;
        }
}

/* ------------------------------------------------------------------ sanitizing */

struct sanitizer {
    struct text *out;
    struct slice base;
    size_t svg, math;         /* how deep inside of <svg>, <math> */
    bool has_xlink;           /* of the tag being written: xmlns:xlink is there, or is needed */
    bool needs_xlink;
};

static void add_attribute(struct sanitizer *s, const char *name, struct slice value)
{
    text_printf(s->out, " %s=\"", name);
    entity_escape(s->out, value, true);
    text_add_byte(s->out, '"');
}

/* An address that may not be followed becomes empty. */
static void clean_address(struct sanitizer *s, struct slice value, struct text *out)
{
    if (slice_trim(value).len)
        url_resolve(out, s->base, value);
    if (!url_is_harmless(text_slice(out)))
        text_cut(out, 0);
}

static bool is_namespace(const char *name, struct slice value)
{
    if (strcmp(name, "xmlns") == 0)
        return slice_is(value, "http://www.w3.org/2000/svg") ||
               slice_is(value, "http://www.w3.org/1998/Math/MathML");
    return slice_is(value, "http://www.w3.org/1999/xlink");
}

static void clean_attribute(struct sanitizer *s, const struct attribute *a, bool allowed)
{
    HELD(text) value = {0};
    HELD(text) clean = {0};
    entity_decode(&value, a->has_value ? a->value : slice_of(a->name.text));
    struct slice v = slice_trim(text_slice(&value));
    if (strcmp(a->name.text, "style") == 0) {
        clean_style(&clean, v, s->svg > 0);
        if (clean.len)
            add_attribute(s, "style", text_slice(&clean));
        return;
    }
    if (!allowed)
        return;
    if (strncmp(a->name.text, "xmlns", 5) == 0 && !is_namespace(a->name.text, v))
        return;
    s->has_xlink |= strcmp(a->name.text, "xmlns:xlink") == 0;
    s->needs_xlink |= strncmp(a->name.text, "xlink:", 6) == 0;
    if (IS_IN(&a->name, addresses)) {
        clean_address(s, v, &clean);
        v = text_slice(&clean);
    }
    add_attribute(s, s->svg ? written_as(&a->name) : a->name.text, v);
}

/* The attributes an element may have depend on the language it is of. */
enum language { NO_LANGUAGE, LANGUAGE_HTML, LANGUAGE_MATH, LANGUAGE_SVG };

static enum language language_of(const struct sanitizer *s, const struct word *name)
{
    if (s->svg && IS_IN(name, svg_elements))
        return LANGUAGE_SVG;
    if (s->math && IS_IN(name, math_elements))
        return LANGUAGE_MATH;
    return IS_IN(name, elements) ? LANGUAGE_HTML : NO_LANGUAGE;
}

static bool is_allowed(enum language language, const struct word *name)
{
    if (language == LANGUAGE_SVG)
        return IS_IN(name, svg_attributes);
    return language == LANGUAGE_MATH ? IS_IN(name, math_attributes) : IS_IN(name, attributes);
}

static void enter(struct sanitizer *s, const struct token *t)
{
    s->svg += strcmp(t->name.text, "svg") == 0;
    s->math += strcmp(t->name.text, "math") == 0;
}

static void leave(struct sanitizer *s, const struct token *t)
{
    s->svg -= s->svg && strcmp(t->name.text, "svg") == 0;
    s->math -= s->math && strcmp(t->name.text, "math") == 0;
}

static void add_start(struct sanitizer *s, const struct token *t)
{
    enter(s, t);
    enum language language = language_of(s, &t->name);
    const char *name = language == LANGUAGE_SVG ? written_as(&t->name) : t->name.text;
    struct slice rest = t->text;
    struct attribute a;
    bool named = false;
    if (!language)
        return;
    text_printf(s->out, "<%s", name);
    s->has_xlink = s->needs_xlink = false;
    while (next_attribute(&rest, &a)) {
        clean_attribute(s, &a, is_allowed(language, &a.name));
        named |= strcmp(a.name.text, "xmlns") == 0;
    }
    if (!named && strcmp(name, "svg") == 0)
        add_attribute(s, "xmlns", SLICE("http://www.w3.org/2000/svg"));
    if (!named && strcmp(name, "math") == 0)
        add_attribute(s, "xmlns", SLICE("http://www.w3.org/1998/Math/MathML"));
    if (s->needs_xlink && !s->has_xlink)
        add_attribute(s, "xmlns:xlink", SLICE("http://www.w3.org/1999/xlink"));
    bool empty = IS_IN(&t->name, without_end);
    text_add(s->out, empty || (t->empty && language != LANGUAGE_HTML) ? SLICE(" />") : SLICE(">"));
    if (t->empty && !empty && language == LANGUAGE_HTML)
        text_printf(s->out, "</%s>", name);
    if (t->empty)
        leave(s, t);
}

static void add_close(struct sanitizer *s, const struct token *t)
{
    enum language language = language_of(s, &t->name);
    if (language && !IS_IN(&t->name, without_end))
        text_printf(s->out, "</%s>",
                    language == LANGUAGE_SVG ? written_as(&t->name) : t->name.text);
    leave(s, t);
}

static void add_words(struct text *out, struct slice text)
{
    HELD(text) plain = {0};
    entity_decode(&plain, text);
    entity_escape(out, text_slice(&plain), false);
}

void sanitize_html(struct text *out, struct slice html, struct slice base)
{
    struct sanitizer s = { .out = out, .base = base };
    struct scanner scanner = { .in = html };
    for (struct token t; (t = next_token(&scanner)).kind != TOKEN_END;) {
        if (t.kind == TOKEN_TEXT)
            add_words(out, t.text);
        else if (t.kind == TOKEN_CLOSE)
            add_close(&s, &t);
        else if (IS_IN(&t.name, swallowed) && !t.empty)
            swallow(&scanner, &t.name);
        else
            add_start(&s, &t);
    }
}

void sanitize_to_text(struct text *out, struct slice html)
{
    struct scanner scanner = { .in = html };
    for (struct token t; (t = next_token(&scanner)).kind != TOKEN_END;) {
        if (t.kind == TOKEN_TEXT)
            entity_decode(out, t.text);
        else if (t.kind == TOKEN_START && IS_IN(&t.name, swallowed) && !t.empty)
            swallow(&scanner, &t.name);
        else if (strcmp(t.name.text, "br") == 0)
            text_add_byte(out, ' ');
    }
}

/* ------------------------------------------------------------------ guessing */

/* "&name;" or "&#...;" at the head of s; *ret_known false when HTML has no such name. */
static bool is_reference(struct slice s, bool *ret_known)
{
    size_t n = 1;
    while (n < s.len && n < 32 && (is_letter(s.ptr[n]) || (s.ptr[n] >= '0' && s.ptr[n] <= '9') ||
                                   (n == 1 && s.ptr[n] == '#')))
        n++;
    if (n < 2 || n == s.len || s.ptr[n] != ';')
        return false;
    *ret_known = s.ptr[1] == '#' || entity_named(slice_sub(s, 1, n - 1)) != 0;
    return true;
}

bool sanitize_looks_like_html(struct slice s)
{
    bool markup = false, known;
    for (size_t i = 0; i < s.len; i++) {
        struct slice here = slice_sub(s, i, s.len);
        if (s.ptr[i] == '&' && is_reference(here, &known)) {
            markup = true;
            if (!known)
                return false;
        } else if (s.ptr[i] == '<') {
            bool closes = i + 1 < s.len && s.ptr[i + 1] == '/';
            struct slice inside = slice_sub(here, 1 + closes, LONGEST_WORD);
            size_t n = 0;
            while (n < inside.len && (is_letter(inside.ptr[n]) || inside.ptr[n] == '_' ||
                                      (n && inside.ptr[n] >= '0' && inside.ptr[n] <= '9')))
                n++;
            struct word name = lower(slice_sub(inside, 0, n));
            if (n && !IS_IN(&name, elements))
                return false;
            markup |= n && closes && n < inside.len && inside.ptr[n] == '>';
        }
    }
    return markup;
}
