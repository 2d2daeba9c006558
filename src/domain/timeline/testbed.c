#include "domain/timeline/testbed.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/tag/tag.h"
#include "domain/timeline/timeline.sql.h"
#include "ports/cache.h"

enum { PATIENCE_MS = 30000, STEP_MS = 5 };

static const struct capability *const capabilities[] = {
    &work_capability, &audit_capability, &account_capability, &graph_capability, &media_capability,
    &profile_capability, &reaction_capability,
    &poll_capability, &tag_capability, &post_capability, &timeline_capability, NULL
};
static const struct test_setting no_limits[] = { { "posts_per_hour", "1000000" }, { "likes_per_hour", "1000000" }, { 0 } };

struct house town_open(struct test_world_options world)
{
    if (!world.settings)
        world.settings = no_limits;
    return house_open((struct house_options){ .world = world, .capabilities = capabilities });
}

void in_town_with(const struct test_setting *settings, err (*run)(ctx *, void *))
{
    struct house h = town_open((struct test_world_options){ .real_clock = true, .settings = settings });
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

void in_town(err (*run)(ctx *, void *))
{
    in_town_with(NULL, run);
}

/* ---- people ---- */

/* Names that look like no other: digits 2 to 9 look unlike each other and unlike letters. */
void people_make(ctx *c, id *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct buf name = BUF_ON(&c->arena);
        buf_lit(&name, "person_");
        for (u64 k = (u64)ctx_new_id(c).v; k; k /= 8)
            buf_byte(&name, (char)('2' + k % 8));
        out[i] = a_person_of(c, buf_str(&name));
    }
}

void follows(ctx *c, id who, id whom)
{
    struct follow follow;

    expect_ok(graph_follow(c, who, whom, &follow));
}

void unfollows(ctx *c, id who, id whom)
{
    struct follow follow;

    expect_ok(graph_unfollow(c, who, whom, &follow));
}

/* ---- posts ---- */

void expect_soon(ctx *c, bool (*is)(ctx *, const void *), const void *arg)
{
    i64 end = loop_mono_ms(c->loop) + PATIENCE_MS;

    while (!is(c, arg)) {
        expect(loop_mono_ms(c->loop) < end);
        expect_ok(ctx_sleep(c, STEP_MS));
    }
}

void all_delivered(ctx *c)
{
    expect_ok(consumer_await(c, "timeline", PATIENCE_MS));
}

static bool is_heard(ctx *c, const void *arg)
{
    const id *post = arg;
    struct moment_posts moment;

    (void)moment_after(c, 0, &moment);
    for (size_t i = 0; i < moment.n; i++)
        if (moment.at[i].post.v == post->v)
            return true;
    return false;
}

void heard(ctx *c, id post)
{
    expect_soon(c, is_heard, &post);
}

static id published(ctx *c, id me, const struct post_draft *draft)
{
    struct post out;

    expect_ok(post_create(c, me, draft, &out));
    heard(c, out.id);
    return out.id;
}

id says_to(ctx *c, id me, const char *content, const char *visibility)
{
    return published(c, me, &(struct post_draft){ .content = { GIVEN, str_of(content) }, .visibility = { GIVEN, str_of(visibility) } });
}

id says(ctx *c, id me, const char *content)
{
    return says_to(c, me, content, "public");
}

id boosts(ctx *c, id me, id of)
{
    return published(c, me, &(struct post_draft){ .boost_of = { GIVEN, id_text(&c->arena, of) } });
}

void deletes(ctx *c, id me, id post)
{
    expect_ok(post_delete(c, &(struct caller){ .account = me, .role = ROLE_USER }, post));
}

/* ---- feeds ---- */

static ids ids_of(ctx *c, const post_view_page *page)
{
    ids out = { arena_array(&c->arena, id, page->n), page->n };

    for (size_t i = 0; i < page->n; i++)
        out.at[i] = page->at[i].words->id;
    return out;
}

