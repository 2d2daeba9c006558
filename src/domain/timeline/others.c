/* Timelines that are not the feed: of all, of a tag, of a list, of one person. */
#include "base/str.h"
#include "domain/tag/tag.h"
#include "domain/timeline/timeline.sql.h"
#include "domain/timeline/timeline_own.h"

static void entries_of(ctx *c, ids posts, struct post_entries *out)
{
    *out = (struct post_entries){ arena_array(&c->arena, struct post_entry, posts.n), posts.n };
    for (size_t i = 0; i < posts.n; i++)
        out->at[i] = (struct post_entry){ posts.at[i], posts.at[i] };
}

static err public_read(ctx *c, const void *arg, id after, i64 most, struct post_entries *out)
{
    post_by_page posts;

    (void)arg;
    TRY(posts_public(c, after, most, &posts));
    *out = (struct post_entries){ arena_array(&c->arena, struct post_entry, posts.n), posts.n };
    for (size_t i = 0; i < posts.n; i++)
        out->at[i] = (struct post_entry){ posts.at[i].id, posts.at[i].id };
    return OK;
}

err timeline_public(ctx *c, id me, struct post_wish wish, post_view_page *out, id *next)
{
    return post_list(c, me, &(struct post_source){ .read = public_read, .asks = post_is_open }, wish, out, next);
}

static err tagged_read(ctx *c, const void *arg, id after, i64 most, struct post_entries *out)
{
    const str *name = arg;
    ids posts;

    TRY(tag_posts(c, *name, after, most, &posts));
    entries_of(c, posts, out);
    return OK;
}

err timeline_of_tag(ctx *c, id me, str spelling, struct post_wish wish, post_view_page *out, id *next)
{
    str name;

    TRY(tag_of_spelling(c, spelling, &name));
    return post_list(c, me, &(struct post_source){ .read = tagged_read, .arg = &name, .asks = post_is_open }, wish, out, next);
}

/* ---- posts of some authors ---- */

static err authors_read(ctx *c, const void *arg, id after, i64 most, struct post_entries *out)
{
    const ids *authors = arg;
    ids posts;

    TRY(authors_merge(c, *authors, after.v ? after : (id){ INT64_MAX }, most, &posts));
    entries_of(c, posts, out);
    return OK;
}

err timeline_of_list(ctx *c, id me, id list, struct post_wish wish, post_view_page *out, id *next)
{
    struct list found;
    member_page members;

    TRY(list_get(c, me, list, &found));
    TRY(q_members_before(c, list, (id){ INT64_MAX }, LIST_MEMBERS_MOST, &members));
    ids authors = { arena_array(&c->arena, id, members.n), members.n };
    for (size_t i = 0; i < members.n; i++)
        authors.at[i] = members.at[i].user_id;
    return post_list(c, me, &(struct post_source){ .read = authors_read, .arg = &authors, .asks = post_is_brought }, wish, out, next);
}

static bool post_is_public(const struct post_view *v)
{
    return v->visibility == VISIBLE_TO_ALL && post_is_brought(v);
}

err timeline_of_user(ctx *c, id me, id who, struct post_wish wish, post_view_page *out, id *next)
{
    const ids authors = { &who, 1 };
    struct moment now;
    struct sight sight;

    if (who.v == me.v)
        return feed_get(c, me, (struct feed_wish){ wish.after, wish.offset, wish.limit, NULL }, out, next, &now);
    TRY(sight_meet(c, me, who, &sight));
    return post_list(c, me, &(struct post_source){ .read = authors_read, .arg = &authors, .asks = post_is_public }, wish, out, next);
}
