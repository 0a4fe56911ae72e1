#include "commands/html.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char style[] =
    ":root{--ink:#1c2024;--soft:#60666d;--paper:#fcfcfb;--card:#fff;--line:#dcdfe3;"
    "--good:#0a6b4f;--good-bg:#d9f0e6;--bad:#a32633;--bad-bg:#fbe0e0;--warn:#8a5a00;--warn-bg:#fbeecb}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e4e6e9;--soft:#9aa1a9;--paper:#15181b;"
    "--card:#1c2024;--line:#33393f;--good:#6fd0a8;--good-bg:#123a2c;--bad:#f2929b;--bad-bg:#45191f;"
    "--warn:#e8c063;--warn-bg:#3d3010}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);"
    "font:16px/1.6 Georgia,'Times New Roman',serif}\n"
    "main{max-width:54rem;margin:0 auto;padding:2rem 1.25rem 4rem}\n"
    "h1{font-size:1.7rem;line-height:1.25;margin:0 0 .4rem}\n"
    "h2{font-size:1.15rem;margin:2.4rem 0 .6rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}\n"
    "h3{font-size:1rem;margin:1.4rem 0 .4rem}\n"
    ".meta,figcaption,.why,th,.scale,.num,.cards,.bar,footer{font-family:system-ui,'Segoe UI',sans-serif}\n"
    ".meta,.why,footer{color:var(--soft);font-size:.85rem}\n"
    ".cards{display:flex;flex-wrap:wrap;gap:.8rem;margin:1.2rem 0}\n"
    ".card{flex:1 1 13rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem;"
    "padding:.7rem .9rem}\n"
    ".card b{display:block;font-size:1.5rem;font-variant-numeric:tabular-nums}\n"
    ".scale{position:relative;height:.5rem;margin:.6rem 0 .2rem;border-radius:.25rem;display:flex;"
    "overflow:hidden;background:var(--line)}\n"
    ".scale i{display:block;height:100%;border-right:1px solid var(--paper)}\n"
    ".needle{position:relative;height:.7rem}.needle i{position:absolute;transform:translateX(-50%);"
    "font-style:normal;font-size:.7rem;line-height:1}\n"
    "mark{color:inherit;border-radius:.15rem;padding:0 .1em}\n"
    "mark.good{background:var(--good-bg);border-bottom:2px solid var(--good)}\n"
    "mark.bad{background:var(--bad-bg);border-bottom:2px dashed var(--bad)}\n"
    "mark sup{font:600 .65em system-ui,sans-serif;margin-left:.15em;line-height:0}\n"
    ".good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}.none{color:var(--soft)}\n"
    "mark.good,mark.bad{color:var(--ink)}mark.good sup{color:var(--good)}mark.bad sup{color:var(--bad)}\n"
    "blockquote{margin:1rem 0;padding-left:1rem;border-left:3px solid var(--line)}\n"
    ".aside{color:var(--soft);font-size:.9rem}\n"
    "table{border-collapse:collapse;width:100%;margin:.6rem 0 1rem;font-size:.92rem}\n"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;border-bottom:1px solid var(--line)}\n"
    "th{font-weight:600;font-size:.8rem;color:var(--soft)}\n"
    ".num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
    "td.contradicted{background:var(--bad-bg);outline:2px dashed var(--bad);outline-offset:-2px}\n"
    "td.supported{background:var(--good-bg);outline:2px solid var(--good);outline-offset:-2px}\n"
    "td.warning{background:var(--warn-bg);outline:2px dotted var(--warn);outline-offset:-2px}\n"
    ".wide{overflow-x:auto}\n"
    ".bar{display:inline-block;position:relative;width:9rem;height:.8rem;background:"
    "linear-gradient(var(--line),var(--line)) center/1px 100% no-repeat}\n"
    ".bar i{position:absolute;top:.1rem;bottom:.1rem;border-radius:.1rem}\n"
    ".bar i.good{background:var(--good)}\n"
    ".bar i.bad{background:repeating-linear-gradient(135deg,var(--bad) 0 4px,transparent 4px 6px),"
    "var(--bad-bg);border:1px solid var(--bad)}\n"
    ":root{--heat:72,116,176}td.same{color:var(--soft)}figure{margin:1rem 0}svg{display:block;max-width:100%;height:auto}\n"
    "svg text{fill:var(--soft);font:11px system-ui,sans-serif}svg .axis{stroke:var(--line)}"
    "svg .m{fill:var(--bad)}svg .p{fill:var(--good)}svg .n{fill:var(--soft)}"
    "svg .ring{fill:var(--paper);stroke:var(--ink);stroke-width:1.5}svg .dot{fill:var(--ink)}"
    "svg .way{stroke:var(--ink);stroke-width:1.5}\n"
    ".move{border-top:1px solid var(--line);padding:.8rem 0;break-inside:avoid}.move h3{margin:0}"
    ".move table,.sides{width:auto}\n"
    "@media print{body{font-size:11pt}main{max-width:none}mark,td,.bar i{print-color-adjust:exact;"
    "-webkit-print-color-adjust:exact}}\n"
    "@media(max-width:40rem){.bar{width:5rem}}\n";

