/* Sessions, their tokens and keys, and the keeper, on a world with a store and an event log of its own. */
#include "base/str.h"
#include "crypto/jwt.h"
#include "domain/audit/audit.h"
#include "domain/session/session.h"
#include "domain/session/session.sql.h"
#include "domain/session/session_own.h"
#include "kit/house.h"
#include "kit/mono.h"
#include "kit/test.h"
#include "ports/bus.h"
#include "ports/secrets.h"

enum { DAY_MS = 86400 * 1000, TOKEN_MS = 900 * 1000 };

/* ---- a world with sessions ---- */

static struct house here;

static const struct capability *const capabilities[] = { &work_capability, &audit_capability, &account_capability, &session_capability,
    NULL };

/* `deaf`: no event arrives, as when the log cannot be read. */
static void move_in(bool deaf)
{
    here = house_open((struct house_options){ .capabilities = capabilities, .keeper = &session_keeper, .idle = true, .deaf = deaf });
}

static void in_house(err (*run)(ctx *, void *))
{
    move_in(false);
    err e = test_world_call(here.world, run, NULL);
    house_close(&here);
    expect_ok(e);
}

/* A loop reads the clock once a turn. */
static void later(ctx *c, i64 ms)
{
    fake_clock_move(&here.world->clock, ms * 1000);
    expect_ok(ctx_sleep(c, 2));
}

static err make_account(tx *t, void *arg)
{
    struct account_draft draft = { .username = S("ann"), .password_hash = { S("hash") }, .display_name = S("Ann"), .language = S("en") };

    return account_create(t, &draft, arg);
}

static struct account an_account(ctx *c)
{
    struct account a;

    expect_ok(transact(c, make_account, &a));
    return a;
}

static err begin(tx *t, void *arg)
{
    return session_begin(t, arg);
}

static struct session_tokens a_session(ctx *c, const struct account *a)
{
    struct session_draft d;

    expect_ok(session_prepare(c, a->id, a->epoch, &d));
    expect_ok(transact(c, begin, &d));
    return d.tokens;
}

/* As each request has a ctx of its own, with nobody signed in. */
static err check(ctx *c, str token)
{
    struct caller caller;

    failure_begin(&c->failure, &c->arena);
    return session_check(c, token, &caller);
}

static void expect_refused(ctx *c, err e, const char *code)
{
    expect_eq(e, ERR_SIGN_IN);
    expect_str(str_of(failure_code(&c->failure)), str_of(code));
}

/* ---- tokens ---- */

static err accepted(ctx *c, void *arg)
{
    struct account a = an_account(c);
    struct session_tokens t = a_session(c, &a);
    struct caller by_token, by_cookie;

    (void)arg;
    TRY(session_check(c, t.token, &by_token));
    expect_eq(by_token.account.v, a.id.v);
    expect_eq(by_token.session.v, t.session.v);
    expect_eq(by_token.role, ROLE_USER);
    TRY(session_keeper.by_cookie(c, t.cookie.hidden, &by_cookie));
    expect_eq(by_cookie.session.v, t.session.v);
    expect_refused(c, check(c, t.cookie.hidden), "token_invalid");
    expect_refused(c, check(c, t.refresh_token), "token_invalid");
    expect_refused(c, session_keeper.by_cookie(c, t.token, &by_cookie), "token_invalid");
    expect_refused(c, session_keeper.by_cookie(c, t.refresh_token, &by_cookie), "token_invalid");
    return OK;
}

TEST(a_token_and_a_cookie_say_who_calls_and_nothing_else_does)
{
    in_house(accepted);
}

static err expires(ctx *c, void *arg)
{
    struct account a = an_account(c);
    struct session_tokens t = a_session(c, &a), unseen = a_session(c, &a);

    (void)arg;
    later(c, TOKEN_MS - 1000);
    TRY(check(c, t.token));
    later(c, 2000);
    expect_refused(c, check(c, t.token), "token_expired");
    expect_refused(c, check(c, unseen.token), "token_expired");
    return OK;
}

