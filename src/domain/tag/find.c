/* Posts by tags, tags by how they begin, and those that many use now. */
#include <stdlib.h>
#include "base/json.h"
#include "base/str.h"
#include "domain/tag/tag.sql.h"
#include "domain/tag/tag_own.h"
#include "ports/cache.h"
#include "text/facets.h"

SHAPE(tag_named, FIELD(tag_named, name));
SHAPE(tag_most, FIELD(tag_most, name), FIELD(tag_most, posts));
SHAPE(tag_post, FIELD(tag_post, post_id));
SHAPE(tag_newest, FIELD(tag_newest, name), FIELD(tag_newest, newest));

/* ---- posts ---- */

static id before_or_end(id before) { return before.v ? before : (id){ INT64_MAX }; }

static void posts_take(struct arena *a, const tag_post_page *page, ids *out)
{
    *out = (ids){ arena_array(a, id, page->n), page->n };
    for (size_t i = 0; i < page->n; i++)
        out->at[i] = page->at[i].post_id;
}

err tag_posts(ctx *c, str name, id before, i64 most, ids *out)
{
    tag_post_page page;

    TRY(q_posts_with(c, name, before_or_end(before), most, &page));
    posts_take(&c->arena, &page, out);
    return OK;
}

err tags_reached(ctx *c, strs names, const id *from, enum reach_way way, i64 most, reached_page *out)
{
    struct buf lists = BUF_ON(&c->arena);

    for (size_t i = 0; i < names.n; i++) {
        buf_add(&lists, i ? S(",[") : S("["));
        json_text(&lists, names.at[i]);
        buf_format(&lists, ",%lld]", (long long)(from[i].v ? from[i].v : way == REACH_DOWN ? INT64_MAX : 0));
    }
    if (way == REACH_DOWN)
        return q_tagged_down(c, buf_str(&lists), most, out);
    return q_tagged_up(c, buf_str(&lists), most, out);
}

/* With more tags than this it pays to ask first which of them can be on the page. */
enum { TAGS_FEW = 10 };

/*
 * The tags whose newest post may be among the first `most`, and the oldest post that may: so many different posts are at least
 * as new as that.
 */
static strs tags_newest(struct arena *a, const tag_newest_page *newest, i64 most, id *from)
{
    strs names = { arena_array(a, str, newest->n), 0 };
    i64 posts = 0;

    *from = (id){ 0 };
    for (size_t i = 0; i < newest->n && newest->at[i].newest.v; i++) {
        bool another = !i || newest->at[i].newest.v != newest->at[i - 1].newest.v;
        if (posts == most) {
            *from = newest->at[i - 1].newest;
            break;
        }
        posts += another;
        names.at[names.n++] = newest->at[i].name;
    }
    return names;
}

err tags_posts(ctx *c, strs names, id before, i64 most, ids *out)
{
    tag_newest_page newest;
    tag_post_page page = { 0 };
    id from = { 0 };

    before = before_or_end(before);
    if (names.n > TAGS_FEW) {
        TRY(q_newest_with(c, strs_text(&c->arena, names), before, &newest));
        names = tags_newest(&c->arena, &newest, most, &from);
    }
    if (names.n)
        TRY(q_posts_with_any(c, strs_text(&c->arena, names), before, from, most, &page));
    posts_take(&c->arena, &page, out);
    return OK;
}

/* ---- by prefix ---- */

/*
 * No index has both: tags with a prefix, and the order of their numbers. So if more than NEAR_MOST tags have the prefix, the
 * first of them by name are looked at, and the TOP_MOST tags with the most posts of all. A tag that is in neither is found by
 * a longer prefix.
 */
enum { NEAR_MOST = 1000, TOP_MOST = 4000 };

static str prefix_end(struct arena *a, str prefix)
{
    return arena_format(a, STR_FMT "\xf4\x8f\xbf\xbf", STR_ARG(prefix));
}

static int by_posts(const void *a, const void *b)
{
    const struct tag_most *x = a, *y = b;

    return x->posts != y->posts ? (x->posts < y->posts) - (x->posts > y->posts) : str_cmp(x->name, y->name);
}

