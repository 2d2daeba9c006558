/* The authenticator app and recovery codes, on a world with a store of its own. */
#include "base/str.h"
#include "domain/factor/testbed.h"
#include "ports/rate.h"

/* ---- the app ---- */

static err counts_once_confirmed(ctx *c, void *arg)
{
    struct recovery_codes codes;
    struct factor_tally tally;
    struct totp_setup setup;
    struct factor_use use;

    (void)arg;
    TRY(totp_begin(c, shown(c), &setup));
    expect(str_starts(setup.uri, S("otpauth://totp/kith.example:ann?secret=")));
    TRY(factor_tally(c, flat.ann, &tally));
    expect(!factor_asked(&tally));
    expect_refused(c, check_code(c, flat.ann, app_code(c, setup.secret, 0), &use), ERR_SIGN_IN, "second_factor_wrong");
    expect_refused(c, totp_confirm(c, c->caller.account, app_code(c, setup.secret, 2), &codes), ERR_FORBIDDEN, "second_factor_wrong");
    expect_refused(c, totp_confirm(c, c->caller.account, app_code(c, setup.secret, -2), &codes), ERR_FORBIDDEN, "second_factor_wrong");
    TRY(totp_confirm(c, c->caller.account, app_code(c, setup.secret, 1), &codes));
    expect_eq(codes.recovery_codes.n, 10);
    TRY(factor_tally(c, flat.ann, &tally));
    expect(factor_asked(&tally) && tally.recovery_codes == 10);
    TRY(factor_tally(c, flat.bob, &tally));
    expect(!factor_asked(&tally) && !tally.recovery_codes);
    expect_eq(logged(c, "second_factor_added"), 1);
    expect_eq(told(c, "totp_added"), 1);
    return OK;
}
TEST(an_app_counts_once_it_is_confirmed) { in_flat(counts_once_confirmed); }

static err code_works_once(ctx *c, void *arg)
{
    str secret = an_app(c, NULL);
    struct factor_use one, two;

    (void)arg;
    expect_refused(c, check_code(c, flat.ann, app_code(c, secret, -1), &one), ERR_SIGN_IN, "second_factor_wrong");
    TRY(check_code(c, flat.ann, app_code(c, secret, 0), &one));
    TRY(check_code(c, flat.ann, app_code(c, secret, 0), &two));
    expect_eq(one.kind, FACTOR_TOTP);
    TRY(spend(c, &one));
    expect_refused(c, spend(c, &two), ERR_SIGN_IN, "second_factor_wrong");
    expect_refused(c, check_code(c, flat.ann, app_code(c, secret, 0), &two), ERR_SIGN_IN, "second_factor_wrong");
    TRY(check_code(c, flat.ann, app_code(c, secret, 1), &two));
    TRY(spend(c, &two));
    later(c, 30);
    expect_refused(c, check_code(c, flat.ann, app_code(c, secret, 0), &two), ERR_SIGN_IN, "second_factor_wrong");
    TRY(check_code(c, flat.ann, app_code(c, secret, 1), &two));
    return OK;
}
TEST(a_code_works_once_and_none_before_it_does) { in_flat(code_works_once); }

/* If many bring one code at once, it opens one thing. */
static str crowd_code;
static _Atomic int opened;

static err brings_code(ctx *c, int which, void *arg)
{
    struct factor_use use;

    (void)which;
    (void)arg;
    becomes(c, flat.ann);
    if (check_code(c, flat.ann, crowd_code, &use) == OK && spend(c, &use) == OK)
        opened++;
    return OK;
}

static err sets_up_totp(ctx *c, void *arg)
{
    (void)arg;
    crowd_code = arena_copy(&flat.world->arena, app_code(c, an_app(c, NULL), 0));
    return OK;
}

static err sets_up_recovery(ctx *c, void *arg)
{
    strs codes;

    (void)arg;
    (void)an_app(c, &codes);
    crowd_code = arena_copy(&flat.world->arena, codes.at[4]);
    return OK;
}

TEST(a_code_that_many_bring_at_once_opens_one_thing)
{
    const struct test_setting generous[] = { { "wrong_codes", "1000" }, {0} };

    opened = 0;
    in_flat_crowd(sets_up_totp, 16, brings_code, generous);
    expect_eq(opened, 1);
    opened = 0;
    in_flat_crowd(sets_up_recovery, 16, brings_code, generous);
    expect_eq(opened, 1);
}

static err is_sealed(ctx *c, void *arg)
{
    str secret = an_app(c, NULL);
    struct totp_row row;
    struct factor_use use;

    (void)arg;
    TRY(q_totp_get(c, flat.ann, &row));
    expect(str_find(row.secret, secret) < 0);
    expect_ok(plant_app(c, flat.bob, row.secret));
    expect_eq(check_code(c, flat.bob, app_code(c, secret, 0), &use), ERR_INTERNAL);
    return OK;
}
TEST(a_secret_is_sealed_for_one_account) { in_flat(is_sealed); }

