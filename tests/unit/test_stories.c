/* Near copies, stories and origins: what one item after another becomes, what a restart keeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "stories/index.h"
#include "stories/stories.h"
#include "stories/trace.h"
#include "support/rows.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct stories_settings settings = {
    .enabled = true, .window = { 7 * 86400000 }, .items = 1024, .memory = 4 << 20, .copy = 1,
    .same = 1,
};

static const int64_t day = 86400000, monday = INT64_C(1772409600000);

#define UNDATED INT64_MIN

/* One item: id, outlet, when in ms after Monday, text; fetched long after. */
struct item {
    const char *id, *outlet;
    int64_t at;
    const char *title, *text;
};

static struct article *make(const struct item *i)
{
    struct article *a = article_new();
    a->feed = mem_string("feed");
    a->id = mem_string(i->id);
    a->url = mem_printf("http://%s/%s", i->outlet, i->id);
    a->fetched = monday + 300 * day;
    if (i->at != UNDATED)
        a->published = monday + i->at;
    article_title(a, slice_of(i->title));
    article_plain(a, slice_of(i->text));
    article_finish(a);
    return a;
}

/* Places it; its cluster is to be freed. */
static struct cluster *place(struct stories *s, const struct item *i, struct text *trace)
{
    OWNED(article) a = make(i);
    return stories_place(s, a, trace);
}

#define WHEEL                                                                                     \
    "\"The wheel went dead in my hands and there was nothing that anybody could have done,\" "
#define FERRY                                                                                     \
    "The ferry Maid of Torran struck rocks off Sallow Point on Monday with 214 people aboard. "   \
    "Eleven passengers were taken to Dunmarrow Infirmary. The master Egil Harrow had reported a " \
    "steering failure at six, and lifeboats from Port Ellick brought everyone ashore. "           \
    WHEEL "he said."

#define FERRY_ITEM { "1", "gazette.example", 0, "Ferry runs aground", FERRY }
static const struct item ferry = FERRY_ITEM;

struct row {
    const char *name;
    struct item second;
    bool copy, same;
    uint32_t origins;
};

static const struct row rows[] = {
    { "the same text under another headline is a copy",
      { "2", "portal.example", 3600000, "Everyone safe", FERRY }, true, true, 1 },
    { "a notice behind it makes it no other text",
      { "2", "portal.example", 3600000, "Everyone safe",
        FERRY "\n\nSign up for our letter and get the news of the day in your inbox each morning." },
      true, true, 1 },
    { "half of it is a copy",
      { "2", "portal.example", 3600000, "Everyone safe",
        "The ferry Maid of Torran struck rocks off Sallow Point on Monday with 214 people aboard. "
        "Eleven passengers were taken to Dunmarrow Infirmary." }, true, true, 1 },
    { "other words for the same event are no copy, but of the story",
      { "2", "herald.example", 3600000, "Dawn rescue",
        "Lifeboat crews at Port Ellick saved all 214 on the Maid of Torran, which lost her rudder "
        "near the Sallow Point lighthouse." }, false, true, 2 },
    { "an outlet that credits another adds no origin",
      { "2", "herald.example", 3600000, "Dawn rescue",
        "Lifeboat crews at Port Ellick saved all 214 on the Maid of Torran near Sallow Point, "
        "Egil Harrow told the Gazette." }, false, true, 1 },
    { "the same phrases with other numbers and names are neither",
      { "2", "gazette.example", day, "Ferry runs aground",
        "The ferry Lass of Sundry struck rocks off Barrow Head on Tuesday with 87 people aboard. "
        "Four passengers were taken to Kelder Hospital. The master Jon Pryce had reported a "
        "steering failure at nine, and lifeboats from Wick Haven brought everyone ashore." },
      false, false, 1 },
    { "hosts that many share tell of no owner",
      { "2", "www.example.com", 3600000, "Dawn rescue",
        "Lifeboat crews at Port Ellick saved all 214 on the Maid of Torran near Sallow Point." },
      false, true, 2 },
    { "an interview that another outlet led is its",
      { "2", "herald.example", 3600000, "Dawn rescue",
        "All 214 on the Maid of Torran were saved near Sallow Point, Egil Harrow said in an "
        "interview with the Gazette." }, false, true, 1 },
    { "the same words of a speaker in a report of one's own make no copy, and no second origin",
      { "3", "herald.example", 3600000, "Captain speaks",
        WHEEL "said Egil Harrow of the Maid of Torran, who was found on the bridge after midnight "
        "by his mate." },
      false, true, 1 },
    { "a like event elsewhere is another story",
      { "2", "herald.example", 3600000, "Boat hits quay",
        "A river boat with 60 tourists hit the quay of Vantongeren. Nobody was hurt, police said." },
      false, false, 1 },
    { "the same text long after the window is new",
      { "2", "portal.example", 8 * INT64_C(86400000), "Everyone safe", FERRY }, false, false, 1 },
    { "a text without a word has no company", { "2", "portal.example", 0, "", "" }, false, false, 1 },
};

