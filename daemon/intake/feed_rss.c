/* RSS 0.9x, 1.0 and 2.0 and the modules that live in them. */
#include "intake/feed_reader.h"

#include "base/mem.h"
#include "intake/date.h"

#include <string.h>

/* ------------------------------------------------------------------ the channel */

static void end_ttl(struct feed_reader *r, struct feed_text *text)
{
    int64_t minutes;
    if (feed_role(r) == ROLE_FEED && text->value &&
        slice_to_int(slice_of(text->value), &minutes) && minutes > 0 && minutes < 60 * 24 * 366)
        r->document->ttl = MINUTES(minutes);
}

static void end_skip_hour(struct feed_reader *r, struct feed_text *text)
{
    int64_t hour;
    if (text->value && slice_to_int(slice_of(text->value), &hour) && hour >= 0 && hour <= 24)
        r->document->skip_hours |= 1u << (hour % 24);
}

static void end_skip_day(struct feed_reader *r, struct feed_text *text)
{
    static const char *const days[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };
    for (size_t i = 0; text->value && i < count_of(days); i++)
        if (slice_starts_nocase(slice_of(text->value), days[i]))
            r->document->skip_days |= (uint8_t)(1u << i);
}

static void end_period(struct feed_reader *r, struct feed_text *text)
{
    static const struct {
        const char *name;
        int hours;
    } periods[] = { { "hourly", 1 }, { "daily", 24 }, { "weekly", 168 }, { "monthly", 720 },
                    { "yearly", 8760 } };
    for (size_t i = 0; text->value && i < count_of(periods); i++)
        if (slice_is_nocase(slice_of(text->value), periods[i].name))
            r->update_period = HOURS(periods[i].hours);
}

static void end_frequency(struct feed_reader *r, struct feed_text *text)
{
    int64_t times;
    if (text->value && slice_to_int(slice_of(text->value), &times) && times > 0 && times < 10000)
        r->update_frequency = times;
}

static void end_channel(struct feed_reader *r, struct feed_text *text)
{
    (void)text;
    struct feed_document *d = r->document;
    if (r->update_period.ms && !d->ttl.ms)
        d->ttl.ms = r->update_period.ms / (r->update_frequency ? r->update_frequency : 1);
}

/* ------------------------------------------------------------------ items */

static void start_item(struct feed_reader *r, const struct feed_attributes *a)
{
    feed_start_entry(r, a);
    if (!feed_entry(r))
        return;
    feed_set(&feed_entry(r)->id, feed_attribute_of(a, SPACE_RDF, "about"));
    feed_set(&feed_entry(r)->guid, feed_attribute_of(a, SPACE_RDF, "about"));
}

/* A guid is a permalink unless it says otherwise, but many that say nothing are none: "Item 17". */
static bool is_link(struct slice guid)
{
    size_t at = 0;
    while (at < guid.len && (unsigned char)guid.ptr[at] > ' ')
        at++;
    return at == guid.len;
}

static void start_guid(struct feed_reader *r, const struct feed_attributes *a)
{
    struct slice permalink = feed_attribute(a, "isPermaLink");
    r->guess.guid_is_link = !permalink.len || slice_is_nocase(permalink, "true");
}

static void end_guid(struct feed_reader *r, struct feed_text *text)
{
    struct feed_entry *entry = feed_entry(r);
    if (!entry || feed_role(r) != ROLE_ENTRY || !text->value)
        return;
    feed_set(&entry->guid, slice_of(text->value));
    if (!r->guess.guid_is_link || !is_link(slice_of(text->value))) {
        feed_set(&entry->id, slice_of(text->value));
        return;
    }
    char *link = feed_resolve(r, slice_of(text->value));
    feed_set(&entry->id, slice_of(link));
    if (!entry->link && link) {
        feed_set(&entry->link, slice_of(link));
        r->guess.link = true;
    }
    mem_free(&link);
}

/* A second description is the longer one. */
static void end_description(struct feed_reader *r, struct feed_text *text)
{
    if (feed_role(r) == ROLE_FEED)
        feed_end_subtitle(r, text);
    else
        feed_end_summary(r, text);
}

