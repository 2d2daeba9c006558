/* What an account has written below posts, with what it said before. */
#include "base/id.h"
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/comment_own.h"

enum { AT_ONCE = 100 };

struct owned_comment {
    id id, post_id;
    maybe_id parent_comment_id;
    str content;
    when created_at;
    maybe_when edited_at;
    comment_version_page history;                /* what it said before, newest first */
};
static SHAPE(owned_comment,
    FIELD(owned_comment, id), FIELD(owned_comment, post_id), FIELD(owned_comment, parent_comment_id), FIELD(owned_comment, content),
    FIELD(owned_comment, created_at), FIELD(owned_comment, edited_at), FIELD_PAGE(owned_comment, history, &comment_version_shape));

/* What does not fit into the row of a comment that was edited very often follows in rows of its own. */
struct owned_history { id id; comment_version_page history; };
static SHAPE(owned_history, FIELD(owned_history, id), FIELD_PAGE(owned_history, history, &comment_version_shape));

/* `before`: where it begins, and then where the rest does; 0: there is no more. */
static err history_read(ctx *c, id which, id *before, comment_version_page *out)
{
    comment_version_row_page rows;

    TRY(q_comment_versions_before(c, which, *before, AT_ONCE, &rows));
    *out = (comment_version_page){ .at = arena_array(&c->arena, struct comment_version, rows.n), .n = rows.n };
    for (size_t i = 0; i < rows.n; i++)
        out->at[i] = (struct comment_version){ rows.at[i].content, rows.at[i].created_at };
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

static err one_export(ctx *c, const struct comment_said *said, struct rows *rows)
{
    struct owned_comment own = { .id = said->id, .post_id = said->post_id, .content = said->content, .created_at = { id_ms(said->id) },
                                 .parent_comment_id = { said->depth ? GIVEN : NULLED, said->depth ? said->parent : (id){ 0 } },
                                 .edited_at = said->edited_at };
    id before = { said->edited_at.is == GIVEN ? INT64_MAX : 0 };

    if (before.v)
        TRY(history_read(c, said->id, &before, &own.history));
    TRY(row_add(c, rows, &owned_comment_shape, &own));
    return rest_export(c, said->id, before, rows);
}

static const struct comment_said *said_among(const comment_said_page *texts, id which)
{
    for (size_t i = 0; i < texts->n; i++)
        if (texts->at[i].id.v == which.v)
            return &texts->at[i];
    return NULL;
}

static err some_export(ctx *c, const comment_row_page *page, struct rows *rows)
{
    ids which = { arena_array(&c->arena, id, page->n), page->n };
    comment_said_page texts;

    for (size_t i = 0; i < page->n; i++)
        which.at[i] = page->at[i].id;
    TRY(q_comment_texts_get(c, which, &texts));
    for (size_t i = 0; i < page->n; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        const struct comment_said *said = said_among(&texts, page->at[i].id);
        TRY(said ? one_export(c, said, rows) : OK);
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

/* On posts that are gone too: their comments go a moment later. */
static err comments_export(ctx *c, id who, struct rows *rows)
{
    comment_row_page page;
    id after = { 0 };

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(q_comments_by_user_after(c, who, after, AT_ONCE, &page));
        TRY(some_export(c, &page, rows));
        after = page.n ? page.at[page.n - 1].id : after;
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    return OK;
}

const struct belongings comment_belongings[] = {
    { "comments.json", "your comments, and what they said before", comments_export },
    {0}
};
