/*
 * Writing channels, each with its messages after it. A transaction has so many of both together; of a channel whose messages do not
 * all go into one, the next ones add the others.
 */
#include "base/str.h"
#include "cli/seeding.h"
#include "domain/message/message.h"
#include "domain/search/search.h"

enum { AT_ONCE = 1000, MENTIONS_ONE_IN = 10, NAMED_OF_TEN = 6 };

/* Channels and messages in one row: each channel is followed by its messages. */
static i64 place_of(const struct seeding *s, i64 channel) { return channel + s->made_channels[channel].first; }

/* The last channel at this place or before it. */
static i64 channel_at(const struct seeding *s, i64 place)
{
    i64 low = 0, high = s->channels + s->conversations;

    while (high - low > 1) {
        i64 middle = (low + high) / 2;
        if (place_of(s, middle) <= place)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* ---- a channel ---- */

static struct planted_channel channel_of_number(const struct seeding *s, struct arena *a, i64 n)
{
    const struct made_channel *c = &s->made_channels[n];
    struct room_name name = { S(""), S("") };
    struct rng r;

    seed_rng(&r, s, STREAM_CHANNEL_TEXTS, n);
    if (c->kind != CHANNEL_DIRECT && (c->kind != CHANNEL_GROUP || rng_below(&r, 10) < NAMED_OF_TEN))
        room_name_make(&r, a, &name);
    struct planted_channel out = { .id = c->id, .kind = c->kind, .name = name.name,
                                   .topic = c->kind == CHANNEL_GROUP ? S("") : name.topic,
                                   .members = { arena_array(a, id, c->members), c->members } };
    for (size_t i = 0; i < c->members; i++)
        out.members.at[i] = s->accounts[s->made_members[c->from + i]].id;
    return out;
}

/* Somebody else who is in, in some. */
static const struct account *mentioned_pick(const struct seeding *s, struct rng *r, const struct made_message *m)
{
    const struct made_channel *c = &s->made_channels[m->channel];
    u32 one = s->made_members[c->from + (size_t)rng_below(r, (i64)c->members)];

    return rng_below(r, MENTIONS_ONE_IN) || one == m->user ? NULL : &s->accounts[one];
}

static struct planted_message message_of_number(const struct seeding *s, struct arena *a, i64 n)
{
    const struct made_message *m = &s->made_messages[n];
    const struct made_channel *c = &s->made_channels[m->channel];
    struct saying said;
    struct rng r;

    seed_rng(&r, s, STREAM_MESSAGE_TEXTS, n);
    const struct account *mentioned = mentioned_pick(s, &r, m);
    if (mentioned)
        saying_make(&r, a, mentioned->username, &said);
    else
        reply_make(&r, a, &said);
    return (struct planted_message){ .id = m->id, .channel = c->id, .seq = n - c->first + 1, .user = s->accounts[m->user].id,
                                     .content = said.text, .mentioned = mentioned };
}

/* ---- some of them ---- */

/* Of one channel what lies between the places. */
static err channel_write(tx *t, const struct seeding *s, i64 n, i64 from, i64 end, struct planted_message *messages, size_t *count)
{
    const struct made_channel *c = &s->made_channels[n];
    i64 place = place_of(s, n), first = from > place ? from - place - 1 : 0;
    i64 last = end - place - 1 < c->messages ? end - place - 1 : c->messages;
    id last_message = last ? s->made_messages[c->first + last - 1].id : (id){ 0 };

    for (i64 i = first; i < last; i++)
        messages[(*count)++] = message_of_number(s, tx_arena(t), c->first + i);
    if (from > place)
        return last > first ? channel_plant_more(t, c->id, last, last_message) : OK;
    struct planted_channel all = channel_of_number(s, tx_arena(t), n);
    all.messages = last;
    all.last_message = last_message;
    return channels_plant(t, &all, 1);
}

static err some_talk_write(tx *t, void *arg)
{
    const struct some *in = arg;
    const struct seeding *s = in->seeding;
    i64 end = in->from + in->n, channels = s->channels + s->conversations;
    struct planted_message *messages = arena_array(tx_arena(t), struct planted_message, (size_t)in->n);
    ids which = { arena_array(tx_arena(t), id, (size_t)in->n), 0 };

    for (i64 n = channel_at(s, in->from); n < channels && place_of(s, n) < end; n++)
        TRY(channel_write(t, s, n, in->from, end, messages, &which.n));
    for (size_t i = 0; i < which.n; i++)
        which.at[i] = messages[i].id;
    TRY(messages_plant(t, messages, which.n));
    return search_plant_messages(t, which);
}

err talk_write(struct seeding *s, struct host *h)
{
    return seed_write(s, h, s->channels + s->conversations + s->messages, AT_ONCE, "channels, conversations and messages", some_talk_write);
}
