/*
 * net-echo: the rooms below the product with the smallest handler, for conformance suites and
 * load clients. Any request is answered with its method, its target and its body; GET /bytes/N
 * with N octets, made as the client reads them. A WebSocket on / sends back what it gets; /sse
 * sends three events, and then only heartbeats.
 *
 *   net-echo --listen ADDRESS:PORT [--tls CERT KEY] [--NAME VALUE ...]      any setting of kith's
 *
 * SIGHUP reads the certificate again.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/memory.h"
#include "base/str.h"
#include "net/server.h"
#include "net/sse.h"
#include "net/tls/tls.h"
#include "net/websocket.h"
#include "runtime/metrics.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

enum { BODY_MOST = 64 << 20, MESSAGE_MOST = 16 << 20, PIECE = 64 * 1024, SSE_EVENTS = 3, SETTING_NAME_MOST = 64 };

static void answer_error(struct exchange *e, err what)
{
    char text[128];
    int n = snprintf(text, sizeof text, "%s\n", error_facts[what].title);

    reply(e, error_facts[what].status, S("text/plain"), (str){ text, (size_t)n });
}

/* GET /bytes/N */
static bool wants_bytes(const struct exchange *e, i64 *n)
{
    str prefix = S("/bytes/");

    return (e->method == METHOD_GET || e->method == METHOD_HEAD) && str_starts(e->path, prefix)
        && str_to_i64(str_from(e->path, prefix.n), n) && *n >= 0;
}

static err answer_bytes(struct exchange *e, i64 n)
{
    static const char piece[PIECE] = { [0 ... PIECE - 1] = 'x' };

    TRY(reply_begin(e, 200, S("text/plain"), n));
    for (; n > 0; n -= PIECE)
        TRY(reply_write(e, (str){ piece, n < PIECE ? (size_t)n : PIECE }));
    return reply_end(e);
}

static err answer_echo(struct exchange *e)
{
    struct buf text = BUF_ON(&e->c->arena);
    str body = S("");

    body_limit(e, BODY_MOST);
    if (e->has_body)
        TRY(body_all(e, BODY_MOST, &body));
    buf_reserve(&text, e->method_text.n + e->target.n + body.n + 2);
    buf_add(&text, e->method_text);
    buf_byte(&text, ' ');
    buf_add(&text, e->target);
    buf_byte(&text, '\n');
    buf_add(&text, body);
    reply(e, 200, S("text/plain"), buf_str(&text));
    return OK;
}

/* The events after the one that the client saw last. */
static err answer_events(struct exchange *e)
{
    i64 last = 0;
    struct sse *s;

    TRY(sse_begin(e, (struct sse_rules){0}, NULL, &s));
    if (!str_to_i64(sse_last_id(e), &last) || last < 0 || last > SSE_EVENTS)
        last = 0;
    sse_retry(s, 1000);
    while (last++ < SSE_EVENTS) {
        char text[32], mark[32];
        int n = snprintf(mark, sizeof mark, "%lld", (long long)last);
        int m = snprintf(text, sizeof text, "event %s\nof %d", mark, SSE_EVENTS);
        sse_send(s, (str){ mark, (size_t)n }, S("count"), (str){ text, (size_t)m });
    }
    return OK;
}

static void send_back(struct ws *w, enum ws_opcode opcode, str message)
{
    ws_send(w, opcode, message);
}

static const struct ws_rules echoes = { .message = send_back, .message_most = MESSAGE_MOST };

static void answer(struct exchange *e, void *sockets)
{
    i64 n;
    err failed = OK;

    if (str_eq(e->path, S("/")) && ws_wanted(e))
        ws_upgrade(e, sockets, NULL);
    else if (e->method == METHOD_CONNECT)                    /* for CONNECT, any 2xx would mean a tunnel */
        failed = ws_wanted(e) ? ERR_NO_ROUTE : ERR_NOT_BUILT;
    else if (str_eq(e->path, S("/sse")) && e->method == METHOD_GET)
        failed = answer_events(e);
    else
        failed = wants_bytes(e, &n) ? answer_bytes(e, n) : answer_echo(e);
    if (failed != OK && !e->status)
        answer_error(e, failed);
}

static i64 now_us(struct clock *clock)
{
    struct timespec t;

    (void)clock;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * (i64)1000000 + t.tv_nsec / 1000;
}

