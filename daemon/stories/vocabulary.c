#include "stories/vocabulary.h"

#include "stories/concepts.h"
#include "stories/places.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

static const struct {
    uint16_t class;
    const char *words;
} lists[] = {
    { VOCABULARY_COMMON,
      "a about above according across adding after again against ago all almost already also "
      "although always am among an and announced another any anyone are around as asked at "
      "away back based be became because been before began behind being below between both "
      "but by called came can cannot come could day days did do fortnight does doing done "
      "down during each early either end ended even ever every everyone expected far few "
      "first following for former found from full further gave get given go going good got "
      "had half has have he her here him his how however if in including inside into is it "
      "its itself just kept know known last late later latest least left less like likely "
      "long made make making many may me meanwhile might more morning most much must my near "
      "nearly never new next night no nobody none nor not nothing now of off officials on "
      "once one only onto open or other others our out outside over own part people per place "
      "plan planned plans put quite rather really recent recently report reported reports "
      "right said same saw say saying says second see seen sent set several shall she should "
      "show showed since so some someone something soon spokesman spokeswoman spokesperson "
      "statement still such take taken than that the their them then there these they thing "
      "think third this those though through time times to today told tomorrow tonight too "
      "took toward towards under until up upon us use used very via was way we week weeks "
      "well went were what when where whether which while who whole whose why will with "
      "within without work working would year years yesterday yet you your month months "
      "afternoon evening hour hours minute minutes" },
    { VOCABULARY_GENERIC,
      "river lake bay island islands hill hills mount valley port harbour harbor bridge road "
      "street avenue square park station airport hospital school college university institute "
      "museum church court county city town village district state states province region "
      "council parliament senate house congress assembly government ministry department "
      "agency authority office board committee commission bank group company corporation corp "
      "inc ltd plc holdings industries partners capital international national federal "
      "central northern southern eastern western north south east west united republic union "
      "police fire army navy force forces party association federation society foundation "
      "centre center club team league cup prize award act bill law treaty new old great upper "
      "lower st san saint technologies systems services solutions global research american "
      "british european energy resources" },
    { VOCABULARY_RANK,
      "mr mrs ms miss dr sir lord lady dame professor prof president chancellor premier "
      "minister secretary governor mayor senator congressman congresswoman judge justice "
      "chief executive chairman chairwoman chair director general colonel captain major "
      "lieutenant sergeant officer inspector superintendent detective king queen prince "
      "princess pope bishop archbishop reverend deputy vice prime attorney coach analyst "
      "spokesman spokeswoman sheriff commissioner ceo cfo coo gov sen rep gen lt col capt sgt "
      "rev" },
    { VOCABULARY_OFFICE,
      "president chancellor premier pope king queen executive ceo" },
    { VOCABULARY_SHORT,
      "mr mrs ms dr st gov sen rep gen lt col capt sgt rev prof jr sr inc corp co ltd no vs" },
    { VOCABULARY_CALENDAR,
      "january february march april may june july august september october november december "
      "jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday "
      "friday saturday sunday mon tue tues wed thu thurs fri sat sun" },
    { VOCABULARY_OUTLET,
      "reuters ap afp bloomberg news times post gazette herald tribune journal wire press "
      "newswire radio tv television daily weekly chronicle observer guardian mail star "
      "courier mirror telegraph ledger bulletin dispatch sentinel examiner monitor echo "
      "register broadcasting media review newspaper magazine advertiser argus inquirer bbc "
      "cnn cnbc npr dpa upi xinhua tass interfax standard zeitung allgemeine tageblatt rundschau "
      "kurier anzeiger spiegel corriere gazzetta monde figaro pais mundo diario jornal folha "
      "dagblad dagbladet nikkei newsroom" },
    { VOCABULARY_WORLD,
      "us usa uk eu un nato uae america americans americas britain british briton britons "
      "england english scotland scottish wales welsh ireland irish france french paris "
      "germany german germans berlin frankfurt italy italian rome spain spanish madrid europe "
      "europeans brussels china chinese beijing japan japanese tokyo india indian delhi "
      "mumbai russia russian russians moscow kremlin ukraine ukrainian kyiv israel israeli "
      "gaza palestinian iran iranian tehran iraq iraqi syria syrian turkey turkish saudi "
      "arabia arab egypt egyptian africa african nigeria nigerian kenya asia asian korea "
      "korean seoul taiwan hong kong singapore australia australian sydney canada canadian "
      "mexico mexican brazil brazilian argentina poland polish warsaw sweden swedish norway "
      "norwegian denmark danish finland netherlands dutch belgium switzerland swiss austria "
      "greece greek portugal pakistan afghanistan indonesia vietnam philippines london "
      "washington york california texas florida chicago angeles francisco silicon boston "
      "hollywood wall white pentagon republican republicans democrat democrats democratic "
      "conservative conservatives labour liberal tories gop fed fbi cia fda epa sec cdc nasa "
      "imf opec who doj nhs ecb treasury ftse nasdaq dow nyse s&p google apple amazon "
      "microsoft facebook meta twitter tesla youtube instagram tiktok netflix uber openai "
      "christmas easter sunday christian muslim islamic catholic jewish internet covid ai phd "
      "md trump obama biden clinton putin" },
    { VOCABULARY_ORDINAL,
      "first second third fourth q1 q2 q3 q4" },
    { VOCABULARY_TOLL,
      "killed dead died dies deaths kills killing fatalities injured hurt wounded injuries "
      "missing arrested detained" },
    { VOCABULARY_NUMERAL,
      "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
      "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty "
      "ninety dozen one" },
    { VOCABULARY_SCALE,
      "hundred thousand million billion trillion m bn k percent pc mn tn per" },
    { VOCABULARY_RELAY,
      "said told speaking spoke revealed published report per quotes interview reported reports "
      "citing cited quoting according originally first by via reporting quoted learnt learned "
      "disclosed" },
    { VOCABULARY_ABOUT,
      "about around nearly almost over under roughly approximately least most than some up "
      "estimated approaching below above between" },
};

