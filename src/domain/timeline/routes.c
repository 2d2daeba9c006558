/* The routes of timelines, and of lists of people. */
#include "api/rest/route.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/post/routes.h"
#include "domain/tag/tag.h"
#include "domain/timeline/timeline.h"
#include "runtime/ctx.h"

enum { NEW_MOST = 100, THOUSAND = 1000 };

static const char *const order_words[] = { "time", "ranked", NULL };

struct feed_query { LIST_WISH; i64 offset; str order; maybe_str since; };
struct since_query { str since; };
struct public_query { LIST_WISH; maybe_bool media; };
struct tagged_query { str tag; LIST_WISH; };
struct listed_query { id id; LIST_WISH; };
struct timeline_query { str user_id; LIST_WISH; i64 page; };
struct feed_new { i64 count; };

#define FIELD_SINCE(S, ...) FIELD(S, since, .doc = "From the Link of an answer of the feed, rel=\"prev\"", __VA_ARGS__)
SHAPE(feed_query,
    LIST_FIELDS(feed_query),
    FIELD(feed_query, offset, .optional = true, .max = 1000, .doc = "How many to skip; a cursor has skipped them"),
    FIELD(feed_query, order, .optional = true, .words = order_words, .doc = "Left out: by time"), FIELD_SINCE(feed_query));
SHAPE(since_query, FIELD_SINCE(since_query));
SHAPE(public_query, LIST_FIELDS(public_query), FIELD(public_query, media, .doc = "true: only those with media"));
SHAPE(tagged_query, FIELD(tagged_query, tag, .doc = "In any spelling, with or without # (as %23)"), LIST_FIELDS(tagged_query));
SHAPE(listed_query, FIELD(listed_query, id), LIST_FIELDS(listed_query));
SHAPE(timeline_query,
    FIELD_USER(timeline_query, user_id), LIST_FIELDS(timeline_query),
    FIELD(timeline_query, page, .optional = true, .min = 1, .max = 50, .standard = 1, .doc = "Instead of a cursor"));
SHAPE(feed_new, FIELD(feed_new, count, .max = NEW_MOST, .doc = "100: that many or more"));

/* ---- the feed ---- */

struct ranked_reason { str reason; double score; };
typedef PAGE(ranked_reason) ranked_reason_page;
SHAPE(ranked_reason, FIELD(ranked_reason, reason, .words = reason_words), FIELD(ranked_reason, score));

struct feed_post { HAS_POST_WORDS; POST_REST(const struct embedded_post *); double score; ranked_reason_page reasons; };
SHAPE(feed_post,
    POST_FIELDS(feed_post), FIELD(feed_post, score, .optional = true, .doc = "Of the ranked feed: the sum of the reasons"),
    FIELD_PAGE(feed_post, reasons, &ranked_reason_shape, .optional = true, .doc = "Of the ranked feed: why it stands there"));

struct ranking { double score; ranked_reason_page reasons; };
static SHAPE(ranking, FIELD(ranking, score), FIELD_PAGE(ranking, reasons, &ranked_reason_shape));

static void ranked_show(ctx *c, const struct ranked_view *v, struct pieces *out)
{
    struct ranking r = { .reasons.at = arena_array(&c->arena, struct ranked_reason, REASONS) };
    str rest = post_rest_json(c, &v->view);
    struct buf own = BUF_ON(&c->arena);
    i64 sum = 0;

    for (int i = 0; i < REASONS; i++) {
        sum += v->parts[i];
        if (v->parts[i])
            r.reasons.at[r.reasons.n++] = (struct ranked_reason){ str_of(reason_words[i]), (double)v->parts[i] / THOUSAND };
    }
    r.score = (double)sum / THOUSAND;
    str ranking = pieces_json(c, &ranking_shape, &r);
    buf_add(&own, str_to(rest, rest.n - 1));
    buf_byte(&own, ',');
    buf_add(&own, str_from(ranking, 1));
    pieces_item(c, out, v->view.json, buf_str(&own));
}

