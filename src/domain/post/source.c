/* Where lists of posts come from: the posts of some authors, and those of all. */
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"

SHAPE(post_by, FIELD(post_by, id), FIELD(post_by, user_id));

static id top_of(id before) { return before.v ? before : (id){ INT64_MAX }; }

err posts_from(ctx *c, ids authors, id after, id before, i64 most, post_by_page *out)
{
    *out = (post_by_page){ 0 };
    return authors.n ? q_posts_from(c, ids_text(&c->arena, authors), after, top_of(before), most, out) : OK;
}

err posts_from_one_in(tx *t, id author, i64 most, post_by_page *out)
{
    return q_posts_from_one(t, author, most, out);
}

err posts_public(ctx *c, id before, i64 most, post_by_page *out)
{
    return q_posts_public_before(c, top_of(before), most, out);
}
