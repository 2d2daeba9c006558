/* The routes of stories, highlights, and the lists of people that stories go by. */
#include "api/rest/route.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/graph/graph.h"
#include "domain/story/story.h"
#include "runtime/ctx.h"

struct story_key { id id; };
struct story_emoji { id id; str emoji; };
struct story_query { id id; LIST_WISH; };
struct user_stories_query { str id; LIST_WISH; };
struct stories_query { LIST_WISH; };
struct story_user_key { str user_id; };
struct story_mute_key { str id; };
struct highlight_key { id id; };

SHAPE(story_key, FIELD(story_key, id));
SHAPE(story_emoji, FIELD(story_emoji, id), FIELD(story_emoji, emoji, .doc = "One emoji, as it is shown"));
SHAPE(story_query, FIELD(story_query, id), LIST_FIELDS(story_query));
SHAPE(user_stories_query, FIELD_USER(user_stories_query, id), LIST_FIELDS(user_stories_query));
SHAPE(stories_query, LIST_FIELDS(stories_query));
SHAPE(story_user_key, FIELD_USER(story_user_key, user_id));
SHAPE(story_mute_key, FIELD_USER(story_mute_key, id));
SHAPE(highlight_key, FIELD(highlight_key, id));

/* ---- stories ---- */

static err show(ctx *c, id me, id which, struct story *out)
{
    struct story_view view;

    TRY(story_get(c, me, which, &view));
    return story_answer(c, &view, out);
}

static err story_again(ctx *c, const struct caller *me, id which, struct story *out)
{
    return show(c, me->account, which, out);
}

static err create(ctx *c, const struct caller *me, const struct story_draft *in, struct story *out)
{
    TRY(story_create(c, me->account, in, &out->id));
    return show(c, me->account, out->id, out);
}

static err get(ctx *c, const struct caller *me, const struct story_key *in, struct story *out)
{
    return show(c, me->account, in->id, out);
}

static err drop(ctx *c, const struct caller *me, const struct story_key *in, struct nothing *out)
{
    (void)out;
    return story_delete(c, me, in->id);
}

static err view(ctx *c, const struct caller *me, const struct story_key *in, struct story_seen *out)
{
    return story_see(c, me->account, in->id, out);
}

static err viewers(ctx *c, const struct caller *me, const struct story_query *in, story_viewer_page *out)
{
    id before, next;

    TRY(list_from(c, in->cursor, &before));
    TRY(story_viewers(c, me->account, in->id, before, in->limit, out, &next));
    out->next = list_next(c, next);
    return OK;
}

static err react(ctx *c, const struct caller *me, const struct story_emoji *in, struct story *out)
{
    TRY(story_react(c, me->account, in->id, in->emoji));
    return show(c, me->account, in->id, out);
}

static err unreact(ctx *c, const struct caller *me, const struct story_key *in, struct nothing *out)
{
    (void)out;
    return story_unreact(c, me->account, in->id);
}

static err of_user(ctx *c, const struct caller *me, id who, const struct user_stories_query *in, story_page *out)
{
    story_view_page views;
    id after, next;

    TRY(list_from(c, in->cursor, &after));
    TRY(stories_by(c, me->account, who, after, in->limit, &views, &next));
    TRY(stories_answer(c, &views, out));
    out->next = list_next(c, next);
    return OK;
}

/* ---- the feed: a cursor has its moment, and the mark of its last group ---- */

static err feed(ctx *c, const struct caller *me, const struct stories_query *in, story_tray_page *out)
{
    story_group_page groups;
    struct cursor at;
    bool more;
    id since;

    TRY(cursor_read(c, in->cursor, &at));
    TRY(story_feed(c, me->account, (struct tray_place){ { at.a }, at.b }, in->limit, &groups, &since, &more));
    TRY(story_groups_answer(c, &groups, out));
    if (more)
        out->next = cursor_make(c, (struct cursor){ since.v, groups.at[groups.n - 1].mark });
    return OK;
}

/* ---- lists of people ---- */

static err people(ctx *c, const struct caller *me, enum story_list list, const struct stories_query *in, profile_page *out)
{
    struct people_wish wish = { .limit = in->limit };
    id next;

    TRY(list_from(c, in->cursor, &wish.at));
    TRY(story_list_get(c, me->account, list, wish, out, &next));
    out->next = list_next(c, next);
    return OK;
}

#define LISTING(name, LIST, KEY)                                                                                          \
    static err name(ctx *c, const struct caller *me, const struct stories_query *in, profile_page *out)                   \
    {                                                                                                                     \
        return people(c, me, LIST, in, out);                                                                              \
    }                                                                                                                     \
    static err name##_put(ctx *c, const struct caller *me, id who, const struct KEY *in, struct nothing *out)             \
    {                                                                                                                     \
        (void)in, (void)out;                                                                                              \
        return story_list_put(c, me->account, LIST, who);                                                                 \
    }                                                                                                                     \
    static err name##_take(ctx *c, const struct caller *me, id who, const struct KEY *in, struct nothing *out)            \
    {                                                                                                                     \
        (void)in, (void)out;                                                                                              \
        return story_list_take(c, me->account, LIST, who);                                                                \
    }
