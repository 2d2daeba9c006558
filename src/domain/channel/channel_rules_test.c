/* Who may do what: each kind of channel, open or archived, by each person, and each call. The rule is written here once more. */
#include "base/str.h"
#include "domain/channel/testbed.h"

enum who { OWNER, ADMIN, MEMBER, STRANGER, STAFF, LEAVER, OUTCAST, OTHER_ADMIN, OTHER_MEMBER, NEWCOMER, PEOPLE };
enum { CALLERS = OUTCAST + 1 };
static const char *const names[] = { "owner", "admin", "member", "stranger", "staff", "leaver", "outcast", "other_admin", "other_member",
                                     "newcomer" };

enum call {
    SHOW, NAME, DESCRIBE, SLOW, ARCHIVE, TURN_KIND, OPEN_HISTORY, DELETE, JOIN, LEAVE, LIST_MEMBERS, ADD, ADD_ADMIN, ADD_BANNED,
    MAKE_ADMIN, MAKE_MEMBER, GIVE, REMOVE_MEMBER, REMOVE_ADMIN, REMOVE_OWNER, REMOVE_NOBODY, BAN_NEWCOMER, BAN_MEMBER, BAN_ADMIN, BAN_OWNER,
    UNBAN, LIST_BANS, MUTE, UNMUTE, INVITE, LIST_INVITES, SEND, REACT, CALLS
};

struct stage { id people[PEOPLE], channel; enum channel_kind kind; bool archived, fresh; };

/* ---- the rule ---- */

static bool is_member_of(enum who w) { return w == OWNER || w == ADMIN || w == MEMBER; }

static const struct problem *of_strangers(enum who w, enum call call)
{
    switch (call) {
    case SHOW: case LIST_MEMBERS: case LEAVE: case JOIN: return NULL;
    case DELETE: return w == STAFF ? NULL : PLAIN(ERR_FORBIDDEN);
    default: return &not_a_member;
    }
}

static const struct problem *of_direct(enum call call)
{
    switch (call) {
    case SHOW: case LIST_MEMBERS: case MUTE: case UNMUTE: case LIST_INVITES: case SEND: case REACT: return NULL;
    default: return PLAIN(ERR_FORBIDDEN);
    }
}

/* Who may at least do it: of a group, and of a public or private channel. */
static enum who least(enum channel_kind kind, enum call call)
{
    switch (call) {
    case NAME: case ADD: case INVITE: return kind == CHANNEL_GROUP ? MEMBER : ADMIN;
    case DESCRIBE: case SLOW: case ARCHIVE: case ADD_BANNED: case REMOVE_MEMBER: case REMOVE_NOBODY: case BAN_NEWCOMER: case BAN_MEMBER:
    case UNBAN: case LIST_BANS: return ADMIN;
    case TURN_KIND: case OPEN_HISTORY: case DELETE: case ADD_ADMIN: case MAKE_ADMIN: case MAKE_MEMBER: case GIVE: case REMOVE_ADMIN:
    case REMOVE_OWNER: case BAN_ADMIN: return OWNER;
    default: return MEMBER;
    }
}

static const struct problem *of_members(enum channel_kind kind, enum who w, enum call call)
{
    if (w > least(kind, call) || call == BAN_OWNER)
        return PLAIN(ERR_FORBIDDEN);
    return call == TURN_KIND && kind == CHANNEL_GROUP ? &fixed_kind : NULL;
}

static bool stops_when_archived(enum who w, enum call call)
{
    return call == ADD || call == ADD_ADMIN || call == ADD_BANNED || call == INVITE || call == SEND || call == REACT ||
           (call == JOIN && !is_member_of(w));
}

static const struct problem *expected(const struct stage *s, enum who w, enum call call)
{
    bool reads = is_member_of(w) || (s->kind == CHANNEL_PUBLIC && w != OUTCAST);
    const struct problem *why;

    if (!reads)
        return call == LEAVE && (w == LEAVER || w == OUTCAST) ? NULL : &channel_not_found;
    why = !is_member_of(w) ? of_strangers(w, call) : s->kind == CHANNEL_DIRECT ? of_direct(call) : of_members(s->kind, w, call);
    return !why && s->archived && stops_when_archived(w, call) ? &channel_archived : why;
}

/* ---- the calls ---- */

