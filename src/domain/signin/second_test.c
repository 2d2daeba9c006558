/* The second step, and proofs by people who are signed in: cases that need a moved clock, or many at a time. */
#include "base/str.h"
#include "crypto/totp.h"
#include "domain/proof/maker.h"
#include "domain/signin/signin_own.h"
#include "kit/app.h"
#include "kit/house.h"
#include "kit/reads.h"
#include "kit/test.h"

static const struct capability *const capabilities[] = { &work_capability, &audit_capability, &account_capability, &session_capability,
    &factor_capability, &signin_capability, NULL };

static const struct test_setting settings[] = {
    { "password_memory", "64k" }, { "password_passes", "1" }, { "wrong_codes", "100" }, { "failed_sign_ins", "100" }, {0}
};

/* ---- a world in which ann has an authenticator app ---- */

static struct house house;
static id ann;
static str secret;

static const struct request_facts from_home = { S("https://kith.example"), S("192.0.2.7"), S("a test"), S("en") };

static err register_ann(ctx *c)
{
    struct registration ann_as = { .username = S("ann"), .email = { GIVEN, S("ann@example.org") }, .password = S("correct horse 9") };
    struct signed_in in;

    c->request = &from_home;
    TRY(signin_register(c, &ann_as, &in));
    ann = in.user.id;
    return OK;
}

static const struct proven *shown(ctx *c)
{
    struct proven *p = arena_new(&c->arena, struct proven);
    struct account a;

    expect_ok(account_by_id(c, c->caller.account, &a));
    *p = (struct proven){ { .account = a.id, .epoch = a.epoch }, PROOF_BY_PASSWORD, S("a test") };
    return p;
}

static err set_up_app(ctx *c)
{
    struct recovery_codes codes;
    struct totp_setup setup;

    c->caller = (struct caller){ ann, { 0 }, ROLE_USER };
    TRY(totp_begin(c, shown(c), &setup));
    secret = arena_copy(&house.world->arena, setup.secret);
    TRY(totp_confirm(c, c->caller.account, app_code(c, secret, -1), &codes));
    c->caller = (struct caller){ 0 };
    return OK;
}

static err prepare(ctx *c, void *arg)
{
    (void)arg;
    TRY(register_ann(c));
    return set_up_app(c);
}

static void move_in(void)
{
    house = house_open((struct house_options){ .world.settings = settings, .capabilities = capabilities, .keeper = &session_keeper,
        .idle = true });
    expect_ok(test_world_call(house.world, prepare, NULL));
}

static void in_house(err (*run)(ctx *, void *))
{
    move_in();
    err e = test_world_call(house.world, run, NULL);
    house_close(&house);
    expect_ok(e);
}

static void later(ctx *c, i64 seconds)
{
    fake_clock_move(&house.world->clock, seconds * 1000000);
    expect_ok(ctx_sleep(c, 2));
}

static void expect_refused(ctx *c, err is, err want, const char *code)
{
    expect_eq(is, want);
    expect_str(str_of(failure_code(&c->failure)), str_of(code));
    failure_begin(&c->failure, &c->arena);
}

/* The first step; its challenge. */
static str first_step(ctx *c)
{
    struct credentials in = { .username = { GIVEN, S("ann") }, .password = S("correct horse 9") };
    struct signed_in out;
    str challenge = S("");

    c->request = &from_home;
    expect_eq(signin_password(c, &c->caller, &in, &out), ERR_SIGN_IN);
    for (const struct failure_member *m = c->failure.more; m; m = m->next)
        if (str_eq(str_of(m->name), S("challenge")))
            challenge = (str){ m->json.p + 1, m->json.n - 2 };
    expect(challenge.n);
    failure_begin(&c->failure, &c->arena);
    return challenge;
}

/* ---- the second step ---- */

static err takes_a_while(ctx *c, void *arg)
{
    struct signed_in out;
    str challenge = first_step(c);

    (void)arg;
    later(c, 299);
    TRY(signin_second(c, &c->caller, &(struct second_step){ .challenge = challenge, .code = app_code(c, secret, 0) }, &out));
    expect_str(out.user.username, S("ann"));
    challenge = first_step(c);
    later(c, 301);
    expect_refused(c, signin_second(c, &c->caller, &(struct second_step){ .challenge = challenge, .code = app_code(c, secret, 0) }, &out),
                   ERR_SIGN_IN,
                   "challenge_invalid");
    return OK;
}
TEST(a_challenge_waits_five_minutes) { in_house(takes_a_while); }