TEST(a_token_expires_also_one_that_is_remembered)
{
    in_house(expires);
}

static err skewed(ctx *c, void *arg)
{
    struct account a = an_account(c);
    struct session_tokens t = a_session(c, &a);

    (void)arg;
    later(c, -4000);
    TRY(check(c, t.token));
    later(c, -60000);
    t = a_session(c, &a);
    later(c, -10000);
    expect_refused(c, check(c, t.token), "token_invalid");
    later(c, 10000);
    TRY(check(c, t.token));
    return OK;
}

TEST(a_clock_that_is_a_few_seconds_ahead_is_forgiven)
{
    in_house(skewed);
}

static str signed_by_us(ctx *c, const struct session_tokens *t, const char *about)
{
    str claims = arena_format(&c->arena, "{%s\"sub\":\"1\",\"sid\":\"%lld\",\"iat\":1,\"exp\":99999999999}", about,
                              (long long)t->session.v);

    return jwt_sign(&c->arena, keys_now(c)->signer, claims);
}

static err of_others(ctx *c, void *arg)
{
    struct account a = an_account(c);
    struct session_tokens t = a_session(c, &a);
    struct token_claims claims;
    static const char *const others[] = {
        "\"iss\":\"Kith\",\"aud\":\"https://other.example\",", "\"iss\":\"https://other.example\",\"aud\":\"Kith\",",
        "\"iss\":\"Kith\",", "\"aud\":\"Kith\",", "\"iss\":\"Kith\",\"aud\":null,", "\"iss\":\"kith\",\"aud\":\"kith\",",
        "\"iss\":\"Kith\",\"aud\":[\"Kith\"],",
    };

    (void)arg;
    TRY(token_read(c, t.token, &claims));
    TRY(token_read(c, signed_by_us(c, &t, "\"iss\":\"Kith\",\"aud\":\"Kith\","), &claims));
    for (size_t i = 0; i < COUNT(others); i++)
        expect_refused(c, token_read(c, signed_by_us(c, &t, others[i]), &claims), "token_invalid");
    expect_refused(c, token_read(c, signed_by_us(c, &t, ""), &claims), "token_expired");
    return OK;
}

TEST(a_token_is_of_this_instance_and_for_it_and_one_from_before_they_said_so_is_over)
{
    in_house(of_others);
}

/* ---- refresh tokens ---- */

static err reused(ctx *c, void *arg)
{
    struct account a = an_account(c);
    struct session_tokens first = a_session(c, &a), other = a_session(c, &a);
    struct renewed_tokens second, none;

    (void)arg;
    TRY(session_refresh(c, first.refresh_token, &second));
    TRY(check(c, second.token.v));
    expect_refused(c, session_refresh(c, first.refresh_token, &none), "refresh_token_reused");
    expect_refused(c, check(c, second.token.v), "token_invalid");
    expect_refused(c, session_refresh(c, second.refresh_token.v, &none), "refresh_token_invalid");
    expect_refused(c, session_refresh(c, first.refresh_token, &none), "refresh_token_reused");
    expect_refused(c, session_refresh(c, S("none"), &none), "refresh_token_invalid");
    return check(c, other.token);
}

TEST(a_second_use_of_a_refresh_token_ends_its_session_and_no_other)
{
    in_house(reused);
}

static err lives(ctx *c, void *arg)
{
    struct account a = an_account(c);
    str refresh = a_session(c, &a).refresh_token;
    struct renewed_tokens t, none;

    (void)arg;
    for (int i = 0; i < 3; i++) {
        later(c, 29ll * DAY_MS);
        TRY(session_refresh(c, refresh, &t));
        refresh = t.refresh_token.v;
    }
    later(c, 31ll * DAY_MS);
    expect_refused(c, session_refresh(c, refresh, &none), "refresh_token_expired");
    return OK;
}

