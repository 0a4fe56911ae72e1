#include "intake/page_weigh.h"

#include "base/mem.h"
#include "intake/node.h"
#include "intake/page_cue.h"
#include "item/normal.h"

#include <string.h>

/* What an element holds; hangs on its _private. Sums are of what is not taken away below. */
struct weight {
    struct page_sign sign;
    bool away, block;
    uint32_t chars, linked;        /* characters, and those that stand in links */
    uint32_t links, lines, cells;  /* <a>; lines of text; cells of tables */
    double good, all;              /* weight of the lines; all: before anything is taken away */
};

struct scale {
    struct weight *weights;
    size_t size;
    double everything, total;      /* the whole body; total: without readers' comments */
    struct slice title;
    bool lenient;                  /* cues count for nothing but comments and consent */
    struct said {                  /* what stands in elements that this word would take away */
        double all;
        uint32_t elements;
    } said[PAGE_WORDS_MAX];
    bool doubted[PAGE_WORDS_MAX];
};

static struct weight *weight_of(const xmlNode *node)
{
    return node->_private;
}

/* ------------------------------------------------------------------ lines */

/* A run of text between two edges of blocks. */
struct line {
    uint32_t chars, linked, stops;
};

/* Ideographs say as much as two letters. */
static void read_text(struct line *line, struct slice text, bool linked)
{
    uint32_t chars = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = utf8_next(text, &at);
        chars += c > ' ' && c != 0xa0 ? c >= 0x3040 && c < 0xd7b0 ? 2 : 1 : 0;
        line->stops += c == '.' || c == ',' || c == '!' || c == '?' || c == ';' || c == 0x3002 ||
                       c == 0xff0c || c == 0x60c || c == 0x964;
    }
    line->chars += chars;
    line->linked += linked ? chars : 0;
}

static double line_weight(const struct line *line)
{
    uint32_t words = line->chars - line->linked;
    if (line->linked * 2 > line->chars || words < 20 || (!line->stops && words < 80))
        return 0;
    return words * (line->stops > 1 ? 1 : 0.6);
}

static void end_line(struct line *line, const xmlNode *holder)
{
    struct weight *w = weight_of(holder);
    if (!line->chars)
        return;
    double weight = node_is_heading(holder) && line->chars < 70 ? 0 : line_weight(line);
    w->chars += line->chars;
    w->linked += line->linked;
    w->lines++;
    w->good += weight;
    w->all += weight;
    *line = (struct line){0};
}

/* ------------------------------------------------------------------ weighing */

static size_t count_elements(const xmlNode *node)
{
    size_t count = 1;
    for (const xmlNode *child = node->children; child && !node_is_text(node); child = child->next)
        count += node_is_element(child) ? count_elements(child) : 0;
    return count;
}

static void hang_weights(struct scale *s, xmlNode *node)
{
    struct weight *w = &s->weights[s->size++];
    node->_private = w;
    w->block = node_is_block(node);
    w->sign = page_sign(node);
    for (xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child))
            hang_weights(s, child);
}

/* holder: the block that the line belongs to. */
static void weigh_lines(xmlNode *node, xmlNode *holder, struct line *line, bool linked)
{
    if (node_is_text(node)) {
        read_text(line, slice_of((const char *)node->content), linked);
        return;
    }
    if (node_is_mute(node))
        return;
    struct weight *w = weight_of(node);
    if (w->block)
        end_line(line, holder);
    if (node_is(node, "a")) {
        linked = node_has_attribute(node, "href");
        w->links += linked;
    }
    w->cells += node_is(node, "td") || node_is(node, "th");
    for (xmlNode *child = node->children; child; child = child->next)
        weigh_lines(child, w->block ? node : holder, line, linked);
    if (w->block)
        end_line(line, node);
}

static void add_weight(struct weight *to, const struct weight *from)
{
    to->all += from->all;
    if (from->away)
        return;
    to->chars += from->chars;
    to->linked += from->linked;
    to->links += from->links;
    to->lines += from->lines;
    to->cells += from->cells;
    to->good += from->good;
}