struct sending { struct seat seat; bool reacts; };

static err send_in(tx *t, void *arg)
{
    struct sending *in = arg;
    struct channel_turn turn;
    struct seat seat;

    return in->reacts ? channel_writes_in(t, in->seat.me, in->seat.channel, &seat) : channel_take_seq(t, &in->seat, tx_new_id(t), &turn);
}

static err sends(ctx *c, const struct stage *s, id me, bool reacts)
{
    struct sending in = { .reacts = reacts };
    seat_page page;

    TRY(channel_seats(c, me, (ids){ (id *)&s->channel, 1 }, &page));
    in.seat = page.at[0];
    return transact(c, send_in, &in);
}

static err sets(ctx *c, const struct stage *s, id me, enum who who, const char *role)
{
    struct channel_member out;

    return channel_member_set(c, me, s->channel, s->people[who], (maybe_str){ role ? GIVEN : ABSENT, str_of(role ? role : "") }, &out);
}

static err lists(ctx *c, const struct stage *s, id me, enum call call)
{
    channel_invite_page invites;
    channel_member_page members;
    struct member_place place;
    profile_page people;
    id next;

    if (call == LIST_MEMBERS)
        return channel_members(c, me, s->channel, &(struct member_wish){ .limit = 10 }, &members, &place);
    if (call == LIST_BANS)
        return channel_bans(c, me, s->channel, (struct people_wish){ .limit = 10 }, &people, &next);
    return channel_invites(c, me, s->channel, (id){ 0 }, 10, &invites, &next);
}

static err alters(ctx *c, const struct stage *s, id me, enum call call)
{
    const char *kind = s->kind == CHANNEL_PUBLIC ? "private" : "public";
    struct channel_change by = { .id = s->channel };

    switch (call) {
    case NAME: by.name = (maybe_str){ GIVEN, S("Another name") }; break;
    case DESCRIBE: by.description = (maybe_str){ GIVEN, S("Another description") }; break;
    case SLOW: by.slow_mode_seconds = (maybe_i64){ GIVEN, 5 }; break;
    case ARCHIVE: by.archived = (maybe_bool){ GIVEN, !s->archived }; break;
    case TURN_KIND: by.kind = (maybe_str){ GIVEN, str_of(kind) }; break;
    default: by.history = (maybe_str){ GIVEN, S("full") };
    }
    return channel_change(c, me, &by);
}

static err invites(ctx *c, const struct stage *s, id me)
{
    struct channel_invite out;

    return channel_invite_make(c, me, &(struct invite_draft){ .id = s->channel }, &out);
}

static err deletes(ctx *c, const struct stage *s, id me, enum who w)
{
    struct caller caller = { .account = me, .role = w == STAFF ? ROLE_MODERATOR : ROLE_USER };

    return channel_delete(c, &caller, s->channel);
}

static err calls(ctx *c, const struct stage *s, enum who w, enum call call)
{
    const id *p = s->people, me = p[w], channel = s->channel;
    struct channel_kept kept;
    id joined;

    switch (call) {
    case SHOW: return channel_get(c, me, channel, &kept);
    case DELETE: return deletes(c, s, me, w);
    case JOIN: return channel_join(c, me, channel, &joined);
    case LEAVE: return channel_leave(c, me, channel);
    case ADD: return sets(c, s, me, NEWCOMER, NULL);
    case ADD_ADMIN: return sets(c, s, me, NEWCOMER, "admin");
    case ADD_BANNED: return sets(c, s, me, OUTCAST, NULL);
    case MAKE_ADMIN: return sets(c, s, me, OTHER_MEMBER, "admin");
    case MAKE_MEMBER: return sets(c, s, me, OTHER_ADMIN, "member");
    case GIVE: return sets(c, s, me, OTHER_MEMBER, "owner");
    case REMOVE_MEMBER: return channel_member_remove(c, me, channel, p[OTHER_MEMBER]);
    case REMOVE_ADMIN: return channel_member_remove(c, me, channel, p[OTHER_ADMIN]);
    case REMOVE_OWNER: return channel_member_remove(c, me, channel, p[OWNER]);
    case REMOVE_NOBODY: return channel_member_remove(c, me, channel, p[NEWCOMER]);
    case BAN_NEWCOMER: return channel_ban(c, me, channel, p[NEWCOMER]);
    case BAN_MEMBER: return channel_ban(c, me, channel, p[OTHER_MEMBER]);
    case BAN_ADMIN: return channel_ban(c, me, channel, p[OTHER_ADMIN]);
    case BAN_OWNER: return channel_ban(c, me, channel, p[OWNER]);
    case UNBAN: return channel_unban(c, me, channel, p[OUTCAST]);
    case MUTE: return channel_mute(c, me, channel, (maybe_when){ .is = ABSENT });
    case UNMUTE: return channel_unmute(c, me, channel);
    case INVITE: return invites(c, s, me);
    case LIST_MEMBERS: case LIST_BANS: case LIST_INVITES: return lists(c, s, me, call);
    case SEND: case REACT: return sends(c, s, me, call == REACT);
    default: return alters(c, s, me, call);
    }
}