static err replaces_only_what_waits(ctx *c, void *arg)
{
    struct totp_setup first, second;
    struct recovery_codes codes;

    (void)arg;
    expect_refused(c, totp_confirm(c, c->caller.account, S("123456"), &codes), ERR_NOT_FOUND, "totp_not_found");
    TRY(totp_begin(c, shown(c), &first));
    TRY(totp_begin(c, shown(c), &second));
    expect(!str_eq(first.secret, second.secret));
    expect_refused(c, totp_confirm(c, c->caller.account, app_code(c, first.secret, 0), &codes), ERR_FORBIDDEN, "second_factor_wrong");
    TRY(totp_confirm(c, c->caller.account, app_code(c, second.secret, 0), &codes));
    expect_refused(c, totp_begin(c, shown(c), &first), ERR_CONFLICT, "totp_exists");
    expect_refused(c, totp_confirm(c, c->caller.account, app_code(c, second.secret, 1), &codes), ERR_CONFLICT, "totp_exists");
    return OK;
}
TEST(a_secret_that_waits_is_replaced_and_one_that_counts_is_not) { in_flat(replaces_only_what_waits); }

static err goes(ctx *c, void *arg)
{
    struct factor_tally tally;
    struct totp_setup setup;

    (void)arg;
    expect_refused(c, totp_remove(c, shown(c)), ERR_NOT_FOUND, "totp_not_found");
    TRY(totp_begin(c, shown(c), &setup));
    TRY(totp_remove(c, shown(c)));
    expect_eq(told(c, "totp_removed"), 0);
    (void)an_app(c, NULL);
    TRY(totp_remove(c, shown(c)));
    TRY(factor_tally(c, flat.ann, &tally));
    expect(!tally.totp && !tally.recovery_codes);
    expect_eq(told(c, "totp_removed"), 1);
    expect_eq(logged(c, "second_factor_removed"), 1);
    return OK;
}
TEST(the_last_factor_takes_the_recovery_codes_along) { in_flat(goes); }

/* ---- recovery codes ---- */

static err recovers(ctx *c, void *arg)
{
    struct recovery_codes fresh;
    struct factor_use use, again;
    strs codes;

    (void)arg;
    expect_refused(c, recovery_codes_make(c, shown(c), &fresh), ERR_CONFLICT, "no_second_factor");
    (void)an_app(c, &codes);
    str half = str_to(codes.at[0], 5), rest = str_from(codes.at[0], 6);
    TRY(check_code(c, flat.ann, arena_format(&c->arena, " " STR_FMT " " STR_FMT, STR_ARG(half), STR_ARG(rest)), &use));
    expect_eq(use.kind, FACTOR_RECOVERY_CODE);
    expect_refused(c, check_code(c, flat.bob, codes.at[0], &again), ERR_SIGN_IN, "second_factor_wrong");
    TRY(spend(c, &use));
    expect_refused(c, spend(c, &use), ERR_SIGN_IN, "second_factor_wrong");
    expect_refused(c, check_code(c, flat.ann, codes.at[0], &use), ERR_SIGN_IN, "second_factor_wrong");
    expect_eq(logged(c, "recovery_code_used"), 1);
    expect_eq(told(c, "recovery_code_used"), 1);
    TRY(recovery_codes_make(c, shown(c), &fresh));
    expect_refused(c, check_code(c, flat.ann, codes.at[1], &use), ERR_SIGN_IN, "second_factor_wrong");
    return check_code(c, flat.ann, fresh.recovery_codes.at[9], &use);
}
TEST(a_recovery_code_works_once_and_not_after_new_ones) { in_flat(recovers); }

static err keeps_no_code(ctx *c, void *arg)
{
    struct recovery_row row;
    strs codes;
    str hash;

    (void)arg;
    (void)an_app(c, &codes);
    expect(recovery_hash(c->world, &c->arena, flat.ann, codes.at[0], &hash));
    TRY(q_recovery_code_find(c, flat.ann, hash, &row));
    expect_eq(row.hash.n, 64);
    expect(recovery_hash(c->world, &c->arena, flat.bob, codes.at[0], &hash));
    expect_eq(q_recovery_code_find(c, flat.ann, hash, &row), ERR_NOT_FOUND);
    expect(!recovery_hash(c->world, &c->arena, flat.ann, S("too short"), &hash));
    return OK;
}
TEST(what_is_kept_of_a_recovery_code_is_another_for_each_account) { in_flat(keeps_no_code); }

