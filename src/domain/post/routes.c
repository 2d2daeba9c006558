/* The routes of posts and of reactions to them. */
#include "api/rest/route.h"
#include "base/str.h"
#include "domain/post/post.h"
#include "domain/post/routes.h"
#include "runtime/ctx.h"

struct post_key { id id; };
struct reaction_key { id id; str type; };

SHAPE(post_key,
    FIELD(post_key, id));
SHAPE(reaction_key,
    FIELD(reaction_key, id), FIELD(reaction_key, type, .doc = "like, save or boost"));

static err create(ctx *c, const struct caller *me, const struct post_draft *in, struct post *out)
{
    return post_create(c, me->account, in, out);
}

static err get(ctx *c, const struct caller *me, const struct post_key *in, struct pieces *out)
{
    struct post_view view;

    TRY(post_get(c, me->account, in->id, &view));
    post_show(c, &view, out);
    return OK;
}

static err drop(ctx *c, const struct caller *me, const struct post_key *in, struct nothing *out)
{
    (void)out;
    return post_delete(c, me, in->id);
}

/* ---- reactions ---- */

static err react(ctx *c, const struct caller *me, const struct reaction_key *in, struct post *out)
{
    enum reaction_kind kind;

    TRY(reaction_read(c, in->type, &kind));
    return post_react(c, me->account, in->id, kind, out);
}

static err unreact(ctx *c, const struct caller *me, const struct reaction_key *in, struct post *out)
{
    enum reaction_kind kind;

    TRY(reaction_read(c, in->type, &kind));
    return post_unreact(c, me->account, in->id, kind, out);
}

static err like(ctx *c, const struct caller *me, const struct post_key *in, struct post *out)
{
    return post_react(c, me->account, in->id, REACTION_LIKE, out);
}

static err unlike(ctx *c, const struct caller *me, const struct post_key *in, struct post *out)
{
    return post_unreact(c, me->account, in->id, REACTION_LIKE, out);
}

CALLS_AS(create, post_draft, post)
CALLS_AS(get, post_key, pieces)
CALLS_AS(drop, post_key, nothing)
CALLS_AS(react, reaction_key, post)
CALLS_AS(unreact, reaction_key, post)
CALLS_AS(like, post_key, post)
CALLS_AS(unlike, post_key, post)

static const struct problem *const problems[] = { &post_not_found, NULL };
static const struct problem *const create_problems[] = { PROBLEM_AS(ERR_INVALID, post_not_found), &media_not_found, &cannot_boost, NULL };
static const struct problem *const drop_problems[] = { &post_not_found, PLAIN(ERR_FORBIDDEN), NULL };
static const struct problem *const react_problems[] = { &post_not_found, &unknown_reaction, &cannot_boost, NULL };

extern const struct route post_routes[];
const struct route post_routes[] = {
    { METHOD_POST,   "/posts",           create_entry,  &may_post,  RATE_WRITES, 201, TAKES(post_draft), GIVES(post),
      .tag = "posts",
      .tag_says = "Posts, boosts, quotes, polls, and reactions to them",
      .summary = "Publish a post, boost one or quote one", .problems = create_problems },
    { METHOD_GET,    "/posts/{id}",      get_entry,     &anyone,    RATE_READS,  200, TAKES(post_key), GIVES_PIECES(post),
      .tag = "posts", .summary = "Read a post", .problems = problems },
    { METHOD_DELETE, "/posts/{id}",      drop_entry,    &may_post,  RATE_WRITES, 204, TAKES(post_key),
      .tag = "posts", .summary = "Delete a post of your own; moderators delete any", .problems = drop_problems },
    { METHOD_PUT,    "/posts/{id}/reactions/{type}", react_entry,   &may_react, RATE_WRITES, 200, TAKES(reaction_key), GIVES(post),
      .tag = "posts", .summary = "Like, save or boost a post; repeats are harmless", .problems = react_problems },
    { METHOD_DELETE, "/posts/{id}/reactions/{type}", unreact_entry, &may_react, RATE_WRITES, 200, TAKES(reaction_key), GIVES(post),
      .tag = "posts", .summary = "Take a reaction back", .problems = react_problems },
    { METHOD_POST,   "/posts/{id}/like", like_entry,    &may_react, RATE_WRITES, 200, TAKES(post_key), GIVES(post),
      .tag = "posts", .summary = "Like a post", .problems = problems },
    { METHOD_DELETE, "/posts/{id}/like", unlike_entry,  &may_react, RATE_WRITES, 200, TAKES(post_key), GIVES(post),
      .tag = "posts", .summary = "Take a like back", .problems = problems },
    {0}
};
