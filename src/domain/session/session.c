/* Sessions: how they begin, are listed and end; and the sweeping of what is left. */
#include "domain/session/session.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/audit/audit.h"
#include "domain/session/session.sql.h"
#include "domain/session/session_own.h"
#include "hub/wire.h"
#include "runtime/settings.h"

PROBLEMS_DEFINE(session_problems, SESSION_PROBLEMS)

enum { SWEEP_MOST = 500, BEYOND_MOST = 500, SWEEP_EVERY_MS = 600 * 1000, LOOK_AHEAD_MS = 60 * 1000, KEPT_MS = 86400 * 1000 };

SHAPE(session,
    FIELD(session, id,           .doc = "The sid of its tokens"),
    FIELD(session, user_agent,   .doc = "The User-Agent of its client"),
    FIELD(session, address,      .doc = "The client address from which it began"),
    FIELD(session, created_at),
    FIELD(session, last_seen_at, .doc = "To the minute"),
    FIELD(session, current,      .doc = "Whether this request belongs to it"));
SHAPE(session_row, FIELD(session_row, id), FIELD(session_row, account_id), FIELD(session_row, created_at), FIELD(session_row, expires_at),
      FIELD(session_row, ended_at));
struct session_ref { id id; };
typedef PAGE(session_ref) session_ref_page;
SHAPE(session_ref, FIELD(session_ref, id));
SHAPE(refresh_row, FIELD(refresh_row, session_id), FIELD(refresh_row, account_id), FIELD(refresh_row, expires_at),
      FIELD(refresh_row, used_at));

/* ---- beginning ---- */

