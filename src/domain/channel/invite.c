/* Invites: whoever has the code of one may come in, until it expires or is used up. */
#include "base/base64.h"
#include "base/random.h"
#include "base/str.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/member.sql.h"

enum { CODE_BYTES = 18, CODE_MOST = 64, EXPIRES_LEAST_S = 60, EXPIRES_MOST_S = 31536000, EXPIRES_STANDARD_S = 604800, USES_MOST = 100000 };

#define I_(m) FIELD(invite_row, m)
SHAPE(invite_row, I_(code), I_(channel_id), I_(made), I_(by_id), I_(expires_at), I_(max_uses), I_(uses), I_(created_at));
SHAPE(channel_invite,
    FIELD(channel_invite, code), FIELD(channel_invite, url, .format = "uri"), FIELD(channel_invite, channel_id),
    FIELD(channel_invite, created_by), FIELD(channel_invite, expires_at, .doc = "Null: never"),
    FIELD(channel_invite, max_uses, .doc = "Null: any number"), FIELD(channel_invite, uses), FIELD(channel_invite, created_at));
SHAPE(invite_draft,
    FIELD(invite_draft, id),
    FIELD(invite_draft, expires_in, .min = EXPIRES_LEAST_S, .max = EXPIRES_MOST_S, .doc = "Seconds; left out: a week; null: never"),
    FIELD(invite_draft, max_uses, .min = 1, .max = USES_MOST, .doc = "Left out or null: any number"));
SHAPE(invited_channel,
    FIELD(invited_channel, id), FIELD(invited_channel, kind, .words = channel_kind_words), FIELD(invited_channel, name),
    FIELD(invited_channel, topic), FIELD(invited_channel, avatar_url), FIELD(invited_channel, member_count));
SHAPE(invite_preview,
    FIELD(invite_preview, code), FIELD(invite_preview, expires_at), FIELD(invite_preview, channel, .of = &invited_channel_shape));

static struct channel_invite invite_of(struct arena *a, const struct invite_row *r, str origin)
{
    return (struct channel_invite){
        .code = r->code, .url = arena_format(a, STR_FMT "/invite/" STR_FMT, STR_ARG(origin), STR_ARG(r->code)),
        .channel_id = r->channel_id, .created_by = r->by_id, .expires_at = { r->expires_at.is == GIVEN ? GIVEN : NULLED, r->expires_at.v },
        .max_uses = { r->max_uses.is == GIVEN ? GIVEN : NULLED, r->max_uses.v }, .uses = r->uses, .created_at = r->created_at };
}

/* ---- making ---- */

struct invite_call { id me; const struct invite_draft *draft; str code, origin; struct channel_invite *out; };

static maybe_when end_of(maybe_i64 expires_in, when now)
{
    i64 seconds = expires_in.is == GIVEN ? expires_in.v : EXPIRES_STANDARD_S;

    return (maybe_when){ expires_in.is == NULLED ? NULLED : GIVEN, { now.ms + seconds * 1000 } };
}

/* Admins may; in a group any member. */
static err may_invite(tx *t, const struct seat *s)
{
    if (s->kind == CHANNEL_DIRECT)
        return nobody_of_two(t);
    if (s->kind != CHANNEL_GROUP)
        TRY(admins_only(t, s));
    return s->archived ? tx_fail(t, &channel_archived) : OK;
}

static err make(tx *t, void *arg)
{
    const struct invite_call *in = arg;
    struct seat seat;

    TRY(account_acts_in(t, in->me));
    TRY(channel_seat_in(t, in->me, in->draft->id, &seat));
    TRY(may_invite(t, &seat));
    struct invite_row row = {
        .code = in->code, .channel_id = in->draft->id, .made = tx_new_id(t), .by_id = in->me,
        .expires_at = end_of(in->draft->expires_in, tx_now(t)), .created_at = tx_now(t),
        .max_uses = { in->draft->max_uses.is == GIVEN ? GIVEN : NULLED, in->draft->max_uses.v },
    };
    TRY(q_invite_add(t, row.code, row.channel_id, row.made, row.by_id, row.expires_at, row.max_uses, row.created_at));
    *in->out = invite_of(tx_arena(t), &row, in->origin);
    return OK;
}

err channel_invite_make(ctx *c, id me, const struct invite_draft *draft, struct channel_invite *out)
{
    char secret[CODE_BYTES];

    random_bytes(secret, sizeof secret);
    str code = base64url_text(&c->arena, (str){ secret, sizeof secret });
    return transact(c, make, &(struct invite_call){ me, draft, code, ctx_request(c)->origin, out });
}

