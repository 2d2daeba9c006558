#include "net/server.h"
#include <errno.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "base/memory.h"
#include "net/capacity.h"
#include "net/door.h"
#include "net/entry.h"
#include "net/listen.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

enum {
    ACCEPTS_A_TURN = 64,
    PAUSE_MS = 20,                   /* before accepting is tried again at the bound of connections, or of files */
    LAST_CALL_MS = 100,              /* for handshakes under way to come to their end */
    LOOK_MS = 2                      /* how often a drain looks whether all have gone */
};

struct server {
    struct world *world;
    int fd;
    u16 port;
    struct watch watch;              /* of the listening socket, on the first loop: the acceptor */
    struct timer pause, last;
    struct handoff start, stop;
    bool started, draining;
    bool for_watchers;
    bool told;                       /* logged that files have run out, since the last accepted connection */
    _Atomic bool closed;             /* accepting has ended */
    struct door door;
    struct capacity *capacity;
    struct lane *lanes;
    int lane_count;
};

/* ---- connections on their way to their loop ---- */

struct arrival { struct handoff handoff; struct lane *lane; int fd; struct address peer; };

static void arrive(struct handoff *p)
{
    struct arrival *a = CONTAINER(p, struct arrival, handoff);

    entry_take(a->lane, a->fd, &a->peer);
    memory_free(a);
}

static i64 connections(const struct server *s)
{
    i64 n = 0;

    for (int i = 0; i < s->lane_count; i++)
        n += atomic_load_explicit(&s->lanes[i].count, memory_order_acquire);
    return n;
}

static struct lane *emptiest(const struct server *s)
{
    struct lane *best = &s->lanes[0];

    for (int i = 1; i < s->lane_count; i++)
        if (atomic_load_explicit(&s->lanes[i].count, memory_order_relaxed) < atomic_load_explicit(&best->count, memory_order_relaxed))
            best = &s->lanes[i];
    return best;
}

static void hand_over(struct server *s, int fd, const struct address *peer)
{
    struct lane *l = emptiest(s);

    lane_enter(l);
    if (l->loop == loop_current()) {
        entry_take(l, fd, peer);
        return;
    }
    struct arrival *a = memory_new(struct arrival);
    *a = (struct arrival){ { NULL, arrive }, l, fd, *peer };
    loop_hand(l->loop, &a->handoff);
}

/* ---- the acceptor ---- */

