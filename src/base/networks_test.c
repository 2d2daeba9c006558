#include "base/networks.h"
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

TEST(addresses_are_read_with_ports_and_brackets)
{
    static const char *const good[] = { "192.0.2.1", "192.0.2.1:80", "::1", "[::1]", "[2001:db8::1]:443", "::ffff:192.0.2.1" };
    static const char *const bad[] = { "", "a", "1.2.3", "1.2.3.4.5", "1.2.3.4:", "1.2.3.4:99999", "[::1", "::1]", "[1.2.3.4]", "[::1]x",
                                       "[::1]:x", "1.2.3.4:5:6", "_hidden", "unknown" };
    struct address a;

    for (size_t i = 0; i < COUNT(good); i++)
        expect(address_read(str_of(good[i]), &a));
    for (size_t i = 0; i < COUNT(bad); i++)
        expect(!address_read(str_of(bad[i]), &a));
    expect(!an_address("::ffff:192.0.2.1").v6);
}

TEST(networks_hold_what_they_should)
{
    struct networks n;
    struct address in = an_address("10.9.8.7"), odd = an_address("172.31.255.255"), v6 = an_address("fd00::9");
    struct address out = an_address("11.0.0.1");

    expect_ok(read_networks(&n, S("10.0.0.0/8, 172.16.0.0/12, fd00::/8, 192.0.2.1")));
    expect(networks_have(&n, &in));
    expect(networks_have(&n, &odd));
    expect(networks_have(&n, &v6));
    expect(!networks_have(&n, &out));
    expect_ok(read_networks(&n, S("0.0.0.0/0")));
    expect(networks_have(&n, &out));
    expect(!networks_have(&n, &v6));
    arena_close(&arena);
}

TEST(what_is_no_network_stops_the_start)
{
    static const char *const wrong[] = { "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "proxy", "::/129", "10.0.0.0/", "10.0.0.0/x" };
    struct networks n;

    for (size_t i = 0; i < COUNT(wrong); i++)
        expect_eq(read_networks(&n, str_of(wrong[i])), ERR_INVALID);
    arena_close(&arena);
}

TEST(a_port_is_one_to_five_digits)
{
    static const char *const bad[] = { "", "65536", "99999", "080808", "-1", "+1", " 1", "1 ", "x", "1x" };
    u16 port;

    expect(port_read(S("0"), &port) && port == 0);
    expect(port_read(S("65535"), &port) && port == 65535);
    expect(port_read(S("00080"), &port) && port == 80);
    for (size_t i = 0; i < COUNT(bad); i++)
        expect(!port_read(str_of(bad[i]), &port));
}
