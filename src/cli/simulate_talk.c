/*
 * What the made-up people do in channels: they look for public ones, join, begin conversations, read and write, most of it over their
 * sockets. And how long messages were on their way, from a send to each socket of another that its event reaches.
 */
#include "base/json.h"
#include "base/shape.h"
#include "base/str.h"
#include "base/time.h"
#include "cli/seed.h"
#include "cli/simulate.h"

enum { PEOPLE_A_ROOM = 20, SOCKET_OF_TEN = 8, TYPING_OF_TEN = 3 };

/* ---- what they do ---- */

static id room_pick(struct simulation *s)
{
    i64 n = s->talk.room_count < SIM_ROOMS ? s->talk.room_count : SIM_ROOMS;

    return n ? s->talk.rooms[rng_below(&s->rng, n)] : (id){ 0 };
}

/* Without a channel to be in, one is joined, or looked for; and somebody makes the first ones. */
enum sim_route sim_talk_settle(struct simulation *s, struct sim_person *p, enum sim_route doing)
{
    bool may_make = s->talk.rooms_asked <= s->users / PEOPLE_A_ROOM;

    if (doing == SIM_JOIN && p->channel_count == SIM_OWN_CHANNELS)
        doing = SIM_HISTORY;
    if ((doing == SIM_HISTORY || doing == SIM_MESSAGE) && !p->channel_count)
        doing = SIM_JOIN;
    if (doing == SIM_JOIN && !s->talk.room_count)
        doing = SIM_CHANNEL_MAKE;
    return doing == SIM_CHANNEL_MAKE && !may_make ? SIM_CHANNELS : doing;
}

static id own_pick(struct simulation *s, const struct sim_person *p)
{
    return p->channel_count ? p->channels[rng_below(&s->rng, p->channel_count)] : (id){ 0 };
}

id sim_talk_named(struct simulation *s, const struct sim_person *p)
{
    if (p->doing == SIM_JOIN)
        return room_pick(s);
    return p->doing == SIM_HISTORY || p->doing == SIM_MESSAGE ? own_pick(s, p) : (id){ 0 };
}

static void room_add(struct simulation *s, struct sim_person *p)
{
    struct room_name name;

    s->talk.rooms_asked++;
    room_name_make(&s->rng, s->line->arena, &name);
    buf_lit(&p->out, "{\"name\":");
    json_text(&p->out, name.name);
    buf_lit(&p->out, ",\"topic\":");
    json_text(&p->out, name.topic);
    buf_lit(&p->out, "}");
}

/* With oneself alone if nobody else is there yet, which is refused; so it is a list then. */
static void conversation_add(struct simulation *s, struct sim_person *p)
{
    id other = sim_other_pick(s, p);

    if (other.v)
        buf_format(&p->out, "{\"participant_ids\":[\"%lld\"]}", (long long)other.v);
    else
        p->doing = SIM_CONVERSATIONS;
}

static void content_add(struct simulation *s, struct buf *b)
{
    struct saying said;

    reply_make(&s->rng, s->line->arena, &said);
    buf_lit(b, "\"content\":");
    json_text(b, said.text);
}

void sim_talk_body(struct simulation *s, struct sim_person *p)
{
    if (p->doing == SIM_CHANNEL_MAKE) {
        room_add(s, p);
    } else if (p->doing == SIM_CONVERSE) {
        conversation_add(s, p);
    } else if (p->doing == SIM_MESSAGE) {
        buf_lit(&p->out, "{");
        content_add(s, &p->out);
        buf_lit(&p->out, "}");
    }
}

/* ---- over the socket ---- */

static bool typing_say(struct sim_person *p, id channel)
{
    struct buf b = BUF_ON(p->in->line->arena);

    buf_format(&b, "{\"type\":\"typing\",\"channelId\":\"%lld\"}", (long long)channel.v);
    return sim_socket_say(p, buf_str(&b));
}

bool sim_talk_say(struct simulation *s, struct sim_person *p)
{
    struct buf b = BUF_ON(s->line->arena);
    id channel = own_pick(s, p);

    if (p->socket.client.state != WS_CLIENT_OPEN || !channel.v || rng_below(&s->rng, 10) >= SOCKET_OF_TEN)
        return false;
    if (rng_below(&s->rng, 10) < TYPING_OF_TEN && !typing_say(p, channel))
        return false;
    i64 number = ++s->talk.sent;
    buf_format(&b, "{\"type\":\"send\",\"ref\":\"%lld\",\"clientRef\":\"%llx-%lld\",\"channelId\":\"%lld\",", (long long)number,
               (unsigned long long)s->names, (long long)number, (long long)channel.v);
    content_add(s, &b);
    buf_lit(&b, "}");
    p->socket.said[number % SIM_SAID] = (struct sim_said){ number, mono_us() };
    return sim_socket_say(p, buf_str(&b));
}

