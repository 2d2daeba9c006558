/* Challenges to authenticators: random, for a purpose and perhaps an account, valid for five minutes, answered once on any node. */
#include "base/json.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "crypto/webauthn.h"
#include "domain/factor/factor.sql.h"
#include "domain/factor/factor_own.h"

SHAPE(passkey_asked, FIELD(passkey_asked, account_id), FIELD(passkey_asked, session_id), FIELD(passkey_asked, epoch));

struct asking { str challenge, purpose; struct grant whose; };

static err challenge_insert(tx *t, void *arg)
{
    const struct asking *in = arg;

    return q_passkey_challenge_insert(t, in->challenge, in->purpose, in->whose.account, in->whose.session, in->whose.epoch,
                                      (when){ tx_now(t).ms + CHALLENGE_MS });
}

err challenge_make(ctx *c, str purpose, struct grant whose, str *out)
{
    struct asking in = { random_token(&c->arena, WEBAUTHN_CHALLENGE_SIZE), purpose, whose };

    *out = in.challenge;
    return transact_aside(c, challenge_insert, &in);
}

/* The challenge that the browser says it answers. */
struct challenged { str challenge; };
static SHAPE(challenged, FIELD(challenged, challenge, .max = 100));

struct taking { str challenge, purpose; struct grant whose; bool stands; };

static err challenge_use(tx *t, void *arg)
{
    struct taking *in = arg;
    struct passkey_asked row;

    TRY(q_passkey_challenge_take(t, in->challenge, in->purpose, tx_now(t), &row));
    in->whose = (struct grant){ { row.account_id }, row.session_id, row.epoch };
    in->stands = row.account_id <= 0;            /* for anybody, or for nobody */
    return in->stands ? OK : grant_stands(t, &in->whose, &in->stands);
}

err challenge_take(ctx *c, str purpose, str client_data, str *challenge, struct grant *whose)
{
    struct taking in = { .purpose = purpose };
    struct challenged said;
    struct failure unread;

    failure_begin(&unread, &c->arena);
    if (json_read(&c->arena, &unread, client_data, &challenged_shape, &said) != OK)
        return ERR_NOT_FOUND;
    in.challenge = said.challenge;
    TRY(transact_aside(c, challenge_use, &in));
    *challenge = said.challenge;
    *whose = in.whose;
    return in.stands ? OK : ERR_NOT_FOUND;
}

static err challenges_sweep(tx *t, void *arg)
{
    return q_passkey_challenge_sweep(t, tx_now(t), life_most(t, CHALLENGE_MS), SWEEP_MOST, arg);
}

err challenge_sweep(ctx *c)
{
    i64 gone;

    do
        TRY(transact(c, challenges_sweep, &gone));
    while (gone == SWEEP_MOST);
    return OK;
}
