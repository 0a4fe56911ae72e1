#include "intake/plain.h"

#include "base/mem.h"
#include "intake/node.h"
#include "intake/url.h"
#include "item/table.h"

#include <string.h>

/* A link whose words stand at start..start+len of the block being written. */
struct pending_link {
    size_t start, len;
    char *url;
};

struct writer {
    struct article *article;
    struct slice base;
    struct text line;              /* the block being written; '\n' where the author broke it */
    bool has_pipe;                 /* in line */
    size_t in_heading, in_caption, in_item, in_quote;
    struct pending_link *links;
    size_t links_size, links_cap;
    size_t anchor;                 /* where the open link's words start */
    const xmlNode *open_link;
};

/* ------------------------------------------------------------------ writing blocks */

static enum assay_block_kind kind_here(const struct writer *w)
{
    return w->in_heading ? ASSAY_HEADING : w->in_caption ? ASSAY_CAPTION :
           w->in_item ? ASSAY_ITEM : w->in_quote ? ASSAY_QUOTE : ASSAY_PARAGRAPH;
}

/* The address an <a> leads to; false for anchors, places in the same text, and harm. */
static bool resolve_link(const struct writer *w, const xmlNode *node, struct text *url)
{
    struct slice href = slice_trim(node_attribute(node, "href"));
    if (!href.len || href.ptr[0] == '#')
        return false;
    url_resolve(url, w->base, href);
    return url_is_absolute(text_slice(url)) && url_is_harmless(text_slice(url));
}

static void keep_link(struct writer *w)
{
    HELD(text) url = {0};
    if (w->links_size >= ARTICLE_MAX_LINKS || !resolve_link(w, w->open_link, &url))
        return;
    mem_grow(w->links, w->links_size, w->links_cap);
    w->links[w->links_size++] =
        (struct pending_link){ w->anchor, w->line.len - w->anchor, text_take(&url) };
}

/* Each search starts behind the link before, so that two links on the word "here" stay two. */
static void place_links(struct writer *w, struct assay_span block)
{
    uint32_t end = block.start + block.len;
    for (size_t i = 0; i < w->links_size; i++) {
        struct pending_link *link = &w->links[i];
        struct slice words = slice_sub(text_slice(&w->line), link->start, link->len);
        struct assay_span anchor = article_find(w->article, block, words);
        if (anchor.len)
            block =
                (struct assay_span){ anchor.start + anchor.len, end - anchor.start - anchor.len };
        article_link(w->article, anchor, slice_of(link->url));
        mem_free(&link->url);
    }
    w->links_size = 0;
}

/* Lines that the author kept apart may be a table. */
static bool holds_table(struct slice lines)
{
    size_t len;
    for (;;) {
        if (table_starts(lines, &len))
            return true;
        size_t next = slice_find_byte(lines, '\n');
        if (next == SIZE_MAX)
            return false;
        lines = slice_sub(lines, next + 1, lines.len);
    }
}

static void end_block(struct writer *w)
{
    struct slice line = text_slice(&w->line);
    if (w->open_link && w->line.len > w->anchor)
        keep_link(w);
    struct assay_span span = {0};
    if (slice_find_byte(line, '\n') != SIZE_MAX && kind_here(w) == ASSAY_PARAGRAPH &&
        holds_table(line)) {
        span.start = (uint32_t)w->article->text.len;
        article_plain(w->article, line);
        span.len = (uint32_t)w->article->text.len - span.start;
    } else if (line.len) {
        span = article_block(w->article, kind_here(w), line);
    }
    place_links(w, span);
    text_clear(&w->line);
    w->has_pipe = false;
    w->anchor = 0;
}

/* Line breaks of the source are spaces, unless lines of pipes follow one another. */
static void add_text(struct writer *w, struct slice text)
{
    bool has_pipe = slice_find_byte(text, '|') != SIZE_MAX;
    size_t from = w->line.len;
    text_add(&w->line, text);
    w->has_pipe |= has_pipe;
    if (has_pipe && slice_find(text, "\n|") != SIZE_MAX)
        return;
    for (char *c = w->line.ptr + from;
         (c = memchr(c, '\n', (size_t)(w->line.ptr + w->line.len - c)));)
        *c = ' ';
}

