/* Many comments at once, for trials. */
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/comment_own.h"

enum { AT_ONCE = 64 };               /* comments, until their memory is released */

static err one_plant(tx *t, const struct planted_comment *p)
{
    id parent = p->parent;
    i64 comments;

    TRY(q_comment_insert(t, p->id, p->post, parent.v ? parent : p->post, p->depth, p->user));
    TRY(post_commented(t, p->post, 1, &comments));
    TRY(q_comment_text_insert(t, p->id, p->content, wording_pack(tx_arena(t), &(struct wording){ 0 })));
    if (p->likes)
        TRY(q_comment_rank_set(t, p->id, -p->likes));
    return parent.v ? q_comments_replies_add(t, ((ids){ &parent, 1 }), 1, 1) : OK;
}

err comments_plant(tx *t, const struct planted_comment *all, size_t n)
{
    struct arena_mark mark = arena_mark(tx_arena(t));

    for (size_t i = 0; i < n; i++) {
        TRY(one_plant(t, &all[i]));
        if (i % AT_ONCE == AT_ONCE - 1)
            arena_rewind(tx_arena(t), mark);
    }
    return OK;
}