static err suspend(tx *t, void *arg)
{
    (void)arg;
    return account_suspend(t, ann, true);
}

static err is_suspended_meanwhile(ctx *c, void *arg)
{
    struct signed_in out;
    str challenge = first_step(c);

    (void)arg;
    TRY(transact(c, suspend, NULL));
    expect_refused(c, signin_second(c, &c->caller, &(struct second_step){ .challenge = challenge, .code = app_code(c, secret, 0) }, &out),
                   ERR_FORBIDDEN,
                   "account_suspended");
    return OK;
}
TEST(who_was_suspended_between_the_steps_stays_out) { in_house(is_suspended_meanwhile); }

static err new_password(tx *t, void *arg)
{
    (void)arg;
    return account_set_password(t, ann, (struct secret){ S("another hash") });
}

static err is_overtaken(ctx *c, void *arg)
{
    struct account as_it_was, now;
    struct signed_in out;

    (void)arg;
    c->request = &from_home;
    TRY(account_by_id(c, ann, &as_it_was));
    TRY(transact(c, new_password, NULL));
    expect_refused(c, signin_complete(c, &c->caller, &as_it_was,
        &(struct proof){ .how = S("a test"), .strong = true, .hash = { S("the old one, hashed again") } }, &out),
                   ERR_SIGN_IN, "credentials_changed");
    TRY(account_by_id(c, ann, &now));
    expect_str(now.password_hash.hidden, S("another hash"));
    return signin_complete(c, &c->caller, &now, &(struct proof){ .how = S("a test"), .strong = true }, &out);
}
TEST(a_sign_in_that_a_new_password_overtakes_neither_begins_nor_brings_the_old_one_back) { in_house(is_overtaken); }

/* Some by the challenge, some in one step: all with one code. */
static str crowd_code, crowd_challenge;
static _Atomic int opened, refused;

static err comes_in(ctx *c, int which, void *arg)
{
    struct credentials first = { .username = { GIVEN, S("ann") }, .password = S("correct horse 9"), .code = { GIVEN, crowd_code } };
    struct second_step second = { .challenge = crowd_challenge, .code = crowd_code };
    struct signed_in out;

    (void)arg;
    c->request = &from_home;
    err e = which % 2 ? signin_password(c, &c->caller, &first, &out) : signin_second(c, &c->caller, &second, &out);
    if (e == OK)
        opened++;
    else if (e == ERR_SIGN_IN)
        refused++;
    else
        return e;
    return OK;
}

static err begins(ctx *c, void *arg)
{
    (void)arg;
    crowd_challenge = arena_copy(&house.world->arena, first_step(c));
    crowd_code = arena_copy(&house.world->arena, app_code(c, secret, 0));
    return OK;
}

static err counts_sessions(ctx *c, void *arg)
{
    session_page page;

    (void)arg;
    TRY(session_list(c, &(struct caller){ .account = ann }, (id){ 0 }, 100, &page));
    expect_eq(page.n, 2);                    /* that of registering, and one more */
    return OK;
}

TEST(one_code_opens_one_session_however_many_bring_it)
{
    opened = refused = 0;
    move_in();
    expect_ok(test_world_call(house.world, begins, NULL));
    expect_ok(test_world_crowd(house.world, 8, comes_in, NULL));
    expect_eq(opened, 1);
    expect_eq(refused, 7);
    expect_ok(test_world_call(house.world, counts_sessions, NULL));
    house_close(&house);
}

/* ---- proofs ---- */

static err proves(ctx *c, const char *password, const char *code, enum proof_need need)
{
    const struct evidence said = { { *password ? GIVEN : ABSENT, str_of(password) }, { *code ? GIVEN : ABSENT, str_of(code) } };
    const struct proven *by;

    return signin_proven(c, &c->caller, &said, need, &by);
}

static err no_password(tx *t, void *arg)
{
    (void)arg;
    return account_set_password(t, ann, (struct secret){ S("") });
}