/* An order that is not kept any more is a cursor that leads nowhere. */
static err ranked(ctx *c, const struct caller *me, const struct feed_query *in, const struct cursor *at, struct pieces *out)
{
    struct ranked_place next;
    ranked_view_page page;

    if (in->cursor.n && !at->b)
        return fail_field(c, S("cursor"), &invalid_form);
    err e = feed_ranked(c, me->account, (struct ranked_place){ { at->a }, at->b }, in->limit, &page, &next);
    if (e == ERR_NOT_FOUND)
        return fail_field_saying(c, S("cursor"), &invalid_form, "This order is not kept any more. Begin again without a cursor.");
    TRY(e);
    for (size_t i = 0; i < page.n; i++)
        ranked_show(c, &page.at[i], out);
    out->next = next.made.v ? cursor_make(c, (struct cursor){ next.made.v, next.at }) : S("");
    return OK;
}

static err since_read(ctx *c, str text, struct moment *out)
{
    struct cursor at;

    TRY(mark_read(c, S("since"), text, &at));
    *out = (struct moment){ at.a, { at.b } };
    return OK;
}

static err by_time(ctx *c, const struct caller *me, const struct feed_query *in, const struct cursor *at, struct pieces *out)
{
    struct feed_wish wish = { .after = { at->a }, .offset = in->cursor.n ? 0 : in->offset, .limit = in->limit };
    struct moment since, now;
    post_view_page page;
    id next;

    if (at->b)
        return fail_field(c, S("cursor"), &invalid_form);
    if (in->since.is == GIVEN) {
        TRY(since_read(c, in->since.v, &since));
        wish.since = &since;
    }
    TRY(feed_get(c, me->account, wish, &page, &next, &now));
    posts_show(c, &page, next, out);
    if (!in->cursor.n)
        out->prev = cursor_make_for(c, S("since"), (struct cursor){ now.position, now.at.ms });
    return OK;
}

/* The first page, which most readers ask for again and again. */
static err first_page(ctx *c, const struct caller *me, i64 limit, struct pieces *out)
{
    struct feed_wish wish = { .limit = limit, .made = feed_made_new(c) };
    struct feed_page kept = { .limit = limit };
    struct moment now;
    post_view_page page;
    bool found;
    id next;

    TRY(feed_page_get(c, me->account, S(""), limit, &kept, &found));
    if (found) {
        *out = (struct pieces){ .next = kept.next, .prev = kept.prev };
        pieces_give(c, out, kept.text, kept.etag);
        return OK;
    }
    TRY(feed_get(c, me->account, wish, &page, &next, &now));
    posts_show(c, &page, next, out);
    kept.next = out->next;
    kept.prev = out->prev = cursor_make_for(c, S("since"), (struct cursor){ now.position, now.at.ms });
    pieces_finish(c, out, &kept.text, &kept.etag);
    feed_page_keep(c, wish.made, &kept);
    return OK;
}

static err feed(ctx *c, const struct caller *me, const struct feed_query *in, struct pieces *out)
{
    struct cursor at;

    TRY(cursor_read(c, in->cursor, &at));
    if (str_eq(in->order, S("ranked")))
        return ranked(c, me, in, &at, out);
    if (in->cursor.n || in->offset || in->since.is == GIVEN || !feed_pages_are_kept(c))
        return by_time(c, me, in, &at, out);
    return first_page(c, me, in->limit, out);
}

static err count_new(ctx *c, const struct caller *me, const struct since_query *in, struct feed_new *out)
{
    struct moment since;

    TRY(since_read(c, in->since, &since));
    return feed_count_new(c, me->account, &since, NEW_MOST, &out->count);
}

/* ---- other timelines ---- */

static err everybody(ctx *c, const struct caller *me, const struct public_query *in, struct pieces *out)
{
    struct post_wish wish = { .limit = in->limit, .without = in->media.is == GIVEN && in->media.v ? ONLY_WITH_MEDIA : 0 };
    post_view_page page;
    id next;

    TRY(list_from(c, in->cursor, &wish.after));
    TRY(timeline_public(c, me->account, wish, &page, &next));
    posts_show(c, &page, next, out);
    return OK;
}

static err tagged(ctx *c, const struct caller *me, const struct tagged_query *in, struct pieces *out)
{
    struct post_wish wish = { .limit = in->limit };
    post_view_page page;
    id next;

    TRY(list_from(c, in->cursor, &wish.after));
    TRY(timeline_of_tag(c, me->account, in->tag, wish, &page, &next));
    posts_show(c, &page, next, out);
    return OK;
}