LISTING(close_friends, STORY_CLOSE, story_user_key)
LISTING(hidden_from, STORY_HIDDEN_FROM, story_user_key)
LISTING(story_mutes, STORY_MUTED, story_mute_key)

/* ---- highlights ---- */

static err highlight_again(ctx *c, const struct caller *me, id which, struct highlight *out)
{
    return highlight_show(c, me->account, which, out);
}

static err highlight_make(ctx *c, const struct caller *me, const struct highlight_draft *in, struct highlight *out)
{
    TRY(highlight_create(c, me->account, in, &out->id));
    return highlight_show(c, me->account, out->id, out);
}

static err highlight_read(ctx *c, const struct caller *me, const struct highlight_key *in, struct highlight *out)
{
    return highlight_show(c, me->account, in->id, out);
}

static err highlight_change(ctx *c, const struct caller *me, const struct highlight_change *in, struct highlight *out)
{
    TRY(highlight_edit(c, me->account, in));
    return highlight_show(c, me->account, in->id, out);
}

static err highlight_drop(ctx *c, const struct caller *me, const struct highlight_key *in, struct nothing *out)
{
    (void)out;
    return highlight_delete(c, me->account, in->id);
}

static err highlights(ctx *c, const struct caller *me, id who, const struct user_stories_query *in, highlight_page *out)
{
    id before, next;

    TRY(list_from(c, in->cursor, &before));
    TRY(highlights_by(c, me->account, who, before, in->limit, out, &next));
    out->next = list_next(c, next);
    return OK;
}

/* ---- the table ---- */

CALLS_AS(create, story_draft, story)
CALLS_AGAIN(story_again, story)
CALLS_AS(get, story_key, story)
CALLS_AS(drop, story_key, nothing)
CALLS_AS(view, story_key, story_seen)
CALLS_AS(viewers, story_query, story_viewer_page)
CALLS_AS(react, story_emoji, story)
CALLS_AS(unreact, story_key, nothing)
CALLS_ON(of_user, user_stories_query, id, story_page)
CALLS_AS(feed, stories_query, story_tray_page)
CALLS_AS(close_friends, stories_query, profile_page)
CALLS_ON(close_friends_put, story_user_key, user_id, nothing)
CALLS_ON(close_friends_take, story_user_key, user_id, nothing)
CALLS_AS(hidden_from, stories_query, profile_page)
CALLS_ON(hidden_from_put, story_user_key, user_id, nothing)
CALLS_ON(hidden_from_take, story_user_key, user_id, nothing)
CALLS_AS(story_mutes, stories_query, profile_page)
CALLS_ON(story_mutes_put, story_mute_key, id, nothing)
CALLS_ON(story_mutes_take, story_mute_key, id, nothing)
CALLS_AS(highlight_make, highlight_draft, highlight)
CALLS_AGAIN(highlight_again, highlight)
CALLS_AS(highlight_read, highlight_key, highlight)
CALLS_AS(highlight_change, highlight_change, highlight)
CALLS_AS(highlight_drop, highlight_key, nothing)
CALLS_ON(highlights, user_stories_query, id, highlight_page)

static const struct problem *const problems[] = { &story_not_found, NULL };
static const struct problem *const create_problems[] = {
    &media_unknown, &media_kind, &media_failed, &media_not_ready, &media_too_long, NULL
};
static const struct problem *const own_problems[] = { &story_not_found, PLAIN(ERR_FORBIDDEN), NULL };
static const struct problem *const react_problems[] = { &story_not_found, &invalid_emoji, &cannot_react_to_yourself, NULL };
static const struct problem *const user_problems[] = { &user_not_found, NULL };
static const struct problem *const put_problems[] = { &user_not_found, &blocking, &list_full, NULL };
static const struct problem *const highlight_problems[] = { &highlight_not_found, NULL };
static const struct problem *const make_problems[] = { PROBLEM_AS(ERR_INVALID, story_not_found), &too_many_highlights, NULL };
static const struct problem *const change_problems[] = { &highlight_not_found, PROBLEM_AS(ERR_INVALID, story_not_found), NULL };

#define STORIES .tag = "stories"
#define TELLS &may_tell_stories, RATE_WRITES

