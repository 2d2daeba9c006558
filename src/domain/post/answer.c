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

#define REST_OF(c, v, embedded)                                                                                            \
    .media = post_media_of(c, (v)->media, (v)->media_ids.n), .author = (v)->author->card, .poll = (v)->poll,               \
    .boost_of = embedded, .comment_count = (v)->counts.comment_count,                                                      \
    .like_count = (v)->counts.like_count, .save_count = (v)->counts.save_count, .boost_count = (v)->counts.boost_count,    \
    .quote_count = (v)->counts.quote_count, .liked = (v)->liked, .saved = (v)->saved, .boosted = (v)->boosted

/* Of what is not looked at closely (WITHOUT_REST) there are none. */
media_page post_media_of(ctx *c, const struct media_kept *const *kept, size_t n)
{
    media_page out = { 0 };

    if (!kept || !n)
        return out;
    out.at = arena_array(&c->arena, struct media, n);
    for (size_t i = 0; i < n; i++)
        if (kept[i])
            media_of(c, kept[i], 0, &out.at[out.n++]);
    return out;
}

void embedded_post_of(ctx *c, const struct post_view *v, struct embedded_post *out)
{
    *out = (struct embedded_post){ .words = *v->words, REST_OF(c, v, { S("null") }) };
}

void post_of(ctx *c, const struct post_view *v, struct post *out)
{
    struct embedded_post *embedded = NULL;

    if (v->boost_of) {
        embedded = arena_new(&c->arena, struct embedded_post);
        embedded_post_of(c, v->boost_of, embedded);
    }
    *out = (struct post){ .words = *v->words, REST_OF(c, v, embedded) };
}

bool post_is_plain(const struct post *p)
{
    return p->boost_of_id.is == GIVEN && !p->content.n && !p->poll && !p->media.n && str_eq(p->type, S("text"));
}

static str rest_write(ctx *c, const struct post_view *v, str embedded)
{
    struct buf b = BUF_ON(&c->arena);
    struct post_rest rest = { REST_OF(c, v, { embedded }) };

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

static str embedded_json(ctx *c, const struct post_view *o)
{
    struct buf b = BUF_ON(&c->arena);

    join(&b, o->json, rest_write(c, o, S("null")));
    return buf_str(&b);
}

str post_rest_json(ctx *c, const struct post_view *v)
{
    return rest_write(c, v, v->boost_of ? embedded_json(c, v->boost_of) : S("null"));
}

void post_json(ctx *c, struct buf *b, const struct post_view *v)
{
    join(b, v->json, post_rest_json(c, v));
}