static void stands(void **state)
{
    const struct row *row = *state;
    OWNED(stories) s = stories_new(&settings);
    HELD(text) trace = { 0 };
    OWNED(cluster) first = place(s, &ferry, &trace);
    OWNED(cluster) second = place(s, &row->second, &trace);
    assert_int_equal(second->copy_of, row->copy ? first->story : 0);
    assert_int_equal(second->story == first->story, row->same);
    assert_int_equal(second->place.origins, row->origins);
    assert_int_equal(second->place.items, row->same ? 2 : 1);
    assert_true(second->novelty >= 0 && second->novelty <= 1);
    assert_int_equal(second->place.copy, row->copy);
}

/* Two items, the second an hour after the first unless it says otherwise. */
struct pair_row {
    const char *name;
    struct item first, second;
    bool copy, same;
    uint32_t origins;
};

#define BRIDGE "Mayor Lucius Brandt closed the Cardinal Bridge on Tuesday after engineers found a crack. "
#define RATE "The Bank of Torran left its deposit rate unchanged at 2.25% on Thursday, as expected."
#define RESULTS                                                                                   \
    "Halvard Systems today announced revenue of $1.84 billion for its first quarter, up 12 percent. " \
    "Net income per share was $0.71. Priscilla Okafor leads the company from San Mateo. "

static const struct pair_row pair_rows[] = {
    { "two reports from one press conference are one origin",
      { "1", "gazette.example", 0, "Mayor shuts bridge", BRIDGE "He told reporters that ferries run." },
      { "2", "herald.example", 3600000, "Cracked steel",
        "Commuters lose the Cardinal Bridge to a crack, Lucius Brandt said at a news conference." },
      false, true, 1 },
    { "two that quote one magazine are its, though its own report never came",
      { "1", "gazette.example", 0, "Banker wants limits",
        "Tilda Ostendorf of the Corvey Bank told the German magazine Zeitfragen that 3,000 euros are "
        "enough." },
      { "2", "herald.example", 3600000, "Run by telephone",
        "Citizens need 3,000 euros at most, says Tilda Ostendorf of the Corvey Bank, the magazine "
        "Zeitfragen reported." },
      false, true, 1 },
    { "a release told in other words is its company's",
      { "1", "releases.example", 0, "Halvard reports first quarter", RESULTS },
      { "2", "chips.example", 3600000, "Halvard earns more",
        "Okafor's Halvard made 71 cents a share as turnover of $1.84 billion rose 12%." },
      false, true, 1 },
    { "the words of a speaker between single marks are his as well",
      { "1", "gazette.example", 0, "Roof gone in Lievin",
        "\u2018The roof simply went up and then came the silence,\u2019 said Bruno Delattre in "
        "Lievin, where the Colorance works burned." },
      { "2", "herald.example", 3600000, "Lievin after the blast",
        "Bruno Delattre of Lievin saw the Colorance works burn. \"The roof simply went up and then "
        "came the silence.\"" },
      false, true, 1 },
    { "other words for one kind of event in one place are one story",
      { "1", "gazette.example", 0, "Blast kills three in Lievin",
        "An explosion killed three at the Colorance factory in Lievin, police said." },
      { "2", "herald.example", 3600000, "A town counts its dead",
        "Windows are gone in Lievin since the plant of Colorance detonated and three of the shift died." },
      false, true, 2 },
    { "another name in the headline of a form is another event",
      { "1", "wire.example", 0, "Regulator backs Corvane's shot for adults",
        "The Medicines Agency on Thursday recommended approving Corvane's vaccine Respira for adults "
        "over 50. A final decision usually follows within two months." },
      { "2", "wire.example", 3600000, "Regulator backs Nordan's shot for children",
        "The Medicines Agency on Thursday recommended approving Nordan's vaccine Flunasal for children "
        "over 2. A final decision usually follows within two months." },
      false, false, 1 },
    { "a column under its headline is filled in anew",
      { "1", "paper.example", 0, "Your stars today with Marge",
        "Aries: someone has news for you. Gemini: call an old friend. For more call Marge on 0900 555 "
        "112, calls cost 80 pence." },
      { "2", "paper.example", 3600000, "Your stars today with Marge",
        "Aries: a letter changes your plans. Gemini: leave an old quarrel. For more call Marge on 0900 "
        "555 112, calls cost 80 pence." },
      false, false, 1 },
    { "a flash of another day is neither, though no date comes with it",
      { "1", "wire.example", UNDATED, "Bank leaves rate unchanged", "TORRAN, June 4 - " RATE },
      { "2", "wire.example", UNDATED, "Bank leaves rate unchanged", "TORRAN, July 16 - " RATE },
      false, false, 1 },
    { "a flash without its dateline is a copy",
      { "1", "wire.example", UNDATED, "Bank leaves rate unchanged", "TORRAN, June 4 - " RATE },
      { "2", "paper.example", UNDATED, "No move", RATE }, true, true, 1 },
    { "an item without a date is of the days of those before it",
      FERRY_ITEM, { "2", "portal.example", UNDATED, "Everyone safe", FERRY }, true, true, 1 },
};

