/*
 * net-echo: the rooms below the product with the smallest handler, for conformance
 * suites and load clients. Any request is answered with its method, its target and
 * its body; GET /bytes/N with N octets, made as the client reads them.
 *
 *   net-echo --listen ADDRESS:PORT [--NAME VALUE ...]      any setting of kith's
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
#include "runtime/metrics.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

enum { BODY_MOST = 64 << 20, PIECE = 64 * 1024, SETTING_NAME_MOST = 64 };

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

    return e->method == METHOD_GET && str_starts(e->path, prefix) && str_to_i64(str_from(e->path, prefix.n), n) && *n >= 0;
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

static void answer(struct exchange *e, void *arg)
{
    i64 n;
    (void)arg;
    err failed = wants_bytes(e, &n) ? answer_bytes(e, n) : answer_echo(e);

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

static err settings_from(struct settings *s, struct story *story, int argc, char **argv)
{
    for (int i = 1; i < argc; i += 2) {
        char name[SETTING_NAME_MOST];
        if (strncmp(argv[i], "--", 2) != 0 || i + 1 == argc)
            return story_fail(story, ERR_INVALID, NULL, "expected --listen ADDRESS:PORT, or another setting and its value");
        snprintf(name, sizeof name, "%s", argv[i] + 2);
        for (char *dash; (dash = strchr(name, '-'));)
            *dash = '_';
        TRY(settings_set(s, story, str_of(name), str_of(argv[i + 1]), FROM_FLAG));
    }
    return OK;
}

static int complain(const struct story *story)
{
    fprintf(stderr, "net-echo: " STR_FMT "\n", STR_ARG(story->detail));
    return 1;
}

static void serve_until_told(struct world *w, struct server *s, const sigset_t *stop)
{
    int which;

    runtime_start(w->runtime);
    server_start(s);
    fprintf(stderr, "net-echo: listening on port %d\n", server_port(s));
    sigwait(stop, &which);
    atomic_store(&w->draining, 1);
    server_drain(s, w->settings->drain_timeout);
    runtime_stop(w->runtime);
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct story story;
    struct settings settings;
    struct clock clock = { now_us };
    struct server *server;
    sigset_t stop;

    arena_init(&arena, NULL, 0);
    story_begin(&story, &arena);
    settings_defaults(&settings, &arena);
    if (settings_from(&settings, &story, argc, argv) != OK)
        return complain(&story);
    struct world world = { .settings = &settings, .clock = &clock, .log = { STDERR_FILENO, LOG_INFO, &clock }, .metrics = metrics_open() };
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    runtime_open(&world, (int)settings.loops);
    if (server_open(&world, &story, settings.listen, answer, NULL, &server) != OK)
        return complain(&story);
    serve_until_told(&world, server, &stop);
    server_close(&server);
    runtime_close(&world.runtime);
    metrics_close(&world.metrics);
    arena_close(&arena);
    return 0;
}