/* Leaves comments out, unless they are nearly all there is: then they are the page. */
static double sum_comments(const xmlNode *node, double most)
{
    if (weight_of(node)->sign.cue >= PAGE_COMMENTS && weight_of(node)->all < most)
        return weight_of(node)->all;
    double sum = 0;
    for (const xmlNode *child = node->children; child; child = child->next)
        sum += node_is_element(child) ? sum_comments(child, most) : 0;
    return sum;
}

static void sum_all(xmlNode *node)
{
    struct weight *w = weight_of(node);
    for (xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child)) {
            sum_all(child);
            w->all += weight_of(child)->all;
        }
}

/* Figures in rows and columns, in whatever box they stand. */
static bool holds_data(const struct weight *w)
{
    return w->cells >= 6 && w->linked * 3 < w->chars;
}

/* An article has one teaser of its own; several are of others. Looks no further than the next element. */
static bool is_one_of_several(const xmlNode *node)
{
    const xmlNode *next = node->next, *before = node->prev;
    for (int i = 0; i < 3 && next && !node_is_element(next); i++)
        next = next->next;
    for (int i = 0; i < 3 && before && !node_is_element(before); i++)
        before = before->prev;
    return (next && node_is_element(next) && weight_of(next)->sign.cue == PAGE_TEASER) ||
           (before && node_is_element(before) && weight_of(before)->sign.cue == PAGE_TEASER);
}

/* A cue is not believed against most of the page's text. */
static bool is_away(const struct scale *s, const xmlNode *node)
{
    const struct weight *w = weight_of(node);
    bool believed = !s->lenient && !s->doubted[w->sign.word] && w->all < s->total * 0.35;
    switch (w->sign.cue) {
    case PAGE_CONSENT: return w->all < s->everything * 0.9;
    case PAGE_COMMENTS: return w->all < s->everything * 0.8;
    case PAGE_AWAY: return believed && !holds_data(w);
    case PAGE_TEASER: return believed && (w->links || is_one_of_several(node));
    default: return false;
    }
}

/* Lists of links, whatever they are called. */
static bool is_link_list(const xmlNode *node)
{
    const struct weight *w = weight_of(node);
    static const char *const rows[] = { "table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption" };
    if (!w->block || w->links < 1 || node_is_one_of(node, rows, count_of(rows)))
        return false;
    return w->links > 1 ? w->linked * 10 > w->chars * 6 : w->linked * 10 > w->chars * 9;
}

static void sum_kept(const struct scale *s, xmlNode *node)
{
    struct weight *w = weight_of(node);
    for (xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child)) {
            sum_kept(s, child);
            struct weight below = *weight_of(child);
            below.all = 0;
            add_weight(w, &below);
        }
    w->away = is_away(s, node) || is_link_list(node);
}

/* ------------------------------------------------------------------ choosing */

static xmlNode *heaviest_child(const xmlNode *node)
{
    xmlNode *best = NULL;
    for (xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child) && !weight_of(child)->away &&
            (!best || weight_of(child)->good > weight_of(best)->good))
            best = child;
    return best;
}

static xmlNode *choose(xmlNode *node)
{
    for (xmlNode *child; (child = heaviest_child(node)); node = child) {
        double share = weight_of(child)->good / (weight_of(node)->good + 1e-9);
        double enough = weight_of(child)->sign.cue == PAGE_BODY ? 0.8 : 0.95;
        if (share < enough || !weight_of(child)->block)
            break;
    }
    return node;
}

static bool is_text_alone(const xmlNode *node)
{
    const struct weight *w = weight_of(node);
    return !w->away && w->good > 0 && w->linked * 5 < w->chars;
}

/* Takes what stands beside `at` away, but for a lead before it and more of the text behind it.
 * Returns the weight of the lead. */
