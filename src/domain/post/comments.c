/* The number of a post's comments, which the capability above that has them keeps right. */
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"

err post_comments_recounted(tx *t, id which, i64 change)
{
    return q_post_comments_add(t, which, change);
}

err post_comments_in(tx *t, id which, i64 *out)
{
    struct post_row row;
    post_count_page counts;

    TRY(post_row_read(t, which, &row));
    TRY(q_post_counts_get(t, ((ids){ &which, 1 }), &counts));
    *out = counts.n ? counts.at[0].comments : 0;
    return OK;
}

err post_next_counted(ctx *c, id after, id *out)
{
    post_count_page page;

    TRY(q_post_count_after(c, after, 1, &page));
    *out = page.n ? page.at[0].post_id : (id){ 0 };
    return OK;
}
