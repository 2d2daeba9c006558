/* Posts as answers: whole, for those who wrote them; and in two parts, of which the cache has the first. */
#include "base/json.h"
#include "base/str.h"
#include "domain/post/post_own.h"

SHAPE(embedded_post,
    POST_WORDS_FIELDS(embedded_post), POST_REST_FIELDS(embedded_post), FIELD(embedded_post, boost_of, .doc = "Always null"),
    POST_NUMBERS_FIELDS(embedded_post));
SHAPE(post, POST_FIELDS(post));

/* What the words leave to the viewer. */
struct post_rest { POST_REST(raw_json); };
static SHAPE(post_rest,
    POST_REST_FIELDS(post_rest), FIELD(post_rest, boost_of), POST_NUMBERS_FIELDS(post_rest));

#define REST_OF(v, embedded)                                                                                               \
    .author = (v)->author->card, .poll = (v)->poll, .boost_of = embedded, .comment_count = (v)->counts.comment_count,      \
    .like_count = (v)->counts.like_count, .save_count = (v)->counts.save_count, .boost_count = (v)->counts.boost_count,    \
    .quote_count = (v)->counts.quote_count, .liked = (v)->liked, .saved = (v)->saved, .boosted = (v)->boosted

void embedded_post_of(const struct post_view *v, struct embedded_post *out)
{
    *out = (struct embedded_post){ .words = *v->words, REST_OF(v, { S("null") }) };
}

void post_of(struct arena *a, const struct post_view *v, struct post *out)
{
    struct embedded_post *embedded = NULL;

    if (v->boost_of) {
        embedded = arena_new(a, struct embedded_post);
        embedded_post_of(v->boost_of, embedded);
    }
    *out = (struct post){ .words = *v->words, REST_OF(v, embedded) };
}

bool post_is_plain(const struct post *p)
{
    return p->boost_of_id.is == GIVEN && !p->content.n && !p->poll && p->media.json.n <= 2;
}

static str rest_write(struct arena *a, const struct post_view *v, str embedded)
{
    struct buf b = BUF_ON(a);
    struct post_rest rest = { REST_OF(v, { embedded }) };

    json_write(&b, &post_rest_shape, &rest);
    return buf_str(&b);
}

/* Two finished objects as one. */
static void join(struct buf *b, str words, str rest)
{
    buf_reserve(b, words.n + rest.n);
    buf_add(b, str_to(words, words.n - 1));
    buf_byte(b, ',');
    buf_add(b, str_from(rest, 1));
}

static str embedded_json(struct arena *a, const struct post_view *o)
{
    struct buf b = BUF_ON(a);

    join(&b, o->json, rest_write(a, o, S("null")));
    return buf_str(&b);
}

str post_rest_json(struct arena *a, const struct post_view *v)
{
    return rest_write(a, v, v->boost_of ? embedded_json(a, v->boost_of) : S("null"));
}

void post_json(struct buf *b, const struct post_view *v)
{
    join(b, v->json, post_rest_json(b->arena, v));
}