/* Two breaks make a paragraph. */
static void add_break(struct writer *w)
{
    size_t end = w->line.len;
    while (end && (w->line.ptr[end - 1] == ' ' || w->line.ptr[end - 1] == '\t'))
        end--;
    if (end && w->line.ptr[end - 1] == '\n' && !w->has_pipe)
        end_block(w);
    else
        text_add_byte(&w->line, '\n');
}

/* ------------------------------------------------------------------ tables */

/* One cell of the page and the rectangle it covers. */
struct grid {
    size_t rows, columns, cap;
    size_t *cells;                 /* 1 + index into texts; TABLE_MAX_COLUMNS to a row */
    struct span {
        size_t start, len;
    } *texts;
    size_t texts_size, texts_cap;
    struct text text;              /* of all cells */
};

static size_t spanned(const xmlNode *cell, const char *name, size_t most)
{
    int64_t value;
    if (!slice_to_int(slice_trim(node_attribute(cell, name)), &value) || value < 1)
        return 1;
    return (size_t)value < most ? (size_t)value : most;
}

static bool is_cell(const xmlNode *node)
{
    return node_is(node, "td") || node_is(node, "th");
}

static void reserve_rows(struct grid *g, size_t rows)
{
    if (rows <= g->cap)
        return;
    size_t cap = g->cap * 2 > rows ? g->cap * 2 : rows;
    g->cells = mem_resize(g->cells, cap * TABLE_MAX_COLUMNS, sizeof *g->cells);
    memset(g->cells + g->cap * TABLE_MAX_COLUMNS, 0,
           (cap - g->cap) * TABLE_MAX_COLUMNS * sizeof *g->cells);
    g->cap = cap;
}

/* Writes the cell into its rectangle; what is taken already stays. */
static void cover(struct grid *g, size_t row, size_t column, size_t rows, size_t columns,
                  size_t text)
{
    reserve_rows(g, row + rows);
    for (size_t r = row; r < row + rows; r++)
        for (size_t c = column; c < column + columns; c++)
            if (!g->cells[r * TABLE_MAX_COLUMNS + c])
                g->cells[r * TABLE_MAX_COLUMNS + c] = text;
    if (row + rows > g->rows)
        g->rows = row + rows;
    if (column + columns > g->columns)
        g->columns = column + columns;
}

/* rows_left: a rowspan reaches no further than the table. */
static void add_row(struct grid *g, const xmlNode *tr, size_t row, size_t rows_left)
{
    size_t column = 0;
    reserve_rows(g, row + 1);
    for (const xmlNode *cell = tr->children; cell; cell = cell->next) {
        if (!is_cell(cell) || node_is_hidden(cell))
            continue;
        while (column < TABLE_MAX_COLUMNS && g->cells[row * TABLE_MAX_COLUMNS + column])
            column++;
        if (column == TABLE_MAX_COLUMNS)
            return;
        size_t start = g->text.len;
        node_words(cell, &g->text);
        mem_grow(g->texts, g->texts_size, g->texts_cap);
        g->texts[g->texts_size++] = (struct span){ start, g->text.len - start };
        size_t columns = spanned(cell, "colspan", TABLE_MAX_COLUMNS - column);
        cover(g, row, column, spanned(cell, "rowspan", rows_left), columns, g->texts_size);
        column += columns;
    }
    if (row + 1 > g->rows)
        g->rows = row + 1;
}

/* Calls each row of the table, those of nested tables left out. */
typedef void row_visitor(void *context, const xmlNode *tr);

static void each_row(const xmlNode *table, row_visitor *visit, void *context)
{
    for (const xmlNode *part = table->children; part; part = part->next) {
        if (node_is(part, "tr"))
            visit(context, part);
        else if (node_is(part, "thead") || node_is(part, "tbody") || node_is(part, "tfoot"))
            each_row(part, visit, context);
    }
}