/* False: nothing waits, or nothing can be accepted now (errno). */
static bool accept_one(struct server *s)
{
    struct sockaddr_storage from;
    socklen_t n = sizeof from;
    struct address peer;
    int fd = accept4(s->fd, (struct sockaddr *)&from, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (fd < 0)
        return errno == EINTR || errno == ECONNABORTED;
    s->told = false;
    address_from((const struct sockaddr *)&from, &peer);
    hand_over(s, fd, &peer);
    return true;
}

/* Nothing can be accepted now: what waits stays in the kernel's queue until some connections have ended. */
static void accept_pause(struct server *s)
{
    loop_unwatch(s->lanes[0].loop, &s->watch);
    timer_start(s->lanes[0].loop, &s->pause, PAUSE_MS);
}

static void accept_resume(struct timer *t)
{
    struct server *s = CONTAINER(t, struct server, pause);

    loop_watch(s->lanes[0].loop, &s->watch, EPOLLIN);
}

static bool out_of_files(void)
{
    return errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
}

static void files_lacking(struct server *s)
{
    if (!s->told)
        log_line(&s->world->log, LOG_WARN, "no more files: new connections wait", KV_I64("connections", connections(s)));
    s->told = true;
    accept_pause(s);
}

static void acceptable(struct watch *w, u32 events)
{
    struct server *s = CONTAINER(w, struct server, watch);

    (void)events;
    for (int i = 0; i < ACCEPTS_A_TURN; i++) {
        if (capacity_full(s->capacity, s->for_watchers)) {
            accept_pause(s);
            return;
        }
        if (accept_one(s))
            continue;
        if (out_of_files())
            files_lacking(s);
        return;
    }
}

static void accept_start(struct handoff *p)
{
    struct server *s = CONTAINER(p, struct server, start);

    loop_watch(s->lanes[0].loop, &s->watch, EPOLLIN);
}

/* All that waits has been accepted, however many: the kernel has told those clients that they are connected. */
static void accept_end(struct timer *t)
{
    struct server *s = CONTAINER(t, struct server, last);

    while (accept_one(s))
        ;
    timer_stop(s->lanes[0].loop, &s->pause);
    loop_unwatch(s->lanes[0].loop, &s->watch);
    close(s->fd);
    s->fd = -1;
    atomic_store_explicit(&s->closed, true, memory_order_release);
}

static void accept_stop(struct handoff *p)
{
    struct server *s = CONTAINER(p, struct server, stop);

    listen_last_call(s->fd);
    for (int i = 0; i < s->lane_count; i++)
        loop_hand(s->lanes[i].loop, &s->lanes[i].drain);     /* after what is on its way there */
    timer_start(s->lanes[0].loop, &s->last, LAST_CALL_MS);
}

/* ---- the lanes ---- */

static void lane_stop(struct stop_hook *h)
{
    struct lane *l = CONTAINER(h, struct lane, at_stop);

    LIST_EACH(at, &l->conns)
        conn_drop(CONTAINER(at, struct conn, link));
}

static void lane_start(struct handoff *p)
{
    struct lane *l = CONTAINER(p, struct lane, start);

    l->at_stop.run = lane_stop;
    loop_at_stop(l->loop, &l->at_stop);
}

static void lane_drain(struct handoff *p)
{
    struct lane *l = CONTAINER(p, struct lane, drain);

    l->draining = true;
    LIST_EACH(at, &l->conns)
        conn_drain(CONTAINER(at, struct conn, link));
}

static void lanes_open(struct server *s, http_handler *handler, void *arg)
{
    s->lane_count = runtime_loops(s->world->runtime);
    s->lanes = memory_zero((size_t)s->lane_count * sizeof *s->lanes);
    for (int i = 0; i < s->lane_count; i++) {
        lane_init(&s->lanes[i], runtime_loop(s->world->runtime, i), handler, arg);
        s->lanes[i].door = &s->door;
        s->lanes[i].capacity = s->capacity;
        s->lanes[i].guests = s->capacity->guests[i];
        s->lanes[i].start.run = lane_start;
        s->lanes[i].drain.run = lane_drain;
    }
}

/* ---- life ---- */

err server_open(struct world *w, struct failure *failure, str listen, http_handler *handler, void *arg, struct server **out)
{
    struct server *s = memory_new(struct server);

    *s = (struct server){ .world = w, .fd = -1, .pause.fire = accept_resume, .last.fire = accept_end };
    s->start.run = accept_start;
    s->stop.run = accept_stop;
    s->capacity = capacity_hold(w);
    err e = door_open(&s->door, failure, w->settings, s->capacity->visitors);
    if (e == OK)
        e = listen_open(failure, listen, &s->fd, &s->port);
    if (e != OK) {
        door_close(&s->door);
        capacity_release(&s->capacity);
        memory_free(s);
        return e;
    }
    s->watch = (struct watch){ s->fd, acceptable };
    lanes_open(s, handler, arg);
    *out = s;
    return OK;
}

void server_secure(struct server *s, struct tls *tls)
{
    for (int i = 0; i < s->lane_count; i++)
        s->lanes[i].tls = tls;
}

void server_urgent(struct server *s, http_urgent *urgent)
{
    for (int i = 0; i < s->lane_count; i++)
        s->lanes[i].urgent = urgent;
}

void server_for_watchers(struct server *s)
{
    s->for_watchers = true;
}

void server_start(struct server *s)
{
    s->started = true;
    for (int i = 0; i < s->lane_count; i++)
        loop_hand(s->lanes[i].loop, &s->lanes[i].start);
    loop_hand(s->lanes[0].loop, &s->start);
}

u16 server_port(const struct server *s)
{
    return s->port;
}

static bool drained(const struct server *s)
{
    return atomic_load_explicit(&s->closed, memory_order_acquire) && connections(s) == 0;
}

void server_drain_begin(struct server *s)
{
    if (!s->started)
        return;
    s->started = false;
    s->draining = true;
    loop_hand(s->lanes[0].loop, &s->stop);
}

void server_drain(struct server *s, i64 most_ms)
{
    i64 until = mono_ms() + most_ms;

    server_drain_begin(s);
    while (s->draining && !drained(s) && mono_ms() < until)
        nanosleep(&(struct timespec){ 0, LOOK_MS * 1000000 }, NULL);
}

void server_close(struct server **server)
{
    struct server *s = *server;

    if (!s)
        return;
    if (s->fd >= 0)
        close(s->fd);
    for (int i = 0; i < s->lane_count; i++)
        lane_close(&s->lanes[i]);
    memory_free(s->lanes);
    door_close(&s->door);
    capacity_release(&s->capacity);
    memory_free(s);
    *server = NULL;
}
