/* What an account liked, saved and boosted. */
#include "base/str.h"
#include "domain/reaction/reaction.sql.h"
#include "domain/reaction/reaction_own.h"

enum { AT_ONCE = 500 };

struct owned_reaction { str reaction; id post_id; maybe_id comment_id; when created_at; };
SHAPE(owned_reaction,
    FIELD(owned_reaction, reaction), FIELD(owned_reaction, post_id), FIELD(owned_reaction, comment_id), FIELD(owned_reaction, created_at));

static err kind_export(ctx *c, id who, enum reaction_kind kind, struct rows *rows)
{
    reaction_page page;
    id after = { 0 };

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(q_reactions_after(c, who, kind, after, AT_ONCE, &page));
        for (size_t i = 0; i < page.n; i++) {
            struct reaction_told told = reaction_told_of(&page.at[i]);
            struct owned_reaction own = { told.reaction, told.post_id, told.comment_id, told.created_at };
            TRY(row_add(c, rows, &owned_reaction_shape, &own));
            after = page.at[i].made;
        }
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    return OK;
}

static err reactions_export(ctx *c, id who, struct rows *rows)
{
    for (int kind = 0; kind < REACTION_KINDS; kind++)
        TRY(kind_export(c, who, kind, rows));
    return OK;
}

const struct belongings reaction_belongings[] = {
    { "reactions.json", "what you like, save and boost", reactions_export },
    {0}
};
