#include "intake/page_cue.h"

#include "intake/node.h"

#include <ctype.h>
#include <string.h>

/* "word" means that word, "word*" every word that begins so. Sorted by nothing: what_says looks at
 * the first letter before it compares. */
static const char *const body_words[] = {
    "article*", "artikel*", "articulo*", "articolo*", "artigo*", "articlebody", "beitrag*", "body",
    "bodytext", "contenido", "conteudo", "content", "contenu", "corps", "corpo", "cuerpo", "entry",
    "fliesstext", "hentry", "inhalt", "main", "maintext", "nota", "noticia", "paragraphs", "post",
    "postbody", "prose", "story*", "storybody", "text", "texte", "testo", "texto", "tresc",
};

static const char *const comment_words[] = {
    "comment", "comments", "commentaire*", "commentarea", "commentbox", "commentlist*", "comentario*",
    "commenti", "commenter*", "commentform", "commentsection", "comentarios", "disqus*", "kommentar*",
    "komentar*", "leserbrief*", "reacties", "reactie*", "respond", "responses", "livefyre", "viafoura",
    "coral", "spotim", "openweb", "replies", "trackback*", "pingback*",
};

static const char *const consent_words[] = { "consent*", "cookie*", "gdpr*", "usercentrics", "onetrust" };

static const char *const teaser_words[] = { "teaser*", "summary", "excerpt", "anreisser" };

static const char *const away_words[] = {
    "ad", "ads", "adbox", "adbanner", "addthis*", "addtoany*", "adsbygoogle", "adslot*", "adsense", "adv",
    "advert*", "advertorial", "affiliate*", "agegate", "alert", "aside", "anzeige*", "also", "authorbio",
    "autorenbox", "banner*", "blogroll", "bookmark*", "bottombar", "breadcrumb*", "breadcrumbs",
    "brotkrumen", "brotkrume", "byline*", "buttons", "carousel", "captcha", 
    "copyright", "crumb*", "crosslink*", "dialog", "dropdown*", "editsection", "empfehl*", "facebook*",
    "feedback*", "followus", "follow", "footer*", "foot", "fusszeile", "hidden", "infobar",
    "jump*", "kategorien", "legal", "login*", "logo", "lightbox*", "masthead", "mehr", "menu*", "menue",
    "metadata", "modal*", "more", "morelinks", "mostread", "nav", "navi", "navbar*", "navbox*",
    "navigation*", "newsletter*", "noprint", "offcanvas", "onderwerpen", "outbrain*", "overlay",
    "pager", "pagination*", "paging", "partager", "paywall*", "pinterest", "plista", "popular*",
    "popup*", "print", "printonly", "promo*", "promoted", "publicidad*", "publicidade", "pub", "rating*",
    "recent", "recircul*", "recommend*", "recomend*", "register", "registration", "related*",
    "relacionad*", "rss", "schlagworte", "screenreader", "search*", "seealso", "share*", "sharing*",
    "sharebar", "sidebar*", "sidenav", "signup*", "sitemap", "skip", "skiplink*", "social*", "sponsor*",
    "subnav*", "subscribe*", "subscription*", "suche", "taboola*", "tagcloud*", "taglist", "tags",
    "teilen", "themen", "toolbar*", "tooltip", "topbar", "toplinks", "trending*", "twitter*",
    "upsell", "verwandt*", "visuallyhidden", "vote*", "voting", "weiterlesen", "werbung*", "whatsapp",
    "widget*", "yarpp*", "zergnet", "abo", "abobox", "siteheader", "sitefooter", "authorbox", "biobox",
    "credit*", "bildnachweis", "bildquelle", "fotocredit", "author", "autor", "bio", "aboutauthor",
    "readmore", "readalso", "zumthema", "tag", "topics", "disclosure", "correlat*", "crediti",
    "toc", "inhaltsverzeichnis", "tagged", "factbox*", "placeholder", "notice", "nocomments", "likes", "flyout*", "breaking",
    "cta", "donate", "donation*", "spenden", "tracking", "upvote*", "prevnext", "previous", "next",
    "postnav*", "postmeta", "entrymeta", "meta", "infoline", "metainfo", "services", "servicebar",
};

static bool word_matches(const char *entry, struct slice word)
{
    size_t len = strlen(entry);
    bool open = entry[len - 1] == '*';
    len -= open;
    return (open ? word.len >= len : word.len == len) && strncasecmp(entry, word.ptr, len) == 0;
}

static bool is_among(const char *const *entries, size_t size, struct slice word)
{
    for (size_t i = 0; i < size; i++)
        if (entries[i][0] == tolower((unsigned char)word.ptr[0]) && word_matches(entries[i], word))
            return true;
    return false;
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

static enum page_cue stronger(enum page_cue a, enum page_cue b)
{
    return a > b ? a : b;
}

/* One name of a class list, or an id. */
static enum page_cue name_says(struct slice name)
{
    enum page_cue cue = PAGE_SILENT;
    for (struct slice word; next_word(&name, &word);) {
        if (is_state(word))
            return PAGE_SILENT;
        if (is_among(consent_words, count_of(consent_words), word))
            cue = stronger(cue, PAGE_CONSENT);
        else if (is_among(comment_words, count_of(comment_words), word))
            cue = stronger(cue, PAGE_COMMENTS);
        else if (is_among(away_words, count_of(away_words), word))
            cue = stronger(cue, PAGE_AWAY);
        else if (is_among(teaser_words, count_of(teaser_words), word))
            cue = stronger(cue, PAGE_TEASER);
        else if (is_among(body_words, count_of(body_words), word))
            cue = stronger(cue, PAGE_BODY);
    }
    return cue;
}

static enum page_cue names_say(struct slice names)
{
    enum page_cue cue = PAGE_SILENT;
    names = slice_sub(names, 0, 512);
    for (struct slice name; slice_next(&names, ' ', &name);)
        if (name.len)
            cue = stronger(cue, name_says(name));
    return cue;
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
    for (size_t i = 0; i < count_of(away); i++)
        if (slice_is_nocase(role, away[i]))
            return PAGE_AWAY;
    if (slice_is_nocase(node_attribute(node, "aria-hidden"), "true"))
        return PAGE_AWAY;
    return slice_is_nocase(role, "main") || slice_is_nocase(role, "article") ? PAGE_BODY : PAGE_SILENT;
}

static enum page_cue tag_says(const xmlNode *node)
{
    static const char *const away[] = { "nav", "aside", "footer", "dialog", "menu" };
    static const char *const body[] = { "article", "main" };
    return node_is_one_of(node, away, count_of(away)) ? PAGE_AWAY :
           node_is_one_of(node, body, count_of(body)) ? PAGE_BODY : PAGE_SILENT;
}

/* The frame of a page is named after everything that stands in it. */
enum page_cue page_cue(const xmlNode *node)
{
    if (node_is(node, "body") || node_is(node, "html"))
        return PAGE_SILENT;
    enum page_cue cue = stronger(tag_says(node), role_says(node));
    if (strchr((const char *)node->name, '-')) /* a custom element's name is one it gave itself */
        cue = stronger(cue, name_says(slice_of((const char *)node->name)));
    cue = stronger(cue, names_say(node_attribute(node, "id")));
    return stronger(cue, names_say(node_attribute(node, "class")));
}