static double clear_beside(xmlNode *at, double good)
{
    double lead = 0;
    for (xmlNode *sibling = at->parent->children; sibling; sibling = sibling->next)
        if (node_is_element(sibling) && sibling != at)
            weight_of(sibling)->away |= !is_text_alone(sibling);
    for (xmlNode *sibling = at->prev; sibling; sibling = sibling->prev)
        if (node_is_element(sibling) && !weight_of(sibling)->away)
            lead += weight_of(sibling)->good;
    for (xmlNode *sibling = at->next; sibling; sibling = sibling->next)
        if (node_is_element(sibling) && weight_of(sibling)->good < good * 0.1)
            weight_of(sibling)->away = true;
    return lead;
}

/* The first words of many articles stand outside of the box that holds the others. */
static xmlNode *with_lead(xmlNode *chosen)
{
    double good = weight_of(chosen)->good;
    xmlNode *best = chosen;
    for (xmlNode *at = chosen; at->parent && node_is_element(at->parent) && !node_is(at, "body"); at = at->parent) {
        if (weight_of(at->parent)->good > good * 1.6)
            break;
        if (clear_beside(at, good) > 0)
            best = at->parent;
    }
    return best;
}

/* ------------------------------------------------------------------ taking away */

static void take(xmlNode *node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

static bool says_title(const struct scale *s, const xmlNode *node)
{
    HELD(text) raw = {0};
    HELD(text) clean = {0};
    if (!node_is_heading(node) || !s->title.len)
        return false;
    node_words(node, &raw);
    normal_add(&clean, text_slice(&raw));
    return slice_is_nocase(text_slice(&clean), s->title.ptr);
}

static bool starts_with_any(struct slice words, const char *const *starts, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (slice_starts_nocase(words, starts[i]))
            return true;
    return false;
}

/* Lines that lead away from the text: short, or mostly links. */
static const char *const labels[] = {
    "advertisement", "anzeige", "- anzeige", "werbung", "reklama", "publicidad", "publicit", "annonce",
    "read more", "read also", "also read", "see also", "more on ", "related:", "related stories",
    "related articles", "you may also", "recommended", "weiterlesen", "lesen sie auch", "lesen sie",
    "auch lesen", "auch interessant", "mehr zum thema", "mehr zu ", "mehr:", "mehr themen", "mehr aus ",
    "zum thema", "lire aussi", "\xc3\xa0 lire aussi", "voir aussi", "leggi anche", "lea tambi", "leia tamb",
    "czytaj te", "czytaj wi", "lees ook", "les ogs", "share this", "sign up", "subscribe", "follow us",
    "empfohlene", "das k\xc3\xb6nnte sie", "foto:", "fotos:", "photo:", "credit:", "bild:", "quelle:",
};

/* The same with the other story's title behind them; the colon tells. */
static const char *const referrals[] = {
    "read more:", "read also:", "also read:", "see also:", "read next:", "related:", "watch:", "recommended:",
    "weiterlesen:", "lesen sie auch:", "auch interessant:", "mehr zum thema:", "siehe auch:",
    "lire aussi:", "lire aussi :", "\xc3\xa0 lire aussi :", "voir aussi :", "leggi anche:", "lees ook:",
    "lea tambi\xc3\xa9n:", "lee tambi\xc3\xa9n:", "vea tambi\xc3\xa9n:", "ver tambi\xc3\xa9n:", "lea m\xc3\xa1s:",
    "le puede interesar:", "te puede interesar:", "leia tamb\xc3\xa9m:", "leia mais:", "veja tamb\xc3\xa9m:",
    "czytaj te\xc5\xbc:", "czytaj wi\xc4\x99" "cej:", "zobacz tak\xc5\xbc" "e:",
    "VEA TAMBI\xc3\x89N:", "LEA TAMBI\xc3\x89N:", "LEE TAMBI\xc3\x89N:", "LEA M\xc3\x81S:", "LEIA TAMB\xc3\x89M:",
};

/* What an outlet asks of its readers, in the imperative that news is not written in. */
static const char *const requests[] = {
    "follow us", "follow the ", "follow our", "like us on", "join us on", "join our", "subscribe to ",
    "subscribe now", "subscribe today", "sign up for", "sign up to", "sign up now", "download our", "download the ",
    "get our ", "get the latest", "to view the full story", "to continue reading", "to read the full", "already a subscriber",
    "for the latest ", "click here to", "support our", "donate to", "folgen sie uns", "folge uns", "folgt uns",
    "abonnieren sie", "abonniere ", "jetzt abonnieren", "jetzt anmelden", "melden sie sich", "unterst\xc3\xbctzen sie uns",
    "hier geht es zum", "suivez-nous", "suivez ", "abonnez-vous", "inscrivez-vous", "t\xc3\xa9l\xc3\xa9" "chargez",
    "s\xc3\xadguenos", "siga-nos", "siga ", "suscr\xc3\xad" "bete", "suscr\xc3\xad" "base", "\xc3\xbanete a ", "descarga ",
    "inscreva-se", "assine ", "seguici", "iscriviti", "abbonati", "volg ons", "meld je aan",
};

static bool is_label(const xmlNode *node)
{
    enum { SHORT = 40, LONG = 220 };
    const struct weight *w = weight_of(node);
    if (!w->block || w->lines != 1 || w->chars > LONG)
        return false;
    HELD(text) raw = {0};
    node_words(node, &raw);
    struct slice words = slice_trim(text_slice(&raw));
    return starts_with_any(words, referrals, count_of(referrals)) ||
           starts_with_any(words, requests, count_of(requests)) ||
           ((w->chars <= SHORT || w->linked * 2 >= w->chars) &&
            starts_with_any(words, labels, count_of(labels)));
}

/* A picture is not shown, so its caption says nothing; that of a table does. */
static bool is_caption(const xmlNode *node)
{
    return node_is(node, "figcaption") && !weight_of(node->parent)->cells;
}

/* Short cells and none within another: a table of data, which stays whole. */
static bool is_data_table(const xmlNode *node)
{
    const struct weight *w = weight_of(node);
    return node_is(node, "table") && w->cells >= 4 && w->chars < w->cells * 60;
}

/* The last announcement kept (a heading, or a line that ends in a colon), while nothing follows it. */
struct announcement {
    xmlNode *node;
    int rank;                      /* of a heading; 7: a line */
    bool bereft;                   /* something was taken from behind it */
};

static bool has_words(const xmlNode *node)
{
    if (node_is_text(node))
        return slice_trim(slice_of((const char *)node->content)).len > 0;
    if (node_is_mute(node))
        return false;
    for (const xmlNode *child = node->children; child; child = child->next)
        if (has_words(child))
            return true;
    return false;
}

static int rank_of(const xmlNode *node)
{
    return node_is_heading(node) ? node->name[1] - '0' : 7;
}

static bool ends_in_colon(const xmlNode *node)
{
    const struct weight *w = weight_of(node);
    if (!w->block || w->lines != 1 || w->chars > 30 || w->cells)
        return false;
    HELD(text) raw = {0};
    node_words(node, &raw);
    return slice_ends(slice_trim(text_slice(&raw)), ":");
}

/* What it announced was taken away, so it goes too. */
static void drop_bereft(struct announcement *a, int rank)
{
    if (a->node && a->bereft && rank <= a->rank)
        take(a->node);
    *a = (struct announcement){0};
}

static void trim(const struct scale *s, xmlNode *node, struct announcement *last)
{
    for (xmlNode *child = node->children, *next; child; child = next) {
        next = child->next;
        if (node_is_text(child) && last->node && has_words(child))
            *last = (struct announcement){0};
        if (!node_is_element(child) || node_is_mute(child))
            continue;
        if (is_caption(child) || says_title(s, child)) {
            take(child);
        } else if (weight_of(child)->away || is_label(child)) {
            last->bereft |= last->node && has_words(child);
            take(child);
        } else if (node_is_heading(child) || ends_in_colon(child)) {
            drop_bereft(last, rank_of(child));
            *last = (struct announcement){ child, rank_of(child), false };
        } else if (!is_data_table(child)) {
            trim(s, child, last);
        } else {
            *last = (struct announcement){0};
        }
    }
}

/* Short lines at either end say when, where and by whom, or what to read next. Stops at the first
 * element that holds weight and goes on inside of it. Headings stay before a text. */
static void trim_end(xmlNode *node, bool last)
{
    for (xmlNode *child = last ? node->last : node->children, *next; child; child = next) {
        next = last ? child->prev : child->next;
        if (node_is_text(child)) {
            if (slice_trim(slice_of((const char *)child->content)).len > 20)
                return;
            continue;
        }
        if (!node_is_element(child) || node_is_mute(child))
            continue;
        const struct weight *w = weight_of(child);
        if (w->good > 0) {
            if (w->block && !w->cells)
                trim_end(child, last);
            return;
        }
        if (!w->block || w->cells || w->chars > 100 || node_is(child, "li") || node_is(child, "ul") || node_is(child, "ol") ||
            node_is(child, "blockquote") || node_is(child, "pre") || (!last && node_is_heading(child)))
            return;
        take(child);
    }
}

/* What weigh_lines found in each element itself, to sum again from there. */
static void sum_again(struct scale *s, const struct weight *own, xmlNode *root)
{
    memcpy(s->weights, own, s->size * sizeof *own);
    sum_kept(s, root);
}

static bool is_enough(const struct scale *s, const xmlNode *root)
{
    return weight_of(root)->good >= s->total * 0.3 && weight_of(root)->good >= 100;
}

static void listen(struct scale *s, const xmlNode *node)
{
    const struct weight *w = weight_of(node);
    if (is_away(s, node)) {
        s->said[w->sign.word].all += w->all;
        s->said[w->sign.word].elements++;
        return;
    }
    for (const xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child))
            listen(s, child);
}

