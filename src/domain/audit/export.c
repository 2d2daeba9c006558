/* The log's entries about one account. */
#include "base/str.h"
#include "domain/audit/audit.sql.h"
#include "domain/audit/audit_own.h"

enum { AT_ONCE = 500 };

struct owned_deed { when at; str action, address, detail; };
SHAPE(owned_deed, FIELD(owned_deed, at), FIELD(owned_deed, action), FIELD(owned_deed, address), FIELD(owned_deed, detail));

static err audit_export(ctx *c, id who, struct rows *rows)
{
    audit_page page;
    i64 after = 0;

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(q_audit_of(c, who, after, AT_ONCE, &page));
        for (size_t i = 0; i < page.n; i++) {
            const struct audit_entry *e = &page.at[i];
            TRY(row_add(c, rows, &owned_deed_shape, &(struct owned_deed){ e->at, e->action, e->address, e->detail }));
            after = e->number;
        }
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    return OK;
}

const struct belongings audit_belongings[] = {
    { "log.json", "sign-ins, and what was done to your account", audit_export },
    {0}
};
