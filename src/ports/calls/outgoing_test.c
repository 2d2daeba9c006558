#include "ports/lazy.h"
#include "ports/outgoing.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/str.h"
#include "kit/mono.h"
#include "kit/peer.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/calls/courier.h"
#include "runtime/metrics.h"

/* A world, and another server beside it, on loopback: that is inside, so the operator must have named it. */
struct bench { struct test_world *w; struct peer peer; int http, https; };

static struct bench b;

static err port_open(struct test_world *w)
{
    struct failure failure;

    failure_begin(&failure, &w->arena);
    return outgoing_open(&w->world, &failure, &w->world.outgoing);
}

static void setting(const char *name, str value)
{
    struct failure failure;

    failure_begin(&failure, &b.w->arena);
    expect_ok(settings_set(&b.w->settings, &failure, str_of(name), value, FROM_FLAG));
}

static void bench_open(const char *inside, bool trusted)
{
    b.w = test_world_open((struct test_world_options){ .settings = (struct test_setting[]){ { "outgoing_inside", inside }, {0} } });
    peer_start(&b.peer, "http_peer.py", b.w->folder);
    expect_eq(sscanf(b.peer.hello, "%d %d", &b.http, &b.https), 2);
    if (trusted)
        setting("outgoing_ca", arena_format(&b.w->arena, "%s/ca.pem", b.w->folder));
    expect_ok(port_open(b.w));
}

static void bench_close(void)
{
    runtime_stop(b.w->world.runtime);
    outgoing_close(&b.w->world.outgoing);
    expect(!b.w->world.outgoing);
    test_world_close(&b.w);
    peer_stop(&b.peer);
}

static str url_on(ctx *c, const char *scheme, const char *host, const char *path)
{
    return arena_format(&c->arena, "%s://%s:%d%s", scheme, host, strcmp(scheme, "https") == 0 ? b.https : b.http, path);
}

static str url(ctx *c, const char *path) { return url_on(c, "http", "127.0.0.1", path); }

static err get(ctx *c, const char *path, struct outgoing_answer *out)
{
    return outgoing_call(c, &(struct outgoing){ .url = url(c, path) }, out);
}

static int asked(ctx *c, const char *path)
{
    struct outgoing_answer a;
    expect_ok(lazy_load(&c->failure, &lazy_libcurl));
    char *escaped = curl_easy_escape(NULL, path, 0);

    expect_ok(get(c, arena_cstr(&c->arena, arena_format(&c->arena, "/count?path=%s", escaped)), &a));
    curl_free(escaped);
    return atoi(arena_cstr(&c->arena, a.body));
}

static bool has(str text, const char *what) { return str_find(text, str_of(what)) >= 0; }

static void expect_code(ctx *c, const char *code)
{
    expect_str(str_of(failure_code(&c->failure)), str_of(code));
}

