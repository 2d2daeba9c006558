/*
 * Delivery: a post goes into the feeds of its author's followers, and out of them when it is deleted; a follow brings the newest
 * posts of whom is followed. Events of one author come in order. The first followers are served in the event's own transaction,
 * the others by a job, in batches; what a killed job repeats changes nothing.
 */
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/timeline/timeline.sql.h"
#include "domain/timeline/timeline_own.h"

enum { FOLLOWERS_AT_ONCE = 1000, BATCHES_OF_JOB = 20, TRIM_EVERY = 64 };

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

/* Each of some feeds, now and then: on average they are a little longer than they should be. */
static err some_trim(tx *t, ids users, id post)
{
    struct arena_mark mark = arena_mark(tx_arena(t));

    for (size_t i = 0; i < users.n; i++) {
        u64 lot = (u64)users.at[i].v * 0x9e3779b97f4a7c15u ^ (u64)post.v * 0xbf58476d1ce4e5b9u;
        if ((lot ^ lot >> 29) % TRIM_EVERY == 0)
            TRY(entries_trim(t, users.at[i]));
    }
    arena_rewind(tx_arena(t), mark);
    return OK;
}

/* ---- one batch of followers ---- */

static err batch_deliver(tx *t, struct delivery *d)
{
    struct arena_mark mark = arena_mark(tx_arena(t));
    struct graph_page followers;

    TRY(graph_followers_in(t, d->author_id, d->after, FOLLOWERS_AT_ONCE, &followers));
    d->after = followers.next;
    if (followers.users.n && d->withdrawn)
        TRY(q_entry_withdraw(t, d->post_id, followers.users));
    if (followers.users.n && !d->withdrawn) {
        TRY(q_entry_deliver(t, d->post_id, d->author_id, followers.users));
        TRY(some_trim(t, followers.users, d->post_id));
    }
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
    for (int n = 1; n <= BATCHES_OF_JOB && in.to.after.v; n++) {
        in.from = in.to;
        in.last = n == BATCHES_OF_JOB;
        TRY(transact(c, batch_run, &in));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

/* ---- posts ---- */

/* Somebody with more followers than that stays one whose posts are fetched. */
static err is_star(tx *t, id author, bool *out)
{
    star_page stars;
    struct graph_counts counts;
    i64 added;

    TRY(q_stars_among(t, ((ids){ &author, 1 }), &stars));
    *out = stars.n > 0;
    if (*out)
        return OK;
    TRY(graph_counts_in(t, author, &counts));
    if (counts.followers <= timeline_settings(tx_world(t)->settings)->fanout_limit)
        return OK;
    *out = true;
    TRY(q_star_add(t, author, tx_new_id(t), &added));
    return event_tell(t, timeline_starred, author, NOTHING_TOLD);
}

static err batch_first(tx *t, id post, id author, bool withdrawn)
{
    struct delivery d = { .post_id = post, .author_id = author, .withdrawn = withdrawn };

    TRY(batch_deliver(t, &d));
    return rest_leave(t, &d);
}

/* Of those whom it mentions, they who follow its author: nobody writes into the feed of a stranger. */
static err named_deliver(tx *t, const struct post_told *told)
{
    ids followers = { arena_array(tx_arena(t), id, told->mentions.n), 0 };
    sight_page sights;

    if (!told->mentions.n)
        return OK;
    TRY(sights_of_in(t, told->author_id, told->mentions, &sights));
    for (size_t i = 0; i < sights.n; i++)
        if (sights.at[i].followed_by)
            followers.at[followers.n++] = sights.at[i].of.who;
    if (!followers.n)
        return OK;
    TRY(q_entry_deliver(t, told->post_id, told->author_id, followers));
    return some_trim(t, followers, told->post_id);
}

static err published(tx *t, const struct event *e)
{
    struct post_told told;
    bool star;

    TRY(event_read_as(tx_arena(t), e, e->kind, &told));
    bool named = str_eq(told.visibility, str_of(visibility_words[VISIBLE_TO_NAMED]));
    if (e->kind == &post_created)
        TRY(q_place_add(t, told.post_id, e->position));
    if (named)
        return named_deliver(t, &told);
    if (e->kind == &post_edited)
        return OK;
    TRY(is_star(t, told.author_id, &star));
    return star ? OK : batch_first(t, told.post_id, told.author_id, false);
}

static err deleted(tx *t, const struct event *e)
{
    struct post_gone_told told;

    TRY(event_read(tx_arena(t), e, post_deleted, &told));
    return batch_first(t, told.post_id, told.author_id, true);
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
    return e->kind == &post_deleted ? deleted(t, e) : published(t, e);
}