static void sign_in_as_ann(ctx *c, struct signed_in *out)
{
    struct credentials in = { .username = { GIVEN, S("ann") }, .password = S("correct horse 9"),
                              .code = { GIVEN, app_code(c, secret, 0) } };

    expect_ok(signin_password(c, &c->caller, &in, out));
}

static id sign_in(ctx *c)
{
    struct signed_in out;
    session_page page;

    sign_in_as_ann(c, &out);
    expect_ok(session_list(c, &(struct caller){ .account = ann }, (id){ 0 }, 1, &page));
    return page.at[0].id;
}

/* What the store is asked for an attempt with a wrong password: the least of some, since others ask it meanwhile. */
static i64 reads_of_attempt(ctx *c, maybe_str device)
{
    struct credentials in = { .username = { GIVEN, S("ann") }, .password = S("wrong horse 8"), .device_token = device };
    struct signed_in out;
    struct reads r = { .turns = 3 };

    while (reads_again(c, &r))
        expect_refused(c, signin_password(c, &c->caller, &in, &out), ERR_SIGN_IN, "bad_credentials");
    return r.least;
}

static err from_a_known_device(ctx *c, void *arg)
{
    struct signed_in out;

    (void)arg;
    c->request = &from_home;
    sign_in_as_ann(c, &out);
    expect(out.device.hidden.n > 0);
    expect_eq(reads_of_attempt(c, (maybe_str){ GIVEN, out.device.hidden }), reads_of_attempt(c, (maybe_str){ .is = ABSENT }));
    return OK;
}
TEST(a_sign_in_from_a_known_device_looks_its_account_up_once) { in_house(from_a_known_device); }

static err scheduled_run(ctx *c, const char *name)
{
    for (const struct schedule *s = session_capability.schedules; s->name; s++)
        if (str_eq(str_of(s->name), str_of(name)))
            return s->run(c);
    return ERR_NOT_FOUND;
}

static err proves_lately(ctx *c, void *arg)
{
    (void)arg;
    c->request = &from_home;
    c->caller = (struct caller){ ann, sign_in(c), ROLE_USER };
    TRY(proves(c, "", "", PROOF_LATELY));
    TRY(proves(c, "correct horse 9", "", PROOF_LATELY));
    expect_refused(c, proves(c, "", "", PROOF_BY_PASSWORD), ERR_FORBIDDEN, "bad_password");
    expect_refused(c, proves(c, "correct horse 8", "", PROOF_LATELY), ERR_FORBIDDEN, "bad_password");
    later(c, 901);
    expect_refused(c, proves(c, "", "", PROOF_LATELY), ERR_FORBIDDEN, "proof_needed");
    TRY(proves(c, "correct horse 9", "", PROOF_LATELY));
    str code = app_code(c, secret, 0);
    TRY(proves(c, "", arena_cstr(&c->arena, code), PROOF_LATELY));
    expect_refused(c, proves(c, "", arena_cstr(&c->arena, code), PROOF_LATELY), ERR_FORBIDDEN, "second_factor_wrong");
    expect_refused(c, proves(c, "correct horse 9", "000000", PROOF_LATELY), ERR_FORBIDDEN, "second_factor_wrong");
    c->caller.session = (id){ 0 };
    expect_refused(c, proves(c, "", "", PROOF_LATELY), ERR_FORBIDDEN, "proof_needed");
    return OK;
}
TEST(a_fresh_session_a_code_or_the_password_proves_who_it_is) { in_house(proves_lately); }

/* Somebody signs in while the clock is an hour ahead. When that hour has come, they have not just signed in. */
static err proves_nothing_of_the_future(ctx *c, void *arg)
{
    (void)arg;
    c->request = &from_home;
    later(c, 3600);
    c->caller = (struct caller){ ann, sign_in(c), ROLE_USER };
    later(c, -3600);
    expect_refused(c, proves(c, "", "", PROOF_LATELY), ERR_FORBIDDEN, "proof_needed");
    TRY(scheduled_run(c, "sessions_put_back"));
    expect_refused(c, proves(c, "", "", PROOF_LATELY), ERR_FORBIDDEN, "proof_needed");
    later(c, 3640);
    expect_refused(c, proves(c, "", "", PROOF_LATELY), ERR_FORBIDDEN, "proof_needed");
    c->caller.session = sign_in(c);
    TRY(proves(c, "", "", PROOF_LATELY));
    TRY(scheduled_run(c, "sessions_put_back"));
    return proves(c, "", "", PROOF_LATELY);
}
TEST(a_session_of_a_clock_that_was_ahead_never_counts_as_begun_just_now) { in_house(proves_nothing_of_the_future); }

