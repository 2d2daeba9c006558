/*
 * The number of posts of a profile: a row of its own, changed in the transaction that publishes or deletes. Posts know
 * profiles, but profiles know nothing of posts. The cache has an entry of its own for it, so that publishing does not drop
 * what a card shows.
 */
#include "base/id.h"
#include "base/str.h"
#include "domain/profile/profile.sql.h"
#include "domain/profile/profile_own.h"
#include "ports/cache.h"
#include "work/work.h"

enum { CHECKED_AT_ONCE = 500, KEPT_MS = 3600 * 1000 };

SHAPE(profile_count, FIELD(profile_count, user_id), FIELD(profile_count, posts));

err profile_posted(tx *t, id who, i64 change)
{
    if (!change)
        return OK;
    return change > 0 ? q_posts_add(t, who, change) : q_posts_take(t, who, -change);
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

/* ---- in the cache ---- */

static str posts_key(struct arena *a, id who)
{
    return cache_key(a, S("posted "), who);
}

static bool posts_kept(ctx *c, id who, i64 *out)
{
    str kept;

    if (!cache_get(c, posts_key(&c->arena, who), &kept) || kept.n != sizeof *out)
        return false;
    memcpy(out, kept.p, sizeof *out);
    return true;
}

static void posts_keep(ctx *c, id who, i64 posts, u64 ticket)
{
    cache_fill(c, posts_key(&c->arena, who), (str){ (const char *)&posts, sizeof posts }, KEPT_MS, ticket);
}

void profile_posts_forget(struct world *w, id who)
{
    char room[64];
    struct arena a;

    arena_init(&a, room, sizeof room);
    cache_forget(w->cache, posts_key(&a, who));
    arena_close(&a);
}

err person_count_posts(ctx *c, struct person *p)
{
    if (posts_kept(c, p->user_id, &p->post_count))
        return OK;
    u64 ticket = cache_ticket(c, posts_key(&c->arena, p->user_id));
    TRY(profile_posts(c, p->user_id, &p->post_count));
    posts_keep(c, p->user_id, p->post_count, ticket);
    return OK;
}

static i64 count_among(const profile_count_page *page, id who)
{
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].user_id.v == who.v)
            return page->at[i].posts;
    return 0;
}

/* Those that the cache lacks are read by one statement; each ticket is older than that. */
err people_count_posts(ctx *c, person_page *people)
{
    ids missing = { arena_array(&c->arena, id, people->n), 0 };
    u64 *tickets = arena_array(&c->arena, u64, people->n);
    size_t *places = arena_array(&c->arena, size_t, people->n);
    profile_count_page read;

    for (size_t i = 0; i < people->n; i++) {
        struct person *p = &people->at[i];
        if (posts_kept(c, p->user_id, &p->post_count))
            continue;
        tickets[missing.n] = cache_ticket(c, posts_key(&c->arena, p->user_id));
        places[missing.n] = i;
        missing.at[missing.n++] = p->user_id;
    }
    if (!missing.n)
        return OK;
    TRY(q_posts_counts(c, missing, &read));
    for (size_t i = 0; i < missing.n; i++) {
        i64 posts = count_among(&read, missing.at[i]);
        people->at[places[i]].post_count = posts;
        posts_keep(c, missing.at[i], posts, tickets[i]);
    }
    return OK;
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
