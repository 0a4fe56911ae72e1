#include "intake/page_phrase.h"

static const char *const labels[] = {
    "advertisement", "anzeige", "- anzeige", "werbung", "reklama", "publicidad", "publicit", "annonce",
    "read more", "read also", "also read", "see also", "more on ", "related:", "related stories",
    "related articles", "you may also", "recommended", "weiterlesen", "lesen sie auch", "lesen sie",
    "auch lesen", "auch interessant", "mehr zum thema", "mehr zu ", "mehr:", "mehr themen", "mehr aus ",
    "zum thema", "lire aussi", "\xc3\xa0 lire aussi", "voir aussi", "leggi anche", "lea tambi", "leia tamb",
    "czytaj te", "czytaj wi", "lees ook", "les ogs", "share this", "sign up", "subscribe", "follow us",
    "teilen", "beitrag teilen", "artikel teilen", "seite teilen", "jetzt teilen", "artikel drucken", "drucken", "partager", "compartir",
    "wird geladen", "loading", "failed to load", "zur\xc3\xbc" "ck zu", "back to ", "nach oben", "retour ", "volver a", "quellen ausblenden",
    "quellen anzeigen", "\xc2\xa9", "(c) ", "copyright ", "all rights reserved", "alle rechte vorbehalten", "tous droits r",
    "todos los derechos", "tutti i diritti",
    "empfohlene", "das k\xc3\xb6nnte sie", "foto:", "fotos:", "photo:", "credit:", "bild:", "quelle:",
};

static const char *const referrals[] = {
    "read more:", "read also:", "also read:", "see also:", "read next:", "related:", "watch:", "recommended:",
    "weiterlesen:", "lesen sie auch:", "auch interessant:", "mehr zum thema:", "siehe auch:",
    "lire aussi:", "lire aussi :", "\xc3\xa0 lire aussi :", "voir aussi :", "leggi anche:", "lees ook:",
    "lea tambi\xc3\xa9n:", "lee tambi\xc3\xa9n:", "vea tambi\xc3\xa9n:", "ver tambi\xc3\xa9n:", "lea m\xc3\xa1s:",
    "le puede interesar:", "te puede interesar:", "leia tamb\xc3\xa9m:", "leia mais:", "veja tamb\xc3\xa9m:",
    "czytaj te\xc5\xbc:", "czytaj wi\xc4\x99" "cej:", "zobacz tak\xc5\xbc" "e:",
    "VEA TAMBI\xc3\x89N:", "LEA TAMBI\xc3\x89N:", "LEE TAMBI\xc3\x89N:", "LEA M\xc3\x81S:", "LEIA TAMB\xc3\x89M:",
};

static const char *const requests[] = {
    "follow us", "follow the ", "follow our", "like us on", "join us on", "join our", "subscribe to ",
    "subscribe now", "subscribe today", "sign up for", "sign up to", "sign up now", "download our", "download the ",
    "get our ", "get the latest", "to view the full story", "to continue reading", "to read the full", "already a subscriber",
    "for the latest ", "click here to", "support our", "donate to", "folgen sie uns", "folge uns", "folgt uns",
    "abonnieren sie", "abonniere ", "jetzt abonnieren", "jetzt anmelden", "melden sie sich", "unterst\xc3\xbctzen sie uns",
    "hier geht es zum", "gef\xc3\xa4llt dir unser", "gef\xc3\xa4llt ihnen unser", "werden sie mitglied", "unterst\xc3\xbctze ", "unterst\xc3\xbctzt uns",
    "jetzt die aktuelle ausgabe", "die aktuelle ausgabe", "mit diesem button", "if you\xe2\x80\x99re seeing this message", "if you're seeing this message",
    "first-time subscribers", "become a member", "become a subscriber", "submit your letter", "do you have a story", "have a news tip",
    "got a tip", "in case of abuse", "\xc2\xa1mira ", "\xc2\xbfya sab", "\xc2\xbfquieres recibir", "recibe las ", "reciba ", "vous souhaitez recevoir",
    "suivez-nous", "suivez ", "abonnez-vous", "inscrivez-vous", "t\xc3\xa9l\xc3\xa9" "chargez",
    "s\xc3\xadguenos", "siga-nos", "siga ", "suscr\xc3\xad" "bete", "suscr\xc3\xad" "base", "\xc3\xbanete a ", "descarga ",
    "inscreva-se", "assine ", "seguici", "iscriviti", "abbonati", "volg ons", "meld je aan",
};

static const char *const others[] = {
    "related", "more stories", "more news", "more articles", "more from ", "more like this", "more on this",
    "read further", "further reading from", "latest news", "latest articles", "latest stories", "latest posts", "most read",
    "most popular", "trending", "popular posts", "you might also", "you may also", "recommended for you", "recommended stories",
    "recent posts", "recent articles", "top stories", "also in the news", "don't miss", "editor's picks", "editors' picks", "up next",
    "next article", "previous article", "stay up-to-date", "stay up to date", "stay connected",
    "\xc3\xa4hnliche artikel", "\xc3\xa4hnliche beitr", "\xc3\xa4hnliche themen", "weitere artikel", "weitere beitr", "weitere meldungen",
    "weitere nachrichten", "weitere news", "weitere themen", "mehr zum thema", "mehr artikel", "mehr aus ", "mehr news", "mehr von ",
    "auch interessant", "das k\xc3\xb6nnte", "meistgelesen", "meist gelesen", "kommentierte artikel", "neueste artikel", "neueste beitr",
    "aktuelle artikel", "aktuelle beitr", "letzte beitr", "videos zum thema", "beitr\xc3\xa4ge aus dem forum", "verwandte artikel",
    "verwandte beitr", "verwandte themen", "zum weiterlesen", "n\xc3\xa4" "chster artikel", "vorheriger artikel",
    "notas relacionadas", "noticias relacionadas", "art\xc3\xad" "culos relacionados", "relacionad", "m\xc3\xa1s noticias", "m\xc3\xa1s le\xc3\xad",
    "lo m\xc3\xa1s le", "te puede interesar", "le puede interesar", "te recomendamos", "\xc3\xbaltimas noticias", "not\xc3\xad" "cias relacionadas",
    "leia tamb", "mais lidas", "veja tamb", "mais not\xc3\xad" "cias",
    "articles similaires", "articles li\xc3\xa9s", "sur le m\xc3\xaame sujet", "\xc3\xa0 lire aussi", "les plus lus", "plus d'articles", "vous aimerez aussi",
    "articoli correlati", "leggi anche", "potrebbe interessarti", "i pi\xc3\xb9 letti", "gerelateerd", "lees ook", "meest gelezen",
    "czytaj tak", "zobacz tak", "podobne artyku", "najcz\xc4\x99\xc5\x9b" "ciej czytane", "powi\xc4\x85zane",
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

bool page_phrase_starts(enum page_phrase kind, struct slice words)
{
    for (size_t i = 0; i < all[kind].size; i++)
        if (slice_starts_nocase(words, all[kind].starts[i]))
            return true;
    return false;
}
