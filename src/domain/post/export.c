/* What an account has published, with all it said before, and how it voted. */
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"

enum { AT_ONCE = 100 };

struct owned_post { HAS_POST_WORDS; post_version_page history; const struct poll_view *poll; };
static SHAPE(owned_post,
    POST_WORDS_FIELDS(owned_post), FIELD_PAGE(owned_post, history, &post_version_shape, .doc = "Newest first, without what stands"),
    FIELD_LINK(owned_post, poll, &poll_view_shape, .nullable = true));

static err history_read(ctx *c, id which, post_version_page *out)
{
    post_version_row_page rows;

    TRY(q_post_versions_before(c, which, (id){ INT64_MAX }, INT64_MAX, &rows));
    *out = (post_version_page){ .at = arena_array(&c->arena, struct post_version, rows.n), .n = rows.n };
    for (size_t i = 0; i < rows.n; i++)
        out->at[i] = post_version_of(&rows.at[i]);
    return OK;
}

static err post_export(ctx *c, id who, const struct post_row *row, struct rows *rows)
{
    struct owned_post own = { .poll = NULL };
    struct post_kept post;
    poll_shown_page polls = { 0 };

    TRY(post_kept_of(&c->arena, row, &post));
    own.words = post.words;
    if (row->edited_at.is == GIVEN)
        TRY(history_read(c, row->id, &own.history));
    if (row->poll)
        TRY(polls_get(c, who, (ids){ (id[]){ row->id }, 1 }, &polls));
    own.poll = poll_among(&polls, row->id);
    return row_add(c, rows, &owned_post_shape, &own);
}

static err posts_export(ctx *c, id who, struct rows *rows)
{
    post_row_page page;
    id after = { 0 };

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(q_post_rows_of(c, who, after, AT_ONCE, &page));
        for (size_t i = 0; i < page.n; i++) {
            TRY(post_export(c, who, &page.at[i], rows));
            after = page.at[i].id;
        }
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    return OK;
}

static err votes_export(ctx *c, id who, struct rows *rows)
{
    poll_vote_page page;
    id after = { 0 };

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(poll_votes_of(c, who, after, AT_ONCE, &page));
        for (size_t i = 0; i < page.n; i++) {
            TRY(row_add(c, rows, &poll_vote_shape, &page.at[i]));
            after = page.at[i].post_id;
        }
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    return OK;
}

const struct belongings post_belongings[] = {
    { "posts.json", "your posts, boosts and quotes, what they said before, and their polls", posts_export },
    { "votes.json", "how you voted in polls", votes_export },
    {0}
};
