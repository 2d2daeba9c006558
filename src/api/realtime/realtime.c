#include "api/realtime/realtime.h"
#include <string.h>
#include <unistd.h>
#include "api/realtime/own.h"
#include "api/rest/route.h"
#include "base/arena.h"
#include "base/memory.h"
#include "base/str.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

SETTINGS_DEFINE(realtime_settings, REALTIME_SETTINGS);
RATES_DEFINE(realtime_rates, REALTIME_RATES);
PROBLEMS_DEFINE(realtime_problems, REALTIME_PROBLEMS)
PERMISSIONS_DEFINE(realtime_permissions, REALTIME_PERMISSIONS);

const struct capability realtime_capability = {
    .name = "realtime",
    .settings = &realtime_settings_group,
    .problems = realtime_problems,
    .rates = realtime_rates,
    .permissions = realtime_permissions,
};

/* ---- its rows ---- */

static err open_socket(struct exchange *x, const struct open_query *in, void *home)
{
    return socket_open(x, home, in);
}

static err open_events(ctx *c, const struct open_query *in, struct event_stream *out)
{
    return events_open(c, route_arg(c), in, out);
}

static err make_ticket(ctx *c, const struct caller *me, const struct nothing *in, struct session_ticket *out)
{
    (void)in;
    return session_ticket_make(c, me, out);
}

struct realtime_status { i64 sockets, streams; str cursor; };
static SHAPE(realtime_status,
    FIELD(realtime_status, sockets, .doc = "Yours, on this node"),
    FIELD(realtime_status, streams, .doc = "Likewise"),
    FIELD(realtime_status, cursor,  .doc = "Of the newest event of all"));

static err read_status(ctx *c, const struct caller *me, const struct nothing *in, struct realtime_status *out)
{
    const struct realtime *home = route_arg(c);
    struct crowd_count count = crowd_of(home->crowd, me->account);

    (void)in;
    out->sockets = count.of[CROWD_SOCKETS];
    out->streams = count.of[CROWD_STREAMS];
    return hub_cursor(c, &out->cursor);
}

CALLS_EXCHANGE(open_socket, open_query)
CALLS(open_events, open_query, event_stream)
CALLS_AS(make_ticket, nothing, session_ticket)
CALLS_AS(read_status, nothing, realtime_status)

#define REALTIME_ROW .role = "realtime", .tag = "realtime"

const struct route realtime_routes[] = {
    { METHOD_POST, "/realtime/ticket", make_ticket_entry, &may_listen, RATE_WRITES, 201, GIVES(session_ticket), .given_once = true,
      REALTIME_ROW, .summary = "Get a ticket, which opens one socket or stream",
      .tag_says = "A socket and a stream that lose nothing (docs/realtime.md)" },
    { METHOD_GET, "/ws", NULL, &may_listen, RATE_READS, 101, TAKES(open_query), .exchange = open_socket_exchange, .socket = true,
      .ticket = true, REALTIME_ROW, .summary = "Open a WebSocket", .problems = PROBLEMS(&too_many_sockets) },
    { METHOD_GET, "/events", open_events_entry, &may_listen, RATE_READS, 200, TAKES(open_query), GIVES_STREAM, .ticket = true,
      REALTIME_ROW, .summary = "Open a stream of events", .problems = PROBLEMS(&too_many_sockets) },
    { METHOD_GET, "/realtime/status", read_status_entry, &may_listen, RATE_READS, 200, GIVES(realtime_status), .no_etag = true,
      REALTIME_ROW, .summary = "Count your sockets and streams" },
    {0}
};

/* ---- its life ---- */

static bool is_in(const struct program *p)
{
    for (const struct capability *const *c = p->capabilities; *c; c++)
        if (*c == &realtime_capability)
            return true;
    return false;
}

/* The host's name, and the port of the address that it listens on. */
static str node_of(struct arena *a, const struct settings *all, const struct realtime_settings *s)
{
    char host[65] = { 0 };
    str listen = all->listen;
    size_t colon = listen.n;

    if (s->node_name.n)
        return s->node_name;
    (void)gethostname(host, sizeof host - 1);
    while (colon && listen.p[colon - 1] != ':')
        colon--;
    return arena_format(a, "%s:" STR_FMT, host, STR_ARG(str_from(listen, colon)));
}

static void labels_make(struct realtime *r)
{
    static const str kinds[CROWD_KINDS] = { S("ws"), S("sse") };
    static const str drops[DROP_COUNT] = {
        S(""),
#define X(word) S(#word),
        DROPS(X)
#undef X
    };
    struct metrics *m = r->world->metrics;

    for (int i = 0; i < CROWD_KINDS; i++)
        r->kinds[i] = metric_label(m, M_SOCKETS, kinds[i]);
    for (int i = DROP_NONE + 1; i < DROP_COUNT; i++)
        r->drops[i] = metric_label(m, M_SOCKETS_DROPPED, drops[i]);
}

static void loops_open(struct realtime *r)
{
    r->loop_count = runtime_loops(r->world->runtime);
    r->loops = arena_array(&r->arena, struct loop_state, (size_t)r->loop_count);
    for (int i = 0; i < r->loop_count; i++) {
        struct loop_state *s = &r->loops[i];
        s->home = r;
        s->loop = runtime_loop(r->world->runtime, i);
        list_init(&s->doubted);
        weigh_open(s);
    }
}

err realtime_open(struct world *w, struct failure *failure, struct front *front, struct realtime **out)
{
    struct arena arena = { 0 };

    (void)failure;
    if (!is_in(w->program))
        return OK;
    struct realtime *r = arena_new(&arena, struct realtime);
    r->arena = arena;
    r->world = w;
    r->settings = realtime_settings(w->settings);
    r->node = node_of(&r->arena, w->settings, r->settings);
    r->crowd = crowd_open(w->settings->limits ? r->settings->sockets_per_user : 0);
    r->rules = socket_rules;
    r->rules.message_most = r->settings->realtime_message_max;
    r->sockets = ws_kind_open(w, &r->rules);
    labels_make(r);
    loops_open(r);
    commands_open(r, &r->arena);
    front_bind(front, realtime_routes, r);
    *out = r;
    return OK;
}

void realtime_close(struct realtime **realtime)
{
    struct realtime *r = *realtime;

    if (!r)
        return;
    for (int i = 0; i < r->loop_count; i++)
        timer_stop(r->loops[i].loop, &r->loops[i].look);
    crowd_close(&r->crowd);
    ws_kind_close(&r->sockets);
    struct arena arena = r->arena;           /* it holds the realtime itself */
    arena_close(&arena);
    *realtime = NULL;
}
