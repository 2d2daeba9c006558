/* Bodies that are waited for without a fiber, what they may cost, and whom fibers work for, over real sockets. */
#include <stdatomic.h>
#include <stdio.h>
#include "net/capacity.h"
#include "net/http2/testbed.h"

static struct testbed bed;
static _Atomic int entered, cancelled;
static _Atomic bool let_go;

/* ---- the handlers, by path ---- */

static void answer_body(struct exchange *e, void *arg)
{
    struct header *trailers;
    str body;
    err failed = body_all(e, 1 << 20, &body);

    (void)arg;
    if (failed == ERR_CANCELLED)
        atomic_fetch_add(&cancelled, 1);
    if (failed != OK)
        reply(e, error_facts[failed].status, S("text/plain"), arena_format(&e->c->arena, "%s!", error_facts[failed].code));
    else
        reply(e, 200, S("text/plain"), arena_format(&e->c->arena, "%zu of " STR_FMT " and %zu!", body.n, STR_ARG(str_to(body, 3)),
                                                    body_trailers(e, &trailers)));
}

static void hold(struct exchange *e)
{
    atomic_fetch_add(&entered, 1);
    while (!atomic_load(&let_go) && ctx_sleep(e->c, 5) == OK)
        ;
    reply(e, 200, S("text/plain"), S("held!"));
}

static void handle(struct exchange *e, void *arg)
{
    if (str_eq(e->path, S("/hold"))) {
        hold(e);
    } else if (str_eq(e->path, S("/file"))) {
        body_streams(e);
        answer_body(e, arg);
    } else if (e->method == METHOD_POST && !str_eq(e->path, S("/unread"))) {
        body_limit(e, 40000);
        body_then(e, answer_body, NULL);
    } else {
        reply(e, 200, S("text/plain"), S("here!"));
    }
}

static bool for_watchers(const struct exchange *e, void *arg)
{
    (void)arg;
    return str_eq(e->path, S("/health"));
}

static void open_bed(void)
{
    testbed_init(&bed);
    bed.settings.max_fibers = 8;
    atomic_store(&entered, 0);
    atomic_store(&cancelled, 0);
    atomic_store(&let_go, false);
}

static void serve(void)
{
    testbed_serve(&bed, 1, handle);
    server_urgent(bed.server, for_watchers);
}

static void close_bed(void)
{
    atomic_store(&let_go, true);
    testbed_close(&bed);
}

/* ---- clients ---- */

enum { CROWD = 40 };

static int dial_and_say(const char *text)
{
    int fd = dial(&bed);

    say(fd, text);
    return fd;
}

