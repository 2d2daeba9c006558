/* Whether a session that something open depends on still stands; and if it does not, why. Asked of the store each time. */
#include "base/arena.h"
#include "base/ids.h"
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

static const struct account *account_among(const account_page *page, id which)
{
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].id.v == which.v)
            return &page->at[i];
    return NULL;
}

static bool lives(const session_row_page *page, const struct session_asked *of, when now, when *expires)
{
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].id.v == of->session.v) {
            *expires = page->at[i].expires_at;
            return page->at[i].account_id.v == of->account.v && session_is_live(&page->at[i], now);
        }
    return false;
}

/* An account that is about to be deleted loses its sessions; its owner may sign in again until then. */
static void stand(ctx *c, const account_page *people, const session_row_page *rows, struct session_asked *io)
{
    const struct account *a = account_among(people, io->account);
    when expires = { 0 };

    io->now = (struct session_now){ .standing = SESSION_DELETED };
    if (!a)
        return;
    io->now.standing = standing_of(a, lives(rows, io, ctx_now(c), &expires));
    if (io->now.standing != SESSION_STANDS)
        return;
    io->now.expires = expires;
    io->now.who = (struct caller){ io->account, io->session, (u32)a->role, a->deletes_at.is == GIVEN };
}

err sessions_standing(ctx *c, struct session_asked *at, size_t n)
{
    ids accounts = { arena_array(&c->arena, id, n), n }, sessions = { arena_array(&c->arena, id, n), n };
    session_row_page rows;
    account_page people;

    for (size_t i = 0; i < n; i++) {
        accounts.at[i] = at[i].account;
        sessions.at[i] = at[i].session;
    }
    TRY(accounts_by_ids(c, ids_once(&c->arena, accounts), &people));
    TRY(q_sessions_by_ids(c, sessions, &rows));
    for (size_t i = 0; i < n; i++)
        stand(c, &people, &rows, &at[i]);
    return OK;
}

err session_standing(ctx *c, id account, id session, struct session_now *out)
{
    struct session_asked one = { account, session, { .standing = SESSION_DELETED } };

    TRY(sessions_standing(c, &one, 1));
    *out = one.now;
    return OK;
}
