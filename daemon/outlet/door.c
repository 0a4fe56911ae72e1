#include "outlet/door.h"

#include "base/clock.h"
#include "base/counter.h"

#define NEWS_EVERY_MS 60000

/* Open sessions end with the address; who may stay connects anew, and heals by replay. */
static bool cut_all(struct door *d, struct error *err)
{
    return socket_bind_again(publish_socket(d->publish), err) &&
           socket_bind_again(replay_socket(d->replay), err);
}

static void note(struct door *d, size_t count, const char *why)
{
    counter_add(COUNT_PEERS_REFUSED, count);
    d->refused += count;
    if (count)
        d->why = why;
}

bool door_reread_keys(struct door *d, struct error *err)
{
    return !d->keys || !keys_reread(d->keys) || cut_all(d, err);
}

/* Who hoards filters connects anew. When that does not help, everybody does. */
bool door_serve(struct door *d, struct error *err)
{
    note(d, publish_serve(d->publish), "it had too many subscriptions, its session was cut");
    if (!publish_is_flooded(d->publish))
        return true;
    bool cut = cut_all(d, err);
    publish_forget_filters(d->publish);
    note(d, 1, "too many subscriptions, all sessions were cut");
    return cut;
}

bool door_has_news(struct door *d, size_t *ret_count, const char **ret_why)
{
    const char *why = NULL;
    int64_t now = clock_awake().ms;
    size_t count = socket_refusals(publish_socket(d->publish), &why) +
                   socket_refusals(replay_socket(d->replay), &why);
    note(d, count, why);
    if (!d->refused || now < d->quiet_until)
        return false;
    *ret_count = d->refused;
    *ret_why = d->why;
    d->refused = 0;
    d->quiet_until = now + NEWS_EVERY_MS;
    return true;
}