TEST(a_refresh_token_lives_thirty_days_from_its_last_use)
{
    in_house(lives);
}

static err renewed(ctx *c, void *arg)
{
    struct account a = an_account(c);
    struct session_tokens first = a_session(c, &a);
    struct renewed_tokens second, third, none;

    (void)arg;
    TRY(session_refresh(c, first.refresh_token, &second));
    TRY(session_check(c, second.token.v, &c->caller));
    TRY(session_renew(c, &c->caller, &third));
    expect_refused(c, session_refresh(c, second.refresh_token.v, &none), "refresh_token_invalid");
    TRY(check(c, third.token.v));
    expect_refused(c, session_refresh(c, first.refresh_token, &none), "refresh_token_reused");
    expect_refused(c, check(c, third.token.v), "token_invalid");
    expect_refused(c, session_renew(c, &c->caller, &none), "refresh_token_invalid");
    return OK;
}

static err prolonged(ctx *c, void *arg)
{
    struct account a = an_account(c);
    struct session_tokens t = a_session(c, &a);
    struct renewed_tokens answer = { .cookie = { S("as it was") } }, later_on;

    (void)arg;
    later(c, 29ll * DAY_MS);
    c->caller = (struct caller){ a.id, t.session, 0 };
    TRY(session_prolong(c, &c->caller, &answer));
    expect(answer.token.is == ABSENT && answer.refresh_token.is == ABSENT);
    expect(answer.expires_in > 0 && str_eq(answer.cookie.hidden, S("as it was")));
    later(c, 29ll * DAY_MS);
    struct session_row row;
    TRY(q_session_by_id(c, t.session, &row));
    expect(row.expires_at.ms > ctx_now(c).ms);
    expect_ok(session_end(c, &(struct caller){ .account = a.id }, t.session));
    expect_refused(c, session_prolong(c, &c->caller, &later_on), "refresh_token_invalid");
    return OK;
}

TEST(a_session_is_prolonged_without_making_a_token)
{
    in_house(prolonged);
}

TEST(a_live_session_renews_itself_and_a_used_token_still_ends_it)
{
    in_house(renewed);
}

struct race { id account; str refresh; _Atomic int won, reused, other; };

static err race_begin(ctx *c, void *arg)
{
    struct race *r = arg;
    struct account a = an_account(c);

    r->account = a.id;
    r->refresh = arena_copy(&here.world->arena, a_session(c, &a).refresh_token);
    return OK;
}

static err race_refresh(ctx *c, int which, void *arg)
{
    struct race *r = arg;
    struct renewed_tokens t;
    err e = session_refresh(c, r->refresh, &t);

    (void)which;
    if (e == OK)
        r->won++;
    else if (e == ERR_SIGN_IN && str_eq(str_of(failure_code(&c->failure)), S("refresh_token_reused")))
        r->reused++;
    else
        r->other++;
    return OK;
}

static err race_ended(ctx *c, void *arg)
{
    struct race *r = arg;
    session_page left;

    TRY(session_list(c, &(struct caller){ .account = r->account }, (id){ 0 }, 10, &left));
    expect_eq(left.n, 0);
    return OK;
}

TEST(of_many_who_use_a_refresh_token_at_once_one_wins_and_the_session_ends)
{
    struct race r = { 0 };

    move_in(false);
    expect_ok(test_world_call(here.world, race_begin, &r));
    expect_ok(test_world_crowd(here.world, 12, race_refresh, &r));
    expect_eq(r.won, 1);
    expect_eq(r.reused, 11);
    expect_eq(r.other, 0);
    expect_ok(test_world_call(here.world, race_ended, &r));
    house_close(&here);
}

/* ---- ending ---- */