/* Makes room for one more. Looked up outside of the transaction, since many transactions at once would otherwise conflict. */
static err beyond_find(ctx *c, id account, ids *out)
{
    session_ref_page page;

    TRY(q_sessions_beyond(c, account, ctx_now(c), session_settings(c->world->settings)->sessions_per_account - 1, BEYOND_MOST, &page));
    *out = (ids){ arena_array(&c->arena, id, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        out->at[i] = page.at[i].id;
    return OK;
}

static err ended_tell(tx *t, id account)
{
    return event_tell(t, session_ended, account, NOTHING_TOLD);
}

static err beyond_end(tx *t, const struct session_draft *d)
{
    i64 ended;

    if (!d->beyond.n)
        return OK;
    TRY(q_sessions_end_these(t, d->account, d->beyond, tx_now(t), &ended));
    return ended ? ended_tell(t, d->account) : OK;
}

err session_prepare(ctx *c, id account, i64 epoch, struct session_draft *out)
{
    const struct request_facts *request = ctx_request(c);
    struct session_tokens *t = &out->tokens;

    *out = (struct session_draft){ .account = account, .epoch = epoch, .user_agent = request->user_agent, .address = request->address };
    t->session = ctx_new_id(c);
    t->refresh_token = token_random(c);
    t->cookie.hidden = token_random(c);
    out->refresh_hash = token_hash(&c->arena, t->refresh_token);
    out->cookie_hash = token_hash(&c->arena, t->cookie.hidden);
    if (epoch != EPOCH_OF_NEW)
        TRY(beyond_find(c, account, &out->beyond));
    return token_make(c, account, t->session, &t->token, &t->expires_in);
}

err session_begin(tx *t, const struct session_draft *d)
{
    when now = tx_now(t), expires = { now.ms + tx_world(t)->settings->refresh_ttl };
    struct account a;

    TRY(account_by_id_in(t, d->account, &a));
    if (a.suspended_at.is == GIVEN)
        return tx_fail(t, &account_suspended);
    if (d->epoch != EPOCH_OF_NEW && d->epoch != a.epoch)
        return tx_fail(t, &credentials_changed);
    TRY(beyond_end(t, d));
    TRY(q_session_insert(t, d->tokens.session, d->account, d->user_agent, d->address, d->cookie_hash, now, expires));
    return q_refresh_insert(t, d->refresh_hash, d->tokens.session, d->account, expires);
}

/* ---- listing ---- */

err session_list(ctx *c, const struct caller *me, id before, i64 most, session_page *out)
{
    TRY(q_session_page(c, me->account, ctx_now(c), before.v ? before : (id){ INT64_MAX }, most, out));
    for (size_t i = 0; i < out->n; i++)
        out->at[i].current = out->at[i].id.v == me->session.v;
    return OK;
}

/* ---- one of them ---- */

err session_lives(tx *t, id account, id session, bool *out)
{
    struct session_row s;
    err e = q_session_by_id(t, session, &s);

    *out = e == OK && s.account_id.v == account.v && session_is_live(&s, tx_now(t));
    return e == ERR_NOT_FOUND ? OK : e;
}

err session_began(ctx *c, id session, when *out)
{
    struct session_row s;

    TRY(q_session_by_id(c, session, &s));
    *out = s.created_at;
    return OK;
}

/* ---- ending ---- */

static err none(tx *t)
{
    return tx_fail(t, &session_not_found);
}

err session_end_in(tx *t, id account, id session)
{
    i64 ended;

    TRY(q_session_end(t, account, session, tx_now(t), &ended));
    return ended ? ended_tell(t, account) : none(t);
}

err sessions_end_in(tx *t, id account, id but)
{
    i64 ended;

    TRY(q_sessions_end(t, account, but, tx_now(t), (when){ INT64_MAX }, &ended));
    return ended ? ended_tell(t, account) : OK;
}

struct ending { id account, session; struct audit_note note; };

static err session_delete(tx *t, void *arg)
{
    const struct ending *in = arg;

    TRY(session_end_in(t, in->account, in->session));
    return audit_add(t, &in->note);
}

err session_end(ctx *c, const struct caller *me, id session)
{
    bool own = session.v == me->session.v;
    struct ending in = { me->account, session, { own ? &audit_signed_out : &audit_session_ended, me->account, me->account,
                                                 ctx_request(c)->address, { "", 0 } } };

    return transact(c, session_delete, &in);
}

err session_log_out(ctx *c, const struct caller *me)
{
    err e = session_end(c, me, me->session);

    return e == ERR_NOT_FOUND ? OK : e;
}

/* An account that is suspended, leaving or erased loses the sessions that had begun by then; later ones are not for this event to end. */
static err end_of_hidden(tx *t, const struct event *e)
{
    id account;
    i64 ended;

    TRY(event_about(t, e, &account));
    TRY(q_sessions_end(t, account, (id){ 0 }, tx_now(t), (when){ e->created_at.ms + 1 }, &ended));
    if (e->kind == &account_erased) {
        TRY(q_refresh_erase(t, account));
        TRY(q_sessions_erase(t, account));
    }
    return ended ? ended_tell(t, account) : OK;
}

/* ---- sweeping ---- */

struct sweep { i64 sessions, tokens, tickets; };

static err sessions_sweep(tx *t, void *arg)
{
    struct sweep *s = arg;
    when before = { tx_now(t).ms - KEPT_MS };

    TRY(q_sessions_sweep(t, before, SWEEP_MOST, &s->sessions));
    TRY(q_refresh_sweep(t, before, SWEEP_MOST, &s->tokens));
    TRY(q_tickets_sweep(t, tx_now(t), SWEEP_MOST, &s->tickets));
    return q_signing_keys_sweep(t, before);
}

static err sessions_sweep_all(ctx *c)
{
    struct sweep s;

    do
        TRY(transact(c, sessions_sweep, &s));
    while (s.sessions == SWEEP_MOST || s.tokens == SWEEP_MOST || s.tickets == SWEEP_MOST);
    return OK;
}

/* ---- clocks that were ahead ---- */

static err put_back(tx *t, void *arg)
{
    i64 now = tx_now(t).ms, beyond = now + CLOCKS_APART_MS;

    return q_sessions_put_back(t, id_before(now), (when){ beyond }, (when){ now - SESSION_YOUNG_MS }, (when){ now },
                               (when){ now + tx_world(t)->settings->refresh_ttl }, arg);
}

/* A session that begins in the future would look fresh when that time comes, so it counts as old from the moment it is found. */
err sessions_put_back(ctx *c)
{
    i64 found;

    TRY(transact(c, put_back, &found));
    if (found)
        ctx_log(c, LOG_WARN, "sessions begin in the future, since a clock was ahead; they count as old", KV_I64("sessions", found));
    return OK;
}

static const struct consumer consumers[] = {
    { .name = "session_endings", .hears = KINDS(&account_hidden, &account_erased), .handle = end_of_hidden },
    {0}
};

static const struct schedule schedules[] = {
    { "session_sweep", SWEEP_EVERY_MS, sessions_sweep_all },
    { "sessions_put_back", LOOK_AHEAD_MS, sessions_put_back },
    {0}
};

static const struct listens listeners[] = {
    { KINDS(ACCOUNT_SEEN_KINDS, &account_secured, &account_leaving, &session_ended), keeper_hear },
    {0}
};

extern const struct migration session_migrations[];
extern const struct wire session_wires[];        /* wire.c */

SETTINGS_DEFINE(session_settings, SESSION_SETTINGS);
PERMISSIONS_DEFINE(session_permissions, SESSION_PERMISSIONS);
AUDIT_DEFINE(session_actions, SESSION_ACTIONS);

EVENT_KIND(session_ended, "session.ended", nothing_told);

const struct capability session_capability = {
    .name = "session",
    .problems = session_problems,
    .audit_actions = session_actions,
    .settings = &session_settings_group,
    .permissions = session_permissions,
    .events = KINDS(&session_ended),
    .migrations = session_migrations,
    .statements = session_statements,
    .consumers = consumers,
    .schedules = schedules,
    .listeners = listeners,
    .wires = session_wires,
    .belongings = session_belongings,
};
