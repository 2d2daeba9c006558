/* An owner's copy of the account's sessions. */
#include "domain/session/session_own.h"

enum { AT_ONCE = 100 };

static err sessions_export(ctx *c, id who, struct rows *rows)
{
    session_page page;
    id before = { 0 };

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(session_list(c, &(struct caller){ .account = who }, before, AT_ONCE, &page));
        for (size_t i = 0; i < page.n; i++) {
            TRY(row_add(c, rows, &session_shape, &page.at[i]));
            before = page.at[i].id;
        }
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    return OK;
}

const struct belongings session_belongings[] = {
    { "sessions.json", "the devices that are signed in", sessions_export },
    {0}
};
