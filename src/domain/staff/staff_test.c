/* What staff do to the accounts of others, the consequences, the events and entries; and how the first admin is made. */
#include "domain/proof/maker.h"
#include "domain/staff/staff.h"
#include "base/str.h"
#include "domain/audit/audit.h"
#include "domain/factor/factor.h"
#include "kit/app.h"
#include "kit/house.h"
#include "kit/test.h"

/* ---- a world with people ---- */

static const struct capability *const capabilities[] = { &work_capability, &audit_capability, &account_capability, &session_capability,
    &factor_capability, &signin_capability, &staff_capability, NULL };
static const struct test_setting cheap[] = { { "password_memory", "8k" }, { "password_passes", "1" }, {0} };

static struct house move_in(void)
{
    return house_open((struct house_options){ .world.settings = cheap, .capabilities = capabilities, .keeper = &session_keeper,
        .idle = true });
}

static void in_house(err (*run)(ctx *, void *))
{
    struct house h = move_in();
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

static const struct staff_deed by_test = { NULL, S("by a test") };
static const char password[] = "correct horse battery";

static struct registration called(const char *name)
{
    return (struct registration){ .username = str_of(name), .phone = { GIVEN, S("+4930123456") }, .password = str_of(password) };
}

static struct account an_account(ctx *c, const char *name)
{
    struct registration who = called(name);
    struct account a;

    expect_ok(staff_create(c, &by_test, &who, ROLE_USER, &a));
    return a;
}

static struct audit_entry last_entry(ctx *c)
{
    audit_page page;

    expect_ok(audit_list(c, 0, 100, &page));
    expect(page.n > 0);
    return page.at[page.n - 1];
}

static i64 entries(ctx *c)
{
    struct audit_finding f;

    expect_ok(audit_verify(c, &(struct audit_point){0}, &f));
    expect_eq(f.wrong, 0);
    return f.entries;
}

static err sign_in(ctx *c, id who)
{
    struct account a;
    struct signed_in in;

    TRY(account_by_id(c, who, &a));
    return signin_complete(c, &c->caller, &a, &(struct proof){ .how = S("a test"), .strong = true }, &in);
}

static const struct proven *shown(ctx *c)
{
    struct proven *p = arena_new(&c->arena, struct proven);
    struct account a;

    expect_ok(account_by_id(c, c->caller.account, &a));
    *p = (struct proven){ { .account = a.id, .epoch = a.epoch }, PROOF_BY_PASSWORD, S("a test") };
    return p;
}

static void an_app(ctx *c, id who)
{
    static const struct request_facts at_home = { S("https://kith.example"), S("192.0.2.7"), S("a test"), S("en") };
    struct recovery_codes codes;
    struct totp_setup setup;

    c->request = &at_home;
    c->caller = (struct caller){ who, { 0 }, ROLE_USER };
    expect_ok(totp_begin(c, shown(c), &setup));
    expect_ok(totp_confirm(c, c->caller.account, app_code(c, setup.secret, 0), &codes));
}

static size_t sessions(ctx *c, id who)
{
    session_page page;

    expect_ok(session_list(c, &(struct caller){ .account = who }, (id){ 0 }, 10, &page));
    return page.n;
}

#define expect_refused(call, e, with) do { expect_eq((call), (e)); expect_str(str_of(failure_code(&c->failure)), S(with)); } while (0)

/* ---- deeds ---- */

static err made(ctx *c, void *arg)
{
    struct registration who = called("Ann");
    struct account a, read;

    (void)arg;
    TRY(staff_create(c, &by_test, &who, ROLE_ADMIN, &a));
    TRY(account_by_username(c, S("ann"), &read));
    expect_eq(read.role, ROLE_ADMIN);
    expect_str(read.phone.v, S("+4930123456"));
    expect(read.password_hash.hidden.n > 20);
    struct audit_entry e = last_entry(c);
    expect_str(e.action, S("account_created"));
    expect_str(e.detail, S("by a test, as admin"));
    expect_eq(e.actor.v, 0);
    expect_eq(e.subject.v, a.id.v);
    who.phone.v = S("+4930123457");
    expect_refused(staff_create(c, &by_test, &who, ROLE_USER, &a), ERR_CONFLICT, "username_taken");
    who.username = S("admin");
    expect_eq(staff_create(c, &by_test, &who, ROLE_USER, &a), ERR_INVALID);
    expect_eq(entries(c), 1);
    return OK;
}

TEST(an_account_is_made_and_told_of) { in_house(made); }

static err promoted(ctx *c, void *arg)
{
    struct account a = an_account(c, "ann");

    (void)arg;
    TRY(staff_set_role(c, &by_test, a.id, ROLE_MODERATOR, &a));
    expect_eq(a.role, ROLE_MODERATOR);
    expect_str(last_entry(c).detail, S("user to moderator, by a test"));
    expect_str(last_entry(c).action, S("role_changed"));
    i64 before = entries(c);
    TRY(staff_set_role(c, &by_test, a.id, ROLE_MODERATOR, &a));
    expect_eq(entries(c), before);
    expect_refused(staff_set_role(c, &by_test, (id){ 7 }, ROLE_ADMIN, &a), ERR_NOT_FOUND, "user_not_found");
    return OK;
}

TEST(a_role_is_set_and_told_of_once) { in_house(promoted); }

static err suspended(ctx *c, void *arg)
{
    struct account a = an_account(c, "ann");

    (void)arg;
    TRY(sign_in(c, a.id));
    TRY(sign_in(c, a.id));
    expect_eq(sessions(c, a.id), 2);
    TRY(staff_suspend(c, &by_test, a.id, true, &a));
    expect(a.suspended_at.is == GIVEN);
    expect_eq(sessions(c, a.id), 0);
    expect_str(last_entry(c).action, S("suspended"));
    expect_refused(sign_in(c, a.id), ERR_FORBIDDEN, "account_suspended");
    i64 before = entries(c);
    TRY(staff_suspend(c, &by_test, a.id, true, &a));
    expect_eq(entries(c), before);
    TRY(staff_suspend(c, &by_test, a.id, false, &a));
    expect_str(last_entry(c).action, S("unsuspended"));
    TRY(sign_in(c, a.id));
    expect_refused(staff_suspend(c, &by_test, (id){ 7 }, true, &a), ERR_NOT_FOUND, "user_not_found");
    return OK;
}

TEST(who_is_suspended_is_out_and_stays_out_until_it_is_lifted) { in_house(suspended); }

static err new_password(ctx *c, void *arg)
{
    struct account a = an_account(c, "ann"), before = a;

    (void)arg;
    TRY(sign_in(c, a.id));
    TRY(staff_set_password(c, &by_test, a.id, S("another good one"), &a));
    expect(!str_eq(a.password_hash.hidden, before.password_hash.hidden));
    expect_eq(sessions(c, a.id), 0);
    expect_str(last_entry(c).action, S("password_reset"));
    expect_eq(staff_set_password(c, &by_test, a.id, S("short"), &a), ERR_INVALID);
    expect_eq(staff_set_password(c, &by_test, a.id, S("password123"), &a), ERR_INVALID);
    expect_refused(staff_set_password(c, &by_test, (id){ 7 }, S("another good one"), &a), ERR_NOT_FOUND, "user_not_found");
    return OK;
}

TEST(a_new_password_ends_all_sessions) { in_house(new_password); }

static err lost_phone(ctx *c, void *arg)
{
    struct account a = an_account(c, "ann"), other;
    struct registration who = called("bob");
    struct factor_tally left;
    bool any;

    (void)arg;
    TRY(staff_drop_factors(c, &by_test, a.id, &any, &a));
    expect(!any);
    who.phone.v = S("+4930123457");
    TRY(staff_create(c, &by_test, &who, ROLE_USER, &other));
    i64 told = entries(c);
    an_app(c, a.id);
    an_app(c, other.id);
    TRY(sign_in(c, a.id));
    TRY(sign_in(c, other.id));

    TRY(staff_drop_factors(c, &by_test, a.id, &any, &a));
    expect(any);
    TRY(factor_tally(c, a.id, &left));
    expect(!factor_asked(&left) && !left.recovery_codes);
    expect_eq(sessions(c, a.id), 0);
    expect_str(last_entry(c).action, S("second_factor_removed"));
    expect_str(last_entry(c).detail, S("all, by a test"));
    expect(entries(c) > told);
    TRY(factor_tally(c, other.id, &left));
    expect(left.totp == 1 && left.recovery_codes);
    expect_eq(sessions(c, other.id), 1);
    an_app(c, a.id);                 /* there is room for a new one */
    expect_refused(staff_drop_factors(c, &by_test, (id){ 7 }, &any, &a), ERR_NOT_FOUND, "user_not_found");
    return OK;
}

TEST(who_lost_a_phone_is_let_in_without_it) { in_house(lost_phone); }

static err not_by_everybody(ctx *c, void *arg)
{
    static const struct caller nobody = { 0 }, user = { .account = { 5 } }, moderator = { .account = { 6 }, .role = ROLE_MODERATOR },
                               leaving = { .account = { 7 }, .role = ROLE_ADMIN, .leaving = true };
    const struct staff_deed by_user = { &user, S("by a test") }, by_moderator = { &moderator, S("by a test") };
    struct registration who = { .username = S("bill"), .email = { GIVEN, S("bill@example.org") }, .password = S("correct horse 9") };
    struct account a;
    bool any;

    (void)arg;
    TRY(staff_create(c, &by_test, &who, ROLE_USER, &a));
    expect_eq(staff_suspend(c, &by_user, a.id, true, &a), ERR_FORBIDDEN);
    expect_eq(staff_suspend(c, &(struct staff_deed){ &nobody, S("by a test") }, a.id, true, &a), ERR_SIGN_IN);
    TRY(staff_suspend(c, &by_moderator, a.id, true, &a));
    expect_eq(staff_set_role(c, &by_moderator, a.id, ROLE_ADMIN, &a), ERR_FORBIDDEN);
    expect_refused(staff_set_role(c, &(struct staff_deed){ &leaving, S("by a test") }, a.id, ROLE_ADMIN, &a), ERR_FORBIDDEN,
                   "account_leaving");
    expect_eq(staff_set_password(c, &by_moderator, a.id, S("another good one"), &a), ERR_FORBIDDEN);
    expect_eq(staff_drop_factors(c, &by_moderator, a.id, &any, &a), ERR_FORBIDDEN);
    expect_eq(staff_create(c, &by_moderator, &who, ROLE_ADMIN, &a), ERR_FORBIDDEN);
    TRY(account_by_id(c, a.id, &a));
    expect(a.role == ROLE_USER && a.suspended_at.is == GIVEN);
    return OK;
}
TEST(a_deed_is_refused_to_a_caller_whose_role_may_not_do_it) { in_house(not_by_everybody); }

/* ---- the first admin ---- */

static struct first_admin with_token(str token)
{
    return (struct first_admin){ token, S("Ann"), { GIVEN, S("ann@example.org") }, { 0 }, str_of(password), { 0 } };
}

static err first(ctx *c, void *arg)
{
    struct first_admin in;
    struct signed_in out;
    struct caller caller;
    str one, two;

    (void)arg;
    TRY(first_admin_token(c, &one));
    TRY(first_admin_token(c, &two));                        /* from another start: both work until there is an account */
    expect(one.n >= 43 && !str_eq(one, two));
    in = with_token(S("not a token"));
    expect_refused(first_admin_register(c, &in, &out), ERR_FORBIDDEN, "first_admin_link_invalid");
    in = with_token(one);
    in.password = S("short");
    expect_eq(first_admin_register(c, &in, &out), ERR_INVALID);
    in.password = str_of(password);
    TRY(first_admin_register(c, &in, &out));
    expect_str(out.user.role, S("admin"));
    TRY(session_check(c, out.token, &caller));
    expect_eq(caller.account.v, out.user.id.v);
    expect_eq(caller.role, ROLE_ADMIN);
    expect_str(last_entry(c).detail, S("as the first admin"));
    in = with_token(two);
    in.username = S("bob");
    expect_refused(first_admin_register(c, &in, &out), ERR_FORBIDDEN, "first_admin_link_invalid");
    in = with_token(one);
    expect_refused(first_admin_register(c, &in, &out), ERR_FORBIDDEN, "first_admin_link_invalid");
    TRY(first_admin_token(c, &one));
    expect_eq(one.n, 0);
    return OK;
}

TEST(the_first_admin_comes_by_a_link_that_works_once) { in_house(first); }

static err any_account(ctx *c, void *arg)
{
    struct first_admin in;
    struct signed_in out;
    str token;

    (void)arg;
    TRY(first_admin_token(c, &token));
    (void)an_account(c, "bob");
    in = with_token(token);
    expect_refused(first_admin_register(c, &in, &out), ERR_FORBIDDEN, "first_admin_link_invalid");
    return OK;
}

TEST(a_link_is_worth_nothing_once_somebody_has_an_account) { in_house(any_account); }

static err make_token(ctx *c, void *arg) { return first_admin_token(c, arg); }

static err use_token(ctx *c, void *arg)
{
    struct first_admin in = with_token(*(str *)arg);
    struct signed_in out;

    return first_admin_register(c, &in, &out);
}

static err make_kept_token(ctx *c, void *arg)
{
    struct { struct arena *arena; str token; } *kept = arg;

    TRY(make_token(c, &kept->token));
    kept->token = arena_copy(kept->arena, kept->token);
    return OK;
}

TEST(a_link_works_for_a_day)
{
    struct house h = move_in();
    struct { struct arena *arena; str token; } kept = { .arena = &h.world->arena };

    expect_ok(test_world_call(h.world, make_kept_token, &kept));
    fake_clock_move(&h.world->clock, 24 * 3600 * 1000000ll);
    expect_eq(test_world_call(h.world, use_token, &kept.token), ERR_FORBIDDEN);
    expect_ok(test_world_call(h.world, make_kept_token, &kept));
    fake_clock_move(&h.world->clock, 23 * 3600 * 1000000ll);
    expect_ok(test_world_call(h.world, use_token, &kept.token));
    house_close(&h);
}

static err race(ctx *c, int which, void *arg)
{
    struct first_admin in = with_token(*(str *)arg);
    struct signed_in out;

    in.username = str_of(which % 2 ? "ann" : "bob");
    in.email.v = which % 2 ? S("ann@example.org") : S("bob@example.org");
    err e = first_admin_register(c, &in, &out);
    return e == ERR_FORBIDDEN || e == OK ? OK : e;
}

static err count(ctx *c, void *arg)
{
    account_page page;

    TRY(accounts_after(c, (id){ 0 }, 10, &page));
    *(size_t *)arg = page.n;
    return OK;
}

TEST(of_many_with_one_link_one_becomes_admin)
{
    struct house h = move_in();
    struct { struct arena *arena; str token; } kept = { .arena = &h.world->arena };
    size_t n;

    expect_ok(test_world_call(h.world, make_kept_token, &kept));
    expect_ok(test_world_crowd(h.world, 16, race, &kept.token));
    expect_ok(test_world_call(h.world, count, &n));
    expect_eq(n, 1);
    house_close(&h);
}
