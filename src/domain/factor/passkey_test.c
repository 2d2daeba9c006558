/* Passkeys and what their owner does with them, on a world with a store of its own and an authenticator that does what each case needs. */
#include "base/str.h"
#include "domain/factor/testbed.h"

/* ---- making one ---- */

static err is_made(ctx *c, void *arg)
{
    struct passkey_creation asked;
    struct passkey_made made, more;
    struct key one = a_key(c), two = a_key(c);

    (void)arg;
    TRY(passkey_begin(c, shown(c), &asked));
    expect_str(asked.rp.id, S("kith.example"));
    expect_str(asked.user.name, S("ann"));
    expect(asked.excludeCredentials.n == 0 && asked.pubKeyCredParams.n == 3);
    TRY(adds(c, &one, &made));
    expect_eq(made.recovery_codes.n, 10);
    expect_str(made.name, S("Passkey"));
    TRY(passkey_begin(c, shown(c), &asked));
    expect_eq(asked.excludeCredentials.n, 1);
    expect_str(asked.excludeCredentials.at[0].id, base64url_text(&c->arena, one.id));
    TRY(adds(c, &two, &more));
    expect_eq(more.recovery_codes.n, 0);
    expect_eq(logged(c, "passkey_added"), 2);
    expect_eq(told(c, "passkey_added"), 2);
    expect_refused(c, adds(c, &one, &made), ERR_CONFLICT, "passkey_exists");
    becomes(c, flat.bob);
    expect_refused(c, adds(c, &one, &made), ERR_CONFLICT, "passkey_exists");
    return OK;
}
TEST(a_passkey_is_made_and_the_first_brings_recovery_codes) { in_flat(is_made); }

static err answers_the_question(ctx *c, void *arg)
{
    struct passkey_creation asked;
    struct passkey_draft draft = { 0 };
    struct passkey_made made;
    struct key k = a_key(c);

    (void)arg;
    TRY(passkey_begin(c, shown(c), &asked));
    becomes(c, flat.bob);
    draft.credential = made_by(c, &k, asked.challenge);
    expect_refused(c, passkey_add(c, c->caller.account, &draft, &made), ERR_INVALID, "challenge_invalid");
    becomes(c, flat.ann);
    /* bob's attempt has used it up */
    expect_refused(c, passkey_add(c, c->caller.account, &draft, &made), ERR_INVALID, "challenge_invalid");
    TRY(passkey_begin(c, shown(c), &asked));
    later(c, 301);
    draft.credential = made_by(c, &k, asked.challenge);
    expect_refused(c, passkey_add(c, c->caller.account, &draft, &made), ERR_INVALID, "challenge_invalid");
    TRY(asks(c, passkey_of_anybody, &asked.challenge));
    draft.credential = made_by(c, &k, asked.challenge);
    expect_refused(c, passkey_add(c, c->caller.account, &draft, &made), ERR_INVALID, "challenge_invalid");
    return OK;
}
TEST(what_is_made_answers_what_its_account_was_asked) { in_flat(answers_the_question); }

static err is_well_formed(ctx *c, void *arg)
{
    struct passkey_creation asked;
    struct passkey_draft draft = { 0 };
    struct passkey_made made;
    struct key k = a_key(c), other = a_key(c);

    (void)arg;
    TRY(passkey_begin(c, shown(c), &asked));
    draft.credential = made_by(c, &k, asked.challenge);
    draft.credential.id = draft.credential.rawId = base64url_text(&c->arena, other.id);
    expect_refused(c, passkey_add(c, c->caller.account, &draft, &made), ERR_INVALID, "invalid_input");
    draft.credential.response.clientDataJSON = S("not base64url!");
    expect_refused(c, passkey_add(c, c->caller.account, &draft, &made), ERR_INVALID, "invalid_input");
    draft.credential.response.clientDataJSON = S("bm90IEpTT04");
    expect_refused(c, passkey_add(c, c->caller.account, &draft, &made), ERR_INVALID, "challenge_invalid");
    k.origin = S("https://evil.example");
    expect_refused(c, adds(c, &k, &made), ERR_INVALID, "bad_origin");
    k.origin = S("https://kith.example");
    k.domain = S("example");
    expect_refused(c, adds(c, &k, &made), ERR_INVALID, "bad_relying_party");
    draft.name = (maybe_str){ GIVEN, S("two\nlines") };
    expect_refused(c, passkey_add(c, c->caller.account, &draft, &made), ERR_INVALID, "invalid_input");
    return OK;
}
TEST(what_is_made_is_of_this_site_and_whole) { in_flat(is_well_formed); }

