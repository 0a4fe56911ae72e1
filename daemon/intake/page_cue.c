#include "intake/page_cue.h"

#include "intake/node.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

/* "word" means that word, "word*" every word that begins so. In alphabetical order, so that only words
 * with the same first two letters are compared. */
#define WORD(string, cue) { string, sizeof(string) - 1, PAGE_##cue }
static const struct known {
    const char *string;
    uint8_t len;
    uint8_t cue;
} known[] = {
    WORD("abo", AWAY), WORD("abobox", AWAY), WORD("aboutauthor", AWAY), WORD("ad", AWAY),
    WORD("adbanner", AWAY), WORD("adbox", AWAY), WORD("addthis*", AWAY), WORD("addtoany*", AWAY),
    WORD("ads", AWAY), WORD("adsbygoogle", AWAY), WORD("adsense", AWAY), WORD("adslot*", AWAY),
    WORD("adv", AWAY), WORD("advertorial", AWAY), WORD("advert*", AWAY), WORD("affiliate*", AWAY),
    WORD("agegate", AWAY), WORD("alert", AWAY), WORD("also", AWAY), WORD("anreisser", TEASER),
    WORD("anzeige*", AWAY), WORD("articlebody", BODY), WORD("article*", BODY),
    WORD("articolo*", BODY), WORD("articulo*", BODY), WORD("artigo*", BODY), WORD("artikel*", BODY),
    WORD("aside", AWAY), WORD("author", AWAY), WORD("authorbio", AWAY), WORD("authorbox", AWAY),
    WORD("autor", AWAY), WORD("autorenbox", AWAY), WORD("banner*", AWAY), WORD("beitrag*", BODY),
    WORD("bildnachweis", AWAY), WORD("bildquelle", AWAY), WORD("bildunterschrift*", AWAY),
    WORD("bio", AWAY), WORD("biobox", AWAY), WORD("blogroll", AWAY), WORD("body", BODY),
    WORD("bodytext", BODY), WORD("bookmark*", AWAY), WORD("bottombar", AWAY),
    WORD("breadcrumbs", AWAY), WORD("breadcrumb*", AWAY), WORD("breaking", AWAY),
    WORD("brotkrume", AWAY), WORD("brotkrumen", AWAY), WORD("buttons", AWAY), WORD("byline*", AWAY),
    WORD("captcha", AWAY), WORD("caption*", AWAY), WORD("carousel", AWAY),
    WORD("comentarios", COMMENTS), WORD("comentario*", COMMENTS), WORD("comment", COMMENTS),
    WORD("commentaire*", COMMENTS), WORD("commentarea", COMMENTS), WORD("commentbox", COMMENTS),
    WORD("commenter*", COMMENTS), WORD("commentform", COMMENTS), WORD("commenti", COMMENTS),
    WORD("commentlist*", COMMENTS), WORD("comments", COMMENTS), WORD("commentsection", COMMENTS),
    WORD("consent*", CONSENT), WORD("contenido", BODY), WORD("content", BODY),
    WORD("contenu", BODY), WORD("conteudo", BODY), WORD("cookie*", CONSENT),
    WORD("copyright", AWAY), WORD("coral", COMMENTS), WORD("corpo", BODY), WORD("corps", BODY),
    WORD("correlat*", AWAY), WORD("crediti", AWAY), WORD("credit*", AWAY), WORD("crosslink*", AWAY),
    WORD("crumb*", AWAY), WORD("cta", AWAY), WORD("cuerpo", BODY), WORD("datenschutz", AWAY),
    WORD("dialog", AWAY), WORD("dida", AWAY), WORD("didascalia", AWAY), WORD("disclosure", AWAY),
    WORD("disqus*", COMMENTS), WORD("donate", AWAY), WORD("donation*", AWAY),
    WORD("dropdown*", AWAY), WORD("editsection", AWAY), WORD("empfehl*", AWAY), WORD("entry", BODY),
    WORD("entrymeta", AWAY), WORD("excerpt", TEASER), WORD("facebook*", AWAY),
    WORD("factbox*", AWAY), WORD("feedback*", AWAY), WORD("fliesstext", BODY),
    WORD("flyout*", AWAY), WORD("follow", AWAY), WORD("followus", AWAY), WORD("foot", AWAY),
    WORD("footer*", AWAY), WORD("fotocredit", AWAY), WORD("fusszeile", AWAY),
    WORD("gdpr*", CONSENT), WORD("hentry", BODY), WORD("hidden", AWAY), WORD("infobar", AWAY),
    WORD("infoline", AWAY), WORD("inhalt", BODY), WORD("inhaltsverzeichnis", AWAY),
    WORD("jump*", AWAY), WORD("kategorien", AWAY), WORD("komentar*", COMMENTS),
    WORD("kommentar*", COMMENTS), WORD("legal", AWAY), WORD("leserbrief*", COMMENTS),
    WORD("lightbox*", AWAY), WORD("likes", AWAY), WORD("livefyre", COMMENTS), WORD("loading", AWAY), WORD("login*", AWAY),
    WORD("logo", AWAY), WORD("main", BODY), WORD("maintext", BODY), WORD("masthead", AWAY),
    WORD("mehr", AWAY), WORD("menue", AWAY), WORD("menu*", AWAY), WORD("meta", AWAY),
    WORD("metadata", AWAY), WORD("metainfo", AWAY), WORD("modal*", AWAY), WORD("more", AWAY),
    WORD("morelinks", AWAY), WORD("mostread", AWAY), WORD("nav", AWAY), WORD("navbar*", AWAY),
    WORD("navi", AWAY), WORD("navigation*", AWAY), WORD("newsletter*", AWAY),
    WORD("next", AWAY), WORD("nocomments", AWAY), WORD("noprint", AWAY), WORD("nota", BODY),
    WORD("notice", AWAY), WORD("noticia", BODY), WORD("offcanvas", AWAY), WORD("onderwerpen", AWAY),
    WORD("onetrust", CONSENT), WORD("openweb", COMMENTS), WORD("outbrain*", AWAY),
    WORD("overlay", AWAY), WORD("pager", AWAY), WORD("pagination*", AWAY), WORD("paging", AWAY),
    WORD("paragraphs", BODY), WORD("partager", AWAY), WORD("paywall*", AWAY),
    WORD("pingback*", COMMENTS), WORD("pinterest", AWAY), WORD("placeholder", AWAY),
    WORD("plista", AWAY), WORD("popular*", AWAY), WORD("popup*", AWAY), WORD("post", BODY),
    WORD("postbody", BODY), WORD("postmeta", AWAY), WORD("postnav*", AWAY), WORD("previous", AWAY),
    WORD("prevnext", AWAY), WORD("print", AWAY), WORD("printonly", AWAY), WORD("privacy", AWAY),
    WORD("promoted", AWAY), WORD("promo*", AWAY), WORD("prose", BODY), WORD("pub", AWAY),
    WORD("publicidade", AWAY), WORD("publicidad*", AWAY), WORD("rating*", AWAY),
    WORD("reacties", COMMENTS), WORD("reactie*", COMMENTS), WORD("readalso", AWAY),
    WORD("readmore", AWAY), WORD("recent", AWAY), WORD("recircul*", AWAY), WORD("recomend*", AWAY),
    WORD("recommend*", AWAY), WORD("register", AWAY), WORD("registration", AWAY),
    WORD("relacionad*", AWAY), WORD("related*", AWAY), WORD("replies", COMMENTS),
    WORD("respond", COMMENTS), WORD("responses", COMMENTS), WORD("rss", AWAY),
    WORD("schlagworte", AWAY), WORD("screenreader", AWAY), WORD("search*", AWAY),
    WORD("seealso", AWAY), WORD("servicebar", AWAY), WORD("services", AWAY), WORD("sharebar", AWAY),
    WORD("share*", AWAY), WORD("sharing*", AWAY), WORD("sidebar*", AWAY), WORD("sidenav", AWAY),
    WORD("signup*", AWAY), WORD("sitefooter", AWAY), WORD("siteheader", AWAY),
    WORD("sitemap", AWAY), WORD("skip", AWAY), WORD("skiplink*", AWAY), WORD("social*", AWAY),
    WORD("spenden", AWAY), WORD("sponsor*", AWAY), WORD("spotim", COMMENTS),
    WORD("storybody", BODY), WORD("story*", BODY), WORD("subnav*", AWAY), WORD("subscribe*", AWAY),
    WORD("subscription*", AWAY), WORD("suche", AWAY), WORD("summary", TEASER),
    WORD("taboola*", AWAY), WORD("tag", AWAY), WORD("tagcloud*", AWAY), WORD("tagged", AWAY),
    WORD("taglist", AWAY), WORD("tags", AWAY), WORD("teaser*", TEASER), WORD("teilen", AWAY),
    WORD("testo", BODY), WORD("text", BODY), WORD("texte", BODY), WORD("texto", BODY),
    WORD("themen", AWAY), WORD("toc", AWAY), WORD("toolbar*", AWAY), WORD("tooltip", AWAY),
    WORD("topbar", AWAY), WORD("topics", AWAY), WORD("toplinks", AWAY),
    WORD("trackback*", COMMENTS), WORD("tracking", AWAY), WORD("trending*", AWAY),
    WORD("tresc", BODY), WORD("twitter*", AWAY), WORD("upsell", AWAY), WORD("upvote*", AWAY),
    WORD("usercentrics", CONSENT), WORD("verwandt*", AWAY), WORD("viafoura", COMMENTS),
    WORD("visuallyhidden", AWAY), WORD("vote*", AWAY), WORD("voting", AWAY),
    WORD("weiterlesen", AWAY), WORD("werbung*", AWAY), WORD("whatsapp", AWAY),
    WORD("widget*", AWAY), WORD("yarpp*", AWAY), WORD("zergnet", AWAY), WORD("zumthema", AWAY),
};
#undef WORD
_Static_assert(count_of(known) < PAGE_WORDS_MAX, "a word has its number");

