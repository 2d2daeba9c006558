/* Reading reactions: the counts and the caller's own of many subjects, and lists. */
#include <stdlib.h>
#include "base/ids.h"
#include "domain/reaction/reaction.sql.h"
#include "domain/reaction/reaction_own.h"
#include "ports/ties.h"

SHAPE(reacted, FIELD(reacted, subject_id));
SHAPE(reaction_own,
    FIELD(reaction_own, subject_id), FIELD(reaction_own, liked), FIELD(reaction_own, saved), FIELD(reaction_own, boosted));

/* Rows begin with their subject's id, by which they are ordered. */
static const void *row_of(id subject, const void *rows, size_t n, size_t size)
{
    return n ? bsearch(&subject, rows, n, size, id_compare) : NULL;
}

err reactions_counts(ctx *c, ids subjects, reaction_counts_page *out)
{
    reaction_counts_page found;

    *out = (reaction_counts_page){ arena_array(&c->arena, struct reaction_counts, subjects.n), subjects.n, { 0 } };
    TRY(q_reaction_counts_get(c, subjects, &found));
    for (size_t i = 0; i < subjects.n; i++) {
        const struct reaction_counts *row = row_of(subjects.at[i], found.at, found.n, sizeof *found.at);
        out->at[i] = row ? *row : (struct reaction_counts){ .subject_id = subjects.at[i] };
    }
    return OK;
}

err reaction_counts_in(tx *t, id subject, struct reaction_counts *out)
{
    reaction_counts_page found;

    TRY(q_reaction_counts_get(t, ((ids){ &subject, 1 }), &found));
    *out = found.n ? found.at[0] : (struct reaction_counts){ .subject_id = subject };
    return OK;
}

static err reacted_read(ctx *c, id whose, i64 most, ids *out)
{
    reacted_page page;

    TRY(q_reacted_get(c, whose, most, &page));
    *out = (ids){ arena_array(&c->arena, id, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        out->at[i] = page.at[i].subject_id;
    return OK;
}

static const struct ties reacted = { "reactions", STAMP_REACTIONS, reacted_read };

/* Of one subject memory mostly knows that there is nothing. */
static err own_may_be(ctx *c, id me, ids subjects, bool *out)
{
    *out = me.v != 0;
    return me.v && subjects.n == 1 ? ties_may_have(c, &reacted, me, subjects.at[0], out) : OK;
}

err reactions_own(ctx *c, id me, ids subjects, reaction_own_page *out)
{
    reaction_own_page found = { .n = 0 };
    bool asks;

    *out = (reaction_own_page){ arena_array(&c->arena, struct reaction_own, subjects.n), subjects.n, { 0 } };
    TRY(own_may_be(c, me, subjects, &asks));
    if (asks)
        TRY(q_reaction_own_get(c, me, subjects, &found));
    for (size_t i = 0; i < subjects.n; i++) {
        const struct reaction_own *row = row_of(subjects.at[i], found.at, found.n, sizeof *found.at);
        out->at[i] = row ? *row : (struct reaction_own){ .subject_id = subjects.at[i] };
    }
    return OK;
}

err reaction_own_in(tx *t, id me, id subject, struct reaction_own *out)
{
    reaction_own_page found = { .n = 0 };

    if (me.v)
        TRY(q_reaction_own_get(t, me, ((ids){ &subject, 1 }), &found));
    *out = found.n ? found.at[0] : (struct reaction_own){ .subject_id = subject };
    return OK;
}

static id from(id before)
{
    return before.v ? before : (id){ INT64_MAX };
}

err reactions_of(ctx *c, id subject, u32 who, id before, i64 most, reaction_page *out)
{
    return q_reactions_to(c, subject, from(before), most, who & LIKERS, who & BOOSTERS, out);
}

err reactions_by(ctx *c, id me, enum reaction_kind kind, id before, i64 most, reaction_page *out)
{
    return q_reactions_before(c, me, kind, from(before), most, out);
}

err reactions_by_up(ctx *c, id me, enum reaction_kind kind, id after, i64 most, reaction_page *out)
{
    return q_reactions_after(c, me, kind, after, most, out);
}

err reactions_reached(ctx *c, u32 who, const struct reach *reaches, size_t n, enum reach_way way, i64 most, reaction_page *out)
{
    str lists = reaches_text(&c->arena, reaches, n, way);

    if (way == REACH_DOWN)
        return q_reactions_to_all_down(c, lists, most, who & LIKERS, who & BOOSTERS, out);
    return q_reactions_to_all_up(c, lists, most, who & LIKERS, who & BOOSTERS, out);
}