static err proves_without(ctx *c, void *arg)
{
    const enum proof_need both[] = { PROOF_LATELY, PROOF_BY_PASSWORD };

    (void)arg;
    c->request = &from_home;
    c->caller = (struct caller){ ann, sign_in(c), ROLE_USER };
    TRY(transact(c, no_password, NULL));
    for (size_t i = 0; i < COUNT(both); i++)
        TRY(proves(c, "any word at all", "", both[i]));
    later(c, 901);
    for (size_t i = 0; i < COUNT(both); i++) {
        expect_refused(c, proves(c, "", "", both[i]), ERR_FORBIDDEN, "proof_needed");
        expect_refused(c, proves(c, "any word at all", "", both[i]), ERR_FORBIDDEN, "proof_needed");
    }
    return proves(c, "", arena_cstr(&c->arena, app_code(c, secret, 0)), PROOF_BY_PASSWORD);
}
TEST(without_a_password_a_session_that_is_no_longer_fresh_proves_nothing) { in_house(proves_without); }

static err renews(ctx *c, void *arg)
{
    struct renewed_tokens fresh = { 0 };

    (void)arg;
    c->request = &from_home;
    c->caller = (struct caller){ ann, sign_in(c), ROLE_USER };
    later(c, 901);
    TRY(session_renew(c, &c->caller, &fresh));
    expect_refused(c, proves(c, "", "", PROOF_LATELY), ERR_FORBIDDEN, "proof_needed");
    return OK;
}
TEST(new_tokens_make_a_session_no_younger) { in_house(renews); }

static err is_over(ctx *c, void *arg)
{
    const struct evidence nothing = { 0 };
    const struct proven *by;

    (void)arg;
    c->request = &from_home;
    c->caller = (struct caller){ ann, sign_in(c), ROLE_USER };
    TRY(signin_proven(c, &c->caller, &nothing, PROOF_LATELY, &by));
    TRY(session_end(c, &c->caller, c->caller.session));
    expect_refused(c, passkey_remove(c, by, (id){ 7 }), ERR_FORBIDDEN, "proof_needed");
    later(c, 31);                                /* until the app shows another code */
    c->caller.session = sign_in(c);
    TRY(signin_proven(c, &c->caller, &nothing, PROOF_LATELY, &by));
    TRY(transact(c, new_password, NULL));
    expect_refused(c, passkey_remove(c, by, (id){ 7 }), ERR_FORBIDDEN, "proof_needed");
    TRY(signin_proven(c, &c->caller, &nothing, PROOF_LATELY, &by));
    /* it is valid, so the passkey is looked for */
    expect_refused(c, passkey_remove(c, by, (id){ 7 }), ERR_NOT_FOUND, "passkey_not_found");
    return OK;
}
TEST(a_proof_ends_with_its_session_and_with_what_it_was_of) { in_house(is_over); }

/* A proof that is enough for one change may be too little for another, whichever verb it is passed to. */
static err too_little(ctx *c, void *arg)
{
    const struct evidence nothing = { 0 }, all = { .password = { GIVEN, S("correct horse 9") } };
    const struct proven *lately, *by_password;

    (void)arg;
    c->request = &from_home;
    c->caller = (struct caller){ ann, sign_in(c), ROLE_USER };
    TRY(signin_proven(c, &c->caller, &nothing, PROOF_LATELY, &lately));
    expect_refused(c, totp_remove(c, lately), ERR_FORBIDDEN, "proof_needed");
    expect_refused(c, recovery_codes_make(c, lately, &(struct recovery_codes){ 0 }), ERR_FORBIDDEN, "proof_needed");
    expect_refused(c, signin_totp_remove(c, &c->caller, &nothing), ERR_FORBIDDEN, "bad_password");
    TRY(signin_proven(c, &c->caller, &all, PROOF_BY_PASSWORD, &by_password));
    return totp_remove(c, by_password);
}
TEST(a_proof_of_having_signed_in_lately_is_not_enough_where_a_password_is_asked_for) { in_house(too_little); }
