/* The exchange over real sockets: what clients send in odd ways, and what they get. */
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include "net/testbed.h"

static struct testbed bed;
static _Atomic int entered, cancelled, written;

/* ---- the handlers, by path ---- */

static void echo(struct exchange *e)
{
    struct buf text = BUF_ON(&e->c->arena);
    struct header *trailers;
    str body = S("");
    err failed = body_all(e, 1 << 20, &body);

    if (failed != OK) {
        reply(e, error_facts[failed].status, S("text/plain"), str_of(error_facts[failed].code));
        return;
    }
    buf_add(&text, e->method_text);
    buf_byte(&text, ' ');
    buf_add(&text, e->target);
    buf_byte(&text, '\n');
    buf_add(&text, body);
    for (size_t i = 0, n = body_trailers(e, &trailers); i < n; i++)
        buf_add(&text, trailers[i].value);
    buf_byte(&text, '!');
    reply(e, 200, S("text/plain"), buf_str(&text));
}

static void stream(struct exchange *e, i64 length, int pieces)
{
    err failed = reply_begin(e, 200, S("text/plain"), length);

    for (int i = 0; i < pieces && failed == OK; i++)
        failed = reply_write(e, S("piece "));
    if (failed == OK)
        failed = reply_end(e);
    (void)failed;
}

/* More than any client has room for, in pieces of 64 KiB. */
static void flood(struct exchange *e)
{
    static char piece[65536];
    err failed = reply_begin(e, 200, S("text/plain"), -1);

    for (int i = 0; i < 4096 && failed == OK; i++) {
        failed = reply_write(e, (str){ piece, sizeof piece });
        atomic_fetch_add(&written, 1);
    }
    if (failed == ERR_CANCELLED)
        atomic_fetch_add(&cancelled, 1);
    else
        failed = reply_end(e);
}

/* More than any socket holds, in the memory of its request. */
static void pile(struct exchange *e)
{
    enum { PILE = 16 << 20 };

    if (reply_is_crowded(e)) {
        reply(e, 503, S("text/plain"), S("crowded"));
        return;
    }
    char *all = arena_zero(&e->c->arena, PILE, 1);
    reply(e, 200, S("text/plain"), (str){ all, PILE });
}

static void sleeper(struct exchange *e, i64 ms)
{
    err failed;

    atomic_fetch_add(&entered, 1);
    failed = ctx_sleep(e->c, ms);
    if (failed == ERR_CANCELLED)
        atomic_fetch_add(&cancelled, 1);
    reply(e, 200, S("text/plain"), S("slept!"));
}

static void late_reader(struct exchange *e)
{
    err failed = ctx_yield(e->c);

    (void)failed;
    echo(e);
}

static void small(struct exchange *e)
{
    body_limit(e, 10);
    echo(e);
}

static void handle(struct exchange *e, void *arg)
{
    (void)arg;
    if (str_eq(e->path, S("/chunked")))
        stream(e, -1, 3);
    else if (str_eq(e->path, S("/known")))
        stream(e, 18, 3);
    else if (str_eq(e->path, S("/short")))
        stream(e, 100, 3);
    else if (str_eq(e->path, S("/flood")))
        flood(e);
    else if (str_eq(e->path, S("/pile")))
        pile(e);
    else if (str_eq(e->path, S("/sleep")))
        sleeper(e, 50);
    else if (str_eq(e->path, S("/long")))
        sleeper(e, 1000 * PATIENCE_S);
    else if (str_eq(e->path, S("/small")))
        small(e);
    else if (str_eq(e->path, S("/late")))
        late_reader(e);
    else if (str_eq(e->path, S("/unread")))
        reply(e, 200, S("text/plain"), S("unread!"));
    else if (str_eq(e->path, S("/nothing")))
        reply(e, 204, S(""), S(""));
    else if (str_eq(e->path, S("/same")))
        reply(e, 304, S(""), S(""));
    else
        echo(e);
}