static void pairs_up(void **state)
{
    const struct pair_row *row = *state;
    OWNED(stories) s = stories_new(&settings);
    HELD(text) trace = { 0 };
    OWNED(cluster) first = place(s, &row->first, &trace);
    OWNED(cluster) second = place(s, &row->second, &trace);
    assert_int_equal(second->copy_of, row->copy ? first->story : 0);
    assert_int_equal(second->story == first->story, row->same);
    assert_int_equal(second->place.origins, row->origins);
}

/* Counts of a second report, each on these words. */
struct figure_row {
    const char *name, *second, *outlet, *agrees, *differs; /* NULL: none */
};

#define FIRE                                                                              \
    "A fire at Lattimer House in Bexmoor killed three people, chief Joanne Tulley said. " \
    "There were 214 people in the tower, and 19 injured."
static const struct item fire = { "1", "gazette.example", 0, "Tower fire", FIRE };

static const struct figure_row figure_rows[] = {
    { "another origin that counts alike confirms",
      "Joanne Tulley counted 214 people at Lattimer House in Bexmoor.", "herald.example", "214 people",
      NULL },
    { "a number of victims that differs is a conflict",
      "At Lattimer House in Bexmoor five people died, Joanne Tulley said.", "herald.example", NULL,
      "five people" },
    { "an outlet does not confirm itself",
      "Joanne Tulley counted 214 people at Lattimer House in Bexmoor.", "gazette.example", NULL, NULL },
    { "a number that is far off counts something else",
      "Joanne Tulley thanked 60 people at Lattimer House in Bexmoor.", "herald.example", NULL, NULL },
    { "a number that is close is the same count told otherwise",
      "Joanne Tulley counted 203 people at Lattimer House in Bexmoor.", "herald.example", NULL,
      "203 people" },
    { "an age counts nothing",
      "Joanne Tulley, a 20-year-old injured at Lattimer House in Bexmoor, went home.",
      "herald.example", NULL, NULL },
    { "about so many is no conflict",
      "Joanne Tulley counted about 200 people at Lattimer House in Bexmoor.", "herald.example", NULL,
      NULL },
};

static void assert_figure(const struct article *a, bool agrees, const char *words)
{
    const struct assay_place *place = &a->cluster->place;
    for (uint32_t i = 0; i < place->figures_size; i++) {
        const struct assay_figure *f = &place->figures[i];
        if (f->agrees != agrees)
            continue;
        assert_non_null(words);
        assert_true(slice_is(slice_sub(text_slice(&a->text), f->span.start, f->span.len), words));
        return;
    }
    assert_null(words);
}

static void counts(void **state)
{
    const struct figure_row *row = *state;
    OWNED(stories) s = stories_new(&settings);
    HELD(text) trace = { 0 };
    OWNED(cluster) first = place(s, &fire, &trace);
    struct item second = { "2", row->outlet, 3600000, "News from Bexmoor", row->second };
    OWNED(article) a = make(&second);
    a->cluster = stories_place(s, a, &trace);
    assert_int_equal(a->cluster->story, first->story);
    assert_figure(a, true, row->agrees);
    assert_figure(a, false, row->differs);
}

