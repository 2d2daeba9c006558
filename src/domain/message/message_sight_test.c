/* Who sees a message: each kind of channel, history of it, and standing of the viewer, on each surface. */
#include "base/id.h"
#include "base/str.h"
#include "domain/message/marks.h"
#include "domain/message/testbed.h"

/* LATE came when something had been said; AGAIN left, and came back then. */
enum viewer { STRANGER, OWNER, ADMIN, MEMBER, LATE, AGAIN, WENT, SENT_OFF, BARRED, BLOCKING, BLOCKED, MODERATOR, VIEWERS };
static const char *const names[VIEWERS] = {
    "stranger", "owner", "admin", "member", "late", "again", "left", "removed", "banned", "blocking", "blocked", "moderator"
};

struct stage { id viewers[VIEWERS], channel, early, late, elsewhere, forward; enum channel_kind kind; bool closed; };

/* ---- the rule, written once more ---- */

static bool belongs(enum viewer v)
{
    return v == OWNER || v == ADMIN || v == MEMBER || v == LATE || v == AGAIN || v == BLOCKING || v == BLOCKED;
}

static bool may_read(const struct stage *s, enum viewer v)
{
    return belongs(v) || (s->kind == CHANNEL_PUBLIC && v != BARRED);
}

static bool sees_early(const struct stage *s, enum viewer v)
{
    return may_read(s, v) && !(s->closed && (v == LATE || v == AGAIN));
}

/* ---- the stage ---- */

static void goes(ctx *c, const struct stage *s)
{
    const id *v = s->viewers;

    expect_ok(channel_leave(c, v[WENT], s->channel));
    expect_ok(channel_leave(c, v[AGAIN], s->channel));
    expect_ok(channel_member_remove(c, v[OWNER], s->channel, v[SENT_OFF]));
    expect_ok(channel_ban(c, v[OWNER], s->channel, v[BARRED]));
    enters(c, s->channel, v[OWNER], v[LATE]);
    enters(c, s->channel, v[OWNER], v[AGAIN]);
}

static void channel_set_up(ctx *c, struct stage *s)
{
    static const enum viewer first[] = { ADMIN, MEMBER, AGAIN, WENT, SENT_OFF, BARRED, BLOCKING, BLOCKED };
    struct channel_change open = { .history = { GIVEN, s->closed ? S("since_joined") : S("full") } };
    struct channel_member m;

    if (s->kind == CHANNEL_GROUP) {
        open.id = s->channel = a_channel(c, s->viewers[OWNER], "group");
        expect_ok(channel_change(c, s->viewers[OWNER], &open));
    } else {
        s->channel = a_channel_with(c, s->viewers[OWNER], channel_kind_words[s->kind], s->closed ? "since_joined" : "full");
    }
    for (size_t i = 0; i < COUNT(first); i++)
        enters(c, s->channel, s->viewers[OWNER], s->viewers[first[i]]);
    expect_ok(channel_member_set(c, s->viewers[OWNER], s->channel, s->viewers[ADMIN], (maybe_str){ GIVEN, S("admin") }, &m));
}

static void stage_make(ctx *c, struct stage *s, bool archived)
{
    struct message_draft answer = words("late"), forward = { .content.is = ABSENT };
    struct message m;

    channel_set_up(c, s);
    s->early = said(c, s->viewers[BLOCKED], s->channel, "early").id;
    goes(c, s);
    answer.reply_to_id = (maybe_id){ GIVEN, s->early };
    expect_ok(sends(c, s->viewers[BLOCKED], s->channel, &answer, &m));
    s->late = m.id;
    forward.forward_of = (maybe_id){ GIVEN, s->early };
    expect_ok(sends(c, s->viewers[OWNER], s->elsewhere, &forward, &m));
    s->forward = m.id;
    expect_ok(message_pin(c, s->viewers[OWNER], s->channel, s->early));
    expect_ok(message_pin(c, s->viewers[OWNER], s->channel, s->late));
    if (archived)
        expect_ok(channel_change(c, s->viewers[OWNER], &(struct channel_change){ .id = s->channel, .archived = { GIVEN, true } }));
}