static void open_bed(void)
{
    testbed_init(&bed);
    atomic_store(&entered, 0);
    atomic_store(&cancelled, 0);
    atomic_store(&written, 0);
}

static void serve(int loops)
{
    testbed_serve(&bed, loops, handle);
}

/* Until another thread has counted so far. */
static bool comes_to(_Atomic int *count, int want)
{
    for (int i = 0; i < PATIENCE_S * 1000 && atomic_load(count) < want; i++)
        usleep(1000);
    return atomic_load(count) >= want;
}

static str exchange_with(const char *text, const char *end)
{
    int fd = dial(&bed);

    say(fd, text);
    str heard = hear(&bed, fd, end);
    close(fd);
    return heard;
}

/* ---- answers ---- */

TEST(an_answer_has_a_date_a_type_and_a_length)
{
    open_bed();
    serve(1);
    expect_str(exchange_with("GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n", "!"),
               S("HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 09:30:00 GMT\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n"
                 "GET /a?b\n!"));
    testbed_close(&bed);
}

TEST(head_204_and_304_have_no_body)
{
    open_bed();
    serve(1);
    str heard = exchange_with("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n"
                              "GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n"
                              "GET /same HTTP/1.1\r\nHost: h\r\n\r\n"
                              "HEAD /chunked HTTP/1.1\r\nHost: h\r\n\r\n"
                              "GET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", NULL);
    expect_has(heard, "Content-Length: 9\r\n\r\nHTTP/1.1 204 No Content\r\nDate: Sat, 21 Nov 2026 09:30:00 GMT\r\n\r\nHTTP/1.1 304 ");
    expect_has(heard, "Transfer-Encoding: chunked\r\n\r\nHTTP/1.1 200 OK");
    expect(str_ends(heard, S("GET /b\n!")));
    testbed_close(&bed);
}

TEST(who_asks_for_no_body_is_refused_without_one)
{
    static const char *const heads[] = { "HEAD / HTTP/1.1\r\n\r\n", "\r\nHEAD / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n",
                                         "HEAD / HTTP/1.1\r\nHost: h\r\nExpect: more\r\n\r\n", "HEAD /\x01" };

    open_bed();
    serve(1);
    for (size_t i = 0; i < COUNT(heads); i++) {
        str heard = exchange_with(heads[i], NULL);
        expect_has(heard, "\r\nContent-Type: application/problem+json\r\n");
        expect(str_ends(heard, S("\r\nConnection: close\r\n\r\n")));
    }
    expect_has(exchange_with("GET / HTTP/1.1\r\n\r\n", NULL), "\r\n\r\n{\"type\":\"urn:kith:problem:malformed_request\"");
    testbed_close(&bed);
}

TEST(a_stream_is_chunked_or_counted_or_ends_with_the_connection)
{
    open_bed();
    serve(1);
    expect_has(exchange_with("GET /chunked HTTP/1.1\r\nHost: h\r\n\r\n", "0\r\n\r\n"),
               "\r\n\r\n6\r\npiece \r\n6\r\npiece \r\n6\r\npiece \r\n0\r\n\r\n");
    expect_has(exchange_with("GET /known HTTP/1.1\r\nHost: h\r\n\r\n", "piece piece piece "), "Content-Length: 18\r\n");
    str old = exchange_with("GET /chunked HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", NULL);
    expect_has(old, "Connection: close\r\n\r\npiece piece piece ");
    expect(!has(old, "chunked\r\n"));
    testbed_close(&bed);
}

TEST(an_answer_that_stays_short_of_its_length_breaks_the_connection)
{
    open_bed();
    serve(1);
    expect_has(exchange_with("GET /short HTTP/1.1\r\nHost: h\r\n\r\n", NULL), "(the connection broke");
    testbed_close(&bed);
}

TEST(http_1_0_closes_unless_asked_to_stay)
{
    open_bed();
    serve(1);
    expect_has(exchange_with("GET /a HTTP/1.0\r\n\r\n", NULL), "Connection: close\r\n\r\nGET /a\n!");
    expect_has(exchange_with("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n", NULL),
               "Connection: keep-alive\r\n\r\nGET /a\n!HTTP");
    testbed_close(&bed);
}