/* All that was placed before the i-th item, from traces. */
static struct stories *restore(const struct text *traces, size_t size)
{
    struct stories *s = stories_new(&settings);
    for (size_t i = 0; i < size; i++)
        assert_true(stories_restore(s, text_slice(&traces[i])));
    return s;
}

/* What is restored from traces answers as what was there all along, after every item. */
static void restart_changes_nothing(void **state)
{
    (void)state;
    struct text traces[count_of(rows)] = { { 0 } };
    OWNED(stories) lived = stories_new(&settings);
    for (size_t i = 0; i < count_of(rows); i++) {
        struct item item = i ? rows[i].second : ferry;
        char *id = mem_printf("%zu", i);
        item.id = id;
        HELD(text) again = { 0 };
        OWNED(stories) restored = restore(traces, i);
        OWNED(cluster) one = place(lived, &item, &traces[i]);
        OWNED(cluster) other = place(restored, &item, &again);
        assert_true(slice_same(text_slice(&traces[i]), text_slice(&again)));
        assert_int_equal(one->story, other->story);
        assert_int_equal(one->place.origins, other->place.origins);
        mem_free(&id);
    }
    for (size_t i = 0; i < count_of(rows); i++)
        text_done(&traces[i]);
}

static void the_same_item_is_placed_once(void **state)
{
    (void)state;
    OWNED(stories) s = stories_new(&settings);
    HELD(text) trace = { 0 }, none = { 0 };
    OWNED(cluster) first = place(s, &ferry, &trace);
    OWNED(cluster) again = place(s, &ferry, &none);
    assert_int_equal(none.len, 0);
    assert_int_equal(again->copy_of, 0);
    assert_int_equal(again->story, first->story);
    assert_int_equal(again->place.items, 1);
    assert_int_equal(stories_items(s), 1);
}

/* What every outlet carries is common, and the first ones' postings are overwritten. */
static void a_wire_text_is_found_again(void **state)
{
    (void)state;
    OWNED(stories) s = stories_new(&settings);
    for (int i = 0; i < 12; i++) {
        char *id = mem_printf("w%d", i), *outlet = mem_printf("outlet%d.example", i);
        struct item carried = ferry;
        HELD(text) trace = { 0 };
        carried.id = id;
        carried.outlet = outlet;
        OWNED(cluster) ignored = place(s, &carried, &trace);
        mem_free(&id);
        mem_free(&outlet);
    }
    struct item first = ferry;
    HELD(text) none = { 0 };
    first.id = "w0";
    OWNED(cluster) again = place(s, &first, &none);
    assert_int_equal(again->copy_of, 0);
    assert_false(again->place.copy);
    assert_int_equal(again->place.items, 12);
    assert_int_equal(none.len, 0);
    assert_int_equal(stories_items(s), 12);
}

static void what_is_forgotten_is_not_placed_anew(void **state)
{
    (void)state;
    OWNED(stories) s = stories_new(&settings);
    OWNED(article) a = make(&ferry);
    HELD(text) none = { 0 };
    a->cause = "text";
    assert_null(stories_place(s, a, &none));
    assert_int_equal(none.len, 0);
    assert_int_equal(stories_items(s), 0);
}

/* A month later an id stands for another item, unless the item is judged again. */
static void an_id_comes_back_after_the_window(void **state)
{
    (void)state;
    OWNED(stories) s = stories_new(&settings);
    HELD(text) trace = { 0 }, none = { 0 };
    OWNED(cluster) first = place(s, &ferry, &trace);
    struct item late = { "1", "gazette.example", 30 * day, "Bakers meet in Westquay",
                         "Two hundred bakers met in the town hall of Westquay to talk about the price of rye." };
    OWNED(article) edited = make(&late);
    edited->cause = "text";
    OWNED(cluster) again = stories_place(s, edited, &none);
    assert_non_null(again);
    assert_int_equal(again->first_seen, first->first_seen);
    assert_int_equal(none.len, 0);
    assert_int_equal(stories_items(s), 1);
    OWNED(cluster) other = place(s, &late, &none);
    assert_int_equal(other->first_seen, monday + 30 * day);
    assert_true(none.len > 0);
    assert_int_equal(stories_items(s), 2);
}

