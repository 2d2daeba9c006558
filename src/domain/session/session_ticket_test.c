/* Tickets, and whether a session stands, on a world with a store and an event log of its own. */
#include "base/str.h"
#include "domain/audit/audit.h"
#include "domain/session/session.h"
#include "domain/session/session.sql.h"
#include "domain/session/session_own.h"
#include "kit/house.h"
#include "kit/reads.h"
#include "kit/test.h"

enum { TICKET_MS = 30 * 1000 };

static struct house here;

static const struct capability *const capabilities[] = { &work_capability, &audit_capability, &account_capability, &session_capability,
    NULL };

static void in_house(err (*run)(ctx *, void *))
{
    here = house_open((struct house_options){ .capabilities = capabilities, .keeper = &session_keeper, .idle = true });
    err e = test_world_call(here.world, run, NULL);
    house_close(&here);
    expect_ok(e);
}

static err make_account(tx *t, void *arg)
{
    struct account_draft draft = { .username = S("ann"), .password_hash = { S("hash") }, .display_name = S("Ann"), .language = S("en") };

    return account_create(t, &draft, arg);
}

static err begin(tx *t, void *arg)
{
    return session_begin(t, arg);
}

/* Somebody who has signed in. */
static struct caller ann(ctx *c)
{
    struct account a;
    struct session_draft d;

    expect_ok(transact(c, make_account, &a));
    expect_ok(session_prepare(c, a.id, a.epoch, &d));
    expect_ok(transact(c, begin, &d));
    return (struct caller){ .account = a.id, .session = d.tokens.session };
}

static str a_ticket(ctx *c, const struct caller *me)
{
    struct session_ticket t;

    expect_ok(session_ticket_make(c, me, &t));
    expect_eq(t.expires_at.ms - ctx_now(c).ms, TICKET_MS);
    return t.ticket;
}

static void expect_refused(ctx *c, str ticket)
{
    struct caller nobody;

    failure_begin(&c->failure, &c->arena);
    expect_eq(session_by_ticket(c, ticket, &nobody), ERR_SIGN_IN);
    expect_str(str_of(failure_code(&c->failure)), S("token_invalid"));
}

static void later(ctx *c, i64 ms)
{
    fake_clock_move(&here.world->clock, ms * 1000);
    expect_ok(ctx_sleep(c, 2));
}

static err once(ctx *c, void *arg)
{
    struct caller me = ann(c), out;
    str ticket = a_ticket(c, &me);

    (void)arg;
    TRY(session_by_ticket(c, ticket, &out));
    expect_eq(out.account.v, me.account.v);
    expect_eq(out.session.v, me.session.v);
    expect_eq(out.role, ROLE_USER);
    expect_refused(c, ticket);
    expect_refused(c, S("never-given"));
    return OK;
}

TEST(a_ticket_works_once)
{
    in_house(once);
}

static err expired(ctx *c, void *arg)
{
    struct caller me = ann(c), out;
    str late = a_ticket(c, &me);

    (void)arg;
    later(c, TICKET_MS);
    expect_refused(c, late);
    str ticket = a_ticket(c, &me);
    later(c, TICKET_MS - 1000);
    TRY(session_by_ticket(c, ticket, &out));
    return OK;
}

TEST(a_ticket_lives_for_thirty_seconds)
{
    in_house(expired);
}

static err ended(ctx *c, void *arg)
{
    struct caller me = ann(c);
    str ticket = a_ticket(c, &me);

    (void)arg;
    TRY(session_end(c, &me, me.session));
    expect_refused(c, ticket);
    return OK;
}

TEST(a_ticket_of_a_session_that_has_ended_is_dead)
{
    in_house(ended);
}

/* As if it were still valid: is the row there? */
static err row_take(tx *t, void *arg)
{
    struct ticket_row row;

    return q_ticket_take(t, token_hash(tx_arena(t), *(str *)arg), (when){ 0 }, &row);
}

static err swept(ctx *c, void *arg)
{
    struct caller me = ann(c);
    str old = a_ticket(c, &me);

    (void)arg;
    later(c, TICKET_MS + 1000);
    str young = a_ticket(c, &me);
    TRY(session_capability.schedules[0].run(c));
    expect_eq(transact(c, row_take, &old), ERR_NOT_FOUND);
    return transact(c, row_take, &young);
}

TEST(a_ticket_that_nobody_used_is_swept_away)
{
    in_house(swept);
}

struct race { struct caller me; str ticket; _Atomic int let_in; };

static err race_begin(ctx *c, void *arg)
{
    struct race *r = arg;

    r->me = ann(c);
    r->ticket = arena_copy(&here.world->arena, a_ticket(c, &r->me));
    return OK;
}

