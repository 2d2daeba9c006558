/* Posts in transactions: for actions of somebody who has to see what they act on. */
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"

static err not_there(tx *t, err e)
{
    return e == ERR_NOT_FOUND ? tx_fail(t, &post_not_found) : e;
}

static err row_is_read(tx *t, id me, const struct post_row *row)
{
    struct wording wording;
    struct sight author;

    TRY(wording_unpack(tx_arena(t), row->wording, &wording));
    TRY(sight_of_in(t, me, row->user_id, &author));
    return post_is_read(&author, (enum visibility)row->visibility, &wording, me) ? OK : tx_fail(t, &post_not_found);
}

err post_row_read(tx *t, id which, struct post_row *out)
{
    return not_there(t, q_post_row_get(t, which, out));
}

err post_row_original(tx *t, const struct post_row *row, struct post_row *out)
{
    *out = *row;
    return row->plain ? post_row_read(t, row->boost_of.v, out) : OK;
}

err post_row_sees(tx *t, id me, const struct post_row *row)
{
    struct post_row original;

    TRY(row_is_read(t, me, row));
    TRY(post_row_original(t, row, &original));
    return row->plain ? row_is_read(t, me, &original) : OK;
}

err post_row_own(tx *t, id me, id which, struct post_row *out)
{
    TRY(post_row_read(t, which, out));
    if (out->user_id.v == me.v)
        return OK;
    TRY(post_row_sees(t, me, out));
    return tx_fail_with(t, ERR_FORBIDDEN, "This post belongs to somebody else.");
}

err post_meet_in(tx *t, id me, id which, struct post_row *out)
{
    struct post_row row;

    TRY(account_acts_in(t, me));
    TRY(post_row_read(t, which, &row));
    TRY(post_row_sees(t, me, &row));
    return post_row_original(t, &row, out);
}

err post_commented(tx *t, id which, i64 change, i64 *now)
{
    struct post_count counts;

    TRY(q_post_count_add(t, which, change, 0, &counts));
    *now = counts.comments;
    return OK;
}