/* ---- bounds ---- */

static err bounded(ctx *c, void *arg)
{
    str secret = an_app(c, NULL);
    struct factor_use use;

    (void)arg;
    for (int i = 0; i < 3; i++) {
        TRY(check_code(c, flat.ann, app_code(c, secret, 0), &use));
        expect_refused(c, check_code(c, flat.ann, S("none"), &use), ERR_SIGN_IN, "second_factor_wrong");
    }
    expect_eq(check_code(c, flat.ann, app_code(c, secret, 0), &use), ERR_TOO_MANY);
    expect(c->failure.retry_after > 0);
    later(c, 3600);
    return check_code(c, flat.ann, app_code(c, secret, 0), &use);
}
TEST(few_wrong_codes_are_taken)
{
    in_flat_with(bounded, (const struct test_setting[]){ { "wrong_codes", "3" }, {0} });
}

/* ---- the factors of an account, and what is left of them ---- */

static err lists(ctx *c, void *arg)
{
    struct factors all;

    (void)arg;
    TRY(factors_of(c, c->caller.account, &all));
    expect(all.totp_since.is == NULLED && !all.passkeys.n && !all.recovery_codes_left);
    (void)an_app(c, NULL);
    (void)a_passkey(c);
    TRY(factors_of(c, c->caller.account, &all));
    expect(all.totp_since.is == GIVEN && all.passkeys.n == 1 && all.recovery_codes_left == 10);
    expect_eq(all.totp_since.v.ms, ctx_now(c).ms);
    becomes(c, flat.bob);
    TRY(factors_of(c, c->caller.account, &all));
    expect(all.totp_since.is == NULLED && !all.passkeys.n && !all.recovery_codes_left);
    return OK;
}
TEST(people_see_what_they_have_set_up) { in_flat(lists); }

static err forget(tx *t, void *arg)
{
    (void)arg;
    struct buf key = BUF_ON(tx_arena(t));
    buf_i64(&key, flat.ann.v);
    return factor_capability.consumers[0].handle(t, &(struct event){ .kind = &account_erased, .key = buf_str(&key) });
}

static err is_forgotten(ctx *c, void *arg)
{
    struct factor_tally tally;
    struct totp_row row;

    (void)arg;
    (void)a_passkey(c);
    (void)an_app(c, NULL);
    becomes(c, flat.bob);
    (void)an_app(c, NULL);
    for (int i = 0; i < 2; i++)
        TRY(transact(c, forget, NULL));
    TRY(factor_tally(c, flat.ann, &tally));
    expect(!tally.totp && !tally.passkeys && !tally.recovery_codes);
    expect_eq(q_totp_get(c, flat.ann, &row), ERR_NOT_FOUND);
    TRY(factor_tally(c, flat.bob, &tally));
    expect(tally.totp == 1 && tally.recovery_codes == 10);
    return OK;
}
TEST(nothing_is_left_of_an_erased_account) { in_flat(is_forgotten); }

/* ---- settings ---- */

static const char *settings_flaw(const char *domain, const char *origins)
{
    static char told[200];
    struct arena a = { 0 };
    struct settings s;
    struct failure failure;

    failure_begin(&failure, &a);
    settings_defaults(&s, &a);
    expect_ok(settings_bring(&s, &failure, &factor_settings_group));
    expect_ok(settings_set(&s, &failure, S("webauthn_domain"), str_of(domain), FROM_FLAG));
    expect_ok(settings_set(&s, &failure, S("webauthn_origins"), str_of(origins), FROM_FLAG));
    err e = factor_capability.settings_check(&s, &failure);
    snprintf(told, sizeof told, STR_FMT, STR_ARG(failure.detail));
    arena_close(&a);
    return e == OK ? "" : told;
}

TEST(settings_name_a_domain_and_origins)
{
    static const char *const bad_domains[] = { "https://example.org", "example.org:443", ".org", "example.org.", "Example.org", "a b" };
    static const char *const bad_origins[] = {
        "example.org", "https://", "https://a/", "https://a.example, http://b.example/x", "httpx", ":x", "https://a b"
    };

    expect_str(str_of(settings_flaw("", "")), S(""));
    expect_str(str_of(settings_flaw("example.org", " https://a.example,,http://localhost:3000 , android:apk-key-hash:Ab-_")), S(""));
    for (size_t i = 0; i < COUNT(bad_domains); i++)
        expect(str_starts(str_of(settings_flaw(bad_domains[i], "")), S("webauthn_domain: ")));
    for (size_t i = 0; i < COUNT(bad_origins); i++)
        expect(str_starts(str_of(settings_flaw("", bad_origins[i])), S("webauthn_origins: ")));
}