/* ---- those that work ---- */

static err page_read(ctx *c, const struct seat *s, id before, i64 most, invite_row_page *out)
{
    id from = before.v ? before : (id){ INT64_MAX };

    if (seat_admins(s))
        return q_invites_before(c, s->channel, from, ctx_now(c), most, out);
    return q_invites_by_before(c, s->channel, s->me, from, ctx_now(c), most, out);
}

err channel_invites(ctx *c, id me, id channel, id before, i64 limit, channel_invite_page *out, id *next)
{
    str origin = ctx_request(c)->origin;
    invite_row_page rows;
    struct seat seat;

    TRY(channel_seat(c, me, channel, &seat));
    if (!seat.member)
        return fail(c, &not_a_member);
    TRY(page_read(c, &seat, before, limit + 1, &rows));
    size_t n = rows.n > (size_t)limit ? (size_t)limit : rows.n;
    *next = rows.n > n ? rows.at[n].made : (id){ 0 };
    *out = (channel_invite_page){ .at = arena_array(&c->arena, struct channel_invite, n), .n = n };
    for (size_t i = 0; i < n; i++)
        out->at[i] = invite_of(&c->arena, &rows.at[i], origin);
    return OK;
}

/* ---- one, by its code ---- */

struct code_call { id me; str code; id *joined; };

/* An invite leads to a channel that is there, and that the caller is not banned from. */
static bool leads_on(const seat_row_page *page, struct seat_row *channel)
{
    bool does = page->n && !page->at[0].banned;

    if (does)
        *channel = page->at[0];
    return does;
}

static err invite_meet(tx *t, const struct code_call *in, struct invite_row *row, struct seat_row *channel)
{
    seat_row_page page = { .n = 0 };
    err e = in->code.n <= CODE_MOST ? q_invite_get(t, in->code, tx_now(t), row) : ERR_NOT_FOUND;

    if (e == OK)
        e = q_seats_get(t, in->me, ((ids){ &row->channel_id, 1 }), &page);
    TRY(e == ERR_NOT_FOUND ? OK : e);
    return leads_on(&page, channel) ? OK : tx_fail(t, &invite_not_found);
}

err channel_invite_get(ctx *c, id me, str code, struct invite_preview *out)
{
    seat_row_page page = { .n = 0 };
    struct invite_row row;
    struct seat_row r;
    err e = code.n <= CODE_MOST ? q_invite_get(c, code, ctx_now(c), &row) : ERR_NOT_FOUND;

    if (e == OK)
        e = q_seats_get(c, me, ((ids){ &row.channel_id, 1 }), &page);
    TRY(e == ERR_NOT_FOUND ? OK : e);
    if (!leads_on(&page, &r))
        return fail(c, &invite_not_found);
    *out = (struct invite_preview){
        .code = row.code, .expires_at = { row.expires_at.is == GIVEN ? GIVEN : NULLED, row.expires_at.v },
        .channel = { r.id, str_of(channel_kind_words[r.kind]), { r.name.n ? GIVEN : NULLED, r.name }, r.topic, r.avatar_url,
                     r.member_count },
    };
    return OK;
}

/* The one that uses it up takes it away. */
static err use(tx *t, const struct invite_row *row)
{
    struct invite_row used;

    TRY(q_invite_use(t, row->code, &used));
    return used.max_uses.is == GIVEN && used.uses >= used.max_uses.v ? q_invite_drop(t, row->code) : OK;
}

static err accept(tx *t, void *arg)
{
    const struct code_call *in = arg;
    struct seat_row channel;
    struct invite_row row;

    TRY(account_acts_in(t, in->me));
    TRY(invite_meet(t, in, &row, &channel));
    *in->joined = channel.id;
    if (channel.made.v)
        return OK;
    TRY(member_join(t, &channel, in->me));
    return use(t, &row);
}

err channel_invite_accept(ctx *c, id me, str code, id *joined)
{
    return transact(c, accept, &(struct code_call){ me, code, joined });
}

static err drop(tx *t, void *arg)
{
    const struct code_call *in = arg;
    struct seat_row channel;
    struct invite_row row;
    struct seat seat;

    TRY(account_acts_in(t, in->me));
    TRY(invite_meet(t, in, &row, &channel));
    seat_of(in->me, &channel, &seat);
    return row.by_id.v == in->me.v || seat_admins(&seat) ? q_invite_drop(t, in->code) : tx_fail(t, &invite_not_found);
}

err channel_invite_drop(ctx *c, id me, str code)
{
    return transact(c, drop, &(struct code_call){ .me = me, .code = code });
}