/* In order, each once: one that was looked at twice stands beside itself, unless its number changed in between. */
static strs first_of(struct arena *a, tag_most_page *found, i64 most)
{
    strs names = { arena_array(a, str, found->n), 0 };

    if (found->n)
        qsort(found->at, found->n, sizeof *found->at, by_posts);
    for (size_t i = 0; i < found->n && names.n < (size_t)most; i++)
        if (!names.n || !str_eq(found->at[i].name, names.at[names.n - 1]))
            names.at[names.n++] = found->at[i].name;
    return names;
}

static tag_most_page both_of(struct arena *a, const tag_most_page *near, const tag_most_page *top)
{
    tag_most_page all = { .at = arena_array(a, struct tag_most, near->n + top->n), .n = near->n + top->n };

    if (near->n)
        memcpy(all.at, near->at, near->n * sizeof *all.at);
    if (top->n)
        memcpy(all.at + near->n, top->at, top->n * sizeof *all.at);
    return all;
}

static strs skipped(strs names, i64 n)
{
    size_t skip = (size_t)n < names.n ? (size_t)n : names.n;

    return (strs){ names.at + skip, names.n - skip };
}

err tags_by_prefix(ctx *c, id me, str spelling, i64 offset, i64 most, tag_page *out)
{
    tag_most_page near, top = { 0 };
    str prefix;

    *out = (tag_page){ 0 };
    if (!tag_begin_fold(&c->arena, spelling, &prefix))
        return OK;
    str end = prefix_end(&c->arena, prefix);
    TRY(q_tags_between(c, prefix, end, NEAR_MOST, &near));
    if (near.n == NEAR_MOST)
        TRY(q_tags_most_between(c, prefix, end, TOP_MOST, &top));
    tag_most_page found = both_of(&c->arena, &near, &top);
    return tags_get(c, me, skipped(first_of(&c->arena, &found, offset + most), offset), out);
}

/* ---- trends ---- */

enum { TRENDS_MOST = 50, TRENDS_LIVE_MS = 5000, FADED_AT_READ = 20 };
static const str trends_key = { "tags:trends", 11 };

struct tag_trends { tag_page tags; };
SHAPE(tag_trends, FIELD_PAGE(tag_trends, tags, &tag_shape));

/* When nothing can be written, what is there is still shown. */
err trends_read(ctx *c, strs *names)
{
    tag_named_page page;

    if (store_writable(c->world->store))
        TRY(tags_fade(c, FADED_AT_READ));
    TRY(q_tags_trending(c, TRENDS_MOST, &page));
    *names = (strs){ arena_array(&c->arena, str, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        names->at[i] = page.at[i].name;
    return OK;
}

static err trends_make(ctx *c, struct tag_trends *out)
{
    u64 ticket = cache_ticket(c, trends_key);
    strs names;

    TRY(trends_read(c, &names));
    TRY(tags_get(c, (id){ 0 }, names, &out->tags));
    cache_fill_shaped(c, trends_key, &tag_trends_shape, out, TRENDS_LIVE_MS, ticket);
    return OK;
}

/* What is kept is nobody's own: the viewer's follows are looked up. */
static err follows_mark(ctx *c, id me, tag_page *tags)
{
    strs names = { arena_array(&c->arena, str, tags->n), tags->n };
    tag_followed_page follows;

    if (!me.v || !tags->n)
        return OK;
    for (size_t i = 0; i < tags->n; i++)
        names.at[i] = tags->at[i].name;
    TRY(q_tag_follows_among(c, me, names, &follows));
    for (size_t i = 0; i < tags->n; i++)
        for (size_t k = 0; k < follows.n; k++)
            tags->at[i].following |= str_eq(tags->at[i].name, follows.at[k].name);
    return OK;
}

err tags_trending(ctx *c, id me, i64 most, tag_page *out)
{
    struct tag_trends trends;

    if (!cache_get_shaped(c, trends_key, &tag_trends_shape, &trends))
        TRY(trends_make(c, &trends));
    if (trends.tags.n > (size_t)most)
        trends.tags.n = (size_t)most;
    *out = trends.tags;
    return follows_mark(c, me, out);
}
