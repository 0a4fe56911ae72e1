/* What the words of all dialects have in common. */
#include "intake/feed_reader.h"

#include "base/mem.h"
#include "intake/date.h"
#include "intake/url.h"

#include <string.h>

const struct feed_word *feed_find_word(const struct feed_word *words, size_t size,
                                       enum feed_space space, const char *name)
{
    size_t low = 0, high = size;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = (int)space - (int)words[middle].space;
        if (!order)
            order = strcmp(name, words[middle].name);
        if (!order)
            return &words[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct feed_word *feed_word(const struct feed_document *d, enum feed_space space,
                                  const char *name)
{
    if (space != SPACE_NONE && space != SPACE_ATOM)
        return feed_rss_word(space, name);
    bool atom = space == SPACE_ATOM || d->dialect == FEED_ATOM03 || d->dialect == FEED_ATOM10;
    const struct feed_word *word = atom ? feed_atom_word(SPACE_ATOM, name)
                                        : feed_rss_word(SPACE_NONE, name);
    if (word)
        return word;
    return atom ? feed_rss_word(SPACE_NONE, name) : feed_atom_word(SPACE_ATOM, name);
}

/* ------------------------------------------------------------------ the reader */

struct feed_frame *feed_top(const struct feed_reader *r)
{
    return r->depth ? &r->frames[r->depth - 1] : NULL;
}

enum feed_role feed_role(const struct feed_reader *r)
{
    enum feed_role role = r->depth ? feed_top(r)->role : ROLE_NONE;
    return role == ROLE_ENTRY && !r->entry_open ? ROLE_ASIDE : role;
}

struct feed_entry *feed_entry(const struct feed_reader *r)
{
    return r->entry_open ? &r->document->entries[r->document->entries_size - 1] : NULL;
}

void feed_halt(struct feed_reader *r)
{
    struct feed_document *d = r->document;
    if (r->entry_open)
        feed_entry_done(&d->entries[--d->entries_size]);
    r->entry_open = false;
    r->stopped = true;
}

char *feed_resolve(const struct feed_reader *r, struct slice reference)
{
    HELD(text) url = {0};
    if (!slice_trim(reference).len)
        return NULL;
    url_resolve(&url, slice_of(r->depth ? feed_top(r)->base : NULL), reference);
    return url.len ? text_take(&url) : NULL;
}

void feed_list_add(const struct feed_reader *r, struct feed_list *list, struct slice value)
{
    value = slice_trim(value);
    if (!value.len || list->size >= r->limits->list)
        return;
    for (size_t i = 0; i < list->size; i++)
        if (slice_is(value, list->items[i]))
            return;
    mem_grow(list->items, list->size, list->cap);
    list->items[list->size++] = slice_string(value);
}

void feed_add_enclosure(struct feed_reader *r, struct slice url, struct slice type,
                        struct slice length)
{
    struct feed_entry *entry = feed_entry(r);
    char *where = feed_resolve(r, url);
    if (!entry || !where || entry->enclosures_size >= r->limits->list) {
        mem_free(&where);
        return;
    }
    struct feed_enclosure e = { .url = where, .length = -1 };
    feed_set(&e.type, slice_trim(type));
    slice_to_int(slice_trim(length), &e.length);
    mem_grow(entry->enclosures, entry->enclosures_size, entry->enclosures_cap);
    entry->enclosures[entry->enclosures_size++] = e;
}

/* ------------------------------------------------------------------ words of all dialects */

void feed_start_entry(struct feed_reader *r, const struct feed_attributes *a)
{
    (void)a;
    struct feed_document *d = r->document;
    if (r->entry_open)
        feed_end_entry(r, NULL);
    if (d->entries_size == r->limits->entries) {
        FEED_BREACH(r, "the feed has more than %zu entries", r->limits->entries);
        return;
    }
    mem_grow(d->entries, d->entries_size, d->entries_cap);
    struct feed_entry *entry = &d->entries[d->entries_size++];
    *entry = (struct feed_entry){ .published = FEED_NO_TIME, .updated = FEED_NO_TIME };
    entry->language = mem_string(feed_top(r)->language);
    r->entry_open = true;
    r->entry_title_depth = SIZE_MAX;
    r->language_rank = 0;
    r->guess.link = r->guess.guid_is_link = false;
    r->guess.created = FEED_NO_TIME;
    feed_text_done(&r->guess.summary);
}

void feed_end_entry(struct feed_reader *r, struct feed_text *text)
{
    (void)text;
    struct feed_entry *entry = feed_entry(r);
    if (!entry)
        return;
    if (!entry->summary.value && !entry->content.value)
        feed_move(&entry->summary, &r->guess.summary);
    if (!entry->link)
        entry->link = mem_string(entry->original);
    if (entry->published.ms == ASSAY_UNKNOWN_TIME)
        entry->published = r->guess.created;
    feed_text_done(&r->guess.summary);
    r->entry_open = false;
}

/* Titles of pictures and sections stand deeper than the one that counts. */
void feed_end_title(struct feed_reader *r, struct feed_text *text)
{
    char *title = feed_plain(text);
    enum feed_role role = feed_role(r);
    size_t *depth = r->entry_open ? &r->entry_title_depth : &r->feed_title_depth;
    if (title && role == ROLE_SOURCE && feed_entry(r)) {
        feed_set(&feed_entry(r)->source, slice_of(title));
    } else if ((role == ROLE_ENTRY || role == ROLE_FEED) && r->depth < *depth) {
        bool entry = role == ROLE_ENTRY;
        if (!title)
            feed_move(entry ? &feed_entry(r)->picture : &r->document->picture, text);
        else
            *depth = r->depth;
        feed_set(entry ? &feed_entry(r)->title : &r->document->title, slice_of(title));
    }
    mem_free(&title);
}

void feed_end_link(struct feed_reader *r, struct feed_text *text)
{
    char *url = text->value ? feed_resolve(r, slice_of(text->value)) : NULL;
    if (url && feed_role(r) == ROLE_ENTRY) {
        feed_set(&feed_entry(r)->link, slice_of(url));
        r->guess.link = false;
    } else if (url && feed_role(r) == ROLE_FEED) {
        feed_set(&r->document->link, slice_of(url));
    }
    mem_free(&url);
}

void feed_end_summary(struct feed_reader *r, struct feed_text *text)
{
    struct feed_entry *entry = feed_entry(r);
    if (feed_role(r) == ROLE_FEED && !r->document->subtitle.value)
        feed_move(&r->document->subtitle, text);
    else if (feed_role(r) != ROLE_ENTRY || !text->value)
        return;
    else if (!entry->summary.value)
        feed_move(&entry->summary, text);
    else if (!entry->content.value)
        feed_move(&entry->content, text);
}

void feed_end_content(struct feed_reader *r, struct feed_text *text)
{
    if (feed_role(r) == ROLE_ENTRY && text->value && !feed_entry(r)->content.value)
        feed_move(&feed_entry(r)->content, text);
}

void feed_end_subtitle(struct feed_reader *r, struct feed_text *text)
{
    if (feed_role(r) == ROLE_FEED && text->value)
        feed_move(&r->document->subtitle, text);
}

static void end_date(struct feed_reader *r, const struct feed_text *text, struct instant *of_entry,
                     struct instant *of_feed)
{
    enum feed_role role = feed_role(r);
    struct instant at, *into = role == ROLE_ENTRY ? of_entry : role == ROLE_FEED ? of_feed : NULL;
    if (into && text->value && date_parse(slice_of(text->value), &at))
        *into = at;
}

void feed_end_published(struct feed_reader *r, struct feed_text *text)
{
    struct feed_entry *entry = feed_entry(r);
    end_date(r, text, entry ? &entry->published : NULL, &r->document->published);
}

void feed_end_created(struct feed_reader *r, struct feed_text *text)
{
    end_date(r, text, &r->guess.created, &r->document->published);
}

void feed_end_updated(struct feed_reader *r, struct feed_text *text)
{
    struct feed_entry *entry = feed_entry(r);
    end_date(r, text, entry ? &entry->updated : NULL, &r->document->updated);
}

/* "Jane Doe", "jane@a.example (Jane Doe)", "Jane Doe <jane@a.example>": the name, else the
 * address. */
static struct slice name_of_person(struct slice s)
{
    s = slice_trim(s);
    size_t at = slice_find_byte(s, '@');
    if (at == SIZE_MAX)
        return s;
    size_t open = slice_find_byte(s, '('), close = slice_find_byte(s, ')');
    if (open < close && close != SIZE_MAX) {
        struct slice inner = slice_trim(slice_sub(s, open + 1, close - open - 1));
        bool address = slice_find_byte(inner, '@') != SIZE_MAX;
        struct slice name = address ? slice_trim(slice_sub(s, 0, open)) : inner;
        if (name.len)
            return name;
    }
    size_t angle = slice_find_byte(s, '<');
    if (angle != SIZE_MAX && slice_trim(slice_sub(s, 0, angle)).len)
        return slice_trim(slice_sub(s, 0, angle));
    /* An address and a name side by side. */
    size_t start = at;
    while (start && s.ptr[start - 1] != ' ')
        start--;
    struct slice before = slice_trim(slice_sub(s, 0, start));
    return before.len ? before : s;
}

void feed_end_person_name(struct feed_reader *r, struct feed_text *text)
{
    if (feed_role(r) == ROLE_PERSON && text->value)
        feed_set(&r->person_name, slice_of(text->value));
}

void feed_end_person_email(struct feed_reader *r, struct feed_text *text)
{
    if (feed_role(r) == ROLE_PERSON && text->value)
        feed_set(&r->person_email, slice_of(text->value));
}

void feed_end_person(struct feed_reader *r, struct feed_text *text)
{
    const char *own = text->value ? text->value : r->person_email;
    struct slice name = name_of_person(slice_of(r->person_name ? r->person_name : own));
    if (feed_role(r) == ROLE_ENTRY)
        feed_list_add(r, &feed_entry(r)->authors, name);
    else if (feed_role(r) == ROLE_FEED)
        feed_list_add(r, &r->document->authors, name);
    mem_free(&r->person_name);
    mem_free(&r->person_email);
}

struct feed_list *feed_categories(struct feed_reader *r)
{
    enum feed_role role = feed_role(r);
    return role == ROLE_ENTRY ? &feed_entry(r)->categories :
           role == ROLE_FEED ? &r->document->categories : NULL;
}

void feed_start_category(struct feed_reader *r, const struct feed_attributes *a)
{
    if (feed_categories(r))
        feed_list_add(r, feed_categories(r), feed_attribute(a, "term"));
}

void feed_end_category(struct feed_reader *r, struct feed_text *text)
{
    if (feed_categories(r) && text->value)
        feed_list_add(r, feed_categories(r), slice_of(text->value));
}

static void set_frame_language(struct feed_frame *f, char *language)
{
    if (f->owns_language)
        mem_free(&f->language);
    f->language = language;
    f->owns_language = true;
}

/* Holds for what follows in the same channel, too. */
void feed_end_language(struct feed_reader *r, struct feed_text *text)
{
    if (!text->value)
        return;
    char *tag = feed_language_tag(slice_of(text->value));
    if (feed_role(r) == ROLE_ENTRY) {
        feed_set(&feed_entry(r)->language, slice_of(tag));
        mem_free(&tag);
        return;
    }
    if (feed_role(r) == ROLE_FEED)
        feed_set(&r->document->language, slice_of(tag));
    if (feed_top(r))
        set_frame_language(feed_top(r), tag);
    else
        mem_free(&tag);
}