void html_open(struct html *h, const char *title)
{
    html_raw(h, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    html_text(h, slice_of(title));
    html_printf(h, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n", style);
}

void html_done(struct html *h)
{
    text_done(&h->out);
}

void html_raw(struct html *h, const char *markup)
{
    text_add(&h->out, slice_of(markup));
}

void html_printf(struct html *h, const char *format, ...)
{
    va_list args;
    char *made = NULL;
    va_start(args, format);
    int len = vasprintf(&made, format, args);
    va_end(args);
    if (len >= 0)
        text_add(&h->out, (struct slice){ made, (size_t)len });
    free(made);
}

void html_text(struct html *h, struct slice s)
{
    HELD(text) clean = {0};
    text_add_printable(&clean, s, true);
    for (size_t i = 0; i < clean.len; i++) {
        switch (clean.ptr[i]) {
        case '&': html_raw(h, "&amp;"); break;
        case '<': html_raw(h, "&lt;"); break;
        case '>': html_raw(h, "&gt;"); break;
        case '"': html_raw(h, "&quot;"); break;
        case '\'': html_raw(h, "&#39;"); break;
        default: text_add_byte(&h->out, clean.ptr[i]);
        }
    }
}

void html_heading(struct html *h, const char *name)
{
    char first[] = { (char)toupper((unsigned char)name[0]), '\0' };
    html_raw(h, "<h2>");
    html_text(h, slice_of(first));
    html_text(h, slice_of(*name ? name + 1 : ""));
    html_raw(h, "</h2>\n");
}

bool html_save(struct html *h, const char *path, struct error *err)
{
    bool out = slice_is(slice_of(path), "-");
    html_raw(h, "</main>\n</body>\n</html>\n");
    FILE *file = out ? stdout : fopen(path, "we");
    if (!file)
        return error_errno(err, REFUSE, path, "cannot be written");
    bool good = fwrite(h->out.ptr, 1, h->out.len, file) == h->out.len;
    good = (out ? fflush(file) : fclose(file)) == 0 && good;
    return good || error_errno(err, REFUSE, path, "cannot be written");
}

const char *html_class(double contribution)
{
    return contribution > 0 ? "good" : contribution < 0 ? "bad" : "none";
}

const char *html_mark(double contribution)
{
    return contribution > 0 ? "▲" : contribution < 0 ? "▼" : "·";
}

void html_bar(struct html *h, double value, double most)
{
    double share = most > 0 ? fmin(fabs(value) / most, 1) * 50 : 0;
    html_printf(h, "<span class=\"bar\" role=\"img\" aria-label=\"%+.3f\">", value);
    if (share > 0)
        html_printf(h, "<i class=\"%s\" style=\"left:%.1f%%;width:%.1f%%\"></i>", html_class(value),
                    value < 0 ? 50 - share : 50, fmax(share, 0.8));
    html_raw(h, "</span>");
}
