#include "ports/calls/guard.h"
#include "base/str.h"
#include "kit/test.h"

static struct address an_address(const char *text)
{
    struct address a;

    if (!address_read(str_of(text), &a))
        test_fail(__FILE__, __LINE__, "no address: %s", text);
    return a;
}

TEST(addresses_are_told_inside_from_outside)
{
    static const char *const inside[] = {
        "0.0.0.0", "0.255.1.1", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.254",
        "169.254.0.1", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.0.1",
        "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255",
        "::", "::1", "::2", "::127.0.0.1", "::8.8.8.8", "fc00::1", "fdff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1", "100::1",
        "2001::1", "2001:1ff::1", "2001:db8::1", "3fff::1", "5f00::1", "4000::1", "64:ff9b:1::1",
        "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "2002:7f00:1::1", "2002:a00:1::1", "2002:c0a8:101::1",
        "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:169.254.169.254", "::ffff:0.0.0.0", "::ffff:0:127.0.0.1",
    };
    static const char *const outside[] = {
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "223.255.255.255",
        "2001:200::1", "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450::1", "3ffe::1", "64:ff9b::8.8.8.8", "2002:808:808::1",
        "::ffff:8.8.8.8",
    };

    for (size_t i = 0; i < COUNT(inside); i++) {
        struct address a = an_address(inside[i]);
        if (!address_is_inside(&a))
            test_fail(__FILE__, __LINE__, "it is inside: %s", inside[i]);
    }
    for (size_t i = 0; i < COUNT(outside); i++) {
        struct address a = an_address(outside[i]);
        if (address_is_inside(&a))
            test_fail(__FILE__, __LINE__, "it is outside: %s", outside[i]);
    }
}

/* address_read turns it into IPv4 at once; a socket's address is given as it is. */
TEST(a_mapped_address_is_looked_at_as_what_it_is)
{
    struct address a = { .bytes = { [10] = 0xff, [11] = 0xff, 127, 0, 0, 1 }, .v6 = true };
    struct guard g = {0};

    expect(address_is_inside(&a));
    expect(!guard_allows(&g, &a));
    a.bytes[12] = 8;
    expect(!address_is_inside(&a));
}

static err read_guard(struct guard *g, struct arena *a, const char *setting)
{
    struct failure failure;

    failure_begin(&failure, a);
    return guard_read(g, a, &failure, str_of(setting));
}

TEST(what_the_operator_names_may_be_reached)
{
    struct address named = an_address("10.1.2.3"), other = an_address("10.2.0.1"), loop = an_address("::1"), out = an_address("8.8.8.8");
    struct arena arena;
    struct guard g;

    arena_init(&arena, NULL, 0);
    expect_ok(read_guard(&g, &arena, " Intranet.Example , 10.1.0.0/16, ::1,, minio"));
    expect(guard_allows(&g, &named));
    expect(guard_allows(&g, &loop));
    expect(guard_allows(&g, &out));
    expect(!guard_allows(&g, &other));
    expect(guard_names(&g, S("intranet.example")));
    expect(guard_names(&g, S("minio")));
    expect(!guard_names(&g, S("www.intranet.example")));
    expect(!guard_names(&g, S("intranet.example.org")));
    expect_ok(read_guard(&g, &arena, ""));
    expect(!guard_allows(&g, &named));
    expect(!guard_names(&g, S("")));
    arena_close(&arena);
}

TEST(what_is_neither_host_nor_network_stops_the_start)
{
    static const char *const wrong[] = { "10.0.0.0/33", "10.0.0", "http://a", "a b", "a..b", ".a", "a.", "1.2.3.4.5", "*.example", "a:80" };
    struct arena arena;
    struct guard g;

    arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < COUNT(wrong); i++)
        expect_eq(read_guard(&g, &arena, wrong[i]), ERR_INVALID);
    arena_close(&arena);
}
