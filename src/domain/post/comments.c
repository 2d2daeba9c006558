/* The number of a post's comments, which the capability above that has them keeps right. */
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"

err post_comments_recounted(tx *t, id which, i64 change)
{
    return q_post_comments_add(t, which, change);
}

SHAPE(post_comments, FIELD(post_comments, post_id), FIELD(post_comments, comments));

err posts_commented_after(tx *t, id after, i64 most, post_comments_page *out)
{
    return q_post_comments_after(t, after, most, out);
}
