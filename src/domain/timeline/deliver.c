/*
 * Delivery: a post goes into the feeds of its author's followers, and out of them when it is deleted; a follow brings the newest
 * posts of whom is followed. Events of one author come in order; posts that come one after the other are delivered together,
 * author by author. The first followers are served in the events' own transaction, the others by a job for each post, in batches;
 * what a killed job repeats changes nothing.
 */
#include <stdlib.h>
#include "base/buf.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/timeline/timeline.sql.h"
#include "domain/timeline/timeline_own.h"
#include "work/sweep.h"

enum { FOLLOWERS_AT_ONCE = 1000, TRIM_EVERY = 256 };

const char deliver_job[] = "timeline_deliver";

/* A post on its way: to the followers after an edge; withdrawn: out again. */
struct delivery { id post_id, author_id, after; bool withdrawn; };
static SHAPE(delivery, FIELD(delivery, post_id), FIELD(delivery, author_id), FIELD(delivery, after), FIELD(delivery, withdrawn));

/* ---- feeds keep their length ---- */

/* One that is much too long, since its length was set lower, gets there step by step. */
enum { CUT_AT_ONCE = 500 };

err entries_trim(tx *t, id who)
{
    i64 length = timeline_settings(tx_world(t)->settings)->timeline_length;
    struct entry oldest;
    err e = q_entry_at(t, who, length, &oldest);

    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    TRY(q_entries_cut(t, who, oldest.post_id, CUT_AT_ONCE));
    return q_feed_cut(t, who, oldest.post_id);
}

static bool is_drawn(id who, ids posts)
{
    for (size_t i = 0; i < posts.n; i++) {
        u64 lot = (u64)who.v * 0x9e3779b97f4a7c15u ^ (u64)posts.at[i].v * 0xbf58476d1ce4e5b9u;
        if ((lot ^ lot >> 29) % TRIM_EVERY == 0)
            return true;
    }
    return false;
}

/* Each of some feeds, now and then: on average they are a little longer than they should be. */
static err some_trim(tx *t, ids users, ids posts)
{
    struct arena_mark mark = arena_mark(tx_arena(t));

    for (size_t i = 0; i < users.n; i++)
        if (is_drawn(users.at[i], posts))
            TRY(entries_trim(t, users.at[i]));
    arena_rewind(tx_arena(t), mark);
    return OK;
}

/* ---- one batch of followers ---- */

static err users_deliver(tx *t, id author, ids posts, ids users)
{
    if (!users.n)
        return OK;
    TRY(q_posts_deliver(t, author, ids_text(tx_arena(t), posts), users));
    return some_trim(t, users, posts);
}

static err batch_deliver(tx *t, struct delivery *d)
{
    struct arena_mark mark = arena_mark(tx_arena(t));
    struct graph_page followers;

    TRY(graph_followers_in(t, d->author_id, d->after, FOLLOWERS_AT_ONCE, &followers));
    d->after = followers.next;
    if (followers.users.n && d->withdrawn)
        TRY(q_entry_withdraw(t, d->post_id, followers.users));
    if (!d->withdrawn)
        TRY(users_deliver(t, d->author_id, (ids){ &d->post_id, 1 }, followers.users));
    arena_rewind(tx_arena(t), mark);
    return OK;
}

static err rest_leave(tx *t, const struct delivery *d)
{
    struct buf payload = BUF_ON(tx_arena(t));

    if (!d->after.v)
        return OK;
    json_write(&payload, &delivery_shape, d);
    return job_add(t, deliver_job, buf_str(&payload), tx_now(t));
}

struct delivering { struct delivery from, to; bool last; };

static err batch_run(tx *t, void *arg)
{
    struct delivering *in = arg;

    in->to = in->from;
    TRY(batch_deliver(t, &in->to));
    return in->last ? rest_leave(t, &in->to) : OK;
}

