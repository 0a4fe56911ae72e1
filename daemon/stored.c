#include "stored.h"

#include "base/mem.h"
#include "item/article_pack.h"

struct taking {
    struct article *article;
    struct error *err;
};

static bool take(void *context, const struct journal_article *stored)
{
    struct taking *t = context;
    t->article = article_unpack(stored->packed, t->err);
    return true;
}

struct article *stored_take(struct journal *j, const char *item, struct error *err)
{
    struct taking t = { NULL, err };
    int64_t number;
    bool found = false;
    bool is_number = slice_to_int(slice_of(item), &number) && number > 0;
    bool read = is_number ? journal_find_article(j, (uint64_t)number, take, &t, &found, err)
                          : journal_find_article_of(j, item, take, &t, &found, err);
    if (read && !found)
        error_set(err, SKIP, NULL,
                  "the journal holds no article of item %s: wrong number or id, or older than "
                  "publish.retain.articles wants",
                  item);
    return t.article;
}

struct article *stored_article(const char *journal_path, const char *item, struct error *err)
{
    struct journal *j = journal_open_to_read(journal_path, err);
    struct article *a = j ? stored_take(j, item, err) : NULL;
    journal_close(&j);
    return a;
}

void stored_feeds_init(struct stored_feeds *f, const struct subscription *feeds, size_t size)
{
    *f = (struct stored_feeds){ 0 };
    for (size_t i = 0; i < size; i++)
        if (!map_get(&f->by_id, feeds[i].id))
            map_put(&f->by_id, feeds[i].id, (void *)&feeds[i]);
}

void stored_feeds_done(struct stored_feeds *f)
{
    map_done(&f->by_id);
}

struct article stored_seen(const struct stored_feeds *f, const struct article *a)
{
    struct article seen = *a;
    const struct subscription *feed = map_get(&f->by_id, a->feed);
    if (feed) {
        seen.prior = feed->prior;
        seen.topic = (char *)subscription_topic(feed);
    }
    return seen;
}

void stored_settle(const struct stored_feeds *f, struct article *a)
{
    struct article seen = stored_seen(f, a);
    char *topic = mem_string(seen.topic);
    mem_free(&a->topic);
    a->topic = topic;
    a->prior = seen.prior;
}