static err ended(ctx *c, void *arg)
{
    struct account a = an_account(c);
    struct session_tokens one = a_session(c, &a), two = a_session(c, &a), three = a_session(c, &a);
    struct caller caller;
    session_page page;

    (void)arg;
    TRY(check(c, two.token));
    TRY(session_check(c, one.token, &c->caller));
    TRY(session_list(c, &c->caller, (id){ 0 }, 10, &page));
    expect_eq(page.n, 3);
    expect(page.at[2].current && !page.at[0].current);
    TRY(session_end(c, &(struct caller){ .account = a.id }, two.session));
    expect_refused(c, check(c, two.token), "token_invalid");
    expect_refused(c, session_keeper.by_cookie(c, two.cookie.hidden, &caller), "token_invalid");
    expect_eq(session_end(c, &(struct caller){ .account = a.id }, two.session), ERR_NOT_FOUND);
    expect_eq(session_end(c, &(struct caller){ .account = (id){ a.id.v + 1 } }, three.session), ERR_NOT_FOUND);
    expect_str(str_of(failure_code(&c->failure)), S("session_not_found"));
    TRY(check(c, one.token));
    return check(c, three.token);
}

TEST(a_session_that_was_ended_is_dead_at_once)
{
    in_house(ended);
}

static err capped(ctx *c, void *arg)
{
    struct account a = an_account(c);
    struct session_tokens all[5];
    session_page page;

    (void)arg;
    for (int i = 0; i < 3; i++) {
        all[i] = a_session(c, &a);
        later(c, 60000);
    }
    TRY(check(c, all[0].token));
    struct renewed_tokens renewed;
    TRY(session_refresh(c, all[0].refresh_token, &renewed));         /* the oldest is the last used */
    later(c, 60000);
    all[3] = a_session(c, &a);
    expect_refused(c, check(c, all[1].token), "token_invalid");
    all[4] = a_session(c, &a);
    expect_refused(c, check(c, all[2].token), "token_invalid");
    TRY(check(c, all[0].token));
    TRY(check(c, all[3].token));
    TRY(check(c, all[4].token));
    TRY(session_list(c, &(struct caller){ .account = a.id }, (id){ 0 }, 10, &page));
    expect_eq(page.n, 3);
    return OK;
}

TEST(an_account_has_so_many_sessions_and_the_one_that_was_unused_for_longest_ends)
{
    static const struct test_setting few[] = { { "sessions_per_account", "3" }, {0} };

    here = house_open((struct house_options){ .world.settings = few, .capabilities = capabilities, .keeper = &session_keeper,
        .idle = true });
    err e = test_world_call(here.world, capped, NULL);
    house_close(&here);
    expect_ok(e);
}

/* Checks run on both loops all the time while the session ends: no check that begins after the end succeeds. */
enum { LET_IN_BEFORE = 20, ASKED_AFTER = 50 };
struct logout { str token; struct caller caller; _Atomic bool over; _Atomic int let_in, too_late, asked_after; };

static err logout_begin(ctx *c, void *arg)
{
    struct logout *l = arg;
    struct account a = an_account(c);

    l->token = arena_copy(&here.world->arena, a_session(c, &a).token);
    return session_check(c, l->token, &l->caller);
}

static err logout_check(ctx *c, struct logout *l)
{
    bool was_over = l->over;
    err e = check(c, l->token);

    l->asked_after += was_over;
    if (e != OK)             /* a store too busy to answer lets nobody in either */
        return e == ERR_SIGN_IN || error_facts[e].status == 503 ? OK : e;
    l->let_in++;
    l->too_late += was_over;
    return OK;
}

static err logout_run(ctx *c, int which, void *arg)
{
    struct logout *l = arg;
    struct arena_mark mark = arena_mark(&c->arena);

    if (which == 0) {
        while (l->let_in < LET_IN_BEFORE)
            TRY(ctx_sleep(c, 1));
        c->caller = l->caller;
        TRY(session_end(c, &l->caller, l->caller.session));
        l->over = true;
    }
    while (l->asked_after < ASKED_AFTER) {
        TRY(logout_check(c, l));
        arena_rewind(&c->arena, mark);
        failure_begin(&c->failure, &c->arena);
        TRY(ctx_yield(c));
    }
    return OK;
}

