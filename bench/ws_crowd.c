/*
 * A server whose every message goes to all its sockets, on one loop, each framed once: what fan-out costs.
 *
 *   ws_crowd PORT
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/str.h"
#include "net/server.h"
#include "net/websocket.h"
#include "runtime/metrics.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

struct member { struct link link; struct ws *ws; };

static struct link members;
static struct ws_kind *kind;

static void tell_all(struct ws *w, enum ws_opcode opcode, str message)
{
    struct ws_frame *f = ws_frame_new(opcode, message);

    (void)w;
    LIST_EACH(at, &members)
        ws_send_shared(CONTAINER(at, struct member, link)->ws, f);
    ws_frame_close(&f);
}

static void leave(struct ws *w, u16 code)
{
    struct member *m = ws_arg(w);

    (void)code;
    list_remove(&m->link);
    memory_free(m);
}

static const struct ws_rules rules = { .message = tell_all, .close = leave };

static void join(struct exchange *e, void *arg)
{
    struct member *m = memory_new(struct member);

    (void)arg;
    m->ws = ws_upgrade(e, kind, m);
    if (m->ws)
        list_add_last(&members, &m->link);
    else
        memory_free(m);
}

static i64 no_time(struct clock *c)
{
    (void)c;
    return 0;
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct failure failure;
    struct settings settings;
    struct clock clock = { no_time };
    struct server *server;

    arena_init(&arena, NULL, 0);
    failure_begin(&failure, &arena);
    settings_defaults(&settings, &arena);
    struct world world = { .settings = &settings, .clock = &clock, .log = { STDERR_FILENO, LOG_WARN, &clock }, .metrics = metrics_open() };
    list_init(&members);
    runtime_open(&world, 1);
    kind = ws_kind_open(&world, &rules);
    if (argc != 2 || server_open(&world, &failure, arena_format(&arena, "127.0.0.1:%s", argv[1]), join, NULL, &server) != OK)
        return 2;
    runtime_start(world.runtime);
    server_start(server);
    for (;;)
        pause();
}
