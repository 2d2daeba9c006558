/* Signing in with a passkey, which itself says whose it is. */
#include "base/str.h"
#include "domain/signin/signin_own.h"

SHAPE(passkey_login_request,
    FIELD(passkey_login_request, username,  .optional = true, .max = 320,
          .doc = "Whose passkey it must be; the answer is the same for any name"),
    FIELD(passkey_login_request, challenge, .optional = true, .max = 1000,
          .doc = "That of a first step: asks for the passkeys that are its second factor"));

/* An unknown name is handled like any other. */
static err account_named(ctx *c, str name, struct grant *out)
{
    struct account a;
    err e = account_by_any(c, str_trim(name), &a);

    *out = e == OK ? grant_of(&a) : passkey_of_nobody;
    if (e != ERR_NOT_FOUND && e != ERR_INVALID)
        return e;
    failure_begin(&c->failure, &c->arena);
    return OK;
}

err signin_passkey_ask(ctx *c, const struct passkey_login_request *in, struct passkey_request *out)
{
    struct grant whose = passkey_of_anybody;
    struct account a;

    if (in->challenge.is == GIVEN) {
        TRY(challenge_account(c, in->challenge.v, &a));
        return passkey_ask_second(c, grant_of(&a), out);
    }
    if (in->username.is == GIVEN && in->username.v.n)
        TRY(account_named(c, in->username.v, &whose));
    return passkey_ask(c, whose, out);
}

static err refused(ctx *c, err e)
{
    struct failure told = c->failure;

    if (e != ERR_SIGN_IN)
        return e;
    TRY(attempt_failed(c, (id){ 0 }, S("passkey")));
    c->failure = told;
    return e;
}

err signin_passkey(ctx *c, const struct caller *me, const struct passkey_assertion *in, struct signed_in *out)
{
    struct attempt attempt;
    struct factor_use use;
    struct account a;

    TRY(attempt_begin(c, rate_of_text(c->world, in->id), &attempt));
    err e = passkey_prove(c, in, &use);
    if (e != OK)
        return refused(c, e);
    TRY(account_by_id(c, use.account, &a));
    return attempt_over(c, &attempt, signin_complete(c, me, &a, &(struct proof){ .how = S("passkey"), .strong = use.strong, .use = &use },
                                                     out));
}