/* The word on many elements that together hold much of the text names no side part: style sheets
 * made by machines call paragraphs anything. */
static bool doubt_loudest(struct scale *s, const xmlNode *root)
{
    enum { MANY = 3 };
    size_t loudest = 0;
    memset(s->said, 0, sizeof s->said);
    listen(s, root);
    for (size_t i = 1; i < PAGE_WORDS_MAX; i++)
        if (s->said[i].elements >= MANY && (!loudest || s->said[i].all > s->said[loudest].all))
            loudest = i;
    s->doubted[loudest] = loudest && s->said[loudest].all > s->total * 0.2;
    return s->doubted[loudest];
}

/* Where cues leave too little, they were wrong: first the loudest words, then all of them; then only
 * what the lines weigh counts. */
static void weigh(struct scale *s, xmlNode *root)
{
    enum { DOUBTS = 3 };
    struct line line = {0};
    s->weights = mem_array(count_elements(root), sizeof *s->weights);
    hang_weights(s, root);
    weigh_lines(root, root, &line, false);
    end_line(&line, root);
    sum_all(root);
    struct weight *own = mem_copy(s->weights, s->size * sizeof *own);
    s->everything = weight_of(root)->all;
    s->total = s->everything - sum_comments(root, s->everything * 0.8);
    sum_again(s, own, root);
    double strict = weight_of(root)->good;
    for (int i = 0; i < DOUBTS && !is_enough(s, root) && doubt_loudest(s, root); i++)
        sum_again(s, own, root);
    if (!is_enough(s, root)) {
        s->lenient = true;
        sum_again(s, own, root);
        s->lenient = weight_of(root)->good > strict * 2;
        memset(s->doubted, 0, sizeof s->doubted);
        if (!s->lenient)
            sum_again(s, own, root);
    }
    mem_free(&own);
}

xmlNode *page_weigh(xmlNode *root, struct slice title)
{
    struct scale s = { .title = title };
    weigh(&s, root);
    xmlNode *chosen = with_lead(choose(root));
    struct announcement last = {0};
    trim(&s, chosen, &last);
    last.bereft |= weight_of(chosen)->good > 200;
    drop_bereft(&last, 0);
    if (weight_of(chosen)->good > 200) {
        trim_end(chosen, false);
        trim_end(chosen, true);
    }
    mem_free(&s.weights);
    return chosen;
}
