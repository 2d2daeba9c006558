/*
 * Channels, conversations and messages of the last thirty days, made up in memory. Of two messages one is in a channel. A few channels
 * have many members, a few get most of the messages, and in each a few write most of them.
 */
#include "base/str.h"
#include "cli/seeding.h"

enum {
    OF_HUNDRED = 100, DIRECT = 80, PUBLIC = 80, IN_CHANNELS = 50, LITTLE = 10, PAIR_TRIES = 4,
    GROUP_LEAST = 3, GROUP_MOST = 40, CHANNEL_LEAST = 2, CHANNEL_MOST = 1000, GROUP_GROWS = 50, CHANNEL_GROWS = 70
};
#define SPAN_MS ((i64)30 * 24 * 3600 * 1000)

/* ---- who is in ---- */

/* What is made of them so far: the pairs of two that talk, and who is in a channel that is drawn now. */
struct drawing {
    struct rng r;
    struct wanted people;
    u32 *in;                         /* by account: the last channel that has it, and one more */
    u64 *pairs;                      /* a power of two of slots; 0: free */
    size_t pair_slots, members, room;
};

/* False: they have a conversation. */
static bool pair_take(struct drawing *d, u32 a, u32 b)
{
    u64 pair = a < b ? (u64)b << 32 | a : (u64)a << 32 | b;      /* not 0: the greater one comes first */
    size_t at = (size_t)(pair * 0x9e3779b97f4a7c15u >> 20) & (d->pair_slots - 1);

    while (d->pairs[at] && d->pairs[at] != pair)
        at = (at + 1) & (d->pair_slots - 1);
    if (d->pairs[at])
        return false;
    d->pairs[at] = pair;
    return true;
}

/* Somebody who was there at the time. */
static u32 one_there(struct drawing *d, u32 there)
{
    u32 one = wanted_one(&d->people, &d->r);

    return one < there ? one : (u32)rng_below(&d->r, there);
}

static void member_add(struct seeding *s, struct drawing *d, struct made_channel *c, u32 one)
{
    if (d->members == d->room) {
        u32 *more = arena_array(s->line->arena, u32, d->room = d->room ? 2 * d->room : 1024);
        if (d->members)
            memcpy(more, s->made_members, d->members * sizeof *more);
        s->made_members = more;
    }
    s->made_members[d->members++] = one;
    c->members++;
}

/* Two who have no conversation yet. False: those drawn all have. */
static bool two_draw(struct seeding *s, struct drawing *d, struct made_channel *c, u32 there)
{
    for (int tries = 0; tries < PAIR_TRIES; tries++) {
        u32 a = one_there(d, there), b = one_there(d, there);
        b = a == b ? (b + 1) % there : b;
        if (!pair_take(d, a, b))
            continue;
        member_add(s, d, c, a);
        member_add(s, d, c, b);
        return true;
    }
    return false;
}

static void some_draw(struct seeding *s, struct drawing *d, struct made_channel *c, u32 there, i64 n)
{
    u32 mark = (u32)(c - s->made_channels) + 1;

    n = n < there ? n : there;
    for (i64 i = 0; i < n; i++) {
        u32 one = one_there(d, there);
        while (d->in[one] == mark)
            one = one + 1 == there ? 0 : one + 1;
        d->in[one] = mark;
        member_add(s, d, c, one);
    }
}

/* Twice as many again and again, each time for `grows` of a hundred. */
static i64 size_draw(struct rng *r, i64 least, i64 most, i64 grows)
{
    i64 size = least;

    while (size < most && rng_below(r, OF_HUNDRED) < grows)
        size *= 2;
    size += rng_below(r, size);
    return size < most ? size : most;
}

static void members_draw(struct seeding *s, struct drawing *d, struct made_channel *c, bool talks, u32 there)
{
    c->from = d->members;
    if (!talks) {
        c->kind = rng_below(&d->r, OF_HUNDRED) < PUBLIC ? CHANNEL_PUBLIC : CHANNEL_PRIVATE;
        some_draw(s, d, c, there, size_draw(&d->r, CHANNEL_LEAST, CHANNEL_MOST, CHANNEL_GROWS));
        return;
    }
    c->kind = CHANNEL_DIRECT;
    if (rng_below(&d->r, OF_HUNDRED) < DIRECT && two_draw(s, d, c, there))
        return;
    c->kind = CHANNEL_GROUP;
    some_draw(s, d, c, there, size_draw(&d->r, GROUP_LEAST, GROUP_MOST, GROUP_GROWS));
}

/* ---- channels ---- */

static struct drawing drawing_begin(struct seeding *s)
{
    struct drawing d = { .pair_slots = 1024 };