/* --tls takes two values, which the setting joins with a colon. */
static err tls_from(struct settings *s, struct failure *failure, const char *cert, const char *key)
{
    return settings_set(s, failure, S("tls"), arena_format(s->arena, "%s:%s", cert, key), FROM_FLAG);
}

static err setting_from(struct settings *s, struct failure *failure, const char *flag, const char *value)
{
    char name[SETTING_NAME_MOST];

    snprintf(name, sizeof name, "%s", flag);
    for (char *dash; (dash = strchr(name, '-'));)
        *dash = '_';
    return settings_set(s, failure, str_of(name), str_of(value), FROM_FLAG);
}

static err settings_from(struct settings *s, struct failure *failure, int argc, char **argv)
{
    for (int i = 1; i < argc; i += 2) {
        if (strncmp(argv[i], "--", 2) != 0 || i + 1 == argc)
            return failure_with(failure, ERR_INVALID, "Expected --listen ADDRESS:PORT, or another setting and its value.");
        if (strcmp(argv[i], "--tls") == 0 && i + 2 < argc && strncmp(argv[i + 2], "--", 2) != 0) {
            TRY(tls_from(s, failure, argv[i + 1], argv[i + 2]));
            i++;
        } else {
            TRY(setting_from(s, failure, argv[i] + 2, argv[i + 1]));
        }
    }
    return OK;
}

static int complain(const struct failure *failure)
{
    fprintf(stderr, "net-echo: " STR_FMT "\n", STR_ARG(failure->detail));
    return 1;
}

/* A broken pair is logged, and the one before it stays in use. */
static void certificate_again(struct world *w, struct tls *tls)
{
    struct arena arena;
    struct failure failure;

    arena_init(&arena, NULL, 0);
    failure_begin(&failure, &arena);
    if (!tls)
        log_line(&w->log, LOG_INFO, "there is no certificate to read again");
    else if (tls_reload(tls, &failure) == OK)
        log_line(&w->log, LOG_INFO, "the certificate was read again");
    else
        log_line(&w->log, LOG_ERROR, "the certificate stays as it was", KV_STR("problem", failure.detail));
    arena_close(&arena);
}

static void serve_until_told(struct world *w, struct server *s, struct tls *tls, const sigset_t *told)
{
    int which;

    runtime_start(w->runtime);
    server_start(s);
    fprintf(stderr, "net-echo: listening on port %d\n", server_port(s));
    while (sigwait(told, &which) == 0 && which == SIGHUP)
        certificate_again(w, tls);
    atomic_store(&w->draining, 1);
    server_drain(s, w->settings->drain_timeout);
    runtime_stop(w->runtime);
}

static err server_make(struct world *w, struct failure *failure, struct ws_kind *sockets, struct tls **tls, struct server **out)
{
    const struct settings *s = w->settings;

    if (s->tls.n)
        TRY(tls_open(failure, w->clock, s->tls, tls));
    TRY(server_open(w, failure, s->listen, answer, sockets, out));
    if (*tls)
        server_secure(*out, *tls);
    return OK;
}

static void signals_block(sigset_t *told)
{
    sigemptyset(told);
    sigaddset(told, SIGTERM);
    sigaddset(told, SIGINT);
    sigaddset(told, SIGHUP);
    sigprocmask(SIG_BLOCK, told, NULL);
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct failure failure;
    struct settings settings;
    struct clock clock = { now_us };
    struct server *server;
    struct tls *tls = NULL;
    sigset_t told;

    arena_init(&arena, NULL, 0);
    failure_begin(&failure, &arena);
    settings_defaults(&settings, &arena);
    if (settings_from(&settings, &failure, argc, argv) != OK)
        return complain(&failure);
    struct world world = { .settings = &settings, .clock = &clock, .log = { STDERR_FILENO, LOG_INFO, &clock }, .metrics = metrics_open() };
    signals_block(&told);
    runtime_open(&world, (int)settings.loops);
    struct ws_kind *sockets = ws_kind_open(&world, &echoes);
    if (server_make(&world, &failure, sockets, &tls, &server) != OK)
        return complain(&failure);
    serve_until_told(&world, server, tls, &told);
    server_close(&server);
    ws_kind_close(&sockets);
    runtime_close(&world.runtime);
    tls_close(&tls);
    metrics_close(&world.metrics);
    arena_close(&arena);
    return 0;
}