static int letters(const char *word)
{
    return tolower((unsigned char)word[0]) << 8 | tolower((unsigned char)word[1]);
}

static size_t first_with(int two)
{
    size_t low = 0, high = count_of(known);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (letters(known[middle].string) < two)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool word_matches(const struct known *k, struct slice word)
{
    bool open = k->string[k->len - 1] == '*';
    size_t len = (size_t)k->len - open;
    return (open ? word.len >= len : word.len == len) && strncasecmp(k->string, word.ptr, len) == 0;
}

static struct page_sign stronger(struct page_sign a, struct page_sign b)
{
    return b.cue > a.cue ? b : a;
}

static struct page_sign word_says(struct slice word)
{
    struct page_sign sign = {0};
    if (word.len < 2)
        return sign;
    int two = letters(word.ptr);
    for (size_t i = first_with(two); i < count_of(known) && letters(known[i].string) == two; i++)
        if (word_matches(&known[i], word))
            sign = stronger(sign, (struct page_sign){ known[i].cue, (uint16_t)(i + 1) });
    return sign;
}

/* Cuts the next word off: letters, ending where the case rises (relatedStories, entry_content). */
static bool next_word(struct slice *rest, struct slice *ret)
{
    size_t from = 0, to;
    while (from < rest->len && !isalpha((unsigned char)rest->ptr[from]))
        from++;
    for (to = from; to < rest->len && isalpha((unsigned char)rest->ptr[to]); to++)
        if (to > from && isupper((unsigned char)rest->ptr[to]) && islower((unsigned char)rest->ptr[to - 1]))
            break;
    *ret = slice_sub(*rest, from, to - from);
    *rest = slice_sub(*rest, to, rest->len);
    return ret->len > 0;
}

/* The states of a page ("has-sidebar", "comments-open") are no names of a part. */
static bool is_state(struct slice word)
{
    static const char *const words[] = { "has", "with", "no", "without", "is", "mit", "ohne", "open" };
    for (size_t i = 0; i < count_of(words); i++)
        if (slice_is_nocase(word, words[i]))
            return true;
    return false;
}

/* One name of a class list, or an id. */
static struct page_sign name_says(struct slice name)
{
    struct page_sign sign = {0};
    for (struct slice word; next_word(&name, &word);) {
        if (is_state(word))
            return (struct page_sign){0};
        sign = stronger(sign, word_says(word));
    }
    return sign;
}

/* Blog software writes an article's subjects into its class list: "type-post tag-cookies category-more". */
static bool is_subject(struct slice name)
{
    return slice_starts_nocase(name, "tag-") || slice_starts_nocase(name, "category-");
}

static struct page_sign names_say(struct slice names)
{
    struct page_sign sign = {0};
    names = slice_sub(names, 0, 512);
    bool has_subjects = slice_find(names, "type-") != SIZE_MAX && slice_find(names, "hentry") != SIZE_MAX;
    for (struct slice name; slice_next(&names, ' ', &name);)
        if (name.len && !(has_subjects && is_subject(name)))
            sign = stronger(sign, name_says(name));
    return sign;
}

static enum page_cue role_says(const xmlNode *node)
{
    static const char *const away[] = {
        "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog",
        "alert", "menu", "menubar", "toolbar", "tablist", "button", "form",
    };
    struct slice role = node_attribute(node, "role"), item = node_attribute(node, "itemprop");
    if (slice_is_nocase(item, "articleBody") || slice_is_nocase(node_attribute(node, "property"), "articleBody"))
        return PAGE_BODY;
    if (slice_is_nocase(item, "comment"))
        return PAGE_COMMENTS;
    for (size_t i = 0; role.len && i < count_of(away); i++)
        if (slice_is_nocase(role, away[i]))
            return PAGE_AWAY;
    if (slice_is_nocase(node_attribute(node, "aria-hidden"), "true"))
        return PAGE_AWAY;
    return slice_is_nocase(role, "main") || slice_is_nocase(role, "article") ? PAGE_BODY : PAGE_SILENT;
}

static enum page_cue tag_says(const xmlNode *node)
{
    static const char *const away[] = { "nav", "aside", "footer", "dialog", "menu", "form" };
    static const char *const body[] = { "article", "main" };
    return node_is_one_of(node, away, count_of(away)) ? PAGE_AWAY :
           node_is_one_of(node, body, count_of(body)) ? PAGE_BODY : PAGE_SILENT;
}

/* The frame of a page is named after everything that stands in it; a heading's id after its own words. */
struct page_sign page_sign(const xmlNode *node)
{
    if (node_is(node, "body") || node_is(node, "html"))
        return (struct page_sign){0};
    struct page_sign sign = { .cue = tag_says(node) };
    if (node->properties)
        sign = stronger(sign, (struct page_sign){ .cue = role_says(node) });
    if (strchr((const char *)node->name, '-')) /* a custom element's name is one it gave itself */
        sign = stronger(sign, name_says(slice_of((const char *)node->name)));
    if (!node->properties)
        return sign;
    if (!node_is_heading(node))
        sign = stronger(sign, names_say(node_attribute(node, "id")));
    return stronger(sign, names_say(node_attribute(node, "class")));
}
