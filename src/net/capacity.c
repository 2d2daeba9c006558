#include "net/capacity.h"
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>
#include "base/memory.h"
#include "net/guests.h"
#include "net/visitors.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

enum {
    FILES_KEPT = 64 + WATCHERS_MORE, /* for the log, files that are served, calls to others, SQLite */
    FILES_OF_A_LOOP = 16,            /* besides its PostgreSQL connections */
    FILES_AT_FIRST = 1 << 16
};

i64 connections_fitting(i64 wish, i64 files, int loops)
{
    i64 kept = FILES_KEPT + (i64)loops * FILES_OF_A_LOOP;

    if (kept > files / 2)
        kept = files / 2;
    return wish < files - kept ? wish : files - kept;
}

/* A shell's bound of 1,024 files is meant for programs that still use select. */
static i64 files_allow(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) < 0)
        return INT64_MAX / 2;
    files.rlim_cur = files.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &files) < 0 && getrlimit(RLIMIT_NOFILE, &files) < 0)
        return INT64_MAX / 2;
    return files.rlim_cur < INT64_MAX / 2 ? (i64)files.rlim_cur : INT64_MAX / 2;
}

static i64 connections_allow(struct world *w, int loops)
{
    i64 wish = w->settings->max_connections, files = files_allow();
    i64 pools = w->settings->postgres_pool * loops;
    i64 most = connections_fitting(wish, files > 2 * pools ? files - pools : files / 2, loops);

    if (most < wish)
        log_line(&w->log, LOG_WARN, "fewer connections than max_connections: the process may not open more files",
                 KV_I64("connections", most), KV_I64("max_connections", wish), KV_I64("files", files));
    return most;
}

/*
 * The kernel's table of a process's files doubles as it fills, and in a process of several threads whoever opened one file too many
 * waits for milliseconds each time: a loop, in the middle of a crowd that arrives. So it has its size from the start, in eight octets
 * for each.
 */
static void files_make_room(i64 connections)
{
    int most = connections < FILES_AT_FIRST - FILES_KEPT ? (int)connections + FILES_KEPT : FILES_AT_FIRST;
    int one = epoll_create1(EPOLL_CLOEXEC), last = fcntl(one, F_DUPFD_CLOEXEC, most - 1);

    if (last >= 0)
        close(last);
    if (one >= 0)
        close(one);
}

static struct capacity *capacity_open(struct world *w)
{
    const struct settings *s = w->settings;
    struct capacity *cap = memory_new(struct capacity);

    cap->world = w;
    cap->loops = runtime_loops(w->runtime);
    cap->connections_most = connections_allow(w, cap->loops);
    files_make_room(cap->connections_most);
    cap->body_most = s->body_budget;
    if (s->limits)
        cap->visitors = visitors_open(s->max_connections_per_address);
    cap->guests = memory_zero((size_t)cap->loops * sizeof(struct guests *));
    for (int i = 0; i < cap->loops; i++)
        cap->guests[i] = guests_open(cap, runtime_loop(w->runtime, i));
    return cap;
}

struct capacity *capacity_hold(struct world *w)
{
    if (!w->capacity)
        w->capacity = capacity_open(w);
    w->capacity->servers++;
    return w->capacity;
}

void capacity_release(struct capacity **capacity)
{
    struct capacity *cap = *capacity;

    *capacity = NULL;
    if (!cap || --cap->servers)
        return;
    for (int i = 0; i < cap->loops; i++)
        guests_close(&cap->guests[i]);
    memory_free(cap->guests);
    if (cap->visitors)
        visitors_close(&cap->visitors);
    cap->world->capacity = NULL;
    memory_free(cap);
}

bool capacity_full(const struct capacity *cap, bool for_watchers)
{
    i64 most = cap->connections_most + (for_watchers ? WATCHERS_MORE : 0);

    return atomic_load_explicit(&cap->connections, memory_order_acquire) >= most;
}