/* ---- requests, however cut ---- */

TEST(a_thousand_requests_in_one_packet_get_a_thousand_answers_in_order)
{
    struct buf all = {0};

    open_bed();
    serve(1);
    for (int i = 0; i < 1000; i++)
        buf_format(&all, "GET /%d HTTP/1.1\r\nHost: h\r\n%s\r\n", i, i == 999 ? "Connection: close\r\n" : "");
    int fd = dial(&bed);
    say_bytes(fd, buf_str(&all));
    str heard = hear_all(&bed, fd);
    for (int i = 0; i < 1000; i++) {
        char want[32];
        int n = snprintf(want, sizeof want, "GET /%d\n!", i);
        ptrdiff_t at = str_find(heard, (str){ want, (size_t)n });
        expect(at >= 0);
        heard = str_from(heard, (size_t)at + (size_t)n);
    }
    expect_eq(heard.n, 0);
    buf_close(&all);
    close(fd);
    testbed_close(&bed);
}

TEST(a_request_of_one_octet_a_packet_is_a_request)
{
    const char *text = "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nX: t\r\n\r\n";

    open_bed();
    serve(1);
    int fd = dial(&bed);
    for (const char *p = text; *p; p++) {
        say_bytes(fd, (str){ p, 1 });
        usleep(200);
    }
    expect(str_ends(hear(&bed, fd, "!"), S("POST /a\nhellot!")));
    close(fd);
    testbed_close(&bed);
}

TEST(requests_behind_one_that_waits_are_answered_after_it)
{
    open_bed();
    serve(2);
    str heard = exchange_with("GET /sleep HTTP/1.1\r\nHost: h\r\n\r\nPOST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi"
                              "GET /sleep HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", NULL);
    ptrdiff_t first = str_find(heard, S("slept!")), second = str_find(heard, S("POST /a\nhi!")), last = str_find(heard, S("GET /b\n!"));
    expect(first >= 0 && second > first && last > second);
    testbed_close(&bed);
}

/* ---- bodies ---- */

TEST(a_body_larger_than_any_buffer_arrives_whole)
{
    struct buf body = {0};

    open_bed();
    serve(1);
    for (int i = 0; i < 50000; i++)
        buf_format(&body, "%010d", i);
    int fd = dial(&bed);
    say(fd, "POST /late HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\nConnection: close\r\n\r\n");
    say_bytes(fd, buf_str(&body));
    str heard = hear_all(&bed, fd);
    ptrdiff_t at = str_find(heard, S("POST /late\n"));
    expect(at > 0);
    expect_str(str_from(heard, (size_t)at + 11), ((str){ (buf_byte(&body, '!'), body.p), body.n }));
    buf_close(&body);
    close(fd);
    testbed_close(&bed);
}