ids feed_page(ctx *c, id me, id after, i64 limit, id *next)
{
    struct moment now;
    post_view_page page;

    expect_ok(feed_get(c, me, (struct feed_wish){ .after = after, .limit = limit }, &page, next, &now));
    return ids_of(c, &page);
}

ids feed_of(ctx *c, id me)
{
    ids all = { arena_array(&c->arena, id, 2000), 0 };
    id next = { 0 };

    do {
        ids page = feed_page(c, me, next, 7, &next);
        expect(page.n == 7 || !next.v);
        expect(all.n + page.n <= 2000);
        for (size_t i = 0; i < page.n; i++)
            all.at[all.n++] = page.at[i];
    } while (next.v);
    return all;
}

ids feed_since(ctx *c, id me, struct moment since, struct moment *now)
{
    post_view_page page;
    id next;

    expect_ok(feed_get(c, me, (struct feed_wish){ .limit = 100, .since = &since }, &page, &next, now));
    return ids_of(c, &page);
}

struct moment moment_of(ctx *c, id me)
{
    struct moment now;
    post_view_page page;
    id next;

    expect_ok(feed_get(c, me, (struct feed_wish){ .limit = 1 }, &page, &next, &now));
    return now;
}

bool has(ids all, id post)
{
    for (size_t i = 0; i < all.n; i++)
        if (all.at[i].v == post.v)
            return true;
    return false;
}

void expect_ids(ids found, ids wanted)
{
    expect_eq(found.n, wanted.n);
    for (size_t i = 0; i < wanted.n; i++)
        expect_eq(found.at[i].v, wanted.at[i].v);
}

void expect_feed(ctx *c, id me, ids wanted)
{
    expect_ids(feed_of(c, me), wanted);
}

/* ---- kept pages ---- */

str page_text(ctx *c, const post_view_page *page)
{
    struct buf text = BUF_ON(&c->arena);

    for (size_t i = 0; i < page->n; i++)
        post_json(c, &text, &page->at[i]);
    return buf_str(&text);
}

str page_make(ctx *c, id me)
{
    struct feed_wish wish = { .limit = PAGE_LIMIT, .made = feed_made_new(c) };
    struct moment now;
    post_view_page page;
    id next;

    expect_ok(feed_get(c, me, wish, &page, &next, &now));
    str text = page_text(c, &page);
    feed_page_keep(c, wish.made, &(struct feed_page){ .limit = PAGE_LIMIT, .text = text, .etag = 7 });
    return text;
}

str page_read(ctx *c, id me, bool *given)
{
    struct feed_page kept;

    expect_ok(feed_page_get(c, me, S(""), PAGE_LIMIT, &kept, given));
    return *given ? kept.text : page_make(c, me);
}

/* ---- the workers ---- */

static bool is_made(ctx *c, const void *arg)
{
    struct feed_row row;

    return q_feed_get(c, *(const id *)arg, &row) == OK && row.state == FEED_MADE;
}

void feed_made(ctx *c, id me)
{
    id next;

    (void)feed_page(c, me, (id){ 0 }, 1, &next);
    expect_soon(c, is_made, &me);
    heads_forget(c, me);
}

i64 entries_of(ctx *c, id me)
{
    entry_page page;

    expect_ok(q_entries_before(c, me, (id){ INT64_MAX }, 100000, &page));
    return (i64)page.n;
}

void heads_forget(ctx *c, id me)
{
    cache_forget(c->world->cache, reader_key(&c->arena, me));
    cache_forget(c->world->cache, head_key(&c->arena, me));
}

void memory_forget(ctx *c)
{
    struct timeline_memory *m = capability_memory(c->world, &timeline_capability);

    recent_close(&m->posts);
    m->posts = recent_open(sizeof(struct moment_post), MOMENT_POSTS);
    atomic_store(&m->begun_ms, 0);
}

void expect_right(ctx *c)
{
    struct capability_check found = { S(""), S("") };

    expect_ok(timeline_check(c, &found));
    expect_str(found.wrong, S(""));
}
