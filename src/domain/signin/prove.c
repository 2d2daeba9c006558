/*
 * That whoever brings a token is its owner still. Who has just signed in has shown it;
 * later, and for what takes more than that, there is the password.
 */
#include "base/id.h"
#include "domain/signin/signin_own.h"

enum { LATELY_MS = 900 * 1000 };

static bool signed_in_lately(ctx *c)
{
    return c->caller.session.v && ctx_now(c).ms - id_ms(c->caller.session) < LATELY_MS;
}

err signin_prove_lately(ctx *c, const struct account *a, maybe_str password)
{
    if (a->password_hash.hidden.n && password.is == GIVEN && password.v.n)
        return signin_prove(c, a, password);
    if (signed_in_lately(c))
        return OK;
    return fail(c, ERR_FORBIDDEN, "proof_needed", "Sign in once more for this%s", a->password_hash.hidden.n ? ", or say your password" : "");
}