/* A journal of an older program names an item twice, the second time as a copy of itself. */
static void of_two_traces_of_an_item_the_first_counts(void **state)
{
    (void)state;
    OWNED(stories) s = stories_new(&settings);
    OWNED(stories) restored = stories_new(&settings);
    HELD(text) first = { 0 }, second = { 0 }, none = { 0 };
    struct item copy = ferry;
    char keys[2][24];
    copy.id = "2";
    OWNED(cluster) one = place(s, &ferry, &first);
    OWNED(cluster) other = place(s, &copy, &second);
    assert_true(other->place.copy);
    OWNED(article) a = make(&ferry);
    OWNED(article) b = make(&copy);
    article_key(a, keys[0]);
    article_key(b, keys[1]);
    uint64_t key = cluster_key(keys[0]), old = cluster_key(keys[1]);
    size_t at = 0;
    while (at + sizeof old <= second.len && memcmp(second.ptr + at, &old, sizeof old) != 0)
        at++;
    assert_true(at + sizeof old <= second.len);
    memcpy(second.ptr + at, &key, sizeof key);
    assert_true(stories_restore(restored, text_slice(&first)));
    assert_true(stories_restore(restored, text_slice(&second)));
    OWNED(cluster) found = place(restored, &ferry, &none);
    assert_false(found->place.copy);
    assert_int_equal(found->copy_of, 0);
}

static void no_bytes_but_a_trace_are_one(void **state)
{
    (void)state;
    OWNED(stories) s = stories_new(&settings);
    HELD(text) trace = { 0 };
    OWNED(cluster) first = place(s, &ferry, &trace);
    for (size_t len = 0; len < trace.len; len++)
        assert_false(stories_restore(s, slice_sub(text_slice(&trace), 0, len)));
    text_add_byte(&trace, 0);
    assert_false(stories_restore(s, text_slice(&trace)));
}

/* The first form counted the names and ended with the traits. */
static void traces_of_the_program_before_are_read(void **state)
{
    (void)state;
    enum { MARKS_AT = 55, NAMES_AT = 62, TAIL = 25 };
    OWNED(stories) s = stories_new(&settings);
    OWNED(stories) again = stories_new(&settings);
    HELD(text) trace = { 0 };
    HELD(text) old = { 0 };
    OWNED(cluster) first = place(s, &ferry, &trace);
    size_t names_at = NAMES_AT + (size_t)(unsigned char)trace.ptr[MARKS_AT] * 4;
    struct slice all = text_slice(&trace);
    text_add_byte(&old, 1);
    text_add(&old, slice_sub(all, 1, names_at - 1));
    text_add_byte(&old, 9);
    text_add(&old, slice_sub(all, names_at, all.len - TAIL - names_at));
    assert_true(stories_restore(again, text_slice(&old)));
    HELD(text) next = { 0 };
    OWNED(cluster) second = place(again, &rows[0].second, &next);
    assert_int_equal(second->copy_of, first->story);
}

static void the_ring_forgets_the_oldest(void **state)
{
    (void)state;
    OWNED(stories) s = stories_new(&settings);
    HELD(text) trace = { 0 };
    OWNED(cluster) first = place(s, &ferry, &trace);
    for (size_t i = 0; i < 1024; i++) {
        char *id = mem_printf("n%zu", i);
        char *text = mem_printf("Parcel %zu reached Depot %zu.", i, i * 7);
        struct item other = { id, "depot.example", 0, "Parcel", text };
        OWNED(cluster) ignored = place(s, &other, &trace);
        mem_free(&id);
        mem_free(&text);
    }
    struct item copy = ferry;
    copy.id = "late";
    OWNED(cluster) late = place(s, &copy, &trace);
    assert_int_equal(late->copy_of, 0);
    assert_int_equal(stories_items(s), 1024);
}

/* The index */

static bool never(void *context, uint32_t slot)
{
    (void)context, (void)slot;
    return false;
}

static bool always(void *context, uint32_t slot)
{
    (void)context, (void)slot;
    return true;
}

static void a_trait_keeps_its_latest_items(void **state)
{
    (void)state;
    OWNED(index) x = index_new(64);
    uint32_t found[INDEX_WAYS];
    for (uint32_t i = 0; i < 100; i++)
        assert_false(index_post(x, 77, i, never, NULL));
    size_t size = index_find(x, 77, found);
    assert_int_equal(size, INDEX_SHARE);
    for (size_t i = 0; i < size; i++)
        assert_in_range(found[i], 100 - INDEX_SHARE, 99);
    assert_true(index_post(x, 77, 100, always, NULL));
    assert_int_equal(index_find(x, 77, found), INDEX_SHARE);
}

