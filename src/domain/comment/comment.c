/* The capability. */
#include "domain/comment/comment.h"
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/comment_own.h"
#include "ports/stamps.h"

PROBLEMS_DEFINE(comment_problems, COMMENT_PROBLEMS)
PERMISSIONS_DEFINE(comment_permissions, COMMENT_PERMISSIONS);
RATES_DEFINE(comment_rates, COMMENT_RATES);
SETTINGS_DEFINE(comment_settings, COMMENT_SETTINGS);
AUDIT_DEFINE(comment_audit_actions, COMMENT_AUDIT);

SHAPE(comment_told,
    FIELD(comment_told, comment_id), FIELD(comment_told, post_id), FIELD(comment_told, post_author_id), FIELD(comment_told, author_id),
    FIELD(comment_told, parent_comment_id), FIELD(comment_told, parent_author_id), FIELD(comment_told, mentions),
    FIELD(comment_told, created_at), FIELD(comment_told, edited_at), FIELD(comment_told, by));
SHAPE(comments_swept_told, FIELD(comments_swept_told, posts), FIELD(comments_swept_told, comments));

EVENT_KIND(comment_created, "comment.created", comment_told);
EVENT_KIND(comment_edited, "comment.edited", comment_told);
EVENT_KIND(comment_deleted, "comment.deleted", comment_told);
EVENT_KIND(comments_swept, "comments.swept", comments_swept_told);

/* ---- what events change in the cache ---- */

static void swept(struct world *w, const struct comments_swept_told *told)
{
    for (size_t i = 0; i < told->comments.n; i++)
        comment_forget(w, told->comments.at[i]);
    for (size_t i = 0; i < told->posts.n; i++) {
        post_counts_forget(w, told->posts.at[i]);
        stamp_raise(w, STAMP_COMMENTS, told->posts.at[i]);
    }
}

static void ear(void *world, const struct event *e)
{
    struct comments_swept_told many;
    struct comment_told told;
    char room[3000];
    struct arena a;

    arena_init(&a, room, sizeof room);
    if (e->kind == &comments_swept) {
        if (event_read(&a, e, comments_swept, &many) == OK)
            swept(world, &many);
    } else if (event_read_as(&a, e, e->kind, &told) == OK) {
        comment_forget(world, told.comment_id);
        if (e->kind != &comment_edited)
            post_counts_forget(world, told.post_id);
        stamp_raise(world, STAMP_COMMENTS, told.post_id);
    }
    arena_close(&a);
}

/* Likes are in no cache, but on finished answers. */
static void likes_ear(void *world, const struct event *e)
{
    struct reaction_told told;
    char room[1024];
    struct arena a;

    arena_init(&a, room, sizeof room);
    if (event_read_as(&a, e, e->kind, &told) == OK && told.comment_id.is == GIVEN)
        stamp_raise(world, STAMP_COMMENTS, told.post_id);
    arena_close(&a);
}

static const struct listens listeners[] = {
    { KINDS(&comment_created, &comment_edited, &comment_deleted, &comments_swept), ear },
    { KINDS(&reaction_created, &reaction_deleted), likes_ear },
    {0}
};

extern const struct migration comment_migrations[];
const struct capability comment_capability = {
    .name = "comment",
    .migrations = comment_migrations,
    .statements = comment_statements,
    .events = KINDS(&comment_created, &comment_edited, &comment_deleted, &comments_swept),
    .consumers = comment_consumers,
    .jobs = comment_jobs,
    .listeners = listeners,
    .wires = comment_wires,
    .belongings = comment_belongings,
    .settings = &comment_settings_group,
    .rates = comment_rates,
    .audit_actions = comment_audit_actions,
    .problems = comment_problems,
    .permissions = comment_permissions,
    .check = comment_check,
};
