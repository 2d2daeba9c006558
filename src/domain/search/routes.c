/* The routes of the search: posts, people or tags; and messages. */
#include "api/rest/route.h"
#include "base/str.h"
#include "domain/message/routes.h"
#include "domain/post/routes.h"
#include "domain/search/search.h"
#include "domain/tag/tag.h"
#include "runtime/ctx.h"

static const char *const type_words[] = { "posts", "users", "tags", NULL };

struct search_query { str q, type; LIST_WISH; };
SHAPE(search_query,
    FIELD(search_query, q, .min = 1, .max = SEARCH_MOST, .doc = "What to find: docs/search.md"),
    FIELD(search_query, type, .optional = true, .words = type_words, .doc = "Left out: posts"), LIST_FIELDS(search_query));

static err posts_find(ctx *c, const struct caller *me, const struct search_query *in, const struct cursor *at, struct pieces *out)
{
    post_view_page page;
    id next;

    TRY(posts_search(c, me->account, in->q, (id){ at->a }, in->limit, &page, &next));
    posts_show(c, &page, next, out);
    return OK;
}

/* What is not in the order of ids goes on by how many were shown. */
static str next_at(ctx *c, i64 shown, bool more)
{
    return more ? cursor_make(c, (struct cursor){ 0, shown }) : S("");
}

static err users_find(ctx *c, const struct caller *me, const struct search_query *in, const struct cursor *at, struct pieces *out)
{
    struct people_found found;

    TRY(people_search(c, me->account, in->q, in->limit, at->b, &found));
    for (size_t i = 0; i < found.results.n; i++)
        pieces_item(c, out, pieces_json(c, &profile_shape, &found.results.at[i]), S(""));
    out->next = next_at(c, at->b + in->limit, at->b + in->limit < found.total);
    return OK;
}

static err tags_find(ctx *c, const struct caller *me, const struct search_query *in, const struct cursor *at, struct pieces *out)
{
    tag_page found;

    TRY(tags_by_prefix(c, me->account, in->q, at->b, in->limit + 1, &found));
    for (size_t i = 0; i < found.n && i < (size_t)in->limit; i++)
        pieces_item(c, out, pieces_json(c, &tag_shape, &found.at[i]), S(""));
    out->next = next_at(c, at->b + in->limit, found.n > (size_t)in->limit);
    return OK;
}

static err search(ctx *c, const struct caller *me, const struct search_query *in, struct pieces *out)
{
    struct cursor at;

    TRY(cursor_read(c, in->cursor, &at));
    if (str_eq(in->type, S("users")))
        return users_find(c, me, in, &at, out);
    return str_eq(in->type, S("tags")) ? tags_find(c, me, in, &at, out) : posts_find(c, me, in, &at, out);
}

/* ---- messages ---- */

static const char *const has_words[] = { "media", "link", NULL };

struct message_search { str q; maybe_id channel_id; str from, before, after, has; LIST_WISH; };
SHAPE(message_search,
    FIELD(message_search, q, .min = 1, .max = SEARCH_MOST, .doc = "Words, all of them; \"a phrase\"; -not"),
    FIELD(message_search, channel_id, .doc = "Only in this channel. Left out: in public ones, and in the 500 others that the caller "
          "is in with the latest activity"),
    FIELD(message_search, from, .optional = true, .doc = "Only by this user: an id, a name with or without @, or me"),
    FIELD(message_search, before, .optional = true, .doc = "A date or a time"),
    FIELD(message_search, after, .optional = true, .doc = "A date or a time"),
    FIELD(message_search, has, .optional = true, .words = has_words), LIST_FIELDS(message_search));

static err messages(ctx *c, const struct caller *me, const struct message_search *in, struct pieces *out)
{
    struct messages_asked asked = { in->q, in->channel_id.v, in->from, in->before, in->after, in->has };
    message_view_page page;
    id from, next;

    TRY(list_from(c, in->cursor, &from));
    TRY(messages_search(c, me->account, &asked, from, in->limit, &page, &next));
    for (size_t i = 0; i < page.n; i++)
        message_piece(c, &page.at[i], out);
    out->next = list_next(c, next);
    return OK;
}

CALLS_AS(search, search_query, pieces)
CALLS_AS(messages, message_search, pieces)

static const struct shape *const other_items[] = { &profile_shape, &tag_shape, NULL };

extern const struct route search_routes[];
const struct route search_routes[] = {
    { METHOD_GET, "/search", search_entry, &anyone, RATE_READS, 200, TAKES(search_query), GIVES_PIECES_PAGE(post),
      .also_items = other_items, .tag = "search", .tag_says = "Finding posts, people and tags",
      .summary = "Find posts by what they say, or people or tags by their names", .problems = PROBLEMS(&too_wide) },
    { METHOD_GET, "/messages/search", messages_entry, &any_member, RATE_READS, 200, TAKES(message_search), GIVES_PIECES_PAGE(message),
      .tag = "messages", .summary = "Find messages that you may read by what they say, newest first",
      .problems = PROBLEMS(&too_wide, &channel_not_found) },
    {0}
};
