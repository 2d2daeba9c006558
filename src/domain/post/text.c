/* The texts of posts, for a search. */
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"

static strs options_of(struct arena *a, const struct poll_view *poll)
{
    strs out = { arena_array(a, str, poll->options.n), poll->options.n };

    for (size_t i = 0; i < out.n; i++)
        out.at[i] = poll->options.at[i].text;
    return out;
}

static err text_of(struct arena *a, const struct post_row *row, const struct poll_view *poll, struct post_text *out)
{
    *out = (struct post_text){
        .id = row->id, .user_id = row->user_id, .visibility = (enum visibility)row->visibility, .content = row->content,
        .warning = row->warning, .has_media = row->media.n > 0, .has_poll = row->poll,
    };
    if (poll)
        out->options = options_of(a, poll);
    return wording_unpack(a, row->wording, &out->wording);
}

err post_texts_in(tx *t, ids which, post_text_page *out)
{
    struct arena *a = tx_arena(t);
    post_row_page rows;
    poll_shown_page polls;

    *out = (post_text_page){ 0 };
    TRY(q_post_rows_get(t, which, &rows));
    TRY(polls_get_in(t, (id){ 0 }, which, &polls));
    out->at = arena_array(a, struct post_text, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        if (!rows.at[i].plain)
            TRY(text_of(a, &rows.at[i], poll_among(&polls, rows.at[i].id), &out->at[out->n++]));
    return OK;
}

err posts_worded_after_in(tx *t, id after, i64 most, post_by_page *out)
{
    return q_posts_worded_after(t, after, most, out);
}
