/*
 * Who types where: told to those who listen, in all processes, and kept nowhere. Of each person and channel it is remembered for some
 * seconds that typing was told, in a table that never grows: where two meet in one place the later one stands, and the other may
 * be told more often.
 */
#include "base/buf.h"
#include "base/hash.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"
#include "domain/channel/channel.h"
#include "domain/channel/messaging.h"
#include "domain/graph/sight.h"
#include "domain/presence/presence_own.h"
#include "runtime/settings.h"

enum { EVERY_MS = 2000, LASTS_MS = 6000, MEMBERS_MOST = 1000, TIME_BITS = 40 };

struct typing_said { id channel_id, user_id; bool typing; maybe_i64 expires_ms; };
SHAPE(typing_said,
    FIELD_AS(typing_said, channel_id, "channelId"), FIELD_AS(typing_said, user_id, "userId"), FIELD(typing_said, typing),
    FIELD_AS(typing_said, expires_ms, "expiresMs"));

/* ---- how often ---- */

/* When it was told, and, above that, of whom and where; the lowest bit: it has not been taken back. */
static u64 word_of(u64 whose, i64 ms, bool on)
{
    return whose << (TIME_BITS + 1) | ((u64)ms & (((u64)1 << TIME_BITS) - 1)) << 1 | on;
}

static i64 ms_of(u64 word) { return (i64)(word >> 1 & (((u64)1 << TIME_BITS) - 1)); }
static bool is_of(u64 word, u64 whose) { return word >> (TIME_BITS + 1) == whose << (TIME_BITS + 1) >> (TIME_BITS + 1); }

/* Is it told? The first, and then once in two seconds; an end if a beginning was told that still lasts. */
static bool typing_passes(struct world *w, id me, id channel, bool typing)
{
    struct { id me, channel; } key = { me, channel };
    u64 whose = hash_seeded(0, (str){ (const char *)&key, sizeof key });
    _Atomic u64 *place = &presence_memory(w)->typed[whose % TYPED_PLACES];
    u64 was = atomic_load(place);
    i64 now_ms = mono_ms(), ago_ms = is_of(was, whose / TYPED_PLACES) ? now_ms - ms_of(was) : LASTS_MS;

    if (typing ? ago_ms < EVERY_MS && w->settings->limits : ago_ms >= LASTS_MS || !(was & 1))
        return false;
    return atomic_compare_exchange_strong(place, &was, word_of(whose / TYPED_PLACES, typing ? now_ms : ms_of(was), typing));
}

/* ---- told ---- */

static void tell(ctx *c, id me, id channel, bool typing)
{
    struct topic topic = { &channel_topic, channel, { 0 } };
    struct buf json = BUF_ON(&c->arena);

    json_write(&json, &typing_said_shape, &(struct typing_said){ channel, me, typing, { typing ? GIVEN : ABSENT, LASTS_MS } });
    hub_tell(c->world, &(struct saying){ .type = "user_typing", .json = buf_str(&json), .topics = &topic, .topic_count = 1,
                                         .except = me, .about = me });
}

static err shows_typing(ctx *c, id me, bool *out)
{
    messaging_row_page settings;

    TRY(messagings_get(c, (ids){ &me, 1 }, &settings));
    *out = settings.at[0].typing;
    return OK;
}

/* Nobody across a block, and nobody who does not show their own. */
err typing_hears(ctx *c, const struct saying *s, const struct topic *topic, ids listeners, bool *out)
{
    messaging_row_page settings;
    ids barred;

    (void)topic;
    TRY(sight_barred_of(c, s->about, listeners, BARRED_EITHER_WAY, &barred));
    TRY(messagings_get(c, listeners, &settings));
    for (size_t i = 0; i < listeners.n; i++)
        out[i] = settings.at[i].typing && !ids_find(barred, listeners.at[i]);
    return OK;
}

/* ---- the verb ---- */

/* Where there is nobody to tell, or nothing to write: a request, a large channel, one that is read only. */
static bool is_silent(const struct seat *s)
{
    return s->request != REQUEST_NONE || s->member_count > MEMBERS_MOST || s->archived || (s->announcement && !seat_admins(s));
}

static err peer_meet(ctx *c, const struct seat *s)
{
    struct sight other;

    if (s->kind != CHANNEL_DIRECT)
        return OK;
    TRY(sight_of(c, s->me, s->peer, &other));
    return sight_reaches(&other) ? OK : fail(c, &cannot_message);
}

err typing_tell(ctx *c, id me, id channel, bool typing)
{
    struct seat seat;
    bool shows;

    TRY(channel_seat(c, me, channel, &seat));
    if (!seat.member)
        return fail(c, &not_a_member);
    TRY(peer_meet(c, &seat));
    if (is_silent(&seat))
        return OK;
    TRY(shows_typing(c, me, &shows));
    if (shows && typing_passes(c->world, me, channel, typing))
        tell(c, me, channel, typing);
    return OK;
}
