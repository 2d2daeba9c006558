/* Who comes in, and as whom: PROXY heads and the bound of connections from one address, over real sockets. */
#include "net/testbed.h"

#define V2 "\r\n\r\n\0\r\nQUIT\n"

static const char request[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
static struct testbed bed;

static void tell_peer(struct exchange *e, void *arg)
{
    char text[64];
    str peer = { text, address_print(&e->peer, text) };

    (void)arg;
    reply(e, 200, S("text/plain"), arena_format(&e->c->arena, "peer " STR_FMT ".", STR_ARG(peer)));
}

static void begin_as(const char *trusted, bool proxy_protocol, i64 most, enum setting_source said)
{
    testbed_init(&bed);
    bed.settings.trusted_proxies = str_of(trusted);
    bed.settings.proxy_protocol = proxy_protocol;
    bed.settings.max_connections_per_address = most;
    bed.settings.sources[SETTING_max_connections_per_address] = said;
    bed.settings.header_timeout = 300;
    testbed_serve(&bed, 2, tell_peer);
}

static void begin(const char *trusted, bool proxy_protocol, i64 most)
{
    begin_as(trusted, proxy_protocol, most, FROM_FLAG);
}

/* The answer to a head followed by the first request, in pieces of that many octets. */
static str hear_behind(str head, size_t step)
{
    struct buf all = BUF_ON(&bed.arena);
    int fd = dial(&bed);

    buf_add(&all, head);
    buf_add(&all, str_of(request));
    for (size_t at = 0; at < all.n; at += step)
        say_bytes(fd, str_to(str_from(buf_str(&all), at), step));
    shutdown(fd, SHUT_WR);
    str heard = hear_all(&bed, fd);
    close(fd);
    return heard;
}

static int dial_and_ask(void)
{
    int fd = dial(&bed);

    say(fd, request);
    return fd;
}

TEST(the_client_that_a_trusted_proxy_names_is_the_peer)
{
    static const char four[] = V2 "\x21\x11\0\x0c\xc0\0\x02\x07\xc6\x33\x64\x01\xdc\x04\x01\xbb", local[] = V2 "\x20\0\0\0";
    const struct { str head; const char *peer; } cases[] = {
        { S("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n"), "peer 192.0.2.7." },
        { S("PROXY TCP6 2001:db8::7 ::1 1 2\r\n"), "peer 2001:db8::7." },
        { S("PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n"), "peer 192.0.2.7." },
        { S("PROXY UNKNOWN\r\n"), "peer 127.0.0.1." },
        { { four, sizeof four - 1 }, "peer 192.0.2.7." },
        { { local, sizeof local - 1 }, "peer 127.0.0.1." },
    };

    begin("10.0.0.0/8, 127.0.0.0/8", true, 100);
    for (size_t i = 0; i < COUNT(cases); i++)
        for (size_t step = 1; step < 1000; step *= 31)
            expect_has(hear_behind(cases[i].head, step), cases[i].peer);
    testbed_close(&bed);
}

TEST(a_trusted_proxy_that_does_not_say_for_whom_is_cut_off)
{
    begin("127.0.0.1", true, 100);
    expect(!has(hear_behind(S(""), 1000), "HTTP"));
    expect(!has(hear_behind(S("PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n"), 1000), "HTTP"));
    expect(!has(hear_behind(S("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n"), 1), "HTTP"));
    expect_eq(metric_value(bed.world.metrics, M_HTTP_REFUSED, 0), 3);
    testbed_close(&bed);
}

TEST(a_head_that_ends_or_stands_still_ends_the_connection)
{
    begin("127.0.0.1", true, 100);
    int cut = dial(&bed), slow = dial(&bed), silent = dial(&bed);
    say(cut, "PROXY TCP4 1.2");
    shutdown(cut, SHUT_WR);
    say(slow, "PROXY TCP4 1.2");
    expect_str(hear_all(&bed, cut), S(""));
    expect_str(hear_all(&bed, slow), S(""));
    expect_str(hear_all(&bed, silent), S(""));
    close(cut);
    close(slow);
    close(silent);
    testbed_close(&bed);
}

TEST(from_elsewhere_a_head_is_a_malformed_request)
{
    begin("10.0.0.0/8", true, 100);
    expect_has(hear_behind(S("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n"), 1000), "400 Bad Request");
    expect_has(hear_behind(S(""), 1000), "peer 127.0.0.1.");
    testbed_close(&bed);
}

TEST(without_the_setting_no_head_is_expected_of_anybody)
{
    begin("127.0.0.1", false, 100);
    expect_has(hear_behind(S("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n"), 1000), "400 Bad Request");
    expect_has(hear_behind(S(""), 1000), "peer 127.0.0.1.");
    testbed_close(&bed);
}

TEST(one_address_has_so_many_connections_and_no_more)
{
    int fds[3];

    begin("", false, 3);
    for (int i = 0; i < 3; i++)
        expect_has(hear(&bed, fds[i] = dial_and_ask(), "127.0.0.1."), "200 OK");
    int more = dial_and_ask();
    str refused = hear_all(&bed, more);
    expect_has(refused, "HTTP/1.1 429 ");
    expect_has(refused, "Connection: close");
    expect_has(refused, "too many connections");
    expect(!has(refused, "broke"));
    close(more);
    close(fds[0]);
    for (bool in = false; !in;) {        /* the server notices when its loop gets to it */
        int again = dial_and_ask();
        in = has(hear_all(&bed, again), "429") == false;
        close(again);
        if (!in)
            usleep(2000);
    }
    close(fds[1]);
    close(fds[2]);
    testbed_close(&bed);
}

TEST(this_machine_itself_is_not_bounded_unless_the_operator_says_so)
{
    int fds[3];

    begin_as("", false, 1, FROM_STANDARD);
    for (int i = 0; i < 3; i++)
        expect_has(hear(&bed, fds[i] = dial_and_ask(), "127.0.0.1."), "200 OK");
    for (int i = 0; i < 3; i++)
        close(fds[i]);
    testbed_close(&bed);
}

TEST(trusted_proxies_may_have_any_number_and_their_clients_are_counted)
{
    int fds[4];

    begin("127.0.0.1", true, 2);
    for (int i = 0; i < 4; i++) {
        fds[i] = dial(&bed);
        say_bytes(fds[i], arena_format(&bed.arena, "PROXY TCP4 192.0.2.%d 198.51.100.1 1 2\r\n%s", 1 + i % 2, request));
        expect_has(hear(&bed, fds[i], "\r\n\r\n"), "200 OK");
    }
    int third = dial(&bed), other = dial(&bed);
    say_bytes(third, arena_format(&bed.arena, "PROXY TCP4 192.0.2.1 198.51.100.1 1 2\r\n%s", request));
    say_bytes(other, arena_format(&bed.arena, "PROXY TCP4 192.0.2.3 198.51.100.1 1 2\r\n%s", request));
    str refused = hear_all(&bed, third);
    expect_has(refused, "429");
    expect(!has(refused, "broke"));
    expect_has(hear(&bed, other, "\r\n\r\n"), "200 OK");
    for (int i = 0; i < 4; i++)
        close(fds[i]);
    close(third);
    close(other);
    testbed_close(&bed);
}
