#include "intake/page_phrase.h"

#include <string.h>
#include <strings.h>

static const char *const labels[] = {
    "advertisement", "anzeige", "- anzeige", "werbung", "reklama", "publicidad", "publicit",
    "annonce", "read more", "read also", "also read", "see also", "more on ", "related:",
    "related stories", "related articles", "you may also", "recommended", "weiterlesen",
    "lesen sie auch", "lesen sie", "auch lesen", "auch interessant", "mehr zum thema", "mehr zu ",
    "mehr:", "mehr themen", "mehr aus ", "zum thema", "lire aussi", "à lire aussi", "voir aussi",
    "leggi anche", "lea tambi", "leia tamb", "czytaj te", "czytaj wi", "lees ook", "les ogs",
    "share this", "sign up", "subscribe", "follow us", "teilen", "beitrag teilen",
    "artikel teilen", "seite teilen", "jetzt teilen", "artikel drucken", "drucken", "partager",
    "compartir", "wird geladen", "loading", "failed to load", "zurück zu", "back to ",
    "nach oben", "retour ", "volver a", "quellen ausblenden", "quellen anzeigen", "©", "(c) ",
    "copyright ", "all rights reserved", "alle rechte vorbehalten", "tous droits r",
    "todos los derechos", "tutti i diritti", "empfohlene", "das könnte sie", "foto:", "fotos:",
    "photo:", "credit:", "bild:", "quelle:",
};

static const char *const referrals[] = {
    "read more:", "read also:", "also read:", "see also:", "read next:", "related:", "watch:",
    "recommended:", "weiterlesen:", "lesen sie auch:", "auch interessant:", "mehr zum thema:",
    "siehe auch:", "lire aussi:", "lire aussi :", "à lire aussi :", "voir aussi :",
    "leggi anche:", "lees ook:", "lea también:", "lee también:", "vea también:", "ver también:",
    "lea más:", "le puede interesar:", "te puede interesar:", "leia também:", "leia mais:",
    "veja também:", "czytaj też:", "czytaj więcej:", "zobacz także:", "VEA TAMBIÉN:",
    "LEA TAMBIÉN:", "LEE TAMBIÉN:", "LEA MÁS:", "LEIA TAMBÉM:",
};

static const char *const requests[] = {
    "follow us", "follow the ", "follow our", "like us on", "join us on", "join our",
    "subscribe to ", "subscribe now", "subscribe today", "sign up for", "sign up to",
    "sign up now", "download our", "download the ", "get our ", "get the latest",
    "to view the full story", "to continue reading", "to read the full", "already a subscriber",
    "for the latest ", "click here to", "support our", "donate to", "folgen sie uns", "folge uns",
    "folgt uns", "abonnieren sie", "abonniere ", "jetzt abonnieren", "jetzt anmelden",
    "melden sie sich", "unterstützen sie uns", "hier geht es zum", "gefällt dir unser",
    "gefällt ihnen unser", "werden sie mitglied", "unterstütze ", "unterstützt uns",
    "jetzt die aktuelle ausgabe", "die aktuelle ausgabe", "mit diesem button",
    "if you’re seeing this message", "if you're seeing this message", "first-time subscribers",
    "become a member", "become a subscriber", "submit your letter", "do you have a story",
    "have a news tip", "got a tip", "in case of abuse", "¡mira ", "¿ya sab", "¿quieres recibir",
    "recibe las ", "reciba ", "vous souhaitez recevoir", "suivez-nous", "suivez ", "abonnez-vous",
    "inscrivez-vous", "téléchargez", "síguenos", "siga-nos", "siga ", "suscríbete", "suscríbase",
    "únete a ", "descarga ", "inscreva-se", "assine ", "seguici", "iscriviti", "abbonati",
    "volg ons", "meld je aan",
};

static const char *const others[] = {
    "related|", "related:", "related stories", "related articles", "related news",
    "related posts", "related content", "related coverage", "related reading", "related topics",
    "related links", "related —", "more stories", "more news", "more articles", "more from ",
    "more like this", "more on this", "read further", "further reading from", "latest news",
    "latest articles", "latest stories", "latest posts", "most read", "most popular", "trending|",
    "trending now", "trending stories", "popular posts", "you might also", "you may also",
    "recommended for you", "recommended stories", "recent posts", "recent articles",
    "top stories", "also in the news", "don't miss|", "don't miss:", "editor's picks",
    "editors' picks", "up next", "next article", "previous article", "stay up-to-date",
    "stay up to date", "stay connected", "ähnliche artikel", "ähnliche beitr", "ähnliche themen",
    "weitere artikel", "weitere beitr", "weitere meldungen", "weitere nachrichten",
    "weitere news", "weitere themen", "mehr zum thema", "mehr artikel", "mehr aus ", "mehr news",
    "mehr von ", "auch interessant", "das könnte", "meistgelesen", "meist gelesen",
    "kommentierte artikel", "neueste artikel", "neueste beitr", "aktuelle artikel",
    "aktuelle beitr", "letzte beitr", "videos zum thema", "beiträge aus dem forum",
    "verwandte artikel", "verwandte beitr", "verwandte themen", "zum weiterlesen",
    "nächster artikel", "vorheriger artikel", "notas relacionadas", "noticias relacionadas",
    "artículos relacionados", "relacionado|", "relacionada|", "relacionados|", "relacionadas|",
    "más noticias", "más leí", "lo más le", "te puede interesar", "le puede interesar",
    "te recomendamos", "últimas noticias", "notícias relacionadas", "leia tamb", "mais lidas",
    "veja tamb", "mais notícias", "articles similaires", "articles liés", "sur le même sujet",
    "à lire aussi", "les plus lus", "plus d'articles", "vous aimerez aussi", "articoli correlati",
    "leggi anche", "potrebbe interessarti", "i più letti", "gerelateerd", "lees ook",
    "meest gelezen", "czytaj tak", "zobacz tak", "podobne artyku", "najczęściej czytane",
    "powiązane",
};

#define PHRASES(list) { list, count_of(list) }
static const struct phrases {
    const char *const *starts;
    size_t size;
} all[] = {
    [PAGE_LABEL] = PHRASES(labels),
    [PAGE_REFERRAL] = PHRASES(referrals),
    [PAGE_REQUEST] = PHRASES(requests),
    [PAGE_OTHERS] = PHRASES(others),
};
#undef PHRASES

/* A phrase that ends in '|' is the whole line. */
static bool starts_so(struct slice words, const char *phrase)
{
    size_t len = strlen(phrase);
    return phrase[len - 1] != '|' ? slice_starts_nocase(words, phrase)
                                  : words.len == len - 1 && strncasecmp(words.ptr, phrase, len - 1) == 0;
}

bool page_phrase_starts(enum page_phrase kind, struct slice words)
{
    for (size_t i = 0; i < all[kind].size; i++)
        if (starts_so(words, all[kind].starts[i]))
            return true;
    return false;
}
