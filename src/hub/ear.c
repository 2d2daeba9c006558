/*
 * Ears open, listen and close. An ear that opens is entered for its account first, so that moves reach it; then what it is
 * in is read, again if its account moved meanwhile; and only then it is live, or replays what it has missed. So nothing falls
 * between what was read and what is heard.
 */
#include "hub/ear.h"
#include <assert.h>
#include "base/arena.h"
#include "base/memory.h"
#include "base/str.h"
#include "hub/hub_own.h"

id ear_account(const struct ear *ear) { return ear->listener->account; }

/* ---- entering and leaving ---- */

/* With the first ear of a loop its inbox begins to fill; what came before that is not of interest. */
static void ear_count(struct hub_loop *l)
{
    if (l->ears++)
        return;
    atomic_store(&l->inbox.listens, true);
    i64 tip = bus_tip(l->hub->world->bus);
    l->at = tip > l->at ? tip : l->at;
}

static void ear_discount(struct hub_loop *l)
{
    if (!--l->ears)
        atomic_store(&l->inbox.listens, false);
}

static void ear_enter(ctx *c, struct ear *ear, const struct mouth *mouth, const struct ear_wish *wish)
{
    struct hub_loop *l = hub_here(c);

    *ear = (struct ear){ .mouth = mouth, .hub = l, .session = wish->session, .content = wish->content, .plain = wish->plain };
    ear->listener = listener_get(l, wish->account);
    list_add_last(&ear->listener->ears, &ear->of_listener);
    ear_count(l);
    l->content_ears += ear->content;
    watch_tell(ear, 1, 0);
}

void ear_close(struct ear *ear)
{
    struct hub_loop *l = ear->hub;

    if (!l)
        return;
    watch_tell(ear, -1, ear->away ? -1 : 0);
    ear_waits(ear, 0);
    if (ear->resume)
        resume_end(ear);
    while (ear->topics.n)
        slot_drop(l, &ear->topics, &ear->topics.at[ear->topics.n - 1]);
    memory_free(ear->topics.at);
    list_remove(&ear->of_listener);
    listener_check(l, ear->listener);
    ear_discount(l);
    l->content_ears -= ear->content;
    l->closed++;
    ear->hub = NULL;
}

/* ---- listening to one topic ---- */

static u32 listened_count(const struct ear *ear)
{
    return ear->topics.n + (u32)__builtin_popcount(ear->through & (u8)~ear->hub->hub->always);
}

static err room_check(ctx *c, const struct ear *ear)
{
    return listened_count(ear) < TOPICS_MOST ? OK : fail(c, &too_many_subscriptions);
}

static err admitted(ctx *c, const struct ear *ear, const struct topic *topic, struct admission *out)
{
    *out = (struct admission){ 0 };
    return topic->kind->admit ? topic->kind->admit(c, ear_account(ear), topic, out) : OK;
}

/* Asked again if somebody moved meanwhile: then the answer may be older than the move. */
static err ear_admit(ctx *c, struct ear *ear, const struct topic *topic, struct admission *out)
{
    u64 moves, asks;

    do {
        moves = ear->listener->moves;
        asks = ear->hub->asks;
        TRY(admitted(c, ear, topic, out));
        if (!ear_is_open(ear))
            return ERR_CANCELLED;
    } while (ear->listener->moves != moves || asked_since(ear->hub, asks, topic, out));
    return OK;
}

static err listen_to_members(ctx *c, struct ear *ear, const struct topic_kind *kind)
{
    u8 through = standing_bit(ear->hub->hub, kind);

    TRY(ear->through & through ? OK : room_check(c, ear));
    TRY(listener_load(c, ear, through));
    ear->through |= through;
    return OK;
}

