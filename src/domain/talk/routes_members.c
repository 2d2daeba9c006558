/* The routes of who is in a channel: members and their roles, bans, invites. */
#include "base/str.h"
#include "domain/talk/routes.h"
#include "runtime/ctx.h"

struct list_key { id id; LIST_WISH; };
struct members_query { id id; str role, q; LIST_WISH; };
struct member_key { id id; str user_id; };
struct member_wish_input { id id; str user_id; maybe_str role; };
struct invite_key { str code; };

static SHAPE(list_key, FIELD(list_key, id), LIST_FIELDS(list_key));
static SHAPE(members_query,
    FIELD(members_query, id), FIELD(members_query, role, .optional = true, .words = channel_role_words, .doc = "Left out: all"),
    FIELD(members_query, q, .optional = true, .max = 100, .doc = "What a name begins with"), LIST_FIELDS(members_query));
static SHAPE(member_key, FIELD(member_key, id), FIELD_USER(member_key, user_id));
static SHAPE(member_wish_input,
    FIELD(member_wish_input, id), FIELD_USER(member_wish_input, user_id),
    FIELD(member_wish_input, role, .words = channel_role_words, .doc = "Left out: an existing role stays, and a new one is a member"));
static SHAPE(invite_key, FIELD(invite_key, code));

/* ---- members ---- */

static err members(ctx *c, const struct caller *me, const struct members_query *in, channel_member_page *out)
{
    struct member_wish wish = { .role = in->role, .begin = in->q, .limit = in->limit };
    struct member_place next;
    struct cursor from;

    TRY(cursor_read(c, in->cursor, &from));
    wish.from = (struct member_place){ from.a, { from.b } };
    TRY(channel_members(c, me->account, in->id, &wish, out, &next));
    out->next = next.made.v ? cursor_make(c, (struct cursor){ next.role, next.made.v }) : S("");
    return OK;
}

static err member_set(ctx *c, const struct caller *me, const struct member_wish_input *in, struct channel_member *out)
{
    id who;

    TRY(account_refer(c, in->user_id, &who));
    return channel_member_set(c, me->account, in->id, who, in->role, out);
}

#define DEED(name, verb)                                                                                                \
    static err name(ctx *c, const struct caller *me, const struct member_key *in, struct nothing *out)                  \
    {                                                                                                                   \
        id who;                                                                                                         \
        (void)out;                                                                                                      \
        TRY(account_refer(c, in->user_id, &who));                                                                       \
        return verb(c, me->account, in->id, who);                                                                       \
    }
DEED(member_remove, channel_member_remove)
DEED(ban, channel_ban)
DEED(unban, channel_unban)

static err bans(ctx *c, const struct caller *me, const struct list_key *in, profile_page *out)
{
    struct people_wish wish = { .limit = in->limit };
    id next;

    TRY(list_from(c, in->cursor, &wish.at));
    TRY(channel_bans(c, me->account, in->id, wish, out, &next));
    out->next = list_next(c, next);
    return OK;
}

/* ---- invites ---- */

static err invite_make(ctx *c, const struct caller *me, const struct invite_draft *in, struct channel_invite *out)
{
    return channel_invite_make(c, me->account, in, out);
}

static err invites(ctx *c, const struct caller *me, const struct list_key *in, channel_invite_page *out)
{
    id from, next;

    TRY(list_from(c, in->cursor, &from));
    TRY(channel_invites(c, me->account, in->id, from, in->limit, out, &next));
    out->next = list_next(c, next);
    return OK;
}

static err invite_drop(ctx *c, const struct caller *me, const struct invite_key *in, struct nothing *out)
{
    (void)out;
    return channel_invite_drop(c, me->account, in->code);
}

static err invite_get(ctx *c, const struct caller *me, const struct invite_key *in, struct invite_preview *out)
{
    return channel_invite_get(c, me->account, in->code, out);
}

static err invite_accept(ctx *c, const struct caller *me, const struct invite_key *in, struct channel *out)
{
    TRY(channel_invite_accept(c, me->account, in->code, &out->id));
    return channel_show(c, me->account, out->id, out);
}

static err again(ctx *c, const struct caller *me, id which, struct channel *out)
{
    return channel_show(c, me->account, which, out);
}

/* ---- the table ---- */