/* ---- the stage ---- */

static void archive(ctx *c, const struct stage *s)
{
    expect_ok(channel_change(c, s->people[OWNER], &(struct channel_change){ .id = s->channel, .archived = { GIVEN, true } }));
}

static void stage_set(ctx *c, struct stage *s)
{
    const id *p = s->people;

    s->fresh = true;
    if (s->kind == CHANNEL_DIRECT) {
        s->channel = a_direct(c, p[MEMBER], p[OTHER_MEMBER]);
        return;
    }
    s->channel = a_channel(c, p[OWNER], channel_kind_words[s->kind]);
    comes_in(c, s->channel, p[OWNER], p[ADMIN], CHANNEL_ADMIN);
    comes_in(c, s->channel, p[OWNER], p[OTHER_ADMIN], CHANNEL_ADMIN);
    comes_in(c, s->channel, p[OWNER], p[MEMBER], CHANNEL_MEMBER);
    comes_in(c, s->channel, p[OWNER], p[OTHER_MEMBER], CHANNEL_MEMBER);
    comes_in(c, s->channel, p[OWNER], p[LEAVER], CHANNEL_MEMBER);
    comes_in(c, s->channel, p[OWNER], p[OUTCAST], CHANNEL_MEMBER);
    expect_ok(channel_leave(c, p[LEAVER], s->channel));
    expect_ok(channel_ban(c, p[OWNER], s->channel, p[OUTCAST]));
    if (s->archived)
        archive(c, s);
}

static void one_check(ctx *c, struct stage *s, enum who w, enum call call)
{
    const struct problem *why = expected(s, w, call);

    if (!s->fresh)
        stage_set(c, s);
    err e = calls(c, s, w, call);
    const struct problem *told = c->failure.fields ? c->failure.fields->problem : c->failure.problem;
    if (e != (why ? why->what : OK) || (why && !str_eq(str_of(told->code), str_of(why->code))))
        test_fail(__FILE__, __LINE__, "kind %d, archived %d, %s, call %d: %d %s, not %s", s->kind, s->archived, names[w], call, e,
                  e ? told->code : "", why ? why->code : "OK");
    s->fresh = why || s->kind == CHANNEL_DIRECT;
    (void)fresh(c, e);
}

static void all_check(ctx *c, struct stage *s)
{
    for (int w = OWNER; w < CALLERS; w++) {
        if (s->kind == CHANNEL_DIRECT && w != MEMBER && w != STRANGER && w != STAFF)
            continue;
        for (int call = 0; call < CALLS; call++) {
            struct arena_mark mark = arena_mark(&c->arena);
            one_check(c, s, (enum who)w, (enum call)call);
            arena_rewind(&c->arena, mark);
        }
    }
}

static err by_the_rule(ctx *c, void *arg)
{
    struct stage s = { .fresh = false };

    (void)arg;
    for (int i = 0; i < PEOPLE; i++)
        s.people[i] = a_person(c, names[i]);
    for (s.kind = CHANNEL_PUBLIC; s.kind <= CHANNEL_DIRECT; s.kind++)
        for (int archived = 0; archived <= (s.kind != CHANNEL_DIRECT); archived++) {
            s.archived = archived;
            s.fresh = false;
            all_check(c, &s);
        }
    channels_agree(c);
    return OK;
}

TEST(each_call_is_for_those_whom_the_rule_names)
{
    struct house h = channels_idle();
    err e = test_world_call(h.world, by_the_rule, NULL);

    house_close(&h);
    expect_ok(e);
}