static void a_common_trait_leaves_room_for_others(void **state)
{
    (void)state;
    OWNED(index) x = index_new(1);
    uint32_t found[INDEX_WAYS];
    index_post(x, 1, 5, never, NULL);
    for (uint32_t i = 6; i < 1000; i++)
        index_post(x, 2, i, never, NULL);
    assert_int_equal(index_find(x, 1, found), 1);
    assert_int_equal(found[0], 5);
}

static size_t resident_pages(void)
{
    size_t all = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%zu %zu", &all, &resident), 2);
    fclose(f);
    return resident;
}

static void an_index_that_grows_goes_on_finding(void **state)
{
    (void)state;
    const uint32_t all = 300000, spread = 0x9e3779b1; /* it grows once, from 131,072 on */
    OWNED(index) x = index_new(64 << 20);
    uint32_t found[INDEX_WAYS], lost = 0;
    for (uint32_t i = 0; i < all; i++)
        index_post(x, i * spread, i, never, NULL);
    for (uint32_t i = 0; i < all; i++) {
        size_t size = index_find(x, i * spread, found), at = 0;
        while (at < size && found[at] != i)
            at++;
        lost += at == size;
    }
    assert_in_range(lost, 0, all / 100);
}

static void an_index_takes_memory_as_it_is_used(void **state)
{
    (void)state;
    size_t bytes = 64 << 20, before = resident_pages();
    OWNED(index) x = index_new(bytes);
    index_post(x, 77, 1, never, NULL);
    assert_true(resident_pages() < before + bytes / 2 / (size_t)sysconf(_SC_PAGESIZE));
}

static void tells_whose_place_an_item_changes(void **state)
{
    (void)state;
    static const struct item items[] = {
        { "1", "harbour.example", 0, "Ferry runs aground off Sallow Point",
          "The ferry Maid of Torran struck rocks off Sallow Point on Monday with 214 people aboard. Eleven "
          "passengers were taken to Dunmarrow Infirmary. The master Egil Harrow had reported a steering "
          "failure at six, and lifeboats from Port Ellick brought everyone ashore." },
        { "2", "elsewhere.example", 1000, "Bakers meet in Westquay",
          "Two hundred bakers met in the town hall of Westquay to talk about the price of rye." },
        { "3", "herald.example", 3600000, "Dawn rescue",
          "Lifeboat crews at Port Ellick saved all 214 on the Maid of Torran, which lost her rudder near "
          "the Sallow Point lighthouse. Doctors saw to 11 of them." },
    };
    OWNED(stories) s = stories_new(&settings);
    uint64_t keys[count_of(items)];
    for (size_t i = 0; i < count_of(items); i++) {
        OWNED(article) a = make(&items[i]);
        HELD(text) trace = { 0 };
        char key[24];
        a->cluster = stories_place(s, a, &trace);
        article_key(a, key);
        keys[i] = cluster_key(key);
        assert_int_equal(a->cluster->others_size, i == 2);
        if (i == 2)
            assert_int_equal(a->cluster->others[0], keys[0]);
    }
    OWNED(article) first = make(&items[0]); /* as it is by now */
    HELD(text) trace = { 0 };
    first->cluster = stories_place(s, first, &trace);
    assert_int_equal(trace.len, 0);
    assert_int_equal(first->cluster->place.origins, 2);
    assert_int_equal(first->cluster->others_size, 0);
}

int main(void)
{
    struct rows all = { 0 };
    ADD_ROWS(&all, rows, stands);
    ADD_ROWS(&all, pair_rows, pairs_up);
    ADD_ROWS(&all, figure_rows, counts);
    ADD_TEST(&all, restart_changes_nothing);
    ADD_TEST(&all, the_same_item_is_placed_once);
    ADD_TEST(&all, a_wire_text_is_found_again);
    ADD_TEST(&all, what_is_forgotten_is_not_placed_anew);
    ADD_TEST(&all, an_id_comes_back_after_the_window);
    ADD_TEST(&all, of_two_traces_of_an_item_the_first_counts);
    ADD_TEST(&all, no_bytes_but_a_trace_are_one);
    ADD_TEST(&all, traces_of_the_program_before_are_read);
    ADD_TEST(&all, the_ring_forgets_the_oldest);
    ADD_TEST(&all, a_trait_keeps_its_latest_items);
    ADD_TEST(&all, tells_whose_place_an_item_changes);
    ADD_TEST(&all, a_common_trait_leaves_room_for_others);
    ADD_TEST(&all, an_index_that_grows_goes_on_finding);
    ADD_TEST(&all, an_index_takes_memory_as_it_is_used);
    return rows_run("stories", &all);
}
