/* The routes of posts and of reactions to them. */
#include "api/rest/route.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/post/post.h"
#include "domain/post/routes.h"
#include "runtime/ctx.h"

struct post_key { id id; };
struct reaction_key { id id; str type; };
struct post_query { id id; LIST_WISH; };
struct post_reactions_query { id id; str type; LIST_WISH; };
struct saved_query { LIST_WISH; };
struct posts_query { str id; LIST_WISH; i64 offset; maybe_bool boosts, quotes, media; str pinned; };
struct user_posts_query { str user_id; LIST_WISH; i64 page; maybe_bool boosts, quotes, media; };

SHAPE(post_key,
    FIELD(post_key, id));
SHAPE(reaction_key,
    FIELD(reaction_key, id), FIELD(reaction_key, type, .doc = "like, save or boost"));

SHAPE(post_query,
    FIELD(post_query, id), LIST_FIELDS(post_query));
SHAPE(saved_query, LIST_FIELDS(saved_query));

static const char *const shown_reactions[] = { "like", "boost", NULL };
SHAPE(post_reactions_query,
    FIELD(post_reactions_query, id), FIELD(post_reactions_query, type, .optional = true, .words = shown_reactions, .doc = "Left out: both"),
    LIST_FIELDS(post_reactions_query));

static const char *const pinned_words[] = { "first", "only", NULL };
#define LEFT_OUT(S)                                                                                                    \
    FIELD(S, boosts, .doc = "false: without boosts"), FIELD(S, quotes, .doc = "false: without quotes"),                \
    FIELD(S, media, .doc = "true: only those with media")
SHAPE(posts_query,
    FIELD_USER(posts_query, id), LIST_FIELDS(posts_query),
    FIELD(posts_query, offset, .optional = true, .max = 10000, .doc = "How many to skip; a cursor has already skipped them"),
    LEFT_OUT(posts_query),
    FIELD(posts_query, pinned, .optional = true, .words = pinned_words, .doc = "first: the first page begins with them; only: just these"));
SHAPE(user_posts_query,
    FIELD_USER(user_posts_query, user_id), LIST_FIELDS(user_posts_query),
    FIELD(user_posts_query, page, .optional = true, .min = 1, .max = 50, .standard = 1, .doc = "Instead of a cursor"),
    LEFT_OUT(user_posts_query));

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

static err edit(ctx *c, const struct caller *me, const struct post_change *in, struct post *out)
{
    return post_edit(c, me->account, in, out);
}

static err history(ctx *c, const struct caller *me, const struct post_query *in, post_version_page *out)
{
    id after, next;

    TRY(list_from(c, in->cursor, &after));
    TRY(post_history(c, me->account, in->id, after, in->limit, out, &next));
    out->next = list_next(c, next);
    return OK;
}

static err pin(ctx *c, const struct caller *me, const struct post_key *in, struct post *out)
{
    return post_pin(c, me->account, in->id, true, out);
}

static err unpin(ctx *c, const struct caller *me, const struct post_key *in, struct post *out)
{
    return post_pin(c, me->account, in->id, false, out);
}

static err vote(ctx *c, const struct caller *me, const struct post_votes *in, struct post *out)
{
    return post_vote(c, me->account, in, out);
}

err post_again(ctx *c, const struct caller *me, id which, struct post *out)
{
    struct post_view view;

    TRY(post_get(c, me->account, which, &view));
    post_of(c, &view, out);
    return OK;
}

/* ---- lists ---- */

struct posts_within { post_page posts; maybe_str next_cursor; };
SHAPE(posts_within,
    FIELD_PAGE(posts_within, posts, &post_shape), FIELD(posts_within, next_cursor, .doc = "Null at the end"));

void posts_show_within(ctx *c, const post_view_page *page, str next, struct pieces *out)
{
    struct buf b = BUF_ON(&c->arena);

    buf_lit(&b, "{\"posts\":[");
    for (size_t i = 0; i < page->n; i++) {
        buf_add(&b, i ? S(",") : S(""));
        post_json(c, &b, &page->at[i]);
    }
    buf_lit(&b, "],\"next_cursor\":");
    if (next.n)
        json_text(&b, next);
    else
        buf_lit(&b, "null");
    buf_byte(&b, '}');
    pieces_item(c, out, buf_str(&b), S(""));
}

static err quotes(ctx *c, const struct caller *me, const struct post_query *in, struct pieces *out)
{
    struct post_wish wish = { .limit = in->limit };
    post_view_page page;
    id next;

    TRY(list_from(c, in->cursor, &wish.after));
    TRY(posts_quoting(c, me->account, in->id, wish, &page, &next));
    posts_show(c, &page, next, out);
    return OK;
}