    seed_rng(&d.r, s, STREAM_MEMBERS, 0);
    d.people = wanted_make(&d.r, s->line->arena, s->users, LITTLE);
    d.in = arena_array(s->line->arena, u32, (size_t)s->users);
    while (d.pair_slots < 2 * (size_t)s->conversations)
        d.pair_slots *= 2;
    d.pairs = arena_array(s->line->arena, u64, d.pair_slots);
    return d;
}

static bool is_talk(const struct made_channel *c) { return c->kind == CHANNEL_GROUP || c->kind == CHANNEL_DIRECT; }

/* Channels are spread evenly among conversations. Each is there once two accounts are. */
static void channels_draw(struct seeding *s)
{
    i64 n = s->channels + s->conversations, begin = s->now_ms - SPAN_MS, two_ms = s->accounts[s->users > 1].created_at.ms;
    struct seed_ids source = seed_ids_begin(s, KIND_CHANNEL);
    struct drawing d = drawing_begin(s);
    u32 there = 1;

    for (i64 i = 0; i < n; i++) {
        struct made_channel *c = &s->made_channels[i];
        i64 at = begin + SPAN_MS / n * i;
        c->at_ms = at > two_ms ? at : two_ms;
        c->id = seed_id(&source, c->at_ms);
        while (there < s->users && s->accounts[there].created_at.ms <= c->at_ms)
            there++;
        members_draw(s, &d, c, (i + 1) * s->channels / n == i * s->channels / n, there);
    }
}

/* ---- messages ---- */

/* The channels of one sort, oldest first. */
struct sort { u32 *at; i64 n; struct wanted wanted; };

static void sort_make(struct seeding *s, struct rng *r, bool talks, struct sort *out)
{
    out->at = arena_array(s->line->arena, u32, (size_t)(talks ? s->conversations : s->channels));
    for (u32 i = 0; i < s->channels + s->conversations; i++)
        if (is_talk(&s->made_channels[i]) == talks)
            out->at[out->n++] = i;
    out->wanted = wanted_make(r, s->line->arena, out->n, LITTLE);
}

/* One that was there at the time: if the one drawn was not, an older one. */
static u32 channel_pick(const struct seeding *s, struct rng *r, const struct sort *of, i64 at_ms)
{
    i64 one = wanted_one(&of->wanted, r);

    while (one && s->made_channels[of->at[one]].at_ms > at_ms)
        one = rng_below(r, one);
    return of->at[one];
}

static u32 sender_pick(const struct seeding *s, struct rng *r, const struct made_channel *c)
{
    i64 n = (i64)c->members;

    return s->made_members[c->from + (size_t)(rng_below(r, n) * rng_below(r, n) / n)];
}

/* From when the first channel, and the first conversation, are there. */
static void messages_draw(struct seeding *s, struct made_message *all)
{
    struct seed_ids source = seed_ids_begin(s, KIND_MESSAGE);
    struct sort sorts[2] = { 0 };
    i64 begin = 0;
    struct rng r;

    seed_rng(&r, s, STREAM_MESSAGES, 0);
    for (int talks = 0; talks < 2; talks++) {
        sort_make(s, &r, talks, &sorts[talks]);
        i64 first = sorts[talks].n ? s->made_channels[sorts[talks].at[0]].at_ms : 0;
        begin = begin > first ? begin : first;
    }
    i64 step = (s->now_ms - begin) / s->messages;
    for (i64 i = 0; i < s->messages; i++) {
        bool talks = !sorts[0].n || (sorts[1].n && rng_below(&r, OF_HUNDRED) >= IN_CHANNELS);
        i64 at = begin + i * step + rng_below(&r, step + 1);
        u32 channel = channel_pick(s, &r, &sorts[talks], at);
        all[i] = (struct made_message){ at, seed_id(&source, at), channel, sender_pick(s, &r, &s->made_channels[channel]) };
        s->made_channels[channel].messages++;
    }
}

static void messages_make(struct seeding *s)
{
    struct made_message *all = arena_array(s->line->arena, struct made_message, (size_t)s->messages);
    i64 n = s->channels + s->conversations, *next = arena_array(s->line->arena, i64, (size_t)n), first = 0;

    messages_draw(s, all);
    for (i64 i = 0; i < n; i++) {
        s->made_channels[i].first = next[i] = first;
        first += s->made_channels[i].messages;
    }
    s->made_messages = arena_array(s->line->arena, struct made_message, (size_t)s->messages);
    for (i64 i = 0; i < s->messages; i++)
        s->made_messages[next[all[i].channel]++] = all[i];
}

void talk_make(struct seeding *s)
{
    if (!s->channels && !s->conversations)
        return;
    s->made_channels = arena_array(s->line->arena, struct made_channel, (size_t)(s->channels + s->conversations));
    channels_draw(s);
    if (s->messages)
        messages_make(s);
}
