/* The capability, and what somebody sees of others' presence. */
#include "domain/presence/presence.h"
#include "base/ids.h"
#include "base/str.h"
#include "base/time.h"
#include "domain/channel/messaging.h"
#include "domain/presence/presence.sql.h"
#include "domain/presence/presence_own.h"
#include "work/work.h"

SHAPE(presence,
    FIELD(presence, user_id), FIELD(presence, status, .doc = "online, away (all connections said so) or offline"),
    FIELD(presence, last_seen_at, .doc = "When the last connection ended; null while there is one, and where you may not know"));
SHAPE(seen, FIELD(seen, user_id), FIELD(seen, seen_at));

const char *const presence_words[] = { [ROLL_GONE] = "offline", [ROLL_AWAY] = "away", [ROLL_HERE] = "online" };

struct presence_memory *presence_memory(const struct world *w)
{
    return capability_memory(w, &presence_capability);
}

struct roll_time presence_time(const struct world *w)
{
    return (struct roll_time){ mono_ms(), { clock_ms(w->clock) } };
}

/* ---- what somebody sees ---- */

err presence_visible(ctx *c, id me, ids who, bool *out)
{
    messaging_row_page settings;

    TRY(presence_between(c, me, SEES_THEM, who, out));
    TRY(messagings_get(c, who, &settings));
    for (size_t i = 0; i < who.n; i++)
        out[i] = out[i] && !settings.at[i].invisible;
    return OK;
}

static void time_add(maybe_when *to, when at)
{
    if (at.ms && (to->is != GIVEN || to->v.ms < at.ms))
        *to = (maybe_when){ GIVEN, at };
}

/* Those who are offline were last seen then, as the process remembers or as it is kept. */
static err times_fill(ctx *c, ids gone, presence_page *out)
{
    seen_page kept = { 0 };

    if (gone.n)
        TRY(q_seen_get(c, gone, &kept));
    for (size_t i = 0; i < out->n; i++)
        for (size_t k = 0; k < kept.n; k++)
            if (kept.at[k].user_id.v == out->at[i].user_id.v && ids_find(gone, kept.at[k].user_id))
                time_add(&out->at[i].last_seen_at, kept.at[k].seen_at);
    return OK;
}

err presences_get(ctx *c, id me, ids who, presence_page *out)
{
    struct roll *roll = presence_memory(c->world)->roll;
    bool *visible = arena_array(&c->arena, bool, who.n);
    ids gone = { arena_array(&c->arena, id, who.n), 0 };

    TRY(presence_visible(c, me, who, visible));
    *out = (presence_page){ .at = arena_array(&c->arena, struct presence, who.n), .n = who.n };
    for (size_t i = 0; i < who.n; i++) {
        struct roll_found found = visible[i] ? roll_find(roll, who.at[i]) : (struct roll_found){ ROLL_GONE, { 0 } };
        out->at[i] = (struct presence){ who.at[i], str_of(presence_words[found.state]), { .is = NULLED } };
        time_add(&out->at[i].last_seen_at, found.left);
        if (visible[i] && found.state == ROLL_GONE)
            gone.at[gone.n++] = who.at[i];
    }
    return times_fill(c, ids_once(&c->arena, gone), out);
}

err presence_real(ctx *c, id who, struct presence *out)
{
    struct roll_found found = roll_find(presence_memory(c->world)->roll, who);
    seen_page kept = { 0 };

    *out = (struct presence){ who, str_of(presence_words[found.state]), { .is = NULLED } };
    if (found.state != ROLL_GONE)
        return OK;
    time_add(&out->last_seen_at, found.left);
    TRY(q_seen_get(c, (ids){ &who, 1 }, &kept));
    if (kept.n)
        time_add(&out->last_seen_at, kept.at[0].seen_at);
    return OK;
}

err presence_get(ctx *c, id me, id who, struct presence *out)
{
    presence_page page;

    TRY(presences_get(c, me, (ids){ &who, 1 }, &page));
    *out = page.at[0];
    return OK;
}

/* ---- the capability ---- */

enum { RELATIONS_MOST = 1024 };

static void memory_open(void *memory)
{
    struct presence_memory *m = memory;

    m->roll = roll_open();
    m->relations = recent_open(sizeof(struct relation_change), RELATIONS_MOST);
}

static void memory_close(void *memory)
{
    struct presence_memory *m = memory;

    roll_close(&m->roll);
    recent_close(&m->relations);
}

extern const struct migration presence_migrations[];
static const struct topic_kind *const topics[] = { &presence_topic, NULL };
static const struct hears_whispers whispers[] = { { "presence", presence_heard }, {0} };

const struct capability presence_capability = {
    .name = "presence",
    .migrations = presence_migrations,
    .statements = presence_statements,
    .consumers = presence_consumers,
    .belongings = presence_belongings,
    .listeners = presence_listeners,
    .whispers = whispers,
    .begins = presence_begin,
    .topics = topics,
    .wires = presence_wires,
    .commands = presence_commands,
    .memory = sizeof(struct presence_memory),
    .memory_open = memory_open,
    .memory_close = memory_close,
    .ears_watch = presence_ears,
};