static err saved(ctx *c, const struct caller *me, const struct saved_query *in, struct pieces *out)
{
    struct post_wish wish = { .limit = in->limit };
    post_view_page page;
    id next;

    TRY(list_from(c, in->cursor, &wish.after));
    TRY(posts_saved(c, me->account, wish, &page, &next));
    posts_show(c, &page, next, out);
    return OK;
}

static u32 left_out(maybe_bool boosts, maybe_bool quotes, maybe_bool media)
{
    return (boosts.is == GIVEN && !boosts.v ? WITHOUT_BOOSTS : 0) | (quotes.is == GIVEN && !quotes.v ? WITHOUT_QUOTES : 0) |
           (media.is == GIVEN && media.v ? ONLY_WITH_MEDIA : 0);
}

/* The pinned ones stand before the first page, and in no other place. */
static err posts(ctx *c, const struct caller *me, id who, const struct posts_query *in, struct pieces *out)
{
    u32 without = left_out(in->boosts, in->quotes, in->media);
    struct post_wish wish = { .limit = in->limit, .offset = in->cursor.n ? 0 : in->offset,
                              .without = without | (in->pinned.n ? WITHOUT_PINNED : 0) };
    bool only = str_eq(in->pinned, S("only"));
    post_view_page pinned = { 0 }, page = { 0 };
    id next = { 0 };

    TRY(list_from(c, in->cursor, &wish.after));
    if (in->pinned.n && !in->cursor.n && (only || !in->offset))
        TRY(posts_pinned(c, me->account, who, without, &pinned));
    if (!only)
        TRY(posts_by(c, me->account, who, wish, &page, &next));
    posts_show(c, &pinned, (id){ 0 }, out);
    posts_show(c, &page, next, out);
    return OK;
}

static err user_posts(ctx *c, const struct caller *me, id who, const struct user_posts_query *in, struct pieces *out)
{
    struct post_wish wish = { .limit = in->limit, .offset = in->cursor.n ? 0 : (in->page - 1) * in->limit,
                              .without = left_out(in->boosts, in->quotes, in->media) };
    post_view_page page;
    id next;

    TRY(list_from(c, in->cursor, &wish.after));
    TRY(posts_by(c, me->account, who, wish, &page, &next));
    posts_show_within(c, &page, list_next(c, next), out);
    return OK;
}