static const struct {
    const char *word;
    double value;
} values[] = {
    { "one", 1 }, { "two", 2 }, { "three", 3 }, { "four", 4 }, { "five", 5 }, { "six", 6 },
    { "seven", 7 }, { "eight", 8 }, { "nine", 9 }, { "ten", 10 }, { "eleven", 11 },
    { "twelve", 12 }, { "thirteen", 13 }, { "fourteen", 14 }, { "fifteen", 15 },
    { "sixteen", 16 }, { "seventeen", 17 }, { "eighteen", 18 }, { "nineteen", 19 },
    { "twenty", 20 }, { "thirty", 30 }, { "forty", 40 }, { "fifty", 50 }, { "sixty", 60 },
    { "seventy", 70 }, { "eighty", 80 }, { "ninety", 90 }, { "dozen", 12 }, { "hundred", 100 },
    { "thousand", 1e3 }, { "k", 1e3 }, { "million", 1e6 }, { "m", 1e6 }, { "mn", 1e6 },
    { "billion", 1e9 }, { "bn", 1e9 }, { "trillion", 1e12 }, { "tn", 1e12 }, { "first", 1 },
    { "second", 2 }, { "third", 3 }, { "fourth", 4 }, { "q1", 1 }, { "q2", 2 }, { "q3", 3 },
    { "q4", 4 }, { "killed", 1 }, { "dead", 1 }, { "died", 1 }, { "dies", 1 }, { "deaths", 1 },
    { "kills", 1 }, { "killing", 1 }, { "fatalities", 1 }, { "injured", 2 }, { "hurt", 2 },
    { "wounded", 2 }, { "injuries", 2 }, { "missing", 3 }, { "arrested", 4 }, { "detained", 4 },
    { "january", 1 }, { "february", 2 }, { "march", 3 }, { "april", 4 }, { "may", 5 },
    { "june", 6 }, { "july", 7 }, { "august", 8 }, { "september", 9 }, { "october", 10 },
    { "november", 11 }, { "december", 12 }, { "jan", 1 }, { "feb", 2 }, { "mar", 3 },
    { "apr", 4 }, { "jun", 6 }, { "jul", 7 }, { "aug", 8 }, { "sep", 9 }, { "sept", 9 },
    { "oct", 10 }, { "nov", 11 }, { "dec", 12 }, { "monday", 21 }, { "mon", 21 },
    { "tuesday", 22 }, { "tue", 22 }, { "tues", 22 }, { "wednesday", 23 }, { "wed", 23 },
    { "thursday", 24 }, { "thu", 24 }, { "thurs", 24 }, { "friday", 25 }, { "fri", 25 },
    { "saturday", 26 }, { "sat", 26 }, { "sunday", 27 }, { "sun", 27 },
};

/* Words by their hash; 2 entries a word at least, so that chains stay short. */
enum { SLOTS = 8192 };
static struct entry {
    struct slice word;
    uint16_t class;
    uint8_t country, concept;
    double value;
} table[SLOTS];
static pthread_once_t built = PTHREAD_ONCE_INIT;

static struct entry *find(struct slice word)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < word.len; i++)
        h = (h ^ (unsigned char)word.ptr[i]) * 16777619u;
    size_t at = (h ^ h >> 15) % SLOTS;
    while (table[at].word.len && !slice_same(table[at].word, word))
        at = (at + 1) % SLOTS;
    return &table[at];
}

/* Every word of the list is of that class and, where they are not 0, of that country and concept;
 * it keeps the first of several. Returns how many words are new. */
static size_t add_list(const char *words, uint16_t class, size_t country, size_t concept)
{
    struct slice rest = slice_of(words), word;
    size_t size = 0;
    while (slice_next(&rest, ' ', &word)) {
        struct entry *e = find(word);
        size += !e->word.len;
        e->word = word;
        e->class |= class;
        e->country = e->country ? e->country : (uint8_t)country;
        e->concept = e->concept ? e->concept : (uint8_t)concept;
    }
    return size;
}

static void build(void)
{
    size_t size = 0;
    for (size_t i = 0; i < count_of(lists); i++)
        size += add_list(lists[i].words, lists[i].class, 0, 0);
    for (size_t i = 0; i < places_size; i++)
        size += add_list(places[i], VOCABULARY_PLACE, i + 1, 0);
    for (size_t i = 0; i < concepts_size; i++)
        size += add_list(concepts[i], VOCABULARY_CONCEPT, 0, i + 1);
    assert(places_size <= PLACES_MOST && concepts_size <= CONCEPTS_MOST);
    for (size_t i = 0; i < count_of(values); i++) {
        struct entry *e = find(slice_of(values[i].word));
        e->word = slice_of(values[i].word);
        e->value = values[i].value;
    }
    assert(size < SLOTS / 2);
    (void)size;
}

uint16_t vocabulary_class(struct slice word)
{
    pthread_once(&built, build);
    return find(word)->class;
}

double vocabulary_value(struct slice word)
{
    pthread_once(&built, build);
    return find(word)->value;
}

unsigned vocabulary_country(struct slice word)
{
    pthread_once(&built, build);
    return find(word)->country;
}

unsigned vocabulary_concept(struct slice word)
{
    pthread_once(&built, build);
    return find(word)->concept;
}
