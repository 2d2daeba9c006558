/* Signing in with passkeys, and passkeys as a second factor. */
#include "base/str.h"
#include "domain/factor/testbed.h"

static err as_second(ctx *c, struct key *k, id account, bool verify_user, struct factor_use *out)
{
    struct passkey_request asked;

    TRY(passkey_ask_second(c, whose(c, account), &asked));
    struct passkey_assertion answer = answer_of(c, k, asked.challenge);
    return factor_check(c, account, &(struct factor_answer){ .passkey = &answer, .verify_user = verify_user }, out);
}

/* ---- signing in ---- */

static err says_who(ctx *c, void *arg)
{
    struct key ann = a_passkey(c);
    struct factor_use use;
    passkey_page page;

    (void)arg;
    c->caller = (struct caller){ 0 };
    ann.count = 5;
    TRY(signs_in(c, &ann, &use));
    expect(use.account.v == flat.ann.v && use.strong && use.kind == FACTOR_PASSKEY);
    ann.flags = 1;
    ann.count = 6;
    TRY(signs_in(c, &ann, &use));
    expect(!use.strong);
    becomes(c, flat.ann);
    TRY(passkey_list(c, c->caller.account, (id){ 0 }, 1, &page));
    expect(page.at[0].last_used_at.is == GIVEN);
    return OK;
}
TEST(a_passkey_says_whose_it_is_and_whether_it_asked) { in_flat(says_who); }

static err owner_agrees(ctx *c, void *arg)
{
    struct key ann = a_passkey(c), bob, stranger = a_key(c);
    struct factor_use use;
    str challenge;

    (void)arg;
    becomes(c, flat.bob);
    bob = a_passkey(c);
    expect_refused(c, signs_in(c, &stranger, &use), ERR_SIGN_IN, "passkey_unknown");
    TRY(asks(c, whose(c, flat.ann), &challenge));
    struct passkey_assertion answer = answer_of(c, &bob, challenge);
    expect_refused(c, passkey_prove(c, &answer, &use), ERR_SIGN_IN, "passkey_unknown");
    TRY(asks(c, passkey_of_nobody, &challenge));
    answer = answer_of(c, &bob, challenge);
    expect_refused(c, passkey_prove(c, &answer, &use), ERR_SIGN_IN, "passkey_unknown");
    bob.handle = ann.handle;
    expect_refused(c, signs_in(c, &bob, &use), ERR_SIGN_IN, "passkey_unknown");
    bob.handle = S("");
    TRY(signs_in(c, &bob, &use));
    expect_eq(use.account.v, flat.bob.v);
    return OK;
}
TEST(the_key_its_owner_and_the_question_agree) { in_flat(owner_agrees); }

static err counts_once(ctx *c, void *arg)
{
    struct key ann = a_passkey(c);
    struct passkey_assertion answer;
    struct factor_use use;
    str challenge;

    (void)arg;
    TRY(asks(c, passkey_of_anybody, &challenge));
    answer = answer_of(c, &ann, challenge);
    TRY(passkey_prove(c, &answer, &use));
    expect_refused(c, passkey_prove(c, &answer, &use), ERR_SIGN_IN, "challenge_invalid");
    TRY(asks(c, passkey_of_anybody, &challenge));
    later(c, 301);
    answer = answer_of(c, &ann, challenge);
    expect_refused(c, passkey_prove(c, &answer, &use), ERR_SIGN_IN, "challenge_invalid");
    TRY(asks(c, passkey_of_anybody, &challenge));
    answer = answer_of(c, &ann, challenge);
    answer.response.signature = S("AAAA");
    expect_refused(c, passkey_prove(c, &answer, &use), ERR_SIGN_IN, "bad_signature");
    answer = answer_of(c, &ann, challenge);
    expect_refused(c, passkey_prove(c, &answer, &use), ERR_SIGN_IN, "challenge_invalid");
    answer.response.signature = S("AAA=");
    expect_refused(c, passkey_prove(c, &answer, &use), ERR_INVALID, "invalid_input");
    return OK;
}
TEST(a_challenge_is_answered_once_and_soon) { in_flat(counts_once); }

static struct passkey_assertion crowd_answer;
static _Atomic int opened;

static err brings_answer(ctx *c, int which, void *arg)
{
    struct factor_use use;

    (void)which;
    (void)arg;
    becomes(c, (id){ 0 });
    if (passkey_prove(c, &crowd_answer, &use) == OK && spend(c, &use) == OK)
        opened++;
    return OK;
}

static err prepares_answer(ctx *c, void *arg)
{
    struct arena *a = &flat.world->arena;
    struct key ann = a_passkey(c);
    str challenge;

    (void)arg;
    TRY(asks(c, passkey_of_anybody, &challenge));
    struct passkey_assertion made = answer_of(c, &ann, challenge);
    const struct assertion_response *r = &made.response;
    crowd_answer = (struct passkey_assertion){ arena_copy(a, made.id), S(""), S("public-key"),
        { arena_copy(a, r->clientDataJSON), arena_copy(a, r->authenticatorData), arena_copy(a, r->signature), { 0 } } };
    return OK;
}

TEST(an_answer_that_many_bring_at_once_opens_one_thing)
{
    opened = 0;
    in_flat_crowd(prepares_answer, 16, brings_answer, NULL);
    expect_eq(opened, 1);
}