/* What tells a table of data from one that lays out a page. */
struct shape {
    size_t rows, columns, cells, headers, header_rows, long_cells;
    bool body;                     /* a row that is no header was seen */
};

static size_t text_length(const xmlNode *node)
{
    size_t len = node_is_text(node) ? strlen((const char *)node->content) : 0;
    for (const xmlNode *child = node->children; child && !node_is_text(node); child = child->next)
        len += text_length(child);
    return len;
}

static void look_at_row(void *context, const xmlNode *tr)
{
    struct shape *s = context;
    size_t cells = 0, headers = 0;
    for (const xmlNode *cell = tr->children; cell; cell = cell->next) {
        if (!is_cell(cell))
            continue;
        cells += spanned(cell, "colspan", TABLE_MAX_COLUMNS);
        headers += node_is(cell, "th");
        s->cells++;
        s->long_cells += text_length(cell) > 400;
    }
    bool header = cells && (node_is(tr->parent, "thead") || (headers && headers == s->cells));
    header = header || (headers > 1 && headers + 1 >= cells);
    s->body |= !header;
    s->header_rows += header && !s->body;
    s->headers += headers;
    s->columns = cells > s->columns ? cells : s->columns;
    s->rows++;
}

static bool has_inside(const xmlNode *node, const char *name)
{
    for (const xmlNode *child = node->children; child && !node_is_text(node); child = child->next)
        if (node_is(child, name) || has_inside(child, name))
            return true;
    return false;
}

static bool is_data(const xmlNode *table, const struct shape *s)
{
    struct slice role = node_attribute(table, "role");
    if (slice_is_nocase(role, "presentation") || slice_is_nocase(role, "none") ||
        has_inside(table, "table"))
        return false;
    if (s->rows < 2 || s->columns < 2)
        return false;
    return s->headers || has_inside(table, "caption") || s->long_cells * 4 <= s->cells;
}

struct table_work {
    struct grid grid;
    size_t row, rows;
};

static void fill_row(void *context, const xmlNode *tr)
{
    struct table_work *work = context;
    if (work->row < work->rows)
        add_row(&work->grid, tr, work->row, work->rows - work->row);
    work->row++;
}

/* A row of TABLE_MAX_COLUMNS costs memory whether it is filled or not. */
static size_t rows_that_fit(const struct shape *s)
{
    size_t most = TABLE_MAX_CELLS / s->columns;
    most = most < TABLE_MAX_ROWS ? most : TABLE_MAX_ROWS;
    return s->rows < most ? s->rows : most;
}

static void link_cells(struct writer *w, const xmlNode *node, struct assay_span table)
{
    if (node_is(node, "a")) {
        HELD(text) words = {0};
        HELD(text) url = {0};
        node_words(node, &words);
        if (resolve_link(w, node, &url))
            article_link(w->article, article_find(w->article, table, text_slice(&words)),
                         text_slice(&url));
        return;
    }
    for (const xmlNode *child = node->children; child && !node_is_text(node); child = child->next)
        if (!node_is_mute(child) && w->article->links_size < ARTICLE_MAX_LINKS)
            link_cells(w, child, table);
}

static void write_grid(struct writer *w, const xmlNode *table, struct grid *g, size_t header_rows)
{
    size_t columns = g->columns, size = g->rows * columns;
    struct slice *cells = mem_array(size, sizeof *cells), text = text_slice(&g->text);
    for (size_t i = 0; i < size; i++) {
        size_t at = g->cells[i / columns * TABLE_MAX_COLUMNS + i % columns];
        cells[i] = at ? slice_sub(text, g->texts[at - 1].start, g->texts[at - 1].len) : SLICE("");
    }
    struct assay_span span = article_table(w->article, cells, g->rows, columns,
                                           header_rows ? header_rows : TABLE_HEADER_BY_LOOK);
    link_cells(w, table, span);
    mem_free(&cells);
}

