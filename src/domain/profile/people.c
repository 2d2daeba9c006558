/* Lists of people as profiles: people whom the viewer may not see are replaced by later ones. */
#include "base/str.h"
#include "domain/profile/profile_own.h"

static void page_add(profile_page *out, const profile_page *more)
{
    if (more->n)
        memcpy(out->at + out->n, more->at, more->n * sizeof *more->at);
    out->n += more->n;
}

err people_list(ctx *c, id me, const struct people_source *from, struct people_wish wish, profile_page *out, id *next)
{
    struct people_ids some;
    profile_page more;

    *out = (profile_page){ .at = arena_array(&c->arena, struct profile, (size_t)wish.limit) };
    *next = wish.at;
    do {
        TRY(from->read(c, from->arg, *next, wish.offset, wish.limit - (i64)out->n, &some));
        TRY(profiles_where(c, me, some.who, from->asks, &more));
        page_add(out, &more);
        *next = some.next;
        wish.offset = 0;
    } while (next->v && (i64)out->n < wish.limit);
    return OK;
}

/* ---- the graph's ---- */

struct side { id me, of; enum graph_side side; };

static struct people_ids ids_of(const struct graph_page *page)
{
    return (struct people_ids){ page->users, page->next };
}

static err side_read(ctx *c, const void *arg, id at, i64 offset, i64 most, struct people_ids *out)
{
    const struct side *s = arg;
    struct graph_page page;

    TRY(graph_list(c, s->side, s->of, s->me, at, offset, most, &page));
    *out = ids_of(&page);
    return OK;
}

static err common_read(ctx *c, const void *arg, id at, i64 offset, i64 most, struct people_ids *out)
{
    const struct side *s = arg;
    struct graph_page page;

    (void)offset;
    TRY(graph_common(c, s->me, s->of, at, most, &page));
    *out = ids_of(&page);
    return OK;
}

err people_of(ctx *c, id me, enum graph_side side, id of, struct people_wish wish, profile_page *out, id *next)
{
    const struct side arg = { me, of, side };

    return people_list(c, me, &(struct people_source){ side_read, &arg, sight_sees }, wish, out, next);
}

err people_in_common(ctx *c, id me, id other, struct people_wish wish, profile_page *out, id *next)
{
    const struct side arg = { me, other, FOLLOWING };

    return people_list(c, me, &(struct people_source){ common_read, &arg, sight_sees }, wish, out, next);
}

err people_suggested(ctx *c, id me, i64 most, profile_page *out)
{
    suggestion_page found;

    TRY(graph_suggestions(c, me, most, &found));
    ids who = { arena_array(&c->arena, id, found.n), found.n };
    for (size_t i = 0; i < found.n; i++)
        who.at[i] = found.at[i].user_id;
    return profiles_where(c, me, who, sight_reaches, out);
}