TEST(a_check_that_races_a_logout_puts_nothing_back)
{
    for (int round = 0; round < 5; round++) {
        struct logout l = { 0 };
        move_in(false);
        expect_ok(test_world_call(here.world, logout_begin, &l));
        expect_ok(test_world_crowd(here.world, 8, logout_run, &l));
        expect_eq(l.too_late, 0);
        house_close(&here);
    }
}

struct deed { id account; enum role role; bool suspended; };

static err deed_do(tx *t, void *arg)
{
    const struct deed *d = arg;

    return d->suspended ? account_suspend(t, d->account, true) : account_set_role(t, d->account, d->role);
}

static err changed(ctx *c, void *arg)
{
    struct account a = an_account(c);
    struct session_tokens t = a_session(c, &a);
    struct session_draft d;
    struct caller caller;

    (void)arg;
    TRY(session_check(c, t.token, &caller));
    expect_eq(caller.role, ROLE_USER);
    TRY(transact(c, deed_do, &(struct deed){ .account = a.id, .role = ROLE_MODERATOR }));
    TRY(session_check(c, t.token, &caller));
    expect_eq(caller.role, ROLE_MODERATOR);
    TRY(session_prepare(c, a.id, a.epoch, &d));
    TRY(transact(c, deed_do, &(struct deed){ .account = a.id, .suspended = true }));
    expect_refused(c, check(c, t.token), "token_invalid");
    expect_eq(transact(c, begin, &d), ERR_FORBIDDEN);
    expect_str(str_of(failure_code(&c->failure)), S("account_suspended"));
    return OK;
}

TEST(a_role_and_a_suspension_reach_live_tokens_at_once)
{
    in_house(changed);
}

/* As another process would, whose events do not arrive. */
static err end_unheard(tx *t, void *arg)
{
    const struct caller *who = arg;
    i64 ended_rows;

    return q_session_end(t, who->account, who->session, tx_now(t), &ended_rows);
}

static err deaf(ctx *c, void *arg)
{
    struct account a = an_account(c);
    struct session_tokens t = a_session(c, &a);
    struct caller caller;
    i64 waited = 0;

    (void)arg;
    TRY(session_check(c, t.token, &caller));
    TRY(transact(c, end_unheard, &caller));
    for (; check(c, t.token) == OK && waited < 10000; waited += 100) {
        mono_move(c->world->runtime, 100);
        TRY(ctx_sleep(c, 1));
    }
    expect(waited > 1000 && waited <= 5000);
    return OK;
}

TEST(while_nothing_is_heard_a_session_that_ended_elsewhere_is_dead_within_five_seconds)
{
    move_in(true);
    err e = test_world_call(here.world, deaf, NULL);
    house_close(&here);
    expect_ok(e);
}

/* ---- being seen ---- */

static err seen(ctx *c, void *arg)
{
    struct account a = an_account(c);
    struct session_tokens t = a_session(c, &a);
    session_page page;

    (void)arg;
    later(c, 600 * 1000);
    TRY(check(c, t.token));
    for (int i = 0; i < 100; i++) {
        TRY(session_list(c, &(struct caller){ .account = a.id }, (id){ 0 }, 1, &page));
        if (page.at[0].last_seen_at.ms > page.at[0].created_at.ms)
            return OK;
        TRY(ctx_sleep(c, 50));
    }
    return fail_with(c, ERR_TIMEOUT, "it was never seen.");
}

TEST(a_session_in_use_is_seen_behind_its_requests)
{
    in_house(seen);
}

/* ---- keys ---- */

static bool in_jwks(ctx *c, str kid)
{
    return str_find(session_keys_document(c), kid) >= 0;
}