/* From another address of this machine. */
static int dial_from(const char *address)
{
    struct sockaddr_in from = { .sin_family = AF_INET }, to = { .sin_family = AF_INET, .sin_port = htons(server_port(bed.server)) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = { .tv_sec = PATIENCE_S };

    inet_pton(AF_INET, address, &from.sin_addr);
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    expect(bind(fd, (struct sockaddr *)&from, sizeof from) == 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
    return fd;
}

static bool comes_to(_Atomic int *count, int want)
{
    for (int i = 0; i < PATIENCE_S * 1000 && atomic_load(count) < want; i++)
        usleep(1000);
    return atomic_load(count) >= want;
}

static void expect_served(void)
{
    int fd = dial_and_say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");

    expect_has(hear(&bed, fd, "here!"), " 200 ");
    close(fd);
}

static void crowd_says(int *crowd, const char *text)
{
    for (int i = 0; i < CROWD; i++)
        crowd[i] = dial_and_say(text);
}

static void crowd_goes(const int *crowd)
{
    for (int i = 0; i < CROWD; i++)
        close(crowd[i]);
}

/* ---- no fiber waits for a body ---- */

#define HEAD "POST /whole HTTP/1.1\r\nHost: h\r\n"

TEST(bodies_that_trickle_take_no_fiber)
{
    int crowd[CROWD];

    open_bed();
    serve();
    crowd_says(crowd, HEAD "Content-Length: 10\r\n\r\nab");
    expect_served();
    for (int i = 0; i < CROWD; i++) {
        say(crowd[i], "cdefghijGET / HTTP/1.1\r\nHost: h\r\n\r\n");
        expect_has(hear(&bed, crowd[i], "here!"), "10 of abc and 0!");
    }
    crowd_goes(crowd);
    close_bed();
}

TEST(neither_do_chunks_their_extensions_or_trailers)
{
    static const struct { const char *first, *rest; } ways[] = {
        { "3\r\nab", "c\r\n0\r\n\r\n" },
        { "3;name=va", "lue\r\nabc\r\n0\r\n\r\n" },
        { "3\r\nabc\r\n0\r\nX-Tra", "iler: y\r\n\r\n" },
    };
    int crowd[CROWD];

    open_bed();
    serve();
    for (size_t way = 0; way < COUNT(ways); way++) {
        crowd_says(crowd, arena_cstr(&bed.arena, arena_format(&bed.arena, HEAD "Transfer-Encoding: chunked\r\n\r\n%s", ways[way].first)));
        expect_served();
        for (int i = 0; i < CROWD; i++) {
            say(crowd[i], ways[way].rest);
            expect_has(hear(&bed, crowd[i], "!"), way == 2 ? "3 of abc and 1!" : "3 of abc and 0!");
        }
        crowd_goes(crowd);
    }
    close_bed();
}

TEST(neither_do_bodies_of_streams)
{
    str body;

    open_bed();
    serve();
    struct h2 c = h2_dial(&bed, S(""));
    for (int i = 0; i < CROWD; i++) {
        h2_ask(&c, 2 * i + 1, "POST", "/whole", 0);
        h2_say(&c, NGHTTP2_DATA, 0, 2 * i + 1, S("ab"));
    }
    expect_served();
    for (int i = 0; i < CROWD; i++) {
        h2_say(&c, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, 2 * i + 1, S("cd"));
        h2_answer(&c, 2 * i + 1, &body);
        expect_str(body, S("4 of abc and 0!"));
    }
    h2_close(&c);
    close_bed();
}

TEST(a_body_larger_than_the_windows_is_gathered)
{
    static char much[16384];
    str body;

    open_bed();
    bed.settings.max_body = 1 << 20;
    serve();
    struct h2 c = h2_dial(&bed, S(""));
    h2_ask(&c, 1, "POST", "/whole", 0);
    for (int i = 0; i < 2; i++)
        h2_say(&c, NGHTTP2_DATA, 0, 1, (str){ much, sizeof much });
    h2_say(&c, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, 1, S("end"));
    h2_answer(&c, 1, &body);
    expect_has(body, "32771 of ");
    h2_close(&c);
    close_bed();
}

TEST(what_nobody_reads_takes_no_fiber_either)
{
    int crowd[CROWD];

    open_bed();
    serve();
    crowd_says(crowd, "POST /unread HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nab");
    for (int i = 0; i < CROWD; i++)
        expect_has(hear(&bed, crowd[i], "here!"), " 200 ");
    expect_served();
    crowd_goes(crowd);
    close_bed();
}

TEST(a_client_that_leaves_within_its_body_is_heard_of)
{
    int crowd[CROWD];

    open_bed();
    serve();
    crowd_says(crowd, HEAD "Content-Length: 10\r\n\r\nab");
    expect_served();
    for (int i = 0; i < CROWD; i++)
        setsockopt(crowd[i], SOL_SOCKET, SO_LINGER, &(struct linger){ .l_onoff = 1 }, sizeof(struct linger));
    crowd_goes(crowd);
    expect(comes_to(&cancelled, CROWD));
    struct h2 c = h2_dial(&bed, S(""));
    h2_ask(&c, 1, "POST", "/whole", 0);
    h2_say(&c, NGHTTP2_PING, 0, 0, S("12345678"));
    h2_hear_type(&c, NGHTTP2_PING);
    h2_say_u32(&c, NGHTTP2_RST_STREAM, 1, NGHTTP2_CANCEL);
    expect(comes_to(&cancelled, CROWD + 1));
    h2_ask(&c, 3, "POST", "/whole", 0);
    h2_say(&c, NGHTTP2_DATA, 0, 3, S("ab"));
    h2_say(&c, NGHTTP2_PING, 0, 0, S("12345678"));
    h2_hear_type(&c, NGHTTP2_PING);
    setsockopt(c.fd, SOL_SOCKET, SO_LINGER, &(struct linger){ .l_onoff = 1 }, sizeof(struct linger));
    h2_close(&c);
    expect(comes_to(&cancelled, CROWD + 2));
    close_bed();
}

TEST(a_server_ends_although_bodies_are_on_their_way)
{
    open_bed();
    serve();
    struct h2 c = h2_dial(&bed, S(""));
    h2_ask(&c, 1, "POST", "/whole", 0);
    h2_say(&c, NGHTTP2_DATA, 0, 1, S("ab"));
    int fd = dial_and_say(HEAD "Content-Length: 10\r\n\r\nab");
    expect_served();
    close_bed();
    close(fd);
    h2_close(&c);
}

TEST(a_body_that_ends_early_or_grows_too_large_is_told_so)
{
    open_bed();
    serve();
    int fd = dial_and_say(HEAD "Content-Length: 10\r\n\r\nab");
    shutdown(fd, SHUT_WR);
    expect_has(hear_all(&bed, fd), "malformed_request!");
    close(fd);
    fd = dial_and_say(HEAD "Content-Length: 40001\r\n\r\n");
    expect_has(hear(&bed, fd, "!"), "body_too_large!");
    close(fd);
    fd = dial_and_say(HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    say(fd, "fffff\r\n");
    expect_has(hear(&bed, fd, "!"), "body_too_large!");
    close(fd);
    fd = dial_and_say(HEAD "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    expect_has(hear(&bed, fd, "\r\n\r\n"), " 100 ");
    say(fd, "abc");
    expect_has(hear(&bed, fd, "!"), "3 of abc and 0!");
    close(fd);
    close_bed();
}

/* ---- how long a body may take ---- */

/* Octets at a steady drip, until an answer comes or all are sent. */
static str drip(const char *head, int octets, int every_ms)
{
    int fd = dial_and_say(head);
    struct buf heard = BUF_ON(&bed.arena);
    struct timeval pause = { .tv_usec = every_ms * 1000 };

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &pause, sizeof pause);
    for (int i = 0; i < octets && !heard.n; i++) {
        send(fd, "a", 1, MSG_NOSIGNAL);
        ssize_t n = recv(fd, buf_reserve(&heard, 4096), 4096, 0);
        heard.n += n > 0 ? (size_t)n : 0;
    }
    pause.tv_sec = PATIENCE_S;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &pause, sizeof pause);
    if (!str_ends(buf_str(&heard), S("!")))
        buf_add(&heard, hear(&bed, fd, "!"));
    close(fd);
    return buf_str(&heard);
}

TEST(a_body_that_does_not_keep_the_pace_is_too_slow)
{
    open_bed();
    bed.settings.body_timeout = 200;
    bed.settings.body_rate = 1000;
    serve();
    expect_has(drip(HEAD "Content-Length: 100000\r\n\r\n", 10000, 10), "body_too_large!");
    expect_has(drip(HEAD "Content-Length: 40000\r\n\r\n", 40000, 10), "request_timeout!");
    expect_has(drip("POST /file HTTP/1.1\r\nHost: h\r\nContent-Length: 40000\r\n\r\n", 40000, 10), "request_timeout!");
    struct h2 c = h2_dial(&bed, S(""));
    str body;
    h2_ask(&c, 1, "POST", "/whole", 0);
    h2_say(&c, NGHTTP2_DATA, 0, 1, S("ab"));
    h2_answer(&c, 1, &body);
    expect_str(body, S("request_timeout!"));
    h2_close(&c);
    close_bed();
}

TEST(a_whole_body_has_a_deadline_but_a_file_may_take_its_time)
{
    open_bed();
    bed.settings.body_deadline = 300;
    bed.settings.body_rate = 1;
    serve();
    expect_has(drip(HEAD "Content-Length: 40000\r\n\r\n", 40000, 10), "request_timeout!");
    expect_has(drip("POST /file HTTP/1.1\r\nHost: h\r\nContent-Length: 60\r\n\r\n", 60, 10), "60 of aaa and 0!");
    close_bed();
}

/* ---- what bodies may cost ---- */

TEST(memory_for_bodies_is_bounded_for_one_address_and_for_all)
{
    static char much[20000];
    str body;

    open_bed();
    bed.settings.body_budget = 64 << 10;
    serve();
    memset(much, 'a', sizeof much);
    int fd = dial_and_say(HEAD "Content-Length: 20001\r\n\r\n");
    say_bytes(fd, (str){ much, sizeof much });
    expect_has(hear_all(&bed, fd), "overloaded!");
    close(fd);
    struct h2 c = h2_dial(&bed, S(""));
    h2_ask(&c, 1, "POST", "/whole", 0);
    h2_say(&c, NGHTTP2_DATA, 0, 1, (str){ much, 10000 });
    h2_say(&c, NGHTTP2_DATA, 0, 1, (str){ much, 10000 });
    h2_answer(&c, 1, &body);
    expect_str(body, S("overloaded!"));
    h2_close(&c);
    fd = dial_and_say(HEAD "Content-Length: 16000\r\n\r\n");
    say_bytes(fd, (str){ much, 16000 });
    expect_has(hear(&bed, fd, "!"), "16000 of aaa");
    close(fd);
    close_bed();
}

TEST(a_body_that_was_not_taken_whole_is_none_although_its_end_came)
{
    static char much[10000];
    str body;

    open_bed();
    bed.settings.body_budget = 64 << 10;
    serve();
    memset(much, 'a', sizeof much);
    struct h2 c = h2_dial(&bed, S(""));
    h2_ask(&c, 1, "POST", "/whole", 0);
    h2_say(&c, NGHTTP2_DATA, 0, 1, (str){ much, sizeof much });
    for (int i = 0; i < 2; i++) {            /* by then it is gathered */
        h2_say(&c, NGHTTP2_PING, 0, 0, S("12345678"));
        h2_hear_type(&c, NGHTTP2_PING);
    }
    h2_say(&c, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, 1, (str){ much, sizeof much });
    h2_answer(&c, 1, &body);
    expect_str(body, S("overloaded!"));
    h2_close(&c);
    close_bed();
}

static void hold_both(struct h2 *c)
{
    h2_ask(c, 1, "GET", "/hold", NGHTTP2_FLAG_END_STREAM);
    h2_ask(c, 3, "GET", "/hold", NGHTTP2_FLAG_END_STREAM);
    expect(comes_to(&entered, 2));
}

TEST(bodies_that_nobody_reads_yet_count_for_their_address_too)
{
    static char much[16000];
    str body;

    open_bed();
    bed.settings.body_budget = 256 << 10;
    serve();
    struct h2 c = h2_dial(&bed, S(""));
    hold_both(&c);
    for (int stream = 5; stream < 37; stream += 2) {         /* 16 that wait for a fiber, with all that may be there */
        h2_ask(&c, stream, "POST", "/whole", 0);
        h2_say(&c, NGHTTP2_DATA, 0, stream, (str){ much, sizeof much });
    }
    h2_say(&c, NGHTTP2_PING, 0, 0, S("12345678"));
    h2_hear_type(&c, NGHTTP2_PING);
    expect(atomic_load(&bed.world.capacity->body) <= 64 << 10);
    int other = dial_from("127.0.0.2");
    say(other, HEAD "Content-Length: 16000\r\n\r\n");
    say_bytes(other, (str){ much, sizeof much });
    expect_has(hear(&bed, other, "!"), "16000 of ");
    close(other);
    atomic_store(&let_go, true);
    h2_answer(&c, 3, &body);
    h2_close(&c);
    close_bed();
}

/* ---- whom fibers work for ---- */

TEST(one_address_has_a_share_of_the_fibers_and_the_rest_of_it_waits)
{
    int held[6];

    open_bed();
    serve();
    for (int i = 0; i < 6; i++)
        held[i] = dial_and_say("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
    expect(comes_to(&entered, 2));
    int other = dial_from("127.0.0.2");
    say(other, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    expect_has(hear(&bed, other, "here!"), " 200 ");
    expect_eq(atomic_load(&entered), 2);
    atomic_store(&let_go, true);
    for (int i = 0; i < 6; i++) {
        expect_has(hear(&bed, held[i], "held!"), " 200 ");
        close(held[i]);
    }
    close(other);
    close_bed();
}

TEST(clients_of_a_trusted_proxy_have_a_share_each)
{
    int held[4];

    open_bed();
    bed.settings.trusted_proxies = S("127.0.0.1");
    serve();
    for (int i = 0; i < 4; i++)
        held[i] = dial_and_say("GET /hold HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n");
    expect(comes_to(&entered, 2));
    int other = dial_and_say("GET /hold HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 2001:db8::1\r\n\r\n");
    expect(comes_to(&entered, 3));
    atomic_store(&let_go, true);
    for (int i = 0; i < 4; i++)
        close(held[i]);
    close(other);
    close_bed();
}

TEST(those_who_watch_are_answered_when_all_fibers_are_taken)
{
    int held[12];
    str body;

    open_bed();
    bed.settings.max_fibers_per_address = 8;
    serve();
    for (int i = 0; i < 12; i++)
        held[i] = dial_and_say("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
    expect(comes_to(&entered, 8));
    for (int i = 0; i < 20; i++) {
        int fd = dial_and_say("GET /health HTTP/1.1\r\nHost: h\r\n\r\n");
        expect_has(hear(&bed, fd, "here!"), " 200 ");
        close(fd);
    }
    struct h2 c = h2_dial(&bed, S(""));
    h2_ask(&c, 1, "GET", "/health", NGHTTP2_FLAG_END_STREAM);
    h2_answer(&c, 1, &body);
    expect_str(body, S("here!"));
    h2_close(&c);
    expect_eq(atomic_load(&entered), 8);
    atomic_store(&let_go, true);
    for (int i = 0; i < 12; i++) {
        expect_has(hear(&bed, held[i], "held!"), " 200 ");
        close(held[i]);
    }
    close_bed();
}