static void start_enclosure(struct feed_reader *r, const struct feed_attributes *a)
{
    feed_add_enclosure(
        r, feed_attribute(a, "url").len ? feed_attribute(a, "url") : feed_attribute(a, "href"),
        feed_attribute(a, "type"), feed_attribute(a, "length"));
}

static void start_media(struct feed_reader *r, const struct feed_attributes *a)
{
    feed_add_enclosure(r, feed_attribute(a, "url"), feed_attribute(a, "type"),
                       feed_attribute(a, "fileSize"));
}

static void start_source(struct feed_reader *r, const struct feed_attributes *a)
{
    struct feed_entry *entry = feed_entry(r);
    char *url = feed_resolve(r, feed_attribute(a, "url"));
    if (entry && url)
        feed_set(&entry->source_url, slice_of(url));
    mem_free(&url);
}

/* RSS names the source in the element's own text. */
static void end_source(struct feed_reader *r, struct feed_text *text)
{
    struct feed_entry *entry = feed_entry(r);
    if (entry && text->value && !entry->source)
        feed_set(&entry->source, slice_of(text->value));
}

static void end_original(struct feed_reader *r, struct feed_text *text)
{
    struct feed_entry *entry = feed_entry(r);
    char *url = feed_resolve(r, slice_of(text->value));
    if (entry && url)
        feed_set(&entry->original, slice_of(url));
    mem_free(&url);
}

/* Only where nothing better is said. */
static void end_media_title(struct feed_reader *r, struct feed_text *text)
{
    struct feed_entry *entry = feed_entry(r);
    char *title = feed_plain(text);
    if (entry && !entry->title && title) {
        feed_set(&entry->title, slice_of(title));
        r->entry_title_depth = SIZE_MAX;
    }
    mem_free(&title);
}

static void end_media_text(struct feed_reader *r, struct feed_text *text)
{
    if (!feed_entry(r) && !r->document->subtitle.value)
        feed_move(&r->document->subtitle, text);
    else if (feed_entry(r) && !r->guess.summary.value)
        feed_move(&r->guess.summary, text);
}

/* "a, b, c" in one element. */
static void end_keywords(struct feed_reader *r, struct feed_text *text)
{
    struct slice rest = slice_of(text->value), word;
    if (!text->value)
        return;
    struct feed_entry *entry = feed_entry(r);
    while (slice_next(&rest, ',', &word))
        feed_list_add(r, entry ? &entry->categories : &r->document->categories, word);
}

static void start_itunes_category(struct feed_reader *r, const struct feed_attributes *a)
{
    struct feed_entry *entry = feed_entry(r);
    feed_list_add(r, entry ? &entry->categories : &r->document->categories,
                  feed_attribute(a, "text"));
}

/* ------------------------------------------------------------------ the words, sorted */

