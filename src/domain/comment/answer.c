/* Comments as answers: whole, for those who wrote them; and in two parts, of which the cache has the first. */
#include "base/json.h"
#include "base/str.h"
#include "domain/comment/comment_own.h"

#define COMMENT_NUMBERS_FIELDS(S)                                                                                          \
    FIELD_LINK(S, author, &card_shape, .nullable = true), FIELD(S, like_count),                                            \
    FIELD(S, liked, .doc = "By the signed-in caller"), FIELD(S, reply_count, .doc = "Direct replies, placeholders too")
#define REPLIES_NEXT "The cursor of the first reply that is not among `replies`, for GET /posts/{id}/comments; null: there is none"

SHAPE(comment,
    COMMENT_WORDS_FIELDS(comment), COMMENT_NUMBERS_FIELDS(comment),
    FIELD(comment, replies_next, .doc = REPLIES_NEXT),
    FIELD_PAGE(comment, replies, &comment_shape, .doc = "The first of its direct replies"));

/* What the words leave to the viewer. */
struct comment_rest {
    const struct card *author;
    i64 like_count;
    bool liked;
    i64 reply_count;
    maybe_str replies_next;
};
static SHAPE(comment_rest,
    COMMENT_NUMBERS_FIELDS(comment_rest), FIELD(comment_rest, replies_next));

void comment_of(const struct comment_view *v, maybe_str next, struct comment *out)
{
    *out = (struct comment){
        .words = *v->words, .author = v->author ? &v->author->card : NULL, .like_count = v->likes, .liked = v->liked,
        .reply_count = v->replies, .replies_next = next,
    };
}

str comment_rest_json(struct arena *a, const struct comment_view *v, maybe_str next)
{
    const struct comment_rest rest = { v->author ? &v->author->card : NULL, v->likes, v->liked, v->replies, next };
    struct buf b = BUF_ON(a);

    json_write(&b, &comment_rest_shape, &rest);
    return buf_str(&b);
}