/* ---- the surfaces ---- */

static void one_is_read(ctx *c, id me, id which, bool seen)
{
    err wanted = seen ? OK : ERR_NOT_FOUND;
    message_version_page versions;
    message_view_page page;
    struct message m;
    id next;

    expect_eq(is_seen(c, me, which), seen);
    expect_eq(fresh(c, message_get(c, me, which, &m)), wanted);
    expect_ok(messages_show(c, me, (ids){ (id[]){ { 1 }, which, { 2 } }, 3 }, &page));
    expect_eq(page.n, seen);
    expect_eq(fresh(c, message_history(c, me, which, (id){ 0 }, 5, &versions, &next)), wanted);
}

static void the_channel_is_read(ctx *c, const struct stage *s, enum viewer v)
{
    static const enum message_way ways[] = { MESSAGES_BEFORE, MESSAGES_AFTER, MESSAGES_AROUND };
    struct message_ends ends;
    message_view_page page;
    struct seat seat;
    i64 seq;

    expect_eq(fresh(c, channel_seat(c, s->viewers[v], s->channel, &seat)), may_read(s, v) ? OK : ERR_NOT_FOUND);
    if (!may_read(s, v))
        return;
    for (size_t i = 0; i < COUNT(ways); i++) {
        i64 from = ways[i] == MESSAGES_BEFORE ? 3 : ways[i] == MESSAGES_AFTER ? 0 : 1;
        expect_ok(messages_page(c, &seat, &(struct message_wish){ ways[i], from, 10, false }, &page, &ends));
        expect_eq(page.n, sees_early(s, v) ? 2 : 1);
        expect_eq(page.at[0].words->id.v, s->late.v);
        expect(!ends.older && !ends.newer);
    }
    expect_eq(fresh(c, message_anchor(c, &seat, S("around"), id_text(&c->arena, s->early), &seq)), sees_early(s, v) ? OK : ERR_NOT_FOUND);
}

/* An open connection hears of it as far as its owner may read it. */
static void it_is_listened_to(ctx *c, const struct stage *s, enum viewer v)
{
    struct topic at = { &channel_topic, s->channel, { 0 } };
    struct admission a = { 0 };

    expect_eq(fresh(c, channel_topic.admit(c, s->viewers[v], &at, &a)), may_read(s, v) ? OK : ERR_NOT_FOUND);
    expect(!may_read(s, v) || (a.floor <= 1) == sees_early(s, v));
}

static void what_refers_to_it_is_read(ctx *c, const struct stage *s, enum viewer v)
{
    struct message m;

    if (may_read(s, v)) {
        expect_ok(message_get(c, s->viewers[v], s->late, &m));
        expect_eq(m.reply_to != NULL, sees_early(s, v));
        expect_eq(m.sender_blocked, v == BLOCKING);
        expect_eq(m.sender->id.v, s->viewers[BLOCKED].v);
    }
    expect_ok(message_get(c, s->viewers[v], s->forward, &m));
    expect_eq(m.forwarded_from->message_id.is == GIVEN, sees_early(s, v));
    expect_eq(m.forwarded_from->channel_id.is == GIVEN, sees_early(s, v));
}