static err race_take(ctx *c, int which, void *arg)
{
    struct race *r = arg;
    struct caller out;
    err e = session_by_ticket(c, r->ticket, &out);

    (void)which;
    r->let_in += e == OK;
    return e == ERR_SIGN_IN ? OK : e;
}

TEST(of_many_who_use_a_ticket_at_once_one_comes_in)
{
    struct race r = { 0 };

    here = house_open((struct house_options){ .capabilities = capabilities, .keeper = &session_keeper, .idle = true });
    expect_ok(test_world_call(here.world, race_begin, &r));
    expect_ok(test_world_crowd(here.world, 8, race_take, &r));
    expect_eq(r.let_in, 1);
    house_close(&here);
}

/* ---- standing ---- */

static void expect_standing(ctx *c, const struct caller *me, enum session_standing is)
{
    struct session_now now;

    expect_ok(session_standing(c, me->account, me->session, &now));
    expect_eq(now.standing, is);
    expect_eq(now.expires.ms != 0, is == SESSION_STANDS);
    expect_eq(now.who.account.v, is == SESSION_STANDS ? me->account.v : 0);
}

static err suspend(tx *t, void *arg)
{
    return account_suspend(t, *(id *)arg, true);
}

static err leave(tx *t, void *arg)
{
    return account_leave(t, *(id *)arg, (when){ tx_now(t).ms + 86400000 });
}

static err sessions_end(tx *t, void *arg)
{
    return sessions_end_in(t, *(id *)arg, (id){ 0 });
}

static err erase(tx *t, void *arg)
{
    return account_erase(t, *(id *)arg);
}

static err of_a_session(ctx *c, void *arg)
{
    struct caller me = ann(c), other = { .account = me.account, .session = ctx_new_id(c) };

    (void)arg;
    expect_standing(c, &me, SESSION_STANDS);
    expect_standing(c, &other, SESSION_ENDED);
    TRY(session_end(c, &me, me.session));
    expect_standing(c, &me, SESSION_ENDED);
    return OK;
}

static err of_a_suspended(ctx *c, void *arg)
{
    struct caller me = ann(c);

    (void)arg;
    TRY(transact(c, suspend, &me.account));
    expect_standing(c, &me, SESSION_SUSPENDED);
    return OK;
}

enum { MANY = 40, TRIES = 10 };

/* A reader of the log may have asked the store in between, so the fewest reads of a few tries count. */
static i64 reads_for(ctx *c, struct session_asked *of, i64 n)
{
    struct reads r = { .turns = TRIES };

    while (reads_again(c, &r))
        expect_ok(sessions_standing(c, of, (size_t)n));
    return r.least;
}

/* One that stands, one that has ended, one of somebody else, and others that were never there. */
static err of_many(ctx *c, void *arg)
{
    struct caller me = ann(c);
    struct session_asked of[MANY];

    (void)arg;
    for (int i = 0; i < MANY; i++)
        of[i] = (struct session_asked){ .account = me.account, .session = ctx_new_id(c) };
    of[MANY - 2] = (struct session_asked){ .account = me.account, .session = me.session };
    of[MANY - 1] = (struct session_asked){ .account = ctx_new_id(c), .session = me.session };
    expect_eq(reads_for(c, of, MANY), 2);
    for (int i = 0; i < MANY - 2; i++)
        expect_eq(of[i].now.standing, SESSION_ENDED);
    expect_eq(of[MANY - 2].now.standing, SESSION_STANDS);
    expect_eq(of[MANY - 2].now.who.session.v, me.session.v);
    expect_eq(of[MANY - 1].now.standing, SESSION_DELETED);
    return OK;
}

/* Until its sessions have been ended they stand. */
static err of_a_leaver(ctx *c, void *arg)
{
    struct caller me = ann(c);

    (void)arg;
    TRY(transact(c, leave, &me.account));
    expect_standing(c, &me, SESSION_STANDS);
    TRY(transact(c, sessions_end, &me.account));
    expect_standing(c, &me, SESSION_DELETED);
    TRY(transact(c, erase, &me.account));
    expect_standing(c, &me, SESSION_DELETED);
    return OK;
}

TEST(a_session_stands_until_it_ends)
{
    in_house(of_a_session);
}

TEST(many_are_asked_about_by_two_statements)
{
    in_house(of_many);
}

TEST(no_session_of_a_suspended_account_stands)
{
    in_house(of_a_suspended);
}

TEST(the_sessions_of_an_account_that_is_deleted_end_for_that_reason)
{
    in_house(of_a_leaver);
}
