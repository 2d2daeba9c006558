/* What may have ended a session is no event for clients: their connections ask whether it stands (session_standing). */
#include "domain/session/session_own.h"
#include "hub/wire.h"

static err say_doubt(ctx *c, const struct event *e, struct says *out)
{
    id account;

    (void)c;
    if (id_parse(e->key, &account))
        move_doubt(out, account);
    return OK;
}

extern const struct wire session_wires[];

const struct wire session_wires[] = {
    { &session_ended, say_doubt }, { &account_hidden, say_doubt }, { &account_erased, say_doubt }, { &account_leaving, say_doubt }, {0}
};