/* Nobody but the sender changes it; who cannot see it cannot tell that it is there. */
static void it_is_acted_on(ctx *c, const struct stage *s, enum viewer v, bool archived)
{
    struct message_draft answer = words("x"), forward = { .forward_of = { GIVEN, s->early } };
    err edit = !sees_early(s, v) ? ERR_NOT_FOUND : v != BLOCKED ? ERR_FORBIDDEN : archived ? ERR_CONFLICT : OK;
    struct message m;

    expect_eq(fresh(c, message_edit(c, s->viewers[v], s->early, (maybe_str){ GIVEN, S("early") }, &m)), edit);
    answer.reply_to_id = (maybe_id){ GIVEN, s->early };
    err send = !may_read(s, v) ? ERR_NOT_FOUND : !sees_early(s, v) ? ERR_INVALID : !belongs(v) ? ERR_FORBIDDEN : ERR_CONFLICT;
    if (archived)
        expect_eq(fresh(c, sends(c, s->viewers[v], s->channel, &answer, &m)), send);
    expect_eq(fresh(c, sends(c, s->viewers[v], s->elsewhere, &forward, &m)), sees_early(s, v) ? OK : ERR_INVALID);
}

static void marks_are_read(ctx *c, const struct stage *s, enum viewer v)
{
    err wanted = sees_early(s, v) ? OK : ERR_NOT_FOUND;
    message_reaction_page reactions;
    message_view_page page;
    i64 seq;
    id next;

    expect_eq(fresh(c, message_thread(c, s->viewers[v], s->early, 0, 5, &page, &seq)), wanted);
    expect_eq(fresh(c, message_reactions(c, s->viewers[v], s->early, S(""), (id){ 0 }, 5, &reactions, &next)), wanted);
    expect_eq(fresh(c, message_pins(c, s->viewers[v], s->channel, &page)), may_read(s, v) ? OK : ERR_NOT_FOUND);
    if (may_read(s, v))
        expect_eq(page.n, sees_early(s, v) ? 2 : 1);
}

static void marks_are_set(ctx *c, const struct stage *s, enum viewer v, bool archived)
{
    err writes = !belongs(v) ? ERR_FORBIDDEN : archived ? ERR_CONFLICT : OK, sees = sees_early(s, v) ? OK : ERR_NOT_FOUND;
    bool pins = s->kind == CHANNEL_GROUP || v == OWNER || v == ADMIN;
    err react = sees == OK ? writes : sees;
    err pin = !may_read(s, v) ? ERR_NOT_FOUND : writes != OK ? writes : pins ? sees : ERR_FORBIDDEN;
    struct message m;

    expect_eq(fresh(c, message_react(c, s->viewers[v], s->early, S("👍"), &m)), react);
    expect_eq(fresh(c, message_unreact(c, s->viewers[v], s->early, S("👍"), &m)), react);
    expect_eq(fresh(c, message_unpin(c, s->viewers[v], s->channel, s->early)), pin);
    expect_eq(fresh(c, message_pin(c, s->viewers[v], s->channel, s->early)), pin);
}

static void it_is_deleted(ctx *c, const struct stage *s, enum viewer v)
{
    bool moderates = v == MODERATOR && s->kind == CHANNEL_PUBLIC;
    struct caller me = { .account = s->viewers[v], .role = v == MODERATOR ? ROLE_MODERATOR : ROLE_USER };
    struct message m = said(c, s->viewers[MEMBER], s->channel, "to go");
    err wanted = !may_read(s, v) ? ERR_NOT_FOUND : v == OWNER || v == ADMIN || v == MEMBER || moderates ? OK : ERR_FORBIDDEN;

    expect_eq(fresh(c, message_delete(c, &me, m.id)), wanted);
    expect_ok(message_get(c, s->viewers[MEMBER], m.id, &m));
    expect_eq(m.deleted, wanted == OK);
}