extern const struct route story_routes[];
const struct route story_routes[] = {
    { METHOD_POST,   "/stories",               create_entry,   TELLS, 201, TAKES(story_draft), GIVES(story), AGAIN(story_again, story),
      STORIES, .tag_says = "What is shown for a day, highlights that keep some of it, and who sees it",
      .summary = "Publish a story", .problems = create_problems },
    { METHOD_GET,    "/stories/feed",          feed_entry,     &any_member, RATE_READS, 200, TAKES(stories_query), GIVES_PAGE(story_tray),
      STORIES, .summary = "Read the stories of those you follow, by author: unseen ones first" },
    { METHOD_GET,    "/stories/hidden_from",   hidden_from_entry, &any_member, RATE_READS, 200, TAKES(stories_query), GIVES_PAGE(profile),
      STORIES, .summary = "Read whom you hide your stories from, latest first" },
    { METHOD_PUT,    "/stories/hidden_from/{user_id}", hidden_from_put_entry, TELLS, 204, TAKES(story_user_key),
      STORIES, .summary = "Hide your stories from somebody; repeats are harmless", .problems = put_problems },
    { METHOD_DELETE, "/stories/hidden_from/{user_id}", hidden_from_take_entry, TELLS, 204, TAKES(story_user_key),
      STORIES, .summary = "Show them your stories again", .problems = user_problems },
    { METHOD_GET,    "/stories/mutes",         story_mutes_entry, &any_member, RATE_READS, 200, TAKES(stories_query), GIVES_PAGE(profile),
      STORIES, .summary = "Read whose stories you have muted, latest first" },
    { METHOD_GET,    "/stories/{id}",          get_entry,      &anyone, RATE_READS, 200, TAKES(story_key), GIVES(story),
      STORIES, .summary = "Read a story", .problems = problems },
    { METHOD_DELETE, "/stories/{id}",          drop_entry,     TELLS, 204, TAKES(story_key),
      STORIES, .summary = "Delete a story of your own; moderators delete any", .problems = own_problems },
    { METHOD_POST,   "/stories/{id}/view",     view_entry,     TELLS, 200, TAKES(story_key), GIVES(story_seen),
      STORIES, .summary = "Say that you have seen a story; repeats are harmless", .problems = problems },
    { METHOD_GET,    "/stories/{id}/viewers",  viewers_entry,  &any_member, RATE_READS, 200, TAKES(story_query), GIVES_PAGE(story_viewer),
      STORIES, .summary = "Read who has seen a story of your own, latest first", .problems = own_problems },
    { METHOD_PUT,    "/stories/{id}/reaction", react_entry,    TELLS, 200, TAKES(story_emoji), GIVES(story),
      STORIES, .summary = "React to a story: another emoji takes its place", .problems = react_problems },
    { METHOD_DELETE, "/stories/{id}/reaction", unreact_entry,  TELLS, 204, TAKES(story_key),
      STORIES, .summary = "Take your reaction back", .problems = problems },
    { METHOD_GET,    "/users/{id}/stories",    of_user_entry,  &anyone, RATE_READS, 200, TAKES(user_stories_query), GIVES_PAGE(story),
      STORIES, .summary = "Read the stories of somebody, oldest first", .problems = user_problems },
    { METHOD_PUT,    "/users/{id}/stories/mute", story_mutes_put_entry, TELLS, 204, TAKES(story_mute_key),
      STORIES, .summary = "Keep somebody's stories out of your feed; repeats are harmless", .problems = put_problems },
    { METHOD_DELETE, "/users/{id}/stories/mute", story_mutes_take_entry, TELLS, 204, TAKES(story_mute_key),
      STORIES, .summary = "Take them into your feed again", .problems = user_problems },
    { METHOD_GET,    "/close_friends",         close_friends_entry, &any_member, RATE_READS, 200, TAKES(stories_query), GIVES_PAGE(profile),
      STORIES, .summary = "Read your close friends, latest first" },
    { METHOD_PUT,    "/close_friends/{user_id}", close_friends_put_entry, TELLS, 204, TAKES(story_user_key),
      STORIES, .summary = "Make somebody a close friend; repeats are harmless", .problems = put_problems },
    { METHOD_DELETE, "/close_friends/{user_id}", close_friends_take_entry, TELLS, 204, TAKES(story_user_key),
      STORIES, .summary = "Take somebody off your close friends", .problems = user_problems },
    { METHOD_POST,   "/highlights",            highlight_make_entry, TELLS, 201, TAKES(highlight_draft), GIVES(highlight),
      AGAIN(highlight_again, highlight),
      STORIES, .summary = "Keep stories of your own in a highlight", .problems = make_problems },
    { METHOD_GET,    "/users/{id}/highlights", highlights_entry, &anyone, RATE_READS, 200, TAKES(user_stories_query), GIVES_PAGE(highlight),
      STORIES, .summary = "Read the highlights of somebody, newest first", .problems = user_problems },
    { METHOD_GET,    "/highlights/{id}",       highlight_read_entry, &anyone, RATE_READS, 200, TAKES(highlight_key), GIVES(highlight),
      STORIES, .summary = "Read a highlight with its stories", .problems = highlight_problems },
    { METHOD_PATCH,  "/highlights/{id}",       highlight_change_entry, TELLS, 200, TAKES(highlight_change), GIVES(highlight),
      STORIES, .summary = "Change a highlight of your own", .problems = change_problems },
    { METHOD_DELETE, "/highlights/{id}",       highlight_drop_entry, TELLS, 204, TAKES(highlight_key),
      STORIES, .summary = "Delete a highlight of your own", .problems = highlight_problems },
    {0}
};