static err listed(ctx *c, const struct caller *me, const struct listed_query *in, struct pieces *out)
{
    struct post_wish wish = { .limit = in->limit };
    post_view_page page;
    id next;

    TRY(list_from(c, in->cursor, &wish.after));
    TRY(timeline_of_list(c, me->account, in->id, wish, &page, &next));
    posts_show(c, &page, next, out);
    return OK;
}

static err of_user(ctx *c, const struct caller *me, id who, const struct timeline_query *in, struct pieces *out)
{
    struct post_wish wish = { .limit = in->limit, .offset = in->cursor.n ? 0 : (in->page - 1) * in->limit };
    post_view_page page;
    id next;

    TRY(list_from(c, in->cursor, &wish.after));
    TRY(timeline_of_user(c, me->account, who, wish, &page, &next));
    posts_show_within(c, &page, list_next(c, next), out);
    return OK;
}

/* ---- lists ---- */

struct lists_query { LIST_WISH; };
struct list_key { id id; };
struct list_members_query { id id; LIST_WISH; };
struct list_member_key { id id; str user_id; };

SHAPE(lists_query, LIST_FIELDS(lists_query));
SHAPE(list_key, FIELD(list_key, id));
SHAPE(list_members_query, FIELD(list_members_query, id), LIST_FIELDS(list_members_query));
SHAPE(list_member_key, FIELD(list_member_key, id), FIELD_USER(list_member_key, user_id));

static err lists_create(ctx *c, const struct caller *me, const struct list_draft *in, struct list *out)
{
    return list_create(c, me->account, in, out);
}

/* In the order of titles, so a cursor names the last one: the next page begins after it, or at its place if it is gone. */
static size_t lists_after(const list_page *all, const struct cursor *at)
{
    for (size_t i = 0; i < all->n && at->a; i++)
        if (all->at[i].id.v == at->a)
            return i + 1;
    return (size_t)at->b < all->n ? (size_t)at->b : all->n;
}

static err lists(ctx *c, const struct caller *me, const struct lists_query *in, list_page *out)
{
    struct cursor at;

    TRY(cursor_read(c, in->cursor, &at));
    TRY(lists_get(c, me->account, out));
    size_t from = lists_after(out, &at), n = out->n - from;
    bool more = n > (size_t)in->limit;
    *out = (list_page){ .at = out->at + from, .n = more ? (size_t)in->limit : n };
    if (more)
        out->next = cursor_make(c, (struct cursor){ out->at[out->n - 1].id.v, (i64)(from + out->n) });
    return OK;
}

static err list_read(ctx *c, const struct caller *me, const struct list_key *in, struct list *out)
{
    return list_get(c, me->account, in->id, out);
}

static err list_edit(ctx *c, const struct caller *me, const struct list_change *in, struct list *out)
{
    return list_rename(c, me->account, in, out);
}

static err list_drop(ctx *c, const struct caller *me, const struct list_key *in, struct nothing *out)
{
    (void)out;
    return list_delete(c, me->account, in->id);
}

static err members(ctx *c, const struct caller *me, const struct list_members_query *in, profile_page *out)
{
    struct people_wish wish = { .limit = in->limit };
    id next;

    TRY(list_from(c, in->cursor, &wish.at));
    TRY(list_members(c, me->account, in->id, wish, out, &next));
    out->next = list_next(c, next);
    return OK;
}

static err member_add(ctx *c, const struct caller *me, id who, const struct list_member_key *in, struct nothing *out)
{
    (void)out;
    return list_member_add(c, me->account, in->id, who);
}

static err member_drop(ctx *c, const struct caller *me, id who, const struct list_member_key *in, struct nothing *out)
{
    (void)out;
    return list_member_remove(c, me->account, in->id, who);
}

/* ---- the table ---- */

CALLS_AS(feed, feed_query, pieces)
CALLS_AS(count_new, since_query, feed_new)
CALLS_AS(everybody, public_query, pieces)
CALLS_AS(tagged, tagged_query, pieces)
CALLS_AS(listed, listed_query, pieces)
CALLS_ON(of_user, timeline_query, user_id, pieces)
CALLS_AS(lists_create, list_draft, list)
CALLS_AS(lists, lists_query, list_page)
CALLS_AS(list_read, list_key, list)
CALLS_AS(list_edit, list_change, list)
CALLS_AS(list_drop, list_key, nothing)
CALLS_AS(members, list_members_query, profile_page)
CALLS_ON(member_add, list_member_key, user_id, nothing)
CALLS_ON(member_drop, list_member_key, user_id, nothing)

