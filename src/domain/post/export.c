/* What an account has published, with all it said before, and how it voted. */
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"

enum { AT_ONCE = 100 };

/* Media are named: media.json has what they are. */
struct owned_version { str content; maybe_str content_warning; bool sensitive; maybe_str language; ids media_ids; when created_at; };
typedef PAGE(owned_version) owned_version_page;
static SHAPE(owned_version,
    FIELD(owned_version, content), FIELD(owned_version, content_warning), FIELD(owned_version, sensitive), FIELD(owned_version, language),
    FIELD(owned_version, media_ids), FIELD(owned_version, created_at));

struct owned_post { HAS_POST_WORDS; ids media_ids; owned_version_page history; const struct poll_view *poll; };
static SHAPE(owned_post,
    POST_WORDS_FIELDS(owned_post), FIELD(owned_post, media_ids),
    FIELD_PAGE(owned_post, history, &owned_version_shape, .doc = "Newest first, without what stands"),
    FIELD_LINK(owned_post, poll, &poll_view_shape, .nullable = true));

/* What does not fit into the row of a post that was edited very often follows in rows of its own. */
struct owned_history { id id; owned_version_page history; };
static SHAPE(owned_history, FIELD(owned_history, id), FIELD_PAGE(owned_history, history, &owned_version_shape));

/* `before`: where it begins, and then where the rest does; 0: there is no more. */
static err history_read(ctx *c, id which, id *before, owned_version_page *out)
{
    post_version_row_page rows;

    TRY(q_post_versions_before(c, which, *before, AT_ONCE, &rows));
    *out = (owned_version_page){ .at = arena_array(&c->arena, struct owned_version, rows.n), .n = rows.n };
    for (size_t i = 0; i < rows.n; i++) {
        const struct post_version_row *r = &rows.at[i];
        out->at[i] = (struct owned_version){ r->content, r->warning, r->sensitive, r->language, ids_of_text(&c->arena, r->media),
                                             r->created_at };
    }
    *before = rows.n == AT_ONCE ? rows.at[rows.n - 1].made : (id){ 0 };
    return OK;
}

static err rest_export(ctx *c, id which, id before, struct rows *rows)
{
    struct owned_history more = { .id = which };

    while (before.v) {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(history_read(c, which, &before, &more.history));
        TRY(more.history.n ? row_add(c, rows, &owned_history_shape, &more) : OK);
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

static err post_export(ctx *c, id who, const struct post_row *row, struct rows *rows)
{
    struct owned_post own = { .poll = NULL };
    struct post_kept post;
    poll_shown_page polls = { 0 };
    id before = { row->edited_at.is == GIVEN ? INT64_MAX : 0 };

    TRY(post_kept_of(&c->arena, row, &post));
    own.words = post.words;
    own.media_ids = post.media_ids;
    if (before.v)
        TRY(history_read(c, row->id, &before, &own.history));
    if (row->poll)
        TRY(polls_get(c, who, (ids){ (id[]){ row->id }, 1 }, &polls));
    own.poll = poll_among(&polls, row->id);
    TRY(row_add(c, rows, &owned_post_shape, &own));
    return rest_export(c, row->id, before, rows);
}

static err posts_export(ctx *c, id who, struct rows *rows)
{
    post_row_page page;
    id after = { 0 };

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(q_post_rows_of(c, who, after, AT_ONCE, &page));
        for (size_t i = 0; i < page.n; i++) {
            struct arena_mark one = arena_mark(&c->arena);
            TRY(post_export(c, who, &page.at[i], rows));
            after = page.at[i].id;
            arena_rewind(&c->arena, one);
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