TEST(who_expects_100_continue_is_told_when_the_body_is_wanted)
{
    open_bed();
    serve(1);
    int fd = dial(&bed);
    say(fd, "POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    expect_str(hear(&bed, fd, "\r\n\r\n"), S("HTTP/1.1 100 Continue\r\n\r\n"));
    say(fd, "hello");
    expect(str_ends(hear(&bed, fd, "!"), S("POST /a\nhello!")));
    close(fd);
    testbed_close(&bed);
}

TEST(who_expects_100_continue_for_a_body_nobody_wants_is_answered_at_once)
{
    open_bed();
    serve(1);
    str heard = exchange_with("POST /unread HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n", NULL);
    expect(!has(heard, "100 Continue"));
    expect_has(heard, "Connection: close\r\n\r\nunread!");
    testbed_close(&bed);
}

TEST(a_body_too_large_is_refused_as_soon_as_its_length_is_said)
{
    open_bed();
    serve(1);
    expect_has(exchange_with("POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\nConnection: close\r\n\r\n",
                             "body_too_large"), "HTTP/1.1 413 Content Too Large");
    expect_has(exchange_with("POST /small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: "
                             "close\r\n\r\n5\r\nhello\r\n6\r\n", "body_too_large"),
               "HTTP/1.1 413 Content Too Large");
    expect_has(exchange_with("POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789", "!"), "200 OK");
    testbed_close(&bed);
}

TEST(a_body_that_nobody_read_does_not_become_the_next_request)
{
    open_bed();
    serve(1);
    str heard = exchange_with("POST /unread HTTP/1.1\r\nHost: h\r\nContent-Length: 28\r\n\r\nGET /x HTTP/1.1\r\nHost: h\r\n\r\n"
                              "GET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", NULL);
    expect(!has(heard, "GET /x"));
    expect(str_ends(heard, S("GET /b\n!")));
    testbed_close(&bed);
}

TEST(a_long_body_that_nobody_read_ends_the_connection_readably)
{
    static const char piece[65536];

    open_bed();
    serve(1);
    int fd = dial(&bed);
    say(fd, "POST /unread HTTP/1.1\r\nHost: h\r\nContent-Length: 10000000\r\n\r\n");
    for (int i = 0; i < 20; i++)
        say_bytes(fd, (str){ piece, sizeof piece });
    expect_has(hear_all(&bed, fd), "Connection: close\r\n\r\nunread!");
    close(fd);
    testbed_close(&bed);
}

/* ---- ends ---- */

TEST(data_behind_a_request_that_closes_does_not_spoil_its_answer)
{
    struct buf all = {0};

    open_bed();
    serve(1);
    buf_lit(&all, "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    for (int i = 0; i < 20000; i++)
        buf_lit(&all, "more of it");
    int fd = dial(&bed);
    say_bytes(fd, buf_str(&all));
    expect(str_ends(hear_all(&bed, fd), S("Connection: close\r\n\r\nGET /a\n!")));
    buf_close(&all);
    close(fd);
    testbed_close(&bed);
}

/* After its answer the connection is gone: one more octet is answered with a reset. */
TEST(a_client_that_has_said_all_is_not_waited_for)
{
    static const char *const ways[] = {
        "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "GET /a HTTP/1.0\r\n\r\n",
    };

    open_bed();
    serve(1);
    for (size_t i = 0; i < COUNT(ways); i++) {
        int fd = dial(&bed);
        struct pollfd reset = { .fd = fd };
        say(fd, ways[i]);
        expect(str_ends(hear_all(&bed, fd), S("GET /a\n!")));
        say(fd, "x");
        expect_eq(poll(&reset, 1, PATIENCE_S * 1000), 1);
        expect(reset.revents & POLLERR);
        close(fd);
    }
    testbed_close(&bed);
}

/* Each connection may leave one answer lying: very long ones are bounded for their address too, once that is too much in all. */
TEST(very_long_answers_that_nobody_reads_are_few_for_an_address)
{
    enum { CLIENTS = 12, FEW = 2 };
    int clients[CLIENTS], piles = 0;

    open_bed();
    bed.settings.output_budget = 1 << 20;
    serve(1);
    for (int i = 0; i < CLIENTS; i++) {
        char head[12];
        clients[i] = dial(&bed);
        say(clients[i], "GET /pile HTTP/1.1\r\nHost: h\r\n\r\n");
        expect_eq(recv(clients[i], head, sizeof head, MSG_WAITALL), sizeof head);
        piles += head[9] == '2';
    }
    expect_eq(piles, FEW);
    expect_has(exchange_with("GET /a HTTP/1.1\r\nHost: h\r\n\r\n", "!"), "200 OK");       /* all else is served */
    for (int i = 0; i < CLIENTS; i++)
        close(clients[i]);
    testbed_close(&bed);
}

TEST(a_request_under_way_is_answered_to_a_client_that_has_closed_its_half)
{
    open_bed();
    serve(1);
    int fd = dial(&bed);
    say(fd, "GET /sleep HTTP/1.1\r\nHost: h\r\n\r\n");
    shutdown(fd, SHUT_WR);
    expect(str_ends(hear_all(&bed, fd), S("slept!")));
    close(fd);
    testbed_close(&bed);
}

TEST(what_ends_within_a_head_or_a_body_is_a_bad_request)
{
    open_bed();
    serve(1);
    int fd = dial(&bed);
    say(fd, "GET / HTTP/1.1\r\nHo");
    shutdown(fd, SHUT_WR);
    expect_has(hear_all(&bed, fd), "HTTP/1.1 400 Bad Request");
    close(fd);
    fd = dial(&bed);
    say(fd, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhel");
    shutdown(fd, SHUT_WR);
    expect_has(hear_all(&bed, fd), "malformed_request");
    close(fd);
    testbed_close(&bed);
}

TEST(a_reset_cancels_the_handler_that_waits)
{
    struct linger none = { .l_onoff = 1 };

    open_bed();
    serve(1);
    int fd = dial(&bed);
    say(fd, "GET /long HTTP/1.1\r\nHost: h\r\n\r\n");
    expect(comes_to(&entered, 1));
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    close(fd);
    expect(comes_to(&cancelled, 1));
    testbed_close(&bed);
}

TEST(a_stop_ends_handlers_that_wait_and_connections_at_rest)
{
    open_bed();
    serve(2);
    int rest = dial(&bed), waiting = dial(&bed);
    say(rest, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
    hear(&bed, rest, "!");
    say(waiting, "GET /long HTTP/1.1\r\nHost: h\r\n\r\n");
    expect(comes_to(&entered, 1));
    testbed_close(&bed);
    expect_eq(atomic_load(&cancelled), 1);
    close(rest);
    close(waiting);
}

/* ---- time ---- */

TEST(a_head_that_comes_octet_by_octet_is_given_up)
{
    open_bed();
    bed.settings.header_timeout = 100;
    serve(1);
    int fd = dial(&bed);
    struct timeval pause = { .tv_usec = 10000 };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &pause, sizeof pause);
    struct buf heard = BUF_ON(&bed.arena);
    say(fd, "GET /");
    for (int i = 0; i < 500 && !heard.n; i++) {
        send(fd, "a", 1, MSG_NOSIGNAL);
        ssize_t n = recv(fd, buf_reserve(&heard, 4096), 4096, 0);
        heard.n += n > 0 ? (size_t)n : 0;
    }
    expect_has(buf_str(&heard), "HTTP/1.1 408 Request Timeout");
    close(fd);
    testbed_close(&bed);
}

TEST(a_body_that_trickles_is_stalled)
{
    open_bed();
    bed.settings.body_timeout = 100;
    serve(1);
    int fd = dial(&bed);
    struct timeval pause = { .tv_usec = 10000 };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &pause, sizeof pause);
    struct buf heard = BUF_ON(&bed.arena);
    say(fd, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
    for (int i = 0; i < 500 && !heard.n; i++) {
        send(fd, "a", 1, MSG_NOSIGNAL);
        ssize_t n = recv(fd, buf_reserve(&heard, 4096), 4096, 0);
        heard.n += n > 0 ? (size_t)n : 0;
    }
    expect_has(buf_str(&heard), "request_timeout");
    close(fd);
    testbed_close(&bed);
}

TEST(a_connection_at_rest_is_closed_without_a_word)
{
    open_bed();
    bed.settings.idle_timeout = 100;
    bed.settings.header_timeout = 200;
    serve(1);
    expect_eq(exchange_with("", NULL).n, 0);
    expect(str_ends(exchange_with("GET /a HTTP/1.1\r\nHost: h\r\n\r\n", NULL), S("GET /a\n!")));
    testbed_close(&bed);
}

TEST(an_answer_waits_for_its_reader_and_is_cut_when_nobody_reads)
{
    open_bed();
    bed.settings.write_timeout = 200;
    serve(1);
    int fd = dial(&bed);
    say(fd, "GET /flood HTTP/1.1\r\nHost: h\r\n\r\n");
    expect(comes_to(&cancelled, 1));
    expect(atomic_load(&written) < 1000);                    /* of 4,096: what the sockets and one buffer hold */
    close(fd);
    testbed_close(&bed);
}

TEST(a_stream_to_a_slow_reader_comes_whole)
{
    size_t all = 0;

    open_bed();
    serve(1);
    int fd = dial(&bed);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &(int){ 16384 }, sizeof(int));
    say(fd, "GET /flood HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    static char piece[1 << 20];
    for (ssize_t n; (n = recv(fd, piece, sizeof piece, 0)) > 0;)
        all += (size_t)n;
    expect(all > (size_t)4096 * 65536);
    close(fd);
    testbed_close(&bed);
}

/* ---- the server ---- */

TEST(a_drain_answers_what_is_under_way_and_closes_what_rests)
{
    open_bed();
    serve(2);
    int rest = dial(&bed), busy = dial(&bed);
    say(rest, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
    hear(&bed, rest, "!");
    say(busy, "GET /sleep HTTP/1.1\r\nHost: h\r\n\r\n");
    expect(comes_to(&entered, 1));
    atomic_store(&bed.world.draining, 1);
    server_drain(bed.server, 10000);
    expect_has(hear_all(&bed, busy), "Connection: close\r\n\r\nslept!");
    expect_eq(hear_all(&bed, rest).n, 0);
    expect_eq(metric_value(bed.world.metrics, M_HTTP_CONNECTIONS, 0), 0);
    testbed_close(&bed);
    close(rest);
    close(busy);
}

TEST(connections_beyond_the_bound_wait_and_are_served_then)
{
    open_bed();
    bed.settings.max_connections = 2;
    serve(1);
    int first = dial(&bed), second = dial(&bed);
    say(first, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
    hear(&bed, first, "!");
    say(second, "GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
    hear(&bed, second, "!");
    int third = dial(&bed);
    say(third, "GET /c HTTP/1.1\r\nHost: h\r\n\r\n");
    close(first);
    expect(str_ends(hear(&bed, third, "!"), S("GET /c\n!")));
    close(second);
    close(third);
    testbed_close(&bed);
}

static void expect_refused(const char *where, err want, const char *text)
{
    struct failure failure;
    struct server *s;

    failure_begin(&failure, &bed.arena);
    expect_eq(server_open(&bed.world, &failure, str_of(where), handle, NULL, &s), want);
    expect_has(failure.detail, text);
}

TEST(an_address_that_cannot_be_listened_on_is_named)
{
    char taken[32];

    open_bed();
    serve(1);
    snprintf(taken, sizeof taken, "127.0.0.1:%d", server_port(bed.server));
    expect_refused(taken, ERR_CONFLICT, "is in use by another program");
    expect_refused("127.0.0.1:http", ERR_INVALID, "127.0.0.1:http: expected ADDRESS:PORT");
    expect_refused("127.0.0.1:70000", ERR_INVALID, "a port from 0 to 65535");
    expect_refused("::1:8080", ERR_INVALID, "in brackets");
    expect_refused("203.0.113.7:8080", ERR_INVALID, "this machine has no such address");
    expect_refused("no.such.host.invalid:80", ERR_INVALID, "there is no such address");
    testbed_close(&bed);
}

static long files_of_table(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[128];
    long n = 0;

    while (n == 0 && fgets(line, sizeof line, status))
        if (strncmp(line, "FDSize:", 7) == 0)
            n = strtol(line + 7, NULL, 10);
    fclose(status);
    return n;
}

TEST(the_table_of_files_has_room_for_all_connections_before_they_come)
{
    testbed_init(&bed);
    bed.settings.max_connections = 600;
    testbed_serve(&bed, 1, handle);
    expect(files_of_table() >= 600);
    testbed_close(&bed);
}