static const struct problem *const list_problems[] = { &list_not_found, NULL };
static const struct problem *const member_problems[] = { &list_not_found, &user_not_found, &blocking, &list_full, NULL };

#define POSTS GIVES_PIECES_PAGE(post), .tag = "timelines"

extern const struct route timeline_routes[];
const struct route timeline_routes[] = {
    { METHOD_GET,    "/posts/feed",        feed_entry,         &may_read_feed, RATE_READS, 200, TAKES(feed_query),
      GIVES_PIECES_PAGE(feed_post),
      .tag = "timelines", .tag_says = "Feeds, other timelines, and lists of people",
      .summary = "Read your feed: by time, ranked, or what is new since an answer" },
    { METHOD_GET,    "/posts/feed/new",    count_new_entry,    &may_read_feed, RATE_READS, 200, TAKES(since_query), GIVES(feed_new),
      .tag = "timelines", .summary = "Count what is new in your feed since an answer" },
    { METHOD_GET,    "/timeline/public",   everybody_entry,    &anyone,        RATE_READS, 200, TAKES(public_query), POSTS,
      .summary = "Read the public posts of everybody, newest first" },
    { METHOD_GET,    "/timeline/tag/{tag}", tagged_entry,      &anyone,        RATE_READS, 200, TAKES(tagged_query), POSTS,
      .summary = "Read the public posts with a tag, newest first", .problems = PROBLEMS(&tag_not_found) },
    { METHOD_GET,    "/timeline/list/{id}", listed_entry,      &may_list,      RATE_READS, 200, TAKES(listed_query), POSTS,
      .summary = "Read the posts of a list's members, newest first", .problems = list_problems },
    { METHOD_GET,    "/timeline/{user_id}", of_user_entry,     &anyone,        RATE_READS, 200, TAKES(timeline_query),
      GIVES_PIECES(posts_within), .tag = "timelines", .summary = "Read your feed, or the public posts of somebody else, in an object",
      .problems = PROBLEMS(&user_not_found) },
    { METHOD_GET,    "/lists",             lists_entry,        &may_list,      RATE_READS, 200, TAKES(lists_query), GIVES_PAGE(list),
      .tag = "timelines", .summary = "Read your lists, by title" },
    { METHOD_POST,   "/lists",             lists_create_entry, &may_list,      RATE_WRITES, 201, TAKES(list_draft), GIVES(list),
      .tag = "timelines", .summary = "Make a list of people", .problems = PROBLEMS(&too_many_lists) },
    { METHOD_GET,    "/lists/{id}",        list_read_entry,    &may_list,      RATE_READS, 200, TAKES(list_key), GIVES(list),
      .tag = "timelines", .summary = "Read a list of yours", .problems = list_problems },
    { METHOD_PATCH,  "/lists/{id}",        list_edit_entry,    &may_list,      RATE_WRITES, 200, TAKES(list_change), GIVES(list),
      .tag = "timelines", .summary = "Rename it", .problems = list_problems },
    { METHOD_DELETE, "/lists/{id}",        list_drop_entry,    &may_list,      RATE_WRITES, 204, TAKES(list_key),
      .tag = "timelines", .summary = "Delete it", .problems = list_problems },
    { METHOD_GET,    "/lists/{id}/members", members_entry,     &may_list,      RATE_READS, 200, TAKES(list_members_query),
      GIVES_PAGE(profile),
      .tag = "timelines", .summary = "Read the people in it, last added first", .problems = list_problems },
    { METHOD_PUT,    "/lists/{id}/members/{user_id}", member_add_entry, &may_list, RATE_WRITES, 204, TAKES(list_member_key),
      .tag = "timelines", .summary = "Add somebody, who does not learn of it; repeats are harmless", .problems = member_problems },
    { METHOD_DELETE, "/lists/{id}/members/{user_id}", member_drop_entry, &may_list, RATE_WRITES, 204, TAKES(list_member_key),
      .tag = "timelines", .summary = "Take somebody out", .problems = PROBLEMS(&list_not_found, &user_not_found) },
    {0}
};