/* ---- what they learn ---- */

struct sim_thing { id id; };
typedef PAGE(sim_thing) sim_thing_page;
struct sim_things { sim_thing_page things; };
SHAPE(sim_thing, FIELD(sim_thing, id));
SHAPE(sim_things, FIELD_PAGE(sim_things, things, &sim_thing_shape));

void sim_channel_keep(struct sim_person *p, id channel)
{
    for (int i = 0; i < p->channel_count; i++)
        if (p->channels[i].v == channel.v)
            return;
    if (channel.v && p->channel_count < SIM_OWN_CHANNELS)
        p->channels[p->channel_count++] = channel;
}

void sim_channel_forget(struct sim_person *p, id channel)
{
    for (int i = 0; i < p->channel_count; i++)
        if (p->channels[i].v == channel.v)
            p->channels[i--] = p->channels[--p->channel_count];
}

static void room_keep(struct simulation *s, id room)
{
    i64 n = s->talk.room_count < SIM_ROOMS ? s->talk.room_count : SIM_ROOMS;

    for (i64 i = 0; i < n; i++)
        if (s->talk.rooms[i].v == room.v)
            return;
    s->talk.rooms[s->talk.room_count++ % SIM_ROOMS] = room;
}

static id thing_read(struct simulation *s, struct sim_person *p)
{
    struct sim_thing thing;
    struct failure failure;

    failure_begin(&failure, s->line->arena);
    return json_read(s->line->arena, &failure, buf_str(&p->body), &sim_thing_shape, &thing) == OK ? thing.id : (id){ 0 };
}

static void rooms_learn(struct simulation *s, struct sim_person *p)
{
    struct sim_things found;
    struct failure failure;
    str object = arena_format(s->line->arena, "{\"things\":" STR_FMT "}", STR_ARG(buf_str(&p->body)));

    failure_begin(&failure, s->line->arena);
    if (json_read(s->line->arena, &failure, object, &sim_things_shape, &found) == OK)
        for (size_t i = 0; i < found.things.n; i++)
            room_keep(s, found.things.at[i].id);
}

void sim_talk_learn(struct simulation *s, struct sim_person *p)
{
    id thing;

    switch (p->doing) {
    case SIM_CHANNELS: rooms_learn(s, p); return;
    case SIM_CHANNEL_MAKE: case SIM_JOIN: case SIM_CONVERSE: case SIM_MESSAGE: thing = thing_read(s, p); break;
    default: return;
    }
    if (!thing.v)
        return;
    if (p->doing == SIM_MESSAGE)
        sim_flight_sent(&s->talk, thing, p->began_us);
    else
        sim_channel_keep(p, thing);
    if (p->doing == SIM_CHANNEL_MAKE)
        room_keep(s, thing);
}

/* ---- messages under way ---- */

static struct sim_flight *flight_at(struct sim_talk *t, id message)
{
    return &t->flights[(u64)message.v * 0x9e3779b97f4a7c15u >> 32 & (SIM_FLIGHTS - 1)];
}

/* An event may be here before the answer to its sender: those that were early are told now. */
void sim_flight_sent(struct sim_talk *t, id message, i64 at_us)
{
    i64 n = t->early_count < SIM_EARLY ? t->early_count : SIM_EARLY;

    *flight_at(t, message) = (struct sim_flight){ message, at_us };
    for (i64 i = 0; i < n; i++)
        if (t->early[i].message.v == message.v) {
            histogram_add(&t->deliveries, t->early[i].at_us - at_us);
            t->early[i].message.v = 0;
        }
}

void sim_flight_heard(struct sim_talk *t, id message, i64 at_us)
{
    const struct sim_flight *f = flight_at(t, message);

    if (f->message.v == message.v)
        histogram_add(&t->deliveries, at_us - f->at_us);
    else
        t->early[t->early_count++ % SIM_EARLY] = (struct sim_flight){ message, at_us };
}