static err all_combinations(ctx *c, void *arg)
{
    struct stage s = { 0 };

    (void)arg;
    for (int v = 0; v < VIEWERS; v++)
        s.viewers[v] = a_person(c, names[v]);
    s.elsewhere = a_channel(c, s.viewers[OWNER], "public");
    for (int v = 0; v < VIEWERS; v++)
        if (v != OWNER)
            enters(c, s.elsewhere, s.viewers[OWNER], s.viewers[v]);
    for (int i = 0; i < 3 * 2 * 2; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        bool archived = i & 1;
        s.closed = i & 2;
        s.kind = (enum channel_kind)(i / 4);
        stage_make(c, &s, archived);
        expect_ok(graph_block(c, s.viewers[BLOCKING], s.viewers[BLOCKED]));
        for (int v = 0; v < VIEWERS; v++) {
            one_is_read(c, s.viewers[v], s.late, may_read(&s, (enum viewer)v));
            one_is_read(c, s.viewers[v], s.early, sees_early(&s, (enum viewer)v));
            the_channel_is_read(c, &s, (enum viewer)v);
            it_is_listened_to(c, &s, (enum viewer)v);
            what_refers_to_it_is_read(c, &s, (enum viewer)v);
            it_is_acted_on(c, &s, (enum viewer)v, archived);
            marks_are_read(c, &s, (enum viewer)v);
            marks_are_set(c, &s, (enum viewer)v, archived);
        }
        for (int v = 0; v < VIEWERS && !archived; v++)
            it_is_deleted(c, &s, (enum viewer)v);
        expect_ok(graph_unblock(c, s.viewers[BLOCKING], s.viewers[BLOCKED]));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

TEST(who_sees_a_message_is_one_rule_on_every_surface) { in_messages(all_combinations); }

/* ---- direct channels ---- */

static err direct_ones(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), channel = a_direct(c, ann, bob);
    struct message m = said(c, ann, channel, "Between us"), out;

    (void)arg;
    for (int state = 0; state < 3; state++) {                /* a block and a hidden other take nothing away */
        if (state == 1)
            expect_ok(graph_block(c, bob, ann));
        if (state == 2)
            hidden(c, ann, true);
        one_is_read(c, bob, m.id, true);
        one_is_read(c, eve, m.id, false);
        one_is_read(c, (id){ 0 }, m.id, false);
        expect_ok(message_get(c, bob, m.id, &out));
        expect_eq(out.sender_blocked, state > 0);
        expect_eq(out.sender->id.v, ann.v);
    }
    expect_eq(fresh(c, message_delete(c, &(struct caller){ .account = bob, .role = ROLE_ADMIN }, m.id)), ERR_FORBIDDEN);
    expect_eq(fresh(c, message_delete(c, &(struct caller){ .account = eve, .role = ROLE_ADMIN }, m.id)), ERR_NOT_FOUND);
    return OK;
}

TEST(what_two_write_is_for_the_two) { in_messages(direct_ones); }

static err opened_history(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve");
    id channel = a_channel_with(c, ann, "private", "since_joined");
    struct message m = said(c, ann, channel, "early");

    (void)arg;
    enters(c, channel, ann, bob);
    expect(!is_seen(c, bob, m.id));
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = channel, .history = { GIVEN, S("full") } }));
    expect(is_seen(c, bob, m.id));
    expect_ok(channel_change(c, ann, &(struct channel_change){ .id = channel, .history = { GIVEN, S("since_joined") } }));
    enters(c, channel, ann, eve);
    expect(is_seen(c, bob, m.id));                      /* it counts for those who come later */
    expect(!is_seen(c, eve, m.id));
    return OK;
}

TEST(opening_a_history_opens_all_of_it_to_all) { in_messages(opened_history); }

static err a_deleted_channel(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public");
    struct message m = said(c, ann, channel, "x");

    (void)arg;
    expect(is_seen(c, bob, m.id));
    expect_ok(channel_delete(c, &(struct caller){ .account = ann }, channel));
    expect(!is_seen(c, ann, m.id));
    expect(!is_seen(c, bob, m.id));
    expect_eq(fresh(c, message_delete(c, &(struct caller){ .account = bob, .role = ROLE_ADMIN }, m.id)), ERR_NOT_FOUND);
    return OK;
}

TEST(of_a_deleted_channel_nothing_is_read_at_once) { in_messages(a_deleted_channel); }
