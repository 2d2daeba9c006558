/* For routes that answer with posts, of any capability: finished pieces of views. */
#pragma once
#include "api/rest/pieces.h"
#include "domain/post/post.h"

static inline void post_show(ctx *c, const struct post_view *v, struct pieces *out)
{
    pieces_item(c, out, v->json, post_rest_json(&c->arena, v));
}

static inline void posts_show(ctx *c, const post_view_page *page, struct pieces *out)
{
    for (size_t i = 0; i < page->n; i++)
        post_show(c, &page->at[i], out);
}
