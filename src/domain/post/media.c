/* The media of posts: which kinds they have, what type a post is by them, and how they come and go with their post. */
#include "base/json.h"
#include "base/str.h"
#include "domain/post/post_own.h"

struct media_texts { strs media_ids; };
static SHAPE(media_texts, FIELD(media_texts, media_ids, .optional = true, .max = MEDIA_MOST));

/* Within an object, so that what is wrong is reported of media_ids. */
err post_media_texts(ctx *c, raw_json given, bool *is, strs *out)
{
    struct media_texts texts;

    *is = given.json.n > 0;
    *out = (strs){ NULL, 0 };
    if (!*is)
        return OK;
    str whole = arena_format(&c->arena, "{\"media_ids\":" STR_FMT "}", STR_ARG(given.json));
    TRY(json_read(&c->arena, &c->failure, whole, &media_texts_shape, &texts));
    *out = texts.media_ids;
    return OK;
}

str post_type_of(const struct media_kept *first)
{
    static const str types[] = { [MEDIA_IMAGE] = S("image"), [MEDIA_VIDEO] = S("video"), [MEDIA_AUDIO] = S("voice"),
                                 [MEDIA_VOICE] = S("voice"), [MEDIA_FILE] = S("text") };

    return first ? types[media_kind_of(first)] : S("text");
}

bool post_type_needs_media(str type)
{
    return !str_eq(type, S("text")) && !str_eq(type, S("link"));
}

const struct media_take post_media_take = {
    .field = "media_ids", .kinds = 1 << MEDIA_IMAGE | 1 << MEDIA_VIDEO | 1 << MEDIA_AUDIO | 1 << MEDIA_VOICE,
};

struct media_take post_take(id post, enum visibility visibility)
{
    struct media_take take = post_media_take;

    take.thing = (struct media_thing){ MEDIA_OF_POST, post };
    take.open = visibility <= VISIBLE_UNLISTED;
    return take;
}

when post_media_until(ctx *c, const struct media_kept *kept)
{
    struct media m;

    media_of(c, kept, 0, &m);
    return m.url_expires_at.is == GIVEN ? media_urls_renewed(c) : (when){ 0 };
}

/* The post is published, whatever becomes of the question. */
void post_media_show(ctx *c, ids which, struct post *out)
{
    const struct media_kept **kept = arena_array(&c->arena, const struct media_kept *, which.n + 1);

    out->media = (media_page){ 0 };
    if (which.n && medias_kept(c, which, kept) == OK)
        out->media = post_media_of(c, kept, which.n);
}
