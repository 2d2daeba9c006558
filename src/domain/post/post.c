/* The capability. */
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"

PROBLEMS_DEFINE(post_problems, POST_PROBLEMS)
PERMISSIONS_DEFINE(post_permissions, POST_PERMISSIONS);
RATES_DEFINE(post_rates, POST_RATES);
SETTINGS_DEFINE(post_settings, POST_SETTINGS);
AUDIT_DEFINE(post_audit_actions, POST_AUDIT);

SHAPE(post_told,
    FIELD(post_told, post_id), FIELD(post_told, author_id), FIELD(post_told, type), FIELD(post_told, visibility),
    FIELD(post_told, boost_of_id), FIELD(post_told, boost_of_author_id), FIELD(post_told, plain_boost), FIELD(post_told, mentions),
    FIELD(post_told, tags), FIELD(post_told, created_at), FIELD(post_told, edited_at));
SHAPE(post_gone_told,
    FIELD(post_gone_told, post_id), FIELD(post_gone_told, author_id), FIELD(post_gone_told, boost_of_id),
    FIELD(post_gone_told, plain_boost), FIELD(post_gone_told, by), FIELD(post_gone_told, visibility),
    FIELD(post_gone_told, mentions, .optional = true), FIELD(post_gone_told, tags, .optional = true));
SHAPE(post_pinned_told, FIELD(post_pinned_told, post_id));
SHAPE(posts_told, FIELD(posts_told, posts));
EVENT_KIND(post_recounted, "post.recounted", posts_told);
EVENT_KIND(post_pinned, "post.pinned", post_pinned_told);
EVENT_KIND(post_created, "post.created", post_told);
EVENT_KIND(post_edited, "post.edited", post_told);
EVENT_KIND(post_deleted, "post.deleted", post_gone_told);

/* ---- what events change in the cache ---- */

static void counts_ear(struct world *w, struct arena *a, const struct event *e)
{
    struct reaction_recount_told recount;
    struct reaction_told told;
    struct posts_told posts;

    if (e->kind == &post_recounted) {
        if (event_read(a, e, post_recounted, &posts) == OK)
            for (size_t i = 0; i < posts.posts.n; i++)
                post_counts_forget(w, posts.posts.at[i]);
    } else if (e->kind == &reaction_recounted) {
        if (event_read(a, e, reaction_recounted, &recount) == OK)
            for (size_t i = 0; i < recount.subjects.n; i++)
                post_counts_forget(w, recount.subjects.at[i]);
    } else if (event_read_as(a, e, e->kind, &told) == OK && told.comment_id.is != GIVEN) {
        post_counts_forget(w, told.post_id);
    }
}

/* A quote counts at what it quotes, a post at its author. */
static void post_ear(struct world *w, struct arena *a, const struct event *e)
{
    struct post_pinned_told pinned;
    struct post_gone_told gone;
    struct post_told told;

    if (e->kind == &post_pinned && event_read(a, e, post_pinned, &pinned) == OK)
        post_forget(w, pinned.post_id);
    else if (e->kind == &post_deleted && event_read(a, e, post_deleted, &gone) == OK) {
        post_forget(w, gone.post_id);
        profile_posts_forget(w, gone.author_id);
        post_counts_forget(w, gone.boost_of_id.is == GIVEN ? gone.boost_of_id.v : gone.post_id);
    } else if (kinds_have(KINDS(&post_created, &post_edited), e->kind) && event_read_as(a, e, e->kind, &told) == OK) {
        if (e->kind == &post_edited)
            post_forget(w, told.post_id);
        else
            profile_posts_forget(w, told.author_id);
        if (e->kind == &post_created && told.boost_of_id.is == GIVEN)
            post_counts_forget(w, told.boost_of_id.v);
    }
}

/* Polls are in no cache, but on finished pages. */
static void poll_ear(void *world, const struct event *e)
{
    struct polls_told recount;
    struct poll_told told;
    char room[2048];
    struct arena a;

    arena_init(&a, room, sizeof room);
    if (e->kind == &poll_recounted && event_read(&a, e, poll_recounted, &recount) == OK)
        for (size_t i = 0; i < recount.posts.n; i++)
            stamp_raise(world, STAMP_ITSELF, recount.posts.at[i]);
    else if (e->kind != &poll_recounted && event_read_as(&a, e, e->kind, &told) == OK)
        stamp_raise(world, STAMP_ITSELF, told.post_id);
    arena_close(&a);
}

static void ear(void *world, const struct event *e)
{
    char room[2048];
    struct arena a;

    arena_init(&a, room, sizeof room);
    if (kinds_have(KINDS(&reaction_created, &reaction_deleted, &reaction_recounted, &post_recounted), e->kind))
        counts_ear(world, &a, e);
    else
        post_ear(world, &a, e);
    arena_close(&a);
}

static const struct listens listeners[] = {
    { KINDS(&post_created, &post_edited, &post_deleted, &post_pinned, &post_recounted, &reaction_created, &reaction_deleted,
            &reaction_recounted), ear },
    { KINDS(&poll_voted, &poll_ended, &poll_recounted), poll_ear },
    {0}
};

extern const struct migration post_migrations[];
const struct capability post_capability = {
    .name = "post",
    .migrations = post_migrations,
    .statements = post_statements,
    .events = KINDS(&post_created, &post_edited, &post_deleted, &post_pinned, &post_recounted),
    .consumers = post_consumers,
    .belongings = post_belongings,
    .check = post_check,
    .jobs = post_jobs,
    .listeners = listeners,
    .topics = post_topics,
    .wires = post_wires,
    .settings = &post_settings_group,
    .rates = post_rates,
    .audit_actions = post_audit_actions,
    .problems = post_problems,
    .permissions = post_permissions,
};
