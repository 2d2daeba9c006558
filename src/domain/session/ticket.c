/*
 * Tickets: each opens one connection, once and within seconds, on any node. They are for clients that can send neither a
 * header nor the cookie, as a browser's WebSocket from another origin; so they stand in an address, which is logged, and a
 * logged one is of no use.
 */
#include "base/str.h"
#include "crypto/problems.h"
#include "domain/session/session.sql.h"
#include "domain/session/session_own.h"

enum { TICKET_MS = 30 * 1000 };

SHAPE(session_ticket,
    FIELD(session_ticket, ticket,     .doc = "For `ticket=` in the address of one socket or stream"),
    FIELD(session_ticket, expires_at, .doc = "It has to be used by then"));
SHAPE(ticket_row, FIELD(ticket_row, session_id), FIELD(ticket_row, account_id));

/* ---- making ---- */

struct making { const struct caller *me; str hash; struct session_ticket *out; };

static err ticket_insert(tx *t, void *arg)
{
    const struct making *m = arg;

    m->out->expires_at = (when){ tx_now(t).ms + TICKET_MS };
    return q_ticket_insert(t, m->hash, m->me->session, m->me->account, m->out->expires_at);
}

err session_ticket_make(ctx *c, const struct caller *me, struct session_ticket *out)
{
    out->ticket = token_random(c);
    struct making m = { me, token_hash(&c->arena, out->ticket), out };
    return transact(c, ticket_insert, &m);
}

/* ---- using ---- */

struct taking { str hash; struct ticket_row row; bool there; };

static err ticket_take(tx *t, void *arg)
{
    struct taking *a = arg;
    err e = q_ticket_take(t, a->hash, tx_now(t), &a->row);

    a->there = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* It is used up even if its session has ended: that is what its caller is told then. */
err session_by_ticket(ctx *c, str ticket, struct caller *out)
{
    struct taking a = { .hash = token_hash(&c->arena, ticket) };

    TRY(transact_aside(c, ticket_take, &a));
    if (!a.there)
        return fail_saying(c, &token_invalid, "This ticket is not valid: it works once, and for 30 seconds.");
    return session_read(c, a.row.account_id, a.row.session_id, out);
}