static err listen_to_topic(ctx *c, struct ear *ear, const struct topic *topic)
{
    struct gathering *g = gathering_find(ear->hub, topic);
    struct admission admission;

    TRY(g && slot_find(&ear->topics, g) ? OK : room_check(c, ear));
    TRY(ear_admit(c, ear, topic, &admission));
    g = gathering_get(ear->hub, topic);
    gathering_own(ear->hub, g, &admission);
    struct topic_slot *s = slot_find(&ear->topics, g);
    if (!s) {
        hearer_add_ear(g, ear, admission.floor);
        return OK;
    }
    slot_floor(s, admission.floor);
    slot_hearer(s)->gone = false;
    return OK;
}

static err topic_find(ctx *c, str text, struct topic *out)
{
    return topic_read(c->world->hub, &c->arena, text, out) ? OK : fail(c, &unknown_topic);
}

static err listen(ctx *c, struct ear *ear, const struct topic *topic)
{
    return topic->kind->members ? listen_to_members(c, ear, topic->kind) : listen_to_topic(c, ear, topic);
}

/* ---- many, from the wish of one that opens ---- */

static bool is_refusal(err e)
{
    return e == ERR_NOT_FOUND || e == ERR_FORBIDDEN || e == ERR_INVALID || e == ERR_TOO_MANY || e == ERR_CONFLICT;
}

static err wished_listen(ctx *c, struct ear *ear, str text, topic_refused_page *refused)
{
    struct topic topic;
    err e = topic_find(c, text, &topic);

    if (e == OK)
        e = listen(c, ear, &topic);
    if (!is_refusal(e))
        return e;
    ROOM_FOR_ONE(&c->arena, refused->at, refused->n);
    refused->at[refused->n++] = (struct topic_refused){ text, e, c->failure.problem };
    failure_begin(&c->failure, &c->arena);
    return OK;
}

static err wished_listen_all(ctx *c, struct ear *ear, strs topics, topic_refused_page *refused)
{
    for (size_t i = 0; i < topics.n; i++) {
        TRY(wished_listen(c, ear, topics.at[i], refused));
        if (!ear_is_open(ear))
            return ERR_CANCELLED;
    }
    return OK;
}

static str cursor_now(ctx *c, struct hub_loop *l)
{
    return log_cursor_text(&c->arena, log_cursor_after(loop_position(l)));
}

/* From here to the end nothing parks. */
static void ear_begin(ctx *c, struct ear *ear, str cursor, struct log_cursor from, struct ear_opened *out)
{
    out->resumed = cursor.n && out->resync == RESYNC_NONE;
    if (out->resumed) {
        out->cursor = cursor;
        resume_start(ear, from);
        return;
    }
    out->cursor = cursor_now(c, ear->hub);
    resume_end(ear);
}

static err opening(ctx *c, struct ear *ear, const struct ear_wish *wish, struct ear_opened *out)
{
    struct log_cursor from = { 0 };

    if (!wish->plain) {
        TRY(listener_load(c, ear, ear->hub->hub->always));
        ear->through |= ear->hub->hub->always;
    }
    TRY(wished_listen_all(c, ear, wish->topics, &out->refused));
    if (wish->cursor.n)
        TRY(cursor_check(c, ear->hub, wish->cursor, &from, &out->resync));
    if (!ear_is_open(ear))
        return ERR_CANCELLED;
    ear_begin(c, ear, wish->cursor, from, out);
    return OK;
}

err ear_open(ctx *c, struct ear *ear, const struct mouth *mouth, const struct ear_wish *wish, struct ear_opened *out)
{
    assert(mouth->slot >= 0 && mouth->slot < HEARD_FRAMES);
    *out = (struct ear_opened){0};
    ear_enter(c, ear, mouth, wish);
    resume_new(ear);
    err e = opening(c, ear, wish, out);
    if (e != OK)
        ear_close(ear);
    return e;
}

err ear_resume(ctx *c, struct ear *ear, str cursor, strs topics, struct ear_opened *out)
{
    struct log_cursor from = { 0 };

    *out = (struct ear_opened){0};
    TRY(wished_listen_all(c, ear, topics, &out->refused));
    TRY(cursor_check(c, ear->hub, cursor, &from, &out->resync));
    if (!ear_is_open(ear))
        return ERR_CANCELLED;
    if (ear->resume)
        resume_end(ear);
    resume_new(ear);
    ear_begin(c, ear, cursor, from, out);
    return OK;
}