CALLS_BOTH(members, members_query, channel_member_page)
CALLS_BOTH(member_set, member_wish_input, channel_member)
CALLS_BOTH(member_remove, member_key, nothing)
CALLS_BOTH(ban, member_key, nothing)
CALLS_BOTH(unban, member_key, nothing)
CALLS_BOTH(bans, list_key, profile_page)
CALLS_BOTH(invite_make, invite_draft, channel_invite)
CALLS_BOTH(invites, list_key, channel_invite_page)
CALLS_AS(invite_drop, invite_key, nothing)
CALLS_AS(invite_get, invite_key, invite_preview)
CALLS_AS(invite_accept, invite_key, channel)
CALLS_AGAIN(again, channel)

static const struct problem *const list_problems[] = { &channel_not_found, NULL };
static const struct problem *const set_problems[] = { &channel_not_found, &user_not_found, &not_a_member, &blocking, &cannot_message,
                                                      &channel_archived, &too_many_members, &too_many_channels, NULL };
static const struct problem *const remove_problems[] = { &channel_not_found, &user_not_found, &not_a_member, NULL };
static const struct problem *const invite_problems[] = { &channel_not_found, &not_a_member, &channel_archived, NULL };
static const struct problem *const code_problems[] = { &invite_not_found, NULL };
static const struct problem *const accept_problems[] = { &invite_not_found, &channel_archived, &too_many_members, &too_many_channels,
                                                         NULL };

/* Each under both names: (method, rest of the address, entry, status, its columns, what the description says). */
#define BOTH(METHOD, PATH, entry, RATE, STATUS, ...)                                                                    \
    { METHOD, "/channels/{id}" PATH, entry##_entry, &may_talk, RATE, STATUS, __VA_ARGS__ },                             \
    { METHOD, "/conversations/{id}" PATH, talk_##entry##_entry, &may_talk, RATE, STATUS, __VA_ARGS__, .alias = true }

extern const struct route talk_members_routes[];
const struct route talk_members_routes[] = {
    BOTH(METHOD_GET, "/members", members, RATE_READS, 200, TAKES(members_query), GIVES_PAGE(channel_member), .tag = "channels",
         .summary = "Read who is in it: the owner, admins, members, each by when they joined", .problems = list_problems),
    BOTH(METHOD_PUT, "/members/{user_id}", member_set, RATE_WRITES, 200, TAKES(member_wish_input), GIVES(channel_member),
         .tag = "channels", .summary = "Bring somebody in, or change their role; the owner gives it away by the role owner",
         .problems = set_problems),
    BOTH(METHOD_DELETE, "/members/{user_id}", member_remove, RATE_WRITES, 204, TAKES(member_key), .tag = "channels",
         .summary = "Take somebody out; oneself: leave", .problems = remove_problems),
    BOTH(METHOD_GET, "/bans", bans, RATE_READS, 200, TAKES(list_key), GIVES_PAGE(profile), .tag = "channels",
         .summary = "Read who is banned, as an admin", .problems = remove_problems),
    BOTH(METHOD_PUT, "/bans/{user_id}", ban, RATE_WRITES, 204, TAKES(member_key), .tag = "channels",
         .summary = "Take somebody out, and keep them out", .problems = remove_problems),
    BOTH(METHOD_DELETE, "/bans/{user_id}", unban, RATE_WRITES, 204, TAKES(member_key), .tag = "channels", .summary = "Lift a ban",
         .problems = remove_problems),
    BOTH(METHOD_POST, "/invites", invite_make, RATE_WRITES, 201, TAKES(invite_draft), GIVES(channel_invite), .tag = "channels",
         .summary = "Make an invite", .problems = invite_problems),
    BOTH(METHOD_GET, "/invites", invites, RATE_READS, 200, TAKES(list_key), GIVES_PAGE(channel_invite), .tag = "channels",
         .summary = "Read the invites that still work: all as an admin, otherwise your own", .problems = invite_problems),
    { METHOD_DELETE, "/invites/{code}", invite_drop_entry, &may_talk, RATE_WRITES, 204, TAKES(invite_key), .tag = "channels",
      .summary = "Revoke an invite", .problems = code_problems },
    { METHOD_GET,    "/invites/{code}", invite_get_entry, &may_talk, RATE_READS, 200, TAKES(invite_key), GIVES(invite_preview),
      .tag = "channels", .summary = "Read what an invite leads to", .problems = code_problems },
    { METHOD_POST,   "/invites/{code}/accept", invite_accept_entry, &may_talk, RATE_WRITES, 200, TAKES(invite_key), GIVES(channel),
      AGAIN(again, channel), .tag = "channels", .summary = "Come in by an invite", .problems = accept_problems },
    {0}
};
