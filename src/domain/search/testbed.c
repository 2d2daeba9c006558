#include "domain/search/testbed.h"
#include "base/buf.h"
#include "base/str.h"
#include "domain/tag/tag.h"

enum { PATIENCE_MS = 30000, FOUND_MOST = 1000 };

static const struct capability *const capabilities[] = {
    &work_capability, &audit_capability, &account_capability, &graph_capability, &media_capability,
    &profile_capability, &reaction_capability,
    &poll_capability, &tag_capability, &post_capability, &channel_capability, &message_capability, &search_capability, NULL
};
static const struct test_setting unlimited[] = { { "limits", "off" }, {0} };

void in_library(err (*run)(ctx *, void *))
{
    struct house h = house_open((struct house_options){ .world = { .real_clock = true, .settings = unlimited },
                                                        .capabilities = capabilities });
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

void all_indexed(ctx *c)
{
    expect_ok(consumer_await(c, SEARCH_CONSUMER, PATIENCE_MS));
}

static void page_add(ctx *c, id me, const char *q, i64 limit, id *at, ids *all, struct buf *contents)
{
    post_view_page page;

    expect_ok(posts_search(c, me, str_of(q), *at, limit, &page, at));
    expect(page.n <= (size_t)limit && all->n + page.n <= FOUND_MOST);
    for (size_t i = 0; i < page.n; i++) {
        if (contents->n)
            buf_byte(contents, '|');
        buf_add(contents, page.at[i].words->content);
        all->at[all->n++] = page.at[i].words->id;
    }
}

static str found(ctx *c, id me, const char *q, i64 limit, ids *all)
{
    struct buf contents = BUF_ON(&c->arena);
    id at = { 0 };

    *all = (ids){ arena_array(&c->arena, id, FOUND_MOST), 0 };
    do
        page_add(c, me, q, limit, &at, all, &contents);
    while (at.v);
    return buf_str(&contents);
}

ids found_in_pages(ctx *c, id me, const char *q, i64 limit)
{
    ids all;

    (void)found(c, me, q, limit, &all);
    return all;
}

str found_by(ctx *c, id me, const char *q)
{
    ids all;

    return found(c, me, q, 20, &all);
}

void deletes(ctx *c, id me, id post)
{
    expect_ok(post_delete(c, &(struct caller){ .account = me, .role = ROLE_USER }, post));
}

void edits(ctx *c, id me, id post, const char *content)
{
    struct post out;

    expect_ok(post_edit(c, me, &(struct post_change){ .id = post, .content = { GIVEN, str_of(content) } }, &out));
}