static err elsewhere(ctx *c, void *arg)
{
    struct passkey_creation asked;
    struct passkey_made made;
    struct factor_use use;
    struct key k = a_key(c);

    (void)arg;
    TRY(passkey_begin(c, shown(c), &asked));
    expect_str(asked.rp.id, S("example.org"));
    k.domain = S("example.org");
    k.origin = S("https://www.example.org");
    TRY(adds(c, &k, &made));
    k.origin = S("https://kith.example");
    TRY(signs_in(c, &k, &use));
    k.origin = S("https://example.org");
    expect_refused(c, signs_in(c, &k, &use), ERR_SIGN_IN, "bad_origin");
    return OK;
}
TEST(a_website_that_stands_elsewhere_is_named_by_settings)
{
    in_flat_with(elsewhere, (const struct test_setting[]){
        { "webauthn_domain", "example.org" }, { "webauthn_origins", "app:kith, https://WWW.example.org:443" }, {0} });
}

static err bounded(ctx *c, void *arg)
{
    struct passkey_made made;

    (void)arg;
    for (int i = 0; i < PASSKEYS_MOST; i++)
        (void)a_passkey(c);
    struct key one_more = a_key(c);
    expect_refused(c, adds(c, &one_more, &made), ERR_CONFLICT, "too_many_passkeys");
    becomes(c, flat.bob);
    return adds(c, &one_more, &made);
}
TEST(an_account_has_only_so_many) { in_flat(bounded); }

static err no_password(tx *t, void *arg)
{
    return account_set_password(t, *(id *)arg, (struct secret){ S("") });
}

static err last(ctx *c, void *arg)
{
    struct factor_tally tally;
    struct passkey_made one, two;
    struct key k = a_key(c), l = a_key(c);

    (void)arg;
    TRY(adds(c, &k, &one));
    TRY(adds(c, &l, &two));
    TRY(transact(c, no_password, &flat.ann));
    TRY(passkey_remove(c, shown(c), one.id));
    expect_refused(c, passkey_remove(c, shown(c), two.id), ERR_CONFLICT, "last_sign_in_method");
    TRY(factor_tally(c, flat.ann, &tally));
    expect(tally.passkeys == 1 && tally.recovery_codes == 10);
    expect_eq(told(c, "passkey_removed"), 1);
    return OK;
}
TEST(the_only_way_in_is_not_removed) { in_flat(last); }

static struct { id which[2]; _Atomic int gone; } pair;

static err two_ways(ctx *c, void *arg)
{
    struct passkey_made made;

    (void)arg;
    for (int i = 0; i < 2; i++) {
        struct key k = a_key(c);
        TRY(adds(c, &k, &made));
        pair.which[i] = made.id;
    }
    pair.gone = 0;
    return transact(c, no_password, &flat.ann);
}

static err removes_one(ctx *c, int which, void *arg)
{
    (void)arg;
    becomes(c, flat.ann);
    err e = passkey_remove(c, shown(c), pair.which[which % 2]);
    pair.gone += e == OK;
    return e == OK || e == ERR_CONFLICT || e == ERR_NOT_FOUND || e == ERR_FORBIDDEN ? OK : e;
}

TEST(of_two_that_are_removed_at_once_one_stays)
{
    in_flat_crowd(two_ways, 8, removes_one, NULL);
    expect_eq(pair.gone, 1);
}

/* ---- what their owner does with them ---- */

static err kept(ctx *c, void *arg)
{
    struct passkey renamed;
    struct factor_tally tally;
    passkey_page page;
    struct passkey_made one, two;
    struct key k = a_key(c), l = a_key(c);

    (void)arg;
    TRY(adds(c, &k, &one));
    TRY(adds(c, &l, &two));
    TRY(passkey_list(c, c->caller.account, (id){ 0 }, 1, &page));
    expect(page.n == 1 && page.at[0].id.v == two.id.v && page.at[0].last_used_at.is == NULLED);
    TRY(passkey_list(c, c->caller.account, two.id, 5, &page));
    expect(page.n == 1 && page.at[0].id.v == one.id.v);
    TRY(passkey_rename(c, c->caller.account, one.id, S("  Phone "), &renamed));
    expect_str(renamed.name, S("Phone"));
    expect_refused(c, passkey_rename(c, c->caller.account, one.id, S(" "), &renamed), ERR_INVALID, "invalid_input");
    becomes(c, flat.bob);
    expect_refused(c, passkey_rename(c, c->caller.account, one.id, S("Mine"), &renamed), ERR_NOT_FOUND, "passkey_not_found");
    expect_refused(c, passkey_remove(c, shown(c), one.id), ERR_NOT_FOUND, "passkey_not_found");
    becomes(c, flat.ann);
    TRY(passkey_remove(c, shown(c), one.id));
    expect_refused(c, passkey_remove(c, shown(c), one.id), ERR_NOT_FOUND, "passkey_not_found");
    TRY(factor_tally(c, flat.ann, &tally));
    expect(tally.passkeys == 1 && tally.recovery_codes == 10);
    TRY(passkey_remove(c, shown(c), two.id));
    TRY(factor_tally(c, flat.ann, &tally));
    expect(!tally.passkeys && !tally.recovery_codes);
    expect_eq(told(c, "passkey_removed"), 2);
    expect_eq(logged(c, "passkey_removed"), 2);
    return OK;
}
TEST(passkeys_are_listed_renamed_and_removed_by_their_owner) { in_flat(kept); }
