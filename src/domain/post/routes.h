/* For routes that answer with posts, of any capability: finished pieces of views. */
#pragma once
#include "api/rest/pieces.h"
#include "api/front/row.h"
#include "domain/post/post.h"

static inline void post_show(ctx *c, const struct post_view *v, struct pieces *out)
{
    pieces_item(c, out, v->json, post_rest_json(c, v));
}

/* `next`: as of post_list. */
static inline void posts_show(ctx *c, const post_view_page *page, id next, struct pieces *out)
{
    for (size_t i = 0; i < page->n; i++)
        post_show(c, &page->at[i], out);
    out->next = list_next(c, next);
}

/* The same in an object, with the cursor of the next page beside them: GIVES_PIECES(posts_within). */
extern const struct shape posts_within_shape;
void posts_show_within(ctx *, const post_view_page *, str next, struct pieces *out);

/* For AGAIN: a post as its caller may see it now. ERR_NOT_FOUND post_not_found. */
err post_again(ctx *, const struct caller *me, id which, struct post *out);
