#include "net/client.h"
#include "base/str.h"
#include "kit/test.h"

static struct arena arena;

static err read_networks(struct networks *n, str setting)
{
    struct failure failure;

    arena_close(&arena);
    arena_init(&arena, NULL, 0);
    failure_begin(&failure, &arena);
    return networks_read(n, &arena, &failure, "trusted_proxies", setting);
}

static struct address an_address(const char *text)
{
    struct address a;

    expect(address_read(str_of(text), &a));
    return a;
}

/* The client of a request from `peer` with these headers, as text. */
static str client_of(const struct networks *n, const char *peer, const char *forwarded, const char *forwarded_for)
{
    struct header headers[2];
    struct exchange x = { .headers = headers, .peer = an_address(peer) };
    char text[64];
    bool by_proxy;

    if (forwarded)
        headers[x.header_count++] = (struct header){ S("forwarded"), str_of(forwarded) };
    if (forwarded_for)
        headers[x.header_count++] = (struct header){ S("x-forwarded-for"), str_of(forwarded_for) };
    struct address client = client_address(n, &x, &by_proxy);
    return arena_copy(&arena, (str){ text, address_print(&client, text) });
}

TEST(a_stranger_is_not_believed)
{
    struct networks n;

    expect_ok(read_networks(&n, S("10.0.0.0/8")));
    expect_str(client_of(&n, "192.0.2.1", "for=198.51.100.1", "198.51.100.2"), S("192.0.2.1"));
    expect_ok(read_networks(&n, S("")));
    expect_str(client_of(&n, "10.0.0.1", "for=198.51.100.1", NULL), S("10.0.0.1"));
    arena_close(&arena);
}

TEST(the_client_is_the_last_that_is_no_proxy)
{
    struct networks n;

    expect_ok(read_networks(&n, S("10.0.0.0/8")));
    expect_str(client_of(&n, "10.0.0.1", NULL, "198.51.100.1"), S("198.51.100.1"));
    expect_str(client_of(&n, "10.0.0.1", NULL, "203.0.113.1, 198.51.100.1, 10.0.0.2"), S("198.51.100.1"));
    expect_str(client_of(&n, "10.0.0.1", "for=203.0.113.1, for=\"[2001:db8::7]:99\";proto=https", NULL), S("2001:db8::7"));
    expect_str(client_of(&n, "10.0.0.1", NULL, "10.0.0.3, 10.0.0.2"), S("10.0.0.3"));
    expect_str(client_of(&n, "10.0.0.1", NULL, NULL), S("10.0.0.1"));
    arena_close(&arena);
}

TEST(what_cannot_be_told_is_the_proxy)
{
    struct networks n;

    expect_ok(read_networks(&n, S("10.0.0.0/8")));
    expect_str(client_of(&n, "10.0.0.1", "for=_hidden", NULL), S("10.0.0.1"));
    expect_str(client_of(&n, "10.0.0.1", NULL, "203.0.113.1, nonsense"), S("10.0.0.1"));
    expect_str(client_of(&n, "10.0.0.1", NULL, ",,,"), S("10.0.0.1"));
    expect_str(client_of(&n, "10.0.0.1", "for=203.0.113.1", "203.0.113.2"), S("10.0.0.1"));
    expect_str(client_of(&n, "10.0.0.1", "for=203.0.113.1", "203.0.113.1"), S("203.0.113.1"));
    arena_close(&arena);
}
