/* The routes of tags: what is known of one, following them, and those that many use now. */
#include "api/rest/route.h"
#include "domain/tag/tag.h"

struct tag_key { str tag; };
struct tag_list_query { LIST_WISH; };
struct tag_trends_query { i64 limit; };

SHAPE(tag_key, FIELD(tag_key, tag, .doc = "In any spelling, with or without # (as %23)"));
SHAPE(tag_list_query, LIST_FIELDS(tag_list_query));
SHAPE(tag_trends_query, FIELD(tag_trends_query, limit, .optional = true, .min = 1, .max = 50, .standard = 10));

static err tag_read(ctx *c, const struct caller *me, const struct tag_key *in, struct tag *out)
{
    return tag_get(c, me->account, in->tag, out);
}

static err follow(ctx *c, const struct caller *me, const struct tag_key *in, struct tag *out)
{
    return tag_follow(c, me->account, in->tag, out);
}

static err unfollow(ctx *c, const struct caller *me, const struct tag_key *in, struct tag *out)
{
    return tag_unfollow(c, me->account, in->tag, out);
}

static err followed(ctx *c, const struct caller *me, const struct tag_list_query *in, tag_page *out)
{
    id at, next;

    TRY(list_from(c, in->cursor, &at));
    TRY(tag_follows(c, me->account, at, in->limit, out, &next));
    out->next = list_next(c, next);
    return OK;
}

static err trends(ctx *c, const struct caller *me, const struct tag_trends_query *in, tag_page *out)
{
    return tags_trending(c, me->account, in->limit, out);
}

CALLS_AS(tag_read, tag_key, tag)
CALLS_AS(follow, tag_key, tag)
CALLS_AS(unfollow, tag_key, tag)
CALLS_AS(followed, tag_list_query, tag_page)
CALLS_AS(trends, tag_trends_query, tag_page)

extern const struct route tag_routes[];
const struct route tag_routes[] = {
    { METHOD_GET,    "/tags/{tag}",        tag_read_entry, &anyone,          RATE_READS,  200, TAKES(tag_key), GIVES(tag),
      .tag = "tags", .tag_says = "Tags, and those that people follow", .summary = "Read a tag: how many public posts use it, and when",
      .problems = PROBLEMS(&tag_not_found) },
    { METHOD_PUT,    "/tags/{tag}/follow", follow_entry,   &may_follow_tags, RATE_WRITES, 200, TAKES(tag_key), GIVES(tag),
      .tag = "tags", .summary = "Follow a tag: public posts with it come into your feed",
      .problems = PROBLEMS(&tag_not_found, &too_many_tags) },
    { METHOD_DELETE, "/tags/{tag}/follow", unfollow_entry, &may_follow_tags, RATE_WRITES, 200, TAKES(tag_key), GIVES(tag),
      .tag = "tags", .summary = "Stop following a tag", .problems = PROBLEMS(&tag_not_found) },
    { METHOD_GET,    "/followed_tags",     followed_entry, &may_follow_tags, RATE_READS,  200, TAKES(tag_list_query), GIVES_PAGE(tag),
      .tag = "tags", .summary = "Read the tags that you follow, last followed first" },
    { METHOD_GET,    "/trends/tags",       trends_entry,   &anyone,          RATE_READS,  200, TAKES(tag_trends_query), GIVES_PAGE(tag),
      .tag = "tags", .summary = "Read the tags that the most people used in public posts of the last 24 hours" },
    {0}
};