static err count_falls(ctx *c, void *arg)
{
    struct key ann = a_passkey(c);
    struct factor_use use;

    (void)arg;
    TRY(signs_in(c, &ann, &use));            /* 0 again and again: an authenticator that does not count */
    TRY(signs_in(c, &ann, &use));
    ann.count = 9;
    TRY(signs_in(c, &ann, &use));
    expect_refused(c, signs_in(c, &ann, &use), ERR_SIGN_IN, "passkey_count_fell");
    ann.count = 0;
    expect_refused(c, signs_in(c, &ann, &use), ERR_SIGN_IN, "passkey_count_fell");
    expect_eq(logged(c, "passkey_count_fell"), 2);
    expect_eq(told(c, "passkey_count_fell"), 2);
    ann.count = 10;
    return signs_in(c, &ann, &use);
}
TEST(a_count_that_fell_is_refused_and_told) { in_flat(count_falls); }

static err used_meanwhile(ctx *c, void *arg)
{
    struct passkey_made made;
    struct key ann = a_key(c);
    struct factor_use one, two;

    (void)arg;
    TRY(adds(c, &ann, &made));
    ann.count = 3;
    TRY(as_second(c, &ann, flat.ann, false, &one));
    TRY(as_second(c, &ann, flat.ann, false, &two));
    TRY(spend(c, &one));
    expect_refused(c, spend(c, &two), ERR_SIGN_IN, "passkey_unknown");
    ann.count = 4;
    TRY(as_second(c, &ann, flat.ann, false, &one));
    TRY(passkey_remove(c, shown(c), made.id));
    expect_refused(c, spend(c, &one), ERR_SIGN_IN, "passkey_unknown");
    return OK;
}
TEST(a_count_is_used_once_and_a_removed_key_not_at_all) { in_flat(used_meanwhile); }

/* ---- as a second factor ---- */

static err is_second(ctx *c, void *arg)
{
    struct key ann = a_passkey(c), bob;
    struct passkey_request asked;
    struct factor_use use;

    (void)arg;
    becomes(c, flat.bob);
    bob = a_passkey(c);
    TRY(passkey_ask_second(c, whose(c, flat.ann), &asked));
    expect_eq(asked.allowCredentials.n, 1);
    expect_str(asked.allowCredentials.at[0].id, base64url_text(&c->arena, ann.id));
    TRY(as_second(c, &ann, flat.ann, true, &use));
    expect_refused(c, as_second(c, &bob, flat.ann, false, &use), ERR_SIGN_IN, "passkey_unknown");
    expect_refused(c, as_second(c, &bob, passkey_of_anybody.account, false, &use), ERR_SIGN_IN, "passkey_unknown");
    ann.flags = 1;
    expect_refused(c, as_second(c, &ann, flat.ann, true, &use), ERR_SIGN_IN, "user_not_verified");
    TRY(as_second(c, &ann, flat.ann, false, &use));
    return OK;
}
TEST(a_second_step_takes_a_passkey_of_its_account) { in_flat(is_second); }

static err is_for_its_purpose(ctx *c, void *arg)
{
    struct key ann = a_passkey(c);
    struct passkey_request asked;
    struct factor_use use;
    str challenge;

    (void)arg;
    TRY(asks(c, whose(c, flat.ann), &challenge));
    struct passkey_assertion answer = answer_of(c, &ann, challenge);
    expect_refused(c, factor_check(c, flat.ann, &(struct factor_answer){ .passkey = &answer }, &use), ERR_SIGN_IN, "challenge_invalid");
    TRY(passkey_ask_second(c, whose(c, flat.ann), &asked));
    answer = answer_of(c, &ann, asked.challenge);
    expect_refused(c, passkey_prove(c, &answer, &use), ERR_SIGN_IN, "challenge_invalid");
    return OK;
}
TEST(an_answer_is_for_what_was_asked) { in_flat(is_for_its_purpose); }

static err sweep(tx *t, void *arg)
{
    return q_passkey_challenge_sweep(t, tx_now(t), (when){ INT64_MAX }, SWEEP_MOST, arg);
}

static err swept(ctx *c, void *arg)
{
    struct key ann = a_passkey(c);
    struct factor_use use;
    str challenge;
    i64 left;

    (void)arg;
    for (int i = 0; i < 3; i++)
        TRY(asks(c, passkey_of_anybody, &challenge));
    later(c, 200);
    TRY(asks(c, passkey_of_anybody, &challenge));
    later(c, 200);
    TRY(challenge_sweep(c));
    TRY(transact(c, sweep, &left));
    expect_eq(left, 0);
    struct passkey_assertion answer = answer_of(c, &ann, challenge);
    return passkey_prove(c, &answer, &use);
}
TEST(sweeping_leaves_what_still_waits) { in_flat(swept); }

static err ahead_swept(ctx *c, void *arg)
{
    struct key ann = a_passkey(c);
    struct factor_use use;
    str challenge;

    (void)arg;
    TRY(asks(c, passkey_of_anybody, &challenge));
    later(c, -3600);
    TRY(challenge_sweep(c));
    struct passkey_assertion answer = answer_of(c, &ann, challenge);
    expect_refused(c, passkey_prove(c, &answer, &use), ERR_SIGN_IN, "challenge_invalid");
    return OK;
}
TEST(a_challenge_of_a_clock_that_was_ahead_is_swept) { in_flat(ahead_swept); }
