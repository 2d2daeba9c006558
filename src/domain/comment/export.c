/* What an account has written below posts, with what it said before. */
#include "base/id.h"
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/comment_own.h"

enum { AT_ONCE = 200 };

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

static void history_of(struct arena *a, id which, const comment_version_row_page *versions, comment_version_page *out)
{
    *out = (comment_version_page){ .at = arena_array(a, struct comment_version, versions->n) };
    for (size_t i = 0; i < versions->n; i++)
        if (versions->at[i].comment_id.v == which.v)
            out->at[out->n++] = (struct comment_version){ versions->at[i].content, versions->at[i].created_at };
}

static const struct comment_said *said_among(const comment_said_page *texts, id which)
{
    for (size_t i = 0; i < texts->n; i++)
        if (texts->at[i].id.v == which.v)
            return &texts->at[i];
    return NULL;
}

static err one_add(ctx *c, struct rows *rows, const struct comment_row *row, const struct comment_said *said,
                   const comment_version_row_page *versions)
{
    struct owned_comment own = { .id = row->id, .post_id = row->post_id, .parent_comment_id = parent_of(row), .content = said->content,
                                 .created_at = { id_ms(row->id) }, .edited_at = said->edited_at };

    history_of(&c->arena, row->id, versions, &own.history);
    return row_add(c, rows, &owned_comment_shape, &own);
}

static err some_export(ctx *c, const comment_row_page *page, struct rows *rows)
{
    ids which = { arena_array(&c->arena, id, page->n), page->n };
    comment_version_row_page versions;
    comment_said_page texts;

    for (size_t i = 0; i < page->n; i++)
        which.at[i] = page->at[i].id;
    TRY(q_comment_texts_get(c, which, &texts));
    TRY(q_comment_versions_of(c, which, &versions));
    for (size_t i = 0; i < page->n; i++) {
        const struct comment_said *said = said_among(&texts, page->at[i].id);
        if (said)
            TRY(one_add(c, rows, &page->at[i], said, &versions));
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