err deliver_run(ctx *c, str payload)
{
    struct delivering in = { .last = false };

    TRY(json_read(&c->arena, &c->failure, payload, &delivery_shape, &in.to));
    struct arena_mark mark = arena_mark(&c->arena);
    struct batch_pace pace = { .n = 0 };
    while (!in.last && in.to.after.v) {
        in.from = in.to;
        in.last = batch_is_last(c, &pace);
        TRY(transact(c, batch_run, &in));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

/* ---- posts for all followers ---- */

/* Posts sorted by author; the followers of each author, oldest first; whose are fetched: nobody's. */
struct arrivals { struct post_by *posts; size_t n; ids authors; struct graph_page *followers; };

static int by_author(const void *a, const void *b)
{
    const struct post_by *x = a, *y = b;

    return x->user_id.v != y->user_id.v ? (x->user_id.v > y->user_id.v) - (x->user_id.v < y->user_id.v)
                                        : (x->id.v > y->id.v) - (x->id.v < y->id.v);
}

static void authors_list(struct arena *a, struct arrivals *in)
{
    qsort(in->posts, in->n, sizeof *in->posts, by_author);
    in->authors = (ids){ arena_array(a, id, in->n), 0 };
    for (size_t i = 0; i < in->n; i++)
        if (!i || in->posts[i].user_id.v != in->posts[i - 1].user_id.v)
            in->authors.at[in->authors.n++] = in->posts[i].user_id;
}

/* Those of some that are not among others; both are sorted. */
static ids without(struct arena *a, ids all, ids others)
{
    ids out = { arena_array(a, id, all.n), 0 };

    for (size_t i = 0, k = 0; i < all.n; i++) {
        while (k < others.n && others.at[k].v < all.at[i].v)
            k++;
        if (k == others.n || others.at[k].v != all.at[i].v)
            out.at[out.n++] = all.at[i];
    }
    return out;
}

/* Somebody with more followers than that stays one whose posts are fetched. */
static err stars_make(tx *t, ids authors, ids *out)
{
    i64 most = timeline_settings(tx_world(t)->settings)->fanout_limit, added;
    graph_counts_page counts;

    TRY(graph_counts_of_each_in(t, authors, &counts));
    *out = (ids){ arena_array(tx_arena(t), id, counts.n), 0 };
    for (size_t i = 0; i < counts.n; i++) {
        id author = counts.at[i].user_id;
        if (counts.at[i].followers <= most)
            continue;
        out->at[out->n++] = author;
        TRY(q_star_add(t, author, tx_new_id(t), &added));
        TRY(event_tell(t, timeline_starred, author, NOTHING_TOLD));
    }
    ids_sort(*out);
    return OK;
}

static err stars_leave_out(tx *t, ids *authors)
{
    star_page page;
    ids stars;

    TRY(q_stars_among(t, *authors, &page));
    stars = (ids){ arena_array(tx_arena(t), id, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        stars.at[i] = page.at[i].author_id;
    *authors = without(tx_arena(t), *authors, stars);
    if (!authors->n)
        return OK;
    TRY(stars_make(t, *authors, &stars));
    *authors = without(tx_arena(t), *authors, stars);
    return OK;
}

static err rest_of_each_leave(tx *t, id author, ids posts, id after)
{
    for (size_t i = 0; i < posts.n; i++)
        TRY(rest_leave(t, &(struct delivery){ .post_id = posts.at[i], .author_id = author, .after = after }));
    return OK;
}

static err arrivals_deliver(tx *t, const struct arrivals *in)
{
    ids posts = { arena_array(tx_arena(t), id, in->n), 0 };

    for (size_t i = 0, k = 0; i < in->authors.n; i++) {
        id author = in->authors.at[i];
        for (; in->posts[k].user_id.v < author.v; k++)
            continue;
        for (posts.n = 0; k < in->n && in->posts[k].user_id.v == author.v; k++)
            posts.at[posts.n++] = in->posts[k].id;
        TRY(users_deliver(t, author, posts, in->followers[i].users));
        TRY(rest_of_each_leave(t, author, posts, in->followers[i].next));
    }
    return OK;
}

static err posts_deliver(tx *t, struct post_by *posts, size_t n)
{
    struct arrivals in = { .posts = posts, .n = n };

    if (!n)
        return OK;
    authors_list(tx_arena(t), &in);
    TRY(stars_leave_out(t, &in.authors));
    in.followers = arena_array(tx_arena(t), struct graph_page, in.authors.n);
    if (in.authors.n)
        TRY(graph_followers_of_each_in(t, in.authors, FOLLOWERS_AT_ONCE, in.followers));
    return arrivals_deliver(t, &in);
}

/* ---- posts ---- */

/* Of those whom it mentions, they who follow its author: nobody writes into the feed of a stranger. */
static err named_deliver(tx *t, const struct post_told *told)
{
    ids followers = { arena_array(tx_arena(t), id, told->mentions.n), 0 };
    id post = told->post_id;
    sight_page sights;

    if (!told->mentions.n)
        return OK;
    TRY(sights_of_in(t, told->author_id, told->mentions, &sights));
    for (size_t i = 0; i < sights.n; i++)
        if (sights.at[i].followed_by)
            followers.at[followers.n++] = sights.at[i].of.who;
    return users_deliver(t, told->author_id, (ids){ &post, 1 }, followers);
}

static bool is_for_named(const struct post_told *told)
{
    return str_eq(told->visibility, str_of(visibility_words[VISIBLE_TO_NAMED]));
}

static err edited(tx *t, const struct event *e)
{
    struct post_told told;

    TRY(event_read(tx_arena(t), e, post_edited, &told));
    return is_for_named(&told) ? named_deliver(t, &told) : OK;
}

/* Posts that were published one after the other. */
static err published(tx *t, const struct event *const *events, size_t n)
{
    struct post_by *open = arena_array(tx_arena(t), struct post_by, n);
    struct post_told told;
    size_t opened = 0;

    for (size_t i = 0; i < n; i++) {
        TRY(event_read(tx_arena(t), events[i], post_created, &told));
        TRY(q_place_add(t, told.post_id, events[i]->position));
        if (is_for_named(&told))
            TRY(named_deliver(t, &told));
        else
            open[opened++] = (struct post_by){ .id = told.post_id, .user_id = told.author_id };
    }
    return posts_deliver(t, open, opened);
}

static err deleted(tx *t, const struct event *e)
{
    struct post_gone_told told;

    TRY(event_read(tx_arena(t), e, post_deleted, &told));
    struct delivery d = { .post_id = told.post_id, .author_id = told.author_id, .withdrawn = true };
    TRY(batch_deliver(t, &d));
    return rest_leave(t, &d);
}

/* ---- follows ---- */

str entries_text(struct arena *a, const post_by_page *posts)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < posts->n; i++)
        buf_format(&b, "%s[%lld,%lld]", i ? "," : "", (long long)posts->at[i].id.v, (long long)posts->at[i].user_id.v);
    return buf_str(&b);
}

static err followed(tx *t, const struct event *e)
{
    struct follow_told told;
    struct feed_row feed;
    post_by_page posts;

    TRY(event_read(tx_arena(t), e, graph_followed, &told));
    err found = q_feed_get(t, told.follower_id, &feed);
    if (found == ERR_NOT_FOUND || (found == OK && feed.state == FEED_GOING))
        return OK;
    TRY(found);
    TRY(posts_from_one_in(t, told.following_id, FOLLOW_BRINGS, &posts));
    if (!posts.n)
        return OK;
    TRY(q_entries_add(t, told.follower_id, entries_text(tx_arena(t), &posts)));
    return entries_trim(t, told.follower_id);
}

static err unfollowed(tx *t, const struct event *e)
{
    struct follow_told told;

    TRY(event_read(tx_arena(t), e, graph_unfollowed, &told));
    return unfollow_begin(t, told.follower_id, told.following_id);
}

err deliver_hear(tx *t, const struct event *e)
{
    if (e->kind == &graph_followed)
        return followed(t, e);
    if (e->kind == &graph_unfollowed)
        return unfollowed(t, e);
    if (e->kind == &post_edited)
        return edited(t, e);
    return e->kind == &post_deleted ? deleted(t, e) : published(t, &e, 1);
}

static size_t published_end(const struct event *const *events, size_t from, size_t n)
{
    size_t end = from;

    while (end < n && events[end]->kind == &post_created)
        end++;
    return end;
}

err deliver_hear_many(tx *t, const struct event *const *events, size_t n)
{
    for (size_t i = 0, end; i < n; i = end) {
        end = published_end(events, i, n);
        TRY(end > i ? published(t, events + i, end - i) : deliver_hear(t, events[end++]));
    }
    return OK;
}
