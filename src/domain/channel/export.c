/* What the export has of somebody's memberships. Direct conversations are in a file of their own. */
#include "base/str.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"
#include "work/belongings.h"

enum { AT_ONCE = 100 };

struct owned_membership { id channel_id; str kind; maybe_str name; str role; when joined_at; bool muted; i64 last_read_seq; };
static SHAPE(owned_membership,
    FIELD(owned_membership, channel_id), FIELD(owned_membership, kind), FIELD(owned_membership, name), FIELD(owned_membership, role),
    FIELD(owned_membership, joined_at), FIELD(owned_membership, muted), FIELD(owned_membership, last_read_seq));

static err some_export(ctx *c, id who, ids channels, struct rows *rows)
{
    seat_row_page page;

    TRY(q_seats_get(c, who, channels, &page));
    for (size_t i = 0; i < page.n; i++) {
        const struct seat_row *r = &page.at[i];
        const struct owned_membership own = {
            r->id, str_of(channel_kind_words[r->kind]), { r->name.n ? GIVEN : NULLED, r->name }, str_of(channel_role_words[r->role]),
            r->joined_at, r->muted, r->last_read_seq,
        };
        if (r->made.v && r->kind != CHANNEL_DIRECT)
            TRY(row_add(c, rows, &owned_membership_shape, &own));
    }
    return OK;
}

err channels_export(ctx *c, id who, struct rows *rows)
{
    channel_listed_page page;
    id after = { 0 };

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(q_memberships_after(c, who, after, AT_ONCE, &page));
        ids some = { arena_array(&c->arena, id, page.n), page.n };
        for (size_t i = 0; i < page.n; i++)
            after = some.at[i] = page.at[i].id;
        TRY(some.n ? some_export(c, who, some, rows) : OK);
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    return OK;
}