static err rotated(ctx *c, void *arg)
{
    struct account a = an_account(c);
    struct session_tokens old = a_session(c, &a), new;
    str kid, old_kid = arena_copy(&c->arena, jwt_key_id(keys_now(c)->signer));
    signing_key_entry_page list;

    (void)arg;
    TRY(session_keys_rotate(c, (id){ 0 }, &kid));
    expect(!str_eq(kid, old_kid));
    expect_str(jwt_key_id(keys_now(c)->signer), kid);
    expect(in_jwks(c, kid) && in_jwks(c, old_kid));
    new = a_session(c, &a);
    TRY(check(c, old.token));
    TRY(check(c, new.token));
    TRY(session_keys_list(c, (when){ INT64_MAX }, 10, &list));
    expect_eq(list.n, 2);
    later(c, TOKEN_MS + 61 * 1000);
    TRY(keys_reload(c));
    expect(in_jwks(c, kid) && !in_jwks(c, old_kid));
    expect_refused(c, check(c, old.token), "token_expired");
    return OK;
}

TEST(keys_are_replaced_with_overlap)
{
    in_house(rotated);
}

static err elsewhere(ctx *c, void *arg)
{
    struct account a = an_account(c);
    struct keeper_state *keeper = c->world->keeper, *other;
    struct session_tokens t;
    str kid;

    (void)arg;
    TRY(session_keeper.open(c->world, &c->failure, &other));
    c->world->keeper = other;
    TRY(keys_prepare(c));
    TRY(session_keys_rotate(c, (id){ 0 }, &kid));
    t = a_session(c, &a);
    c->world->keeper = keeper;
    err e = check(c, t.token);
    session_keeper.close(&other);
    return e;
}

TEST(a_token_of_a_key_that_another_process_has_just_made_is_good)
{
    in_house(elsewhere);
}

static err first_keys(ctx *c, int which, void *arg)
{
    (void)which;
    (void)arg;
    return keys_prepare(c);
}

static err keys_gone(tx *t, void *arg)
{
    (void)arg;
    TRY(q_signing_keys_retire(t, S(""), (when){ 1 }, -1000000000000));
    return q_signing_keys_sweep(t, tx_now(t));
}

static err no_keys(ctx *c, void *arg)
{
    TRY(transact(c, keys_gone, arg));
    return keys_reload(c);
}

static err one_key(ctx *c, void *arg)
{
    signing_key_entry_page list;

    (void)arg;
    TRY(session_keys_list(c, (when){ INT64_MAX }, 10, &list));
    expect_eq(list.n, 1);
    expect_str(jwt_key_id(keys_now(c)->signer), list.at[0].kid);
    return OK;
}

TEST(of_many_who_make_the_first_key_at_once_one_wins)
{
    move_in(false);
    expect_ok(test_world_call(here.world, no_keys, NULL));
    expect_ok(test_world_crowd(here.world, 4, first_keys, NULL));
    expect_ok(test_world_call(here.world, one_key, NULL));
    house_close(&here);
}

/* ---- sweeping ---- */

static err swept(ctx *c, void *arg)
{
    struct account a = an_account(c);
    struct session_tokens dead = a_session(c, &a);
    struct renewed_tokens none;

    (void)arg;
    TRY(session_end(c, &(struct caller){ .account = a.id }, dead.session));
    later(c, 2ll * DAY_MS);
    TRY(a_session(c, &a).session.v ? session_capability.schedules[0].run(c) : ERR_INTERNAL);
    struct session_row row;
    expect_eq(q_session_by_id(c, dead.session, &row), ERR_NOT_FOUND);
    expect_refused(c, session_refresh(c, dead.refresh_token, &none), "refresh_token_invalid");
    later(c, 40ll * DAY_MS);
    TRY(session_capability.schedules[0].run(c));
    struct refresh_row refresh;
    expect_eq(q_refresh_by_hash(c, token_hash(&c->arena, dead.refresh_token), &refresh), ERR_NOT_FOUND);
    return OK;
}

TEST(what_is_over_is_swept_away)
{
    in_house(swept);
}