static err reactions(ctx *c, const struct caller *me, const struct post_reactions_query *in, post_reaction_page *out)
{
    u32 who = str_eq(in->type, S("like")) ? LIKERS : str_eq(in->type, S("boost")) ? BOOSTERS : LIKERS | BOOSTERS;
    id after, next;

    TRY(list_from(c, in->cursor, &after));
    TRY(post_reactions(c, me->account, in->id, who, after, in->limit, out, &next));
    out->next = list_next(c, next);
    return OK;
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

CALLS_AS(get, post_key, pieces)
CALLS_AS(drop, post_key, nothing)
CALLS_AS(edit, post_change, post)
CALLS_AS(history, post_query, post_version_page)
CALLS_AS(pin, post_key, post)
CALLS_AS(unpin, post_key, post)
CALLS_AS(vote, post_votes, post)
CALLS_AGAIN(post_again, post)
CALLS_AS(quotes, post_query, pieces)
CALLS_AS(saved, saved_query, pieces)
CALLS_ON(posts, posts_query, id, pieces)
CALLS_ON(user_posts, user_posts_query, user_id, pieces)
CALLS_AS(reactions, post_reactions_query, post_reaction_page)
CALLS_AS(react, reaction_key, post)
CALLS_AS(unreact, reaction_key, post)
CALLS_AS(like, post_key, post)
CALLS_AS(unlike, post_key, post)

static const struct problem *const problems[] = { &post_not_found, NULL };
static const struct problem *const drop_problems[] = { &post_not_found, PLAIN(ERR_FORBIDDEN), NULL };
static const struct problem *const react_problems[] = { &post_not_found, &unknown_reaction, &cannot_boost, NULL };
static const struct problem *const edit_problems[] = {
    &post_not_found, PLAIN(ERR_FORBIDDEN), &fixed, &not_editable, MEDIA_REFUSALS, NULL
};
static const struct problem *const pin_problems[] = { &post_not_found, PLAIN(ERR_FORBIDDEN), &cannot_pin, &too_many_pins, NULL };
static const struct problem *const vote_problems[] = { &post_not_found, &poll_not_found, &poll_is_over, &already_voted, NULL };
static const struct problem *const user_problems[] = { &user_not_found, NULL };

#define POSTS GIVES_PIECES_PAGE(post), .tag = "posts"

extern const struct route post_routes[];
const struct route post_routes[] = {
    { METHOD_GET,    "/posts/{id}",      get_entry,     &anyone,    RATE_READS,  200, TAKES(post_key), GIVES_PIECES(post),
      .tag = "posts",
      .tag_says = "Posts, boosts, quotes, polls, and reactions to them",
      .summary = "Read a post", .problems = problems },
    { METHOD_DELETE, "/posts/{id}",      drop_entry,    &may_post,  RATE_WRITES, 204, TAKES(post_key),
      .tag = "posts", .summary = "Delete a post of your own; moderators delete any", .problems = drop_problems },
    { METHOD_PATCH,  "/posts/{id}",      edit_entry,    &may_post,  RATE_WRITES, 200, TAKES(post_change), GIVES(post),
      .tag = "posts", .summary = "Edit a post of your own: a missing member stays as it is, null clears it", .problems = edit_problems },
    { METHOD_GET,    "/posts/{id}/history", history_entry, &anyone, RATE_READS,  200, TAKES(post_query), GIVES_PAGE(post_version),
      .tag = "posts", .summary = "Read what a post said, newest first", .problems = problems },
    { METHOD_PUT,    "/posts/{id}/pin",  pin_entry,     &may_post,  RATE_WRITES, 200, TAKES(post_key), GIVES(post),
      .tag = "posts", .summary = "Pin a post of your own to your profile", .problems = pin_problems },
    { METHOD_DELETE, "/posts/{id}/pin",  unpin_entry,   &may_post,  RATE_WRITES, 200, TAKES(post_key), GIVES(post),
      .tag = "posts", .summary = "Take it off your profile", .problems = drop_problems },
    { METHOD_POST,   "/posts/{id}/votes", vote_entry,   &may_react, RATE_WRITES, 200, TAKES(post_votes), GIVES(post),
      AGAIN(post_again, post),
      .tag = "posts", .summary = "Vote in the poll of a post", .problems = vote_problems },
    { METHOD_GET,    "/posts/{id}/quotes", quotes_entry, &anyone,   RATE_READS,  200, TAKES(post_query), POSTS,
      .summary = "Read the posts that quote one, newest first", .problems = problems },
    { METHOD_GET,    "/saved",           saved_entry,   &may_react, RATE_READS,  200, TAKES(saved_query), POSTS,
      .summary = "Read the posts that you have saved, last saved first" },
    { METHOD_GET,    "/users/{id}/posts", posts_entry,  &anyone,    RATE_READS,  200, TAKES(posts_query), POSTS,
      .summary = "Read the posts of somebody, newest first", .problems = user_problems },
    { METHOD_GET,    "/posts/user/{user_id}", user_posts_entry, &anyone, RATE_READS, 200, TAKES(user_posts_query),
      GIVES_PIECES(posts_within), .tag = "posts", .summary = "Read the posts of somebody, in an object", .problems = user_problems },
    { METHOD_GET,    "/posts/{id}/reactions", reactions_entry, &anyone, RATE_READS, 200, TAKES(post_reactions_query),
      GIVES_PAGE(post_reaction), .tag = "posts", .summary = "Read who likes or boosts a post, newest first", .problems = problems },
    { METHOD_PUT,    "/posts/{id}/reactions/{type}", react_entry,   &may_react, RATE_WRITES, 200, TAKES(reaction_key), GIVES(post),
      .tag = "posts", .summary = "Like, save or boost a post; repeats are harmless", .problems = react_problems },
    { METHOD_DELETE, "/posts/{id}/reactions/{type}", unreact_entry, &may_react, RATE_WRITES, 200, TAKES(reaction_key), GIVES(post),
      .tag = "posts", .summary = "Take a reaction back", .problems = react_problems },
    { METHOD_POST,   "/posts/{id}/like", like_entry,    &may_react, RATE_WRITES, 200, TAKES(post_key), GIVES(post),
      AGAIN(post_again, post),
      .tag = "posts", .summary = "Like a post", .problems = problems },
    { METHOD_DELETE, "/posts/{id}/like", unlike_entry,  &may_react, RATE_WRITES, 200, TAKES(post_key), GIVES(post),
      .tag = "posts", .summary = "Take a like back", .problems = problems },
    {0}
};
