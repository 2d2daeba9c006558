/* Server-Sent Events on real sockets, and their text. */
#include <stdatomic.h>
#include <stdio.h>
#include "net/shared.h"
#include "net/sse.h"
#include "net/testbed.h"

static struct testbed bed;
static _Atomic int gone, sent, copies;

static void on_gone(void *arg)
{
    (void)arg;
    atomic_fetch_add(&gone, 1);
}

static void flood(struct sse *s)
{
    static char piece[5000];
    int n = 0;

    memset(piece, 'f', sizeof piece);
    while (n < 10000 && sse_send(s, S(""), S(""), (str){ piece, sizeof piece }))
        n++;
    atomic_store(&sent, n);
}

/* Before and after one that is for many, others that are not. */
static void share(struct sse *s)
{
    struct shared *text = sse_shared(S("2"), S(""), S("to all"));

    sse_send(s, S("1"), S(""), S("first"));
    sse_send_shared(s, text);
    sse_send(s, S("3"), S(""), S("last"));
    atomic_fetch_add(&copies, text->holders == 1 && (!text->chunk || text->chunk->holders == 1));
    sse_shared_drop(&text);
    sse_end(s);
}

static void handle(struct exchange *e, void *arg)
{
    str last = sse_last_id(e);
    struct sse *s;

    (void)arg;
    err failed = sse_begin(e, (struct sse_rules){ .gone = on_gone }, NULL, &s);
    if (failed != OK) {
        reply(e, error_facts[failed].status, S(""), S(""));
        return;
    }
    if (str_eq(e->path, S("/flood"))) {
        flood(s);
        return;
    }
    if (str_eq(e->path, S("/shared"))) {
        share(s);
        return;
    }
    sse_send(s, S("7"), S("greeting"), last.n ? last : S("nothing"));
    if (str_eq(e->path, S("/short")))
        sse_end(s);
}

static void open_bed(void)
{
    atomic_store(&gone, 0);
    atomic_store(&sent, 0);
    testbed_init(&bed);
}

static bool comes_to(_Atomic int *count, int want)
{
    for (int i = 0; i < PATIENCE_S * 1000 && atomic_load(count) < want; i++)
        usleep(1000);
    return atomic_load(count) >= want;
}

static int ask(const char *request)
{
    int fd = dial(&bed);

    say(fd, request);
    return fd;
}

static void expect_text(str mark, str event, str data, str want)
{
    struct buf b = {0};

    sse_format(&b, mark, event, data);
    expect_str(buf_str(&b), want);
    buf_close(&b);
}

TEST(an_event_is_lines_and_an_empty_one)
{
    expect_text(S("1"), S("note"), S("{}"), S("id: 1\nevent: note\ndata: {}\n\n"));
    expect_text(S(""), S(""), S(""), S("data: \n\n"));
}

TEST(every_line_of_data_is_one_and_no_line_end_breaks_out_of_its_field)
{
    expect_text(S(""), S(""), S("a\nb\r\nc\rd"), S("data: a\ndata: b\ndata: c\ndata: d\n\n"));
    expect_text(S(""), S(""), S("\n\r"), S("data: \ndata: \ndata: \n\n"));
    expect_text(S("1\ndata: x"), S("no\r\n\0te"), S("y"), S("id: 1data: x\nevent: note\ndata: y\n\n"));
}

TEST(a_stream_comes_in_chunks_and_ends_in_order)
{
    open_bed();
    testbed_serve(&bed, 1, handle);
    int fd = ask("GET /short HTTP/1.1\r\nHost: h\r\nLast-Event-ID: 41\r\n\r\n");
    str all = hear_all(&bed, fd);
    expect_has(all, "HTTP/1.1 200 OK\r\n");
    expect_has(all, "\r\nContent-Type: text/event-stream\r\n");
    expect_has(all, "\r\nTransfer-Encoding: chunked\r\n");
    expect_has(all, "\r\nCache-Control: no-store\r\n");
    expect(str_ends(all, S("\r\n\r\n20\r\nid: 7\nevent: greeting\ndata: 41\n\n\r\n0\r\n\r\n")));
    close(fd);
    expect(comes_to(&gone, 1));
    testbed_close(&bed);
}

TEST(a_client_of_http_1_0_gets_it_without_chunks)
{
    open_bed();
    testbed_serve(&bed, 1, handle);
    int fd = ask("GET /short HTTP/1.0\r\n\r\n");
    str all = hear_all(&bed, fd);
    expect(!has(all, "chunked"));
    expect(str_ends(all, S("\r\n\r\nid: 7\nevent: greeting\ndata: nothing\n\n")));
    close(fd);
    testbed_close(&bed);
}

TEST(what_goes_to_many_is_not_copied_for_each_with_chunks_or_without)
{
    open_bed();
    atomic_store(&copies, 0);
    testbed_serve(&bed, 1, handle);
    int fd = ask("GET /shared HTTP/1.1\r\nHost: h\r\n\r\n");
    expect(str_ends(hear_all(&bed, fd), S("\r\n\r\n13\r\nid: 1\ndata: first\n\n\r\n14\r\nid: 2\ndata: to all\n\n\r\n"
                                          "12\r\nid: 3\ndata: last\n\n\r\n0\r\n\r\n")));
    close(fd);
    fd = ask("GET /shared HTTP/1.0\r\n\r\n");
    expect(str_ends(hear_all(&bed, fd), S("\r\n\r\nid: 1\ndata: first\n\nid: 2\ndata: to all\n\nid: 3\ndata: last\n\n")));
    close(fd);
    expect_eq(atomic_load(&copies), 0);
    testbed_close(&bed);
}

TEST(only_get_and_post_open_a_stream)
{
    open_bed();
    testbed_serve(&bed, 1, handle);
    int fd = ask("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    expect_has(hear_all(&bed, fd), "HTTP/1.1 405 ");
    close(fd);
    testbed_close(&bed);
}

TEST(a_quiet_stream_has_a_heartbeat_and_outlives_idle_connections)
{
    open_bed();
    bed.settings.sse_heartbeat = 100;
    bed.settings.idle_timeout = bed.settings.request_timeout = 150;
    testbed_serve(&bed, 1, handle);
    int fd = ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    for (int i = 0; i < 4; i++)
        hear(&bed, fd, "3\r\n:\n\n\r\n");
    close(fd);
    expect(comes_to(&gone, 1));
    testbed_close(&bed);
}

TEST(a_stream_ends_with_its_client)
{
    open_bed();
    testbed_serve(&bed, 1, handle);
    int fd = ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    hear(&bed, fd, "nothing\n\n\r\n");
    close(fd);
    expect(comes_to(&gone, 1));
    testbed_close(&bed);
}

TEST(a_client_too_far_behind_is_dropped)
{
    open_bed();
    bed.settings.ws_buffer = 100000;
    testbed_serve(&bed, 1, handle);
    int fd = ask("GET /flood HTTP/1.1\r\nHost: h\r\n\r\n");
    str all = hear_all(&bed, fd);
    expect(atomic_load(&sent) <= 21);
    expect(str_ends(all, S("\r\n0\r\n\r\n")));
    close(fd);
    expect(comes_to(&gone, 1));
    testbed_close(&bed);
}

TEST(a_drain_ends_streams_in_order)
{
    open_bed();
    testbed_serve(&bed, 1, handle);
    int fd = ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    hear(&bed, fd, "nothing\n\n\r\n");
    server_drain(bed.server, 10000);
    expect_eq(atomic_load(&gone), 1);
    expect_str(hear_all(&bed, fd), S("0\r\n\r\n"));
    close(fd);
    testbed_close(&bed);
}