static void write_caption(struct writer *w, const xmlNode *table)
{
    for (const xmlNode *child = table->children; child; child = child->next)
        if (node_is(child, "caption")) {
            HELD(text) words = {0};
            node_words(child, &words);
            article_block(w->article, ASSAY_CAPTION, text_slice(&words));
        }
}

/* False when the table only lays out the page. */
static bool write_table(struct writer *w, const xmlNode *table)
{
    struct shape shape = {0};
    each_row(table, look_at_row, &shape);
    if (!is_data(table, &shape))
        return false;
    struct table_work work = { .rows = rows_that_fit(&shape) };
    each_row(table, fill_row, &work);
    write_caption(w, table);
    if (work.grid.columns)
        write_grid(w, table, &work.grid, shape.header_rows);
    mem_free(&work.grid.cells);
    mem_free(&work.grid.texts);
    text_done(&work.grid.text);
    return true;
}

/* ------------------------------------------------------------------ the walk */

static void count_in(struct writer *w, const xmlNode *node, int by)
{
    size_t *counter = node_is_heading(node)                                     ? &w->in_heading
                      : node_is(node, "figcaption") || node_is(node, "caption") ? &w->in_caption
                      : node_is(node, "li") || node_is(node, "dt") || node_is(node, "dd")
                          ? &w->in_item
                      : node_is(node, "blockquote") ? &w->in_quote
                                                    : NULL;
    if (counter)
        *counter += (size_t)by;
}

static void collect_lines(const xmlNode *node, struct text *out)
{
    if (node_is_text(node))
        text_add(out, slice_of((const char *)node->content));
    else if (node_is(node, "br"))
        text_add_byte(out, '\n');
    for (const xmlNode *child = node->children; child && !node_is_text(node); child = child->next)
        if (!node_is_mute(child))
            collect_lines(child, out);
}

static void write_preformatted(struct writer *w, const xmlNode *node)
{
    HELD(text) lines = {0};
    collect_lines(node, &lines);
    article_plain(w->article, text_slice(&lines));
}

static void walk(struct writer *w, const xmlNode *node);

static void walk_children(struct writer *w, const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        walk(w, child);
}

static void walk_block(struct writer *w, const xmlNode *node)
{
    end_block(w);
    if (node_is(node, "pre"))
        write_preformatted(w, node);
    else if (!node_is(node, "table") || !write_table(w, node)) {
        count_in(w, node, 1);
        walk_children(w, node);
        end_block(w);
        count_in(w, node, -1);
    }
}

/* Links do not nest: HTML forbids it, and the parser sees to it. */
static void walk_link(struct writer *w, const xmlNode *node)
{
    const xmlNode *around = w->open_link;
    w->open_link = node;
    w->anchor = w->line.len;
    walk_children(w, node);
    if (w->line.len > w->anchor)
        keep_link(w);
    w->open_link = around;
    w->anchor = w->line.len;
}

/* The parser ends a document that nests deeper than 256, which bounds this recursion. */
static void walk(struct writer *w, const xmlNode *node)
{
    if (node_is_mute(node))
        return;
    if (node_is_text(node))
        add_text(w, slice_of((const char *)node->content));
    else if (node_is(node, "br"))
        add_break(w);
    else if (node_is_block(node))
        walk_block(w, node);
    else if (node_is(node, "a"))
        walk_link(w, node);
    else
        walk_children(w, node);
}

void plain_node(struct article *a, const xmlNode *node, struct slice base_url)
{
    struct writer w = { .article = a, .base = base_url };
    walk(&w, node);
    end_block(&w);
    text_done(&w.line);
    mem_free(&w.links);
}

void plain_html(struct article *a, struct slice html, struct slice base_url)
{
    bool thinned;
    xmlDocPtr doc = node_parse(html, &thinned);
    a->truncated |= thinned;
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    if (root)
        plain_node(a, root, base_url);
    xmlFreeDoc(doc);
}