/* Runs the case's body on a fiber. */
#define CASE(name, inside, trusted)                                  \
    static err name##_body(ctx *c, void *arg);                       \
    TEST(name)                                                       \
    {                                                                \
        bench_open(inside, trusted);                                 \
        expect_ok(test_world_call(b.w, name##_body, NULL));          \
        bench_close();                                               \
    }                                                                \
    static err name##_body(ctx *c, void *arg)

CASE(a_call_sends_what_it_was_given_and_brings_the_answer, "127.0.0.1", false)
{
    static const struct outgoing_header headers[] = { { { "X-One", 5 }, { "1", 1 } }, { { "X-Empty", 7 }, { "", 0 } } };
    struct outgoing_answer a;

    (void)arg;
    expect_ok(outgoing_call(c, &(struct outgoing){ .method = S("PUT"), .url = url(c, "/echo?a=b"), .headers = headers, .header_count = 2,
                                                   .body = S("hello\0there") }, &a));
    expect_eq(a.status, 200);
    expect_str(outgoing_answer_header(&a, S("x-peer")), S("yes"));
    expect(!outgoing_answer_header(&a, S("x-none")).p);
    expect(str_starts(a.body, S("PUT /echo?a=b\n")));
    expect(has(a.body, "\nx-one: 1\n"));
    expect(has(a.body, "\nx-empty: \n"));
    expect(!has(a.body, "expect:") && !has(a.body, "content-type:"));
    expect(str_ends(a.body, S("\n\nhello\0there")));
    expect_ok(outgoing_call(c, &(struct outgoing){ .method = S("POST"), .url = url(c, "/echo") }, &a));
    expect(has(a.body, "\ncontent-length: 0\n"));
    expect_ok(outgoing_call(c, &(struct outgoing){ .method = S("HEAD"), .url = url(c, "/big?n=3000000") }, &a));
    expect_eq(a.status, 200);
    expect_eq(a.body.n, 0);
    return get(c, "/status?of=404", &a);
}

CASE(proxies_of_the_environment_are_not_used, "127.0.0.1", false)
{
    struct outgoing_answer a;

    (void)arg;
    setenv("http_proxy", "http://127.0.0.1:9", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:9", 1);
    err e = get(c, "/echo", &a);
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    return e;
}

CASE(addresses_inside_are_refused_whatever_their_name, "10.0.0.0/8", false)
{
    static const char *const hosts[] = { "127.0.0.1", "localhost", "0x7f.1", "2130706433", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]",
                                         "[::]", "LOCALHOST", "169.254.169.254", "[fe80::1]", "192.168.1.1" };
    struct outgoing_answer a;

    (void)arg;
    for (size_t i = 0; i < COUNT(hosts); i++) {
        err e = outgoing_call(c, &(struct outgoing){ .url = url_on(c, "http", hosts[i], "/echo"), .idempotent = true }, &a);
        if (e != ERR_FORBIDDEN)
            test_fail(__FILE__, __LINE__, "%s was not refused: %s", hosts[i], error_facts[e].name);
        expect_code(c, "address_not_public");
    }
    return OK;
}

CASE(a_host_that_the_operator_names_is_reached, "localhost", false)
{
    struct outgoing_answer a;

    (void)arg;
    expect_ok(outgoing_call(c, &(struct outgoing){ .url = url_on(c, "http", "LocalHost", "/echo") }, &a));
    expect_eq(get(c, "/echo", &a), ERR_FORBIDDEN);
    return OK;
}

CASE(a_redirect_does_not_lead_inside, "localhost", false)
{
    struct outgoing_answer a;
    str to = arena_format(&c->arena, "/redirect?to=http://127.0.0.1:%d/echo%c", b.http, '\0');

    (void)arg;
    expect_eq(outgoing_call(c, &(struct outgoing){ .url = url_on(c, "http", "localhost", to.p), .redirects = true }, &a), ERR_FORBIDDEN);
    return OK;
}

CASE(what_is_no_address_of_http_is_refused, "127.0.0.1", false)
{
    static const char *const wrong[] = { "", "x", "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/", "http://", "http://a b/",
                                         "http://127.0.0.1:99999/", "http://user:secret@127.0.0.1/", "//127.0.0.1/", "smtp://127.0.0.1/",
                                         "http://127.0.0.1/\r\nX: y", "javascript:alert(1)" };
    struct outgoing_answer a;

    (void)arg;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        err e = outgoing_call(c, &(struct outgoing){ .url = str_of(wrong[i]) }, &a);
        if (e != ERR_INVALID)
            test_fail(__FILE__, __LINE__, "%s was not refused: %s", wrong[i], error_facts[e].name);
    }
    expect_eq(outgoing_call(c, &(struct outgoing){ .url = S("http://127.0.0.1/\0x") }, &a), ERR_INVALID);
    return OK;
}

CASE(a_header_cannot_bring_another, "127.0.0.1", false)
{
    static const struct outgoing_header wrong[] = {
        { { "X", 1 }, { "a\r\nY: b", 7 } }, { { "X", 1 }, { "a\n", 2 } }, { { "X", 1 }, { "\0", 1 } }, { { "X:", 2 }, { "a", 1 } },
        { { "", 0 }, { "a", 1 } }, { { "X\r\nY", 4 }, { "a", 1 } }, { { "X y", 3 }, { "a", 1 } },
    };
    struct outgoing_answer a;

    (void)arg;
    for (size_t i = 0; i < COUNT(wrong); i++)
        expect_eq(outgoing_call(c, &(struct outgoing){ .url = url(c, "/echo"), .headers = &wrong[i], .header_count = 1 }, &a), ERR_INVALID);
    expect_eq(outgoing_call(c, &(struct outgoing){ .url = url(c, "/echo"), .method = S("GET / HTTP/1.1\r\nX:") }, &a), ERR_INVALID);
    expect_eq(asked(c, "/echo"), 0);
    return OK;
}

CASE(an_answer_may_not_be_larger_than_asked_for, "127.0.0.1", false)
{
    struct outgoing_answer a;

    (void)arg;
    expect_ok(get(c, "/big?n=1048576", &a));
    expect_eq(a.body.n, 1 << 20);
    expect_eq(get(c, "/big?n=1048577", &a), ERR_UNAVAILABLE);
    expect_code(c, "answer_too_large");
    expect_eq(outgoing_call(c, &(struct outgoing){ .url = url(c, "/endless"), .most = 1000, .idempotent = true }, &a), ERR_UNAVAILABLE);
    expect_code(c, "answer_too_large");
    expect_eq(asked(c, "/endless"), 1);
    expect_eq(get(c, "/heads", &a), ERR_UNAVAILABLE);
    expect_code(c, "answer_too_large");
    return OK;
}

CASE(slow_answers_end_with_the_time_that_they_have, "127.0.0.1", false)
{
    static const char *const slow[] = { "/slow?s=5", "/trickle" };
    struct outgoing_answer a;

    (void)arg;
    for (size_t i = 0; i < COUNT(slow); i++) {
        i64 began = mono_ms();
        expect_eq(outgoing_call(c, &(struct outgoing){ .url = url(c, slow[i]), .timeout_ms = 300 }, &a), ERR_UNAVAILABLE);
        expect_code(c, "server_slow");
        expect(mono_ms() - began >= 290 && mono_ms() - began < 3000);
    }
    i64 began = mono_ms();
    c->deadline_ms = loop_mono_ms(c->loop) + 300;
    err e = get(c, "/slow?s=6", &a);
    c->deadline_ms = 0;
    expect(e == ERR_TIMEOUT || e == ERR_UNAVAILABLE);
    expect(mono_ms() - began < 3000);
    for (int i = 0; i < BREAKER_FAILURES; i++)
        expect_eq(outgoing_call(c, &(struct outgoing){ .url = url(c, "/slow?s=7"), .timeout_ms = 20 }, &a), ERR_UNAVAILABLE);
    expect_ok(get(c, "/echo", &a));              /* a caller that had hardly any time does not count against the server */
    return OK;
}

CASE(redirects_are_followed_when_asked, "127.0.0.1,localhost", true)
{
    static const struct outgoing_header headers[] = { { { "Authorization", 13 }, { "secret", 6 } }, { { "Accept", 6 }, { "a/b", 3 } } };
    struct outgoing r = { .url = url(c, "/redirect?to=/echo"), .headers = headers, .header_count = 2, .redirects = true };
    struct outgoing_answer a;

    (void)arg;
    expect_ok(outgoing_call(c, &(struct outgoing){ .url = r.url }, &a));
    expect_eq(a.status, 302);
    expect_ok(outgoing_call(c, &r, &a));
    expect(has(a.body, "\nauthorization: secret\n"));
    r.url = arena_format(&c->arena, STR_FMT "?to=http://localhost:%d/echo", STR_ARG(url(c, "/redirect")), b.http);
    expect_ok(outgoing_call(c, &r, &a));
    expect(!has(a.body, "authorization") && has(a.body, "\naccept: a/b\n"));
    r = (struct outgoing){ .method = S("POST"), .body = S("x=1"), .url = url(c, "/redirect?to=/echo&status=303"), .redirects = true };
    expect_ok(outgoing_call(c, &r, &a));
    expect(str_starts(a.body, S("GET /echo\n")) && !has(a.body, "x=1"));
    r.url = url(c, "/redirect?to=/echo&status=307");
    expect_ok(outgoing_call(c, &r, &a));
    expect(str_starts(a.body, S("POST /echo\n")) && str_ends(a.body, S("x=1")));
    return OK;
}

CASE(redirects_do_not_lose_tls_nor_go_on_for_ever, "127.0.0.1", true)
{
    str down = arena_format(&c->arena, "/redirect?to=http://127.0.0.1:%d/echo%c", b.http, '\0');
    struct outgoing r = { .url = url_on(c, "https", "127.0.0.1", down.p), .redirects = true };
    struct outgoing_answer a;

    (void)arg;
    expect_eq(outgoing_call(c, &r, &a), ERR_UNAVAILABLE);
    expect_code(c, "redirect_refused");
    str up = arena_format(&c->arena, "/redirect?to=https://127.0.0.1:%d/echo%c", b.https, '\0');
    r.url = url(c, up.p);
    expect_ok(outgoing_call(c, &r, &a));
    expect_eq(a.status, 200);
    r.url = url(c, "/redirect?to=/redirect%3Fto%3D/redirect%253Fto%253D/echo");
    expect_ok(outgoing_call(c, &r, &a));
    expect_eq(a.status, 200);
    r.url = url(c, "/circle");
    expect_eq(outgoing_call(c, &r, &a), ERR_UNAVAILABLE);
    expect_code(c, "too_many_redirects");
    expect_eq(asked(c, "/circle"), 4);
    r.url = arena_format(&c->arena, "http://127.0.0.1:%d/redirect?to=file:///etc/passwd", b.http);
    expect_eq(outgoing_call(c, &r, &a), ERR_INVALID);
    return OK;
}

CASE(certificates_are_checked, "127.0.0.1", false)
{
    struct outgoing_answer a;

    (void)arg;
    expect_eq(outgoing_call(c, &(struct outgoing){ .url = url_on(c, "https", "127.0.0.1", "/echo") }, &a), ERR_UNAVAILABLE);
    expect_code(c, "server_not_trusted");
    return OK;
}

CASE(certificates_of_the_operators_are_trusted, "127.0.0.0/8,localhost", true)
{
    struct outgoing_answer a;

    (void)arg;
    expect_ok(outgoing_call(c, &(struct outgoing){ .url = url_on(c, "https", "127.0.0.1", "/echo") }, &a));
    expect_ok(outgoing_call(c, &(struct outgoing){ .url = url_on(c, "https", "localhost", "/echo") }, &a));
    expect_eq(outgoing_call(c, &(struct outgoing){ .url = url_on(c, "https", "127.0.0.2", "/echo") }, &a), ERR_UNAVAILABLE);
    return OK;
}

CASE(what_may_be_sent_again_is, "127.0.0.1", false)
{
    struct outgoing_answer a;

    (void)arg;
    expect_ok(outgoing_call(c, &(struct outgoing){ .url = url(c, "/flaky?fails=3&status=502"), .idempotent = true }, &a));
    expect_eq(a.status, 200);
    expect_str(a.body, S("4"));
    expect_ok(outgoing_call(c, &(struct outgoing){ .url = url(c, "/drop?fails=2"), .idempotent = true }, &a));
    expect_str(a.body, S("3"));
    expect_ok(get(c, "/flaky?fails=1", &a));
    expect_eq(a.status, 503);
    expect_eq(asked(c, "/flaky?fails=1"), 1);
    expect_ok(outgoing_call(c, &(struct outgoing){ .url = url(c, "/flaky?fails=1&status=500"), .idempotent = true }, &a));
    expect_eq(a.status, 500);
    return OK;
}

CASE(whoever_keeps_failing_is_left_alone, "127.0.0.1", false)
{
    struct outgoing_answer a;

    (void)arg;
    for (int i = 0; i < BREAKER_FAILURES; i++) {
        expect_eq(get(c, "/drop", &a), ERR_UNAVAILABLE);
        expect_code(c, "server_away");
    }
    i64 began = mono_ms();
    expect_eq(outgoing_call(c, &(struct outgoing){ .url = url(c, "/echo"), .idempotent = true }, &a), ERR_UNAVAILABLE);
    expect_code(c, "server_failing");
    expect(c->failure.retry_after > 0 && c->failure.retry_after <= BREAKER_PAUSE_MS / 1000);
    expect(mono_ms() - began < 150);
    struct metrics *m = c->world->metrics;
    int label = metric_label(m, M_OUTGOING_OPEN, S("outgoing"));
    expect_eq(metric_value(m, M_OUTGOING_OPEN, label), 1);
    expect_eq(metric_value(m, M_OUTGOING_FAILURES, metric_label(m, M_OUTGOING_FAILURES, S("outgoing"))), BREAKER_FAILURES);
    mono_move(c->world->runtime, BREAKER_PAUSE_MS);
    TRY(ctx_sleep(c, 1));
    expect_ok(get(c, "/echo", &a));
    expect_eq(metric_value(m, M_OUTGOING_OPEN, label), 0);
    return get(c, "/echo", &a);
}

struct many { _Atomic int good, busy; };

static err one_of_many(ctx *c, int which, void *arg)
{
    struct many *m = arg;
    struct outgoing_answer a;
    err e = get(c, arena_cstr(&c->arena, arena_format(&c->arena, "/echo?which=%d", which)), &a);

    expect(e == OK || e == ERR_BUSY);
    if (e == OK)
        expect(has(a.body, arena_cstr(&c->arena, arena_format(&c->arena, "GET /echo?which=%d\n", which))));
    m->good += e == OK;
    m->busy += e == ERR_BUSY;
    return OK;
}

TEST(many_calls_at_once_each_get_their_own_answer)
{
    struct many m = {0};

    bench_open("127.0.0.1", false);
    expect_ok(test_world_crowd(b.w, 300, one_of_many, &m));
    expect_eq(m.good, 300);
    bench_close();
}

struct lost { _Atomic int begun, cancelled, busy; };

enum { CALLERS = COURIER_WAITING + COURIER_AT_ONE_HOST + 50 };

static void calls_for_long(ctx *c, void *arg)
{
    struct lost *l = arg;
    struct outgoing_answer a;

    l->begun++;
    err e = get(c, "/slow?s=20", &a);
    l->cancelled += e == ERR_CANCELLED;
    l->busy += e == ERR_BUSY;
    ctx_end(c);
}

/* Like requests: there are more of them than the program has fibers of its own. */
static void callers_begin(ctx *c, void *arg)
{
    for (int i = 0; i < CALLERS / 2; i++)
        ctx_start(ctx_new(c->loop), calls_for_long, arg);
}

/* More than are carried at once, and more than may wait. */
TEST(a_stop_ends_the_calls_that_are_under_way_and_those_that_wait)
{
    struct lost l = {0};

    bench_open("127.0.0.1", false);
    for (int i = 0; i < 2; i++)
        runtime_spawn(b.w->world.runtime, i, "callers", callers_begin, &l);
    while (l.begun < CALLERS)
        usleep(1000);
    usleep(200 * 1000);
    expect(l.busy >= 50 && l.busy <= 50 + COURIER_AT_ONE_HOST);
    i64 began = mono_ms();
    bench_close();
    expect(mono_ms() - began < 10000);
    expect_eq(l.cancelled + l.busy, CALLERS);
}

TEST(settings_that_make_no_sense_stop_the_start)
{
    b.w = test_world_open((struct test_world_options){0});
    setting("outgoing_inside", S("http://intranet"));
    expect_eq(port_open(b.w), ERR_INVALID);
    setting("outgoing_inside", S(""));
    setting("outgoing_ca", S("/nowhere/at/all.pem"));
    expect_eq(port_open(b.w), ERR_INVALID);
    setting("outgoing_ca", S("/etc/hostname"));
    expect_eq(port_open(b.w), ERR_INVALID);
    expect(!b.w->world.outgoing);
    test_world_close(&b.w);
}
