/* Whether a session that something open depends on still stands; and if it does not, why. Asked of the store each time. */
#include "domain/session/session.sql.h"
#include "domain/session/session_own.h"

static enum session_standing standing_of(const struct account *a, bool lives)
{
    if (a->suspended_at.is == GIVEN)
        return SESSION_SUSPENDED;
    if (lives)
        return SESSION_STANDS;
    return a->deletes_at.is == GIVEN ? SESSION_DELETED : SESSION_ENDED;
}

/* An account that is about to be deleted loses its sessions; its owner may sign in again until then. */
err session_standing(ctx *c, id account, id session, struct session_now *out)
{
    struct session_row s;
    struct account a;
    err e = account_by_id(c, account, &a);

    *out = (struct session_now){ .standing = SESSION_DELETED };
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    e = q_session_by_id(c, session, &s);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    bool lives = e == OK && s.account_id.v == account.v && session_is_live(&s, ctx_now(c));
    out->standing = standing_of(&a, lives);
    if (out->standing != SESSION_STANDS)
        return OK;
    out->expires = s.expires_at;
    out->who = (struct caller){ account, session, (u32)a.role, a.deletes_at.is == GIVEN };
    return OK;
}
