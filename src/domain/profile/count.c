/*
 * The number of posts of a profile: a row of its own, changed in the transaction that publishes or deletes. Posts know
 * profiles, but profiles know nothing of posts.
 */
#include "domain/profile/profile.sql.h"
#include "domain/profile/profile_own.h"
#include "work/work.h"

enum { CHECKED_AT_ONCE = 500 };

SHAPE(profile_count, FIELD(profile_count, user_id), FIELD(profile_count, posts));
EVENT_KIND(profile_counted, "profile.counted", nothing_told);

err profile_posted(tx *t, id who, i64 change)
{
    if (!change)
        return OK;
    TRY(change > 0 ? q_posts_add(t, who, change) : q_posts_take(t, who, -change));
    return event_tell(t, profile_counted, who, NOTHING_TOLD);
}

err profile_plant(tx *t, id who, i64 posts)
{
    return q_posts_add(t, who, posts);
}

err profile_posts(ctx *c, id who, i64 *out)
{
    struct profile_count n;
    err e = q_posts_count(c, who, &n);

    *out = e == OK ? n.posts : 0;
    return e == ERR_NOT_FOUND ? OK : e;
}

err profile_posts_in(tx *t, id who, i64 *out)
{
    struct profile_count n;
    err e = q_posts_count(t, who, &n);

    *out = e == OK ? n.posts : 0;
    return e == ERR_NOT_FOUND ? OK : e;
}

err profile_posts_next(tx *t, id after, id *who)
{
    profile_count_page next;

    TRY(q_posts_after(t, after, 1, &next));
    *who = next.n ? next.at[0].user_id : (id){ 0 };
    return OK;
}

err posts_counted(ctx *c, ids who, profile_count_page *out)
{
    return q_posts_counts(c, who, out);
}

err count_erase(tx *t, const struct event *e)
{
    id who;

    TRY(event_about(t, e, &who));
    return q_posts_drop(t, who);
}

/* ---- kith check, and the export ---- */

static id first_wrong(const profile_count_page *page)
{
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].posts < 0)
            return page->at[i].user_id;
    return (id){ 0 };
}

err profile_check(ctx *c, struct capability_check *out)
{
    struct arena_mark mark = arena_mark(&c->arena);
    profile_count_page page;
    id after = { 0 }, wrong = { 0 };
    i64 looked_at = 0;

    do {
        arena_rewind(&c->arena, mark);
        TRY(q_posts_after(c, after, CHECKED_AT_ONCE, &page));
        wrong = first_wrong(&page);
        looked_at += (i64)page.n;
        after = page.n ? page.at[page.n - 1].user_id : after;
    } while (page.n == CHECKED_AT_ONCE && !wrong.v);
    out->looked_at = arena_format(&c->arena, "%lld counts of posts", (long long)looked_at);
    if (wrong.v)
        out->wrong = arena_format(&c->arena, "account %lld: its profile has a negative count of posts", (long long)wrong.v);
    return OK;
}

struct owned_profile { i64 post_count; };
SHAPE(owned_profile, FIELD(owned_profile, post_count));

static err profile_export(ctx *c, id who, struct rows *rows)
{
    struct owned_profile own;

    TRY(profile_posts(c, who, &own.post_count));
    return row_add(c, rows, &owned_profile_shape, &own);
}

const struct belongings profile_belongings[] = {
    { "profile.json", "the number of posts on your profile", profile_export },
    {0}
};