static const struct feed_word words[] = {
    { SPACE_NONE, "abstract", 0, KIND_PLAIN, NULL, end_description },
    { SPACE_NONE, "author", ROLE_PERSON, KIND_VALUE, NULL, feed_end_person },
    { SPACE_NONE, "body", 0, KIND_XHTML, NULL, feed_end_content },
    { SPACE_NONE, "category", 0, KIND_VALUE, feed_start_category, feed_end_category },
    { SPACE_NONE, "channel", ROLE_FEED, 0, NULL, end_channel },
    { SPACE_NONE, "contributor", ROLE_ASIDE, 0, NULL, NULL },
    { SPACE_NONE, "day", 0, KIND_VALUE, NULL, end_skip_day },
    { SPACE_NONE, "description", 0, KIND_HTML, NULL, end_description },
    { SPACE_NONE, "enclosure", 0, 0, start_enclosure, NULL },
    { SPACE_NONE, "fullitem", 0, KIND_HTML, NULL, feed_end_content },
    { SPACE_NONE, "guid", 0, KIND_VALUE, start_guid, end_guid },
    { SPACE_NONE, "hour", 0, KIND_VALUE, NULL, end_skip_hour },
    { SPACE_NONE, "image", ROLE_ASIDE, 0, NULL, NULL },
    { SPACE_NONE, "item", ROLE_ENTRY, 0, start_item, feed_end_entry },
    { SPACE_NONE, "keywords", 0, KIND_VALUE, NULL, feed_end_category },
    { SPACE_NONE, "language", 0, KIND_VALUE, NULL, feed_end_language },
    { SPACE_NONE, "lastbuilddate", 0, KIND_VALUE, NULL, feed_end_updated },
    { SPACE_NONE, "link", 0, KIND_VALUE, feed_start_link, feed_end_link },
    { SPACE_NONE, "managingeditor", ROLE_PERSON, KIND_VALUE, NULL, feed_end_person },
    { SPACE_NONE, "pubdate", 0, KIND_VALUE, NULL, feed_end_published },
    { SPACE_NONE, "rss", ROLE_FEED, 0, NULL, end_channel },
    { SPACE_NONE, "source", ROLE_SOURCE, KIND_VALUE, start_source, end_source },
    { SPACE_NONE, "tags", 0, KIND_VALUE, NULL, end_keywords },
    { SPACE_NONE, "textinput", ROLE_ASIDE, 0, NULL, NULL },
    { SPACE_NONE, "title", 0, KIND_PLAIN, NULL, feed_end_title },
    { SPACE_NONE, "ttl", 0, KIND_VALUE, NULL, end_ttl },
    { SPACE_NONE, "webmaster", ROLE_ASIDE, 0, NULL, NULL },
    { SPACE_CONTENT, "encoded", 0, KIND_HTML, NULL, feed_end_content },
    { SPACE_DC, "author", ROLE_PERSON, KIND_VALUE, NULL, feed_end_person },
    { SPACE_DC, "contributor", ROLE_ASIDE, 0, NULL, NULL },
    { SPACE_DC, "creator", ROLE_PERSON, KIND_VALUE, NULL, feed_end_person },
    { SPACE_DC, "date", 0, KIND_VALUE, NULL, feed_end_updated },
    { SPACE_DC, "description", 0, KIND_HTML, NULL, end_description },
    { SPACE_DC, "language", 0, KIND_VALUE, NULL, feed_end_language },
    { SPACE_DC, "publisher", ROLE_ASIDE, 0, NULL, NULL },
    { SPACE_DC, "subject", 0, KIND_VALUE, NULL, feed_end_category },
    { SPACE_DC, "title", 0, KIND_PLAIN, NULL, feed_end_title },
    { SPACE_DCTERMS, "created", 0, KIND_VALUE, NULL, feed_end_created },
    { SPACE_DCTERMS, "issued", 0, KIND_VALUE, NULL, feed_end_published },
    { SPACE_DCTERMS, "modified", 0, KIND_VALUE, NULL, feed_end_updated },
    { SPACE_MEDIA, "category", 0, KIND_VALUE, NULL, feed_end_category },
    { SPACE_MEDIA, "content", 0, 0, start_media, NULL },
    { SPACE_MEDIA, "credit", ROLE_ASIDE, 0, NULL, NULL },
    { SPACE_MEDIA, "description", 0, KIND_PLAIN, NULL, end_media_text },
    { SPACE_MEDIA, "keywords", 0, KIND_VALUE, NULL, end_keywords },
    { SPACE_MEDIA, "title", 0, KIND_PLAIN, NULL, end_media_title },
    { SPACE_ITUNES, "author", ROLE_PERSON, KIND_VALUE, NULL, feed_end_person },
    { SPACE_ITUNES, "category", 0, 0, start_itunes_category, NULL },
    { SPACE_ITUNES, "keywords", 0, KIND_VALUE, NULL, end_keywords },
    { SPACE_ITUNES, "owner", ROLE_ASIDE, 0, NULL, NULL },
    { SPACE_ITUNES, "subtitle", 0, KIND_PLAIN, NULL, end_media_text },
    { SPACE_ITUNES, "summary", 0, KIND_PLAIN, NULL, feed_end_summary },
    { SPACE_SY, "updatefrequency", 0, KIND_VALUE, NULL, end_frequency },
    { SPACE_SY, "updateperiod", 0, KIND_VALUE, NULL, end_period },
    { SPACE_RDF, "rdf", ROLE_FEED, 0, NULL, end_channel },
    { SPACE_FEEDBURNER, "origlink", 0, KIND_VALUE, NULL, end_original },
    { SPACE_XHTML, "body", 0, KIND_XHTML, NULL, feed_end_content },
};

const struct feed_word *feed_rss_word(enum feed_space space, const char *name)
{
    return feed_find_word(words, count_of(words), space, name);
}
