#include "domain/search/messages_testbed.h"
#include "base/buf.h"
#include "base/str.h"
#include "domain/tag/tag.h"

enum { PATIENCE_MS = 30000 };

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

void indexed(ctx *c)
{
    expect_ok(consumer_await(c, MESSAGES_CONSUMER, PATIENCE_MS));
}

void expect_right(ctx *c)
{
    struct capability_check is = { S(""), S("") };

    expect_ok(search_check(c, &is));
    expect_str(is.wrong, S(""));
}

const struct caller *as(ctx *c, id who)
{
    struct caller *me = arena_new(&c->arena, struct caller);

    *me = (struct caller){ .account = who, .role = ROLE_USER };
    return me;
}

str found_in_pages(ctx *c, id me, const struct messages_asked *asked, i64 limit)
{
    struct buf b = BUF_ON(&c->arena);
    message_view_page page;
    id at = { 0 };

    do {
        expect_ok(messages_search(c, me, asked, at, limit, &page, &at));
        expect(page.n <= (size_t)limit);
        for (size_t i = 0; i < page.n; i++)
            buf_format(&b, "%s" STR_FMT, b.n ? "|" : "", STR_ARG(page.at[i].words->content.v));
    } while (at.v);
    return buf_str(&b);
}

str found(ctx *c, id me, const char *q)
{
    return found_in_pages(c, me, &(struct messages_asked){ .q = str_of(q) }, 20);
}