/* ---- one more, later ---- */

/* One replay at a time. */
static err replay_await(ctx *c, struct ear *ear)
{
    while (ear_is_open(ear) && ear->resume) {
        struct resume *r = ear->resume;
        r->waiter = c;
        err e = ctx_park(c);
        if (e != OK) {
            if (ear_is_open(ear) && ear->resume == r)
                r->waiter = NULL;
            return e;
        }
    }
    return ear_is_open(ear) ? OK : ERR_CANCELLED;
}

static void listen_from(struct ear *ear, const struct topic *topic, struct log_cursor from)
{
    struct resume *r = resume_new(ear);

    if (topic->kind->members)
        r->only_through = standing_bit(ear->hub->hub, topic->kind);
    else
        r->only = gathering_find(ear->hub, topic);
    resume_start(ear, from);
}

static err listen_with_cursor(ctx *c, struct ear *ear, const struct topic *topic, str cursor, enum resync *why)
{
    struct log_cursor from = { 0 };

    TRY(replay_await(c, ear));
    TRY(cursor_check(c, ear->hub, cursor, &from, why));
    TRY(listen(c, ear, topic));
    TRY(replay_await(c, ear));
    if (*why == RESYNC_NONE)
        listen_from(ear, topic, from);
    return OK;
}

err ear_listen(ctx *c, struct ear *ear, str text, str cursor, struct listened *out)
{
    struct topic topic;

    *out = (struct listened){0};
    TRY(topic_find(c, text, &topic));
    TRY(cursor.n ? listen_with_cursor(c, ear, &topic, cursor, &out->resync) : listen(c, ear, &topic));
    if (topic.kind->greet)
        TRY(topic.kind->greet(c, ear_account(ear), &topic, &out->greeting_type, &out->greeting));
    if (!ear_is_open(ear))
        return ERR_CANCELLED;
    out->topic = topic_text(&c->arena, &topic);
    out->cursor = cursor.n && out->resync == RESYNC_NONE ? cursor : cursor_now(c, ear->hub);
    return OK;
}

err ear_greeting(ctx *c, struct ear *ear, str text, const char **type, str *json)
{
    struct topic topic;

    *type = NULL;
    TRY(topic_find(c, text, &topic));
    return topic.kind->greet ? topic.kind->greet(c, ear_account(ear), &topic, type, json) : OK;
}

static void unlisten_members(struct ear *ear, const struct topic_kind *kind)
{
    u8 through = standing_bit(ear->hub->hub, kind);

    ear->through &= (u8)~through;
    if (!listener_uses(ear->listener, through))
        listener_leave(ear->hub, ear->listener, through);
}

static void unlisten_topic(struct ear *ear, const struct topic *topic)
{
    struct gathering *g = gathering_find(ear->hub, topic);
    struct topic_slot *s = g ? slot_find(&ear->topics, g) : NULL;

    if (s && ear->resume && ear->resume->only == g)
        resume_end(ear);
    if (s)
        slot_drop(ear->hub, &ear->topics, s);
}

err ear_unlisten(ctx *c, struct ear *ear, str text, str *kept)
{
    struct topic topic;

    TRY(topic_find(c, text, &topic));
    if (topic.kind->members)
        unlisten_members(ear, topic.kind);
    else
        unlisten_topic(ear, &topic);
    *kept = topic_text(&c->arena, &topic);
    return OK;
}

/* ---- what a mouth says of its ear ---- */

void ear_away(struct ear *ear, bool away)
{
    if (!ear_is_open(ear) || ear->away == away)
        return;
    ear->away = away;
    watch_tell(ear, 0, away ? 1 : -1);
}

err hub_cursor(ctx *c, str *out)
{
    *out = log_cursor_text(&c->arena, log_cursor_after(bus_tip(c->world->bus)));
    return OK;
}
