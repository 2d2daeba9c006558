/* What the wires of capabilities call to say what an event becomes. */
#include <assert.h>
#include <string.h>
#include "base/arena.h"
#include "base/json.h"
#include "hub/hub_own.h"

void *array_room(struct arena *a, const void *at, size_t n, size_t size, size_t align)
{
    if (n & (n - 1))
        return (void *)at;
    char *more = arena_zero(a, (n ? 2 * n : 1) * size, align);
    if (n)
        memcpy(more, at, n * size);
    return more;
}

static str members_json(struct says *s, const struct shape *shape, const void *value)
{
    struct buf json = BUF_ON(s->arena);

    json_write(&json, shape, value);
    return buf_str(&json);
}

/* ---- sayings ---- */

struct saying *say(struct says *out, const char *type, const struct shape *members, const void *value)
{
    ROOM_FOR_ONE(out->arena, out->at, out->n);
    struct saying *s = arena_new(out->arena, struct saying);
    *s = (struct saying){ .type = type, .json = members_json(out, members, value) };
    return out->at[out->n++] = s;
}

static void topic_add(struct says *out, struct saying *s, struct topic topic)
{
    ROOM_FOR_ONE(out->arena, s->topics, s->topic_count);
    s->topics[s->topic_count++] = topic;
}

void say_to_topic(struct says *out, struct saying *s, const struct topic_kind *kind, id of)
{
    assert(kind->form == TOPIC_OF_ID);
    topic_add(out, s, (struct topic){ kind, of, { 0 } });
}

void say_to_name(struct says *out, struct saying *s, const struct topic_kind *kind, str name)
{
    assert(kind->form == (name.n ? TOPIC_OF_NAME : TOPIC_ALONE));
    topic_add(out, s, (struct topic){ kind, { 0 }, name });
}

void say_to(struct says *out, struct saying *s, id account)
{
    ROOM_FOR_ONE(out->arena, s->accounts.at, s->accounts.n);
    s->accounts.at[s->accounts.n++] = account;
}

void say_otherwise(struct says *out, struct saying *s, ids whom, const struct shape *members, const void *value)
{
    ROOM_FOR_ONE(out->arena, s->versions, s->version_count);
    s->versions[s->version_count++] = (struct version){ whom, members_json(out, members, value) };
}

/* ---- moves ---- */

static void move_add(struct says *out, struct move m)
{
    ROOM_FOR_ONE(out->arena, out->moves, out->move_count);
    out->moves[out->move_count++] = m;
}

void move_in(struct says *out, id account, const struct topic_kind *kind, id of, const struct topic_kind *through, i64 floor)
{
    assert(through->members);
    move_add(out, (struct move){ MOVE_IN, account, { kind, of, { 0 } }, through, floor });
}

void move_out(struct says *out, id account, const struct topic_kind *kind, id of)
{
    move_add(out, (struct move){ .what = MOVE_OUT, .account = account, .topic = { kind, of, { 0 } } });
}

void move_over(struct says *out, const struct topic_kind *kind, id of)
{
    move_add(out, (struct move){ .what = MOVE_OVER, .topic = { kind, of, { 0 } } });
}

void move_ask_topic(struct says *out, const struct topic_kind *kind, id of)
{
    move_add(out, (struct move){ .what = MOVE_ASK_TOPIC, .topic = { kind, of, { 0 } } });
}

void move_ask_account(struct says *out, id account)
{
    move_add(out, (struct move){ .what = MOVE_ASK_ACCOUNT, .account = account });
}

void move_ask_owned(struct says *out, const struct topic_kind *kind, id owner)
{
    move_add(out, (struct move){ .what = MOVE_ASK_OWNED, .topic = { kind, owner, { 0 } } });
}

void move_doubt(struct says *out, id account)
{
    move_add(out, (struct move){ .what = MOVE_DOUBT, .account = account });
}

void pulse(struct says *out, const struct pulse_kind *kind, const struct topic_kind *of, id topic, id about)
{
    ROOM_FOR_ONE(out->arena, out->stale, out->stale_count);
    out->stale[out->stale_count++] = (struct stale){ kind, { of, topic, { 0 } }, about };
}

/* ---- the text of an event, once for all who get the same ---- */

static str inside(str object)
{
    return object.n > 2 ? (str){ object.p + 1, object.n - 2 } : (str){0};
}

static void members_add(struct buf *b, str object)
{
    str members = inside(object);

    if (!members.n)
        return;
    buf_byte(b, ',');
    buf_add(b, members);
}

str event_json(struct arena *a, const char *type, str members, str more, str cursor)
{
    struct buf b = BUF_ON(a);

    buf_reserve(&b, members.n + more.n + cursor.n + 80);
    buf_lit(&b, "{\"type\":");
    json_text(&b, str_of(type));
    members_add(&b, members);
    members_add(&b, more);
    if (cursor.n) {
        buf_lit(&b, ",\"cursor\":");
        json_text(&b, cursor);
    }
    buf_byte(&b, '}');
    return buf_str(&b);
}
