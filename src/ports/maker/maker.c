/*
 * Orders wait in one line; `media_workers` threads take them, each with a helper of its own
 * (helper.c). A thread starts with the first order that finds none idle, and ends its helper when
 * no order has come for a while. A caller that gives up takes its order back, or rings the
 * worker's bell, and the helper is killed.
 */
#include "ports/maker/maker.h"
#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/str.h"
#include "ports/blob.h"
#include "ports/maker/own.h"
#include "ports/problems.h"
#include "runtime/settings.h"
#include "runtime/thread.h"

/* By the wall clock much more than by the processor's: others go first there, and what they leave may be little. */
enum { IDLE_S = 60, MISSED_MS = 30 * 1000, WAIT_MOST = 10000, PICTURE_CPU_S = 20, PICTURE_WALL_S = 200, FILM_CPU_S = 60, FILM_WALL_S = 270,
       ROOM_LEAST = 1 << 20 };

struct order {
    struct order *next;
    ctx *c;
    str format;
    struct helper_order is;
    enum outcome outcome;
    struct worker *taker;            /* NULL: it waits */
};

struct worker { struct maker *maker; pthread_t thread; int bell; struct helper helper; struct order *order; };

struct maker {
    struct world *world;
    struct arena arena;
    const char *program, *ffmpeg;    /* ffmpeg: the folder of both programs, "": none */
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct order *first, **last;
    size_t waiting;
    struct worker *workers;
    int most, started, idle;
    bool stopping;
    _Atomic bool said_missing;
    _Atomic i64 missed_ms;           /* when something was last found missing; 0: never */
};

/* ---- the workers ---- */

static struct order *line_pop(struct maker *m)
{
    struct order *o = m->first;

    m->first = o->next;
    if (!m->first)
        m->last = &m->first;
    m->waiting--;
    return o;
}

/* With the lock, which is free meanwhile. The next order; NULL: the maker stops, or the worker has had nothing to do. */
static struct order *order_wait(struct worker *w)
{
    struct maker *m = w->maker;
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += IDLE_S;
    m->idle++;
    while (!m->first && !m->stopping) {
        if (!w->helper.pid)
            pthread_cond_wait(&m->more, &m->lock);
        else if (pthread_cond_timedwait(&m->more, &m->lock, &until) == ETIMEDOUT)
            break;
    }
    m->idle--;
    return m->first && !m->stopping ? line_pop(m) : NULL;
}

static void bell_clear(int bell)
{
    u64 rung;

    (void)!read(bell, &rung, sizeof rung);
}

/* The fiber goes on once it is woken: nothing of the order is touched after that. */
static void order_do(struct worker *w, struct order *o)
{
    struct maker *m = w->maker;

    w->order = o;
    o->taker = w;
    pthread_mutex_unlock(&m->lock);
    enum outcome outcome = helper_ask(&w->helper, m->program, w->bell, &o->is);
    pthread_mutex_lock(&m->lock);
    o->outcome = outcome;
    w->order = NULL;
    bell_clear(w->bell);
    ctx_wake_from_thread(o->c);
}

static void *worker_run(void *arg)
{
    struct worker *w = arg;
    struct maker *m = w->maker;

    pthread_mutex_lock(&m->lock);
    while (!m->stopping) {
        struct order *o = order_wait(w);
        if (o) {
            order_do(w, o);
            continue;
        }
        pthread_mutex_unlock(&m->lock);
        helper_end(&w->helper);
        pthread_mutex_lock(&m->lock);
    }
    pthread_mutex_unlock(&m->lock);
    helper_end(&w->helper);
    return NULL;
}

/* With the lock. */
static void worker_start(struct maker *m)
{
    struct worker *w = &m->workers[m->started++];

    *w = (struct worker){ .maker = m, .bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
    w->thread = thread_start("media", worker_run, w);
}

/* ---- an order ---- */

static bool order_put(struct maker *m, struct order *o)
{
    pthread_mutex_lock(&m->lock);
    bool room = m->waiting < WAIT_MOST && !m->stopping;
    if (room) {
        *m->last = o;
        m->last = &o->next;
        m->waiting++;
        if (m->waiting > (size_t)m->idle && m->started < m->most)
            worker_start(m);
        pthread_cond_signal(&m->more);
    }
    pthread_mutex_unlock(&m->lock);
    return room;
}

/* True: no worker has it, and nobody will wake its fiber. */
static bool order_take_back(struct maker *m, struct order *o)
{
    bool waits;

    pthread_mutex_lock(&m->lock);
    waits = !o->taker;
    if (waits) {
        struct order **at = &m->first;
        while (*at != o)
            at = &(*at)->next;
        *at = o->next;
        if (!*at)
            m->last = at;
        m->waiting--;
    } else if (o->taker->order == o) {
        (void)!write(o->taker->bell, &(u64){ 1 }, sizeof(u64));
    }
    pthread_mutex_unlock(&m->lock);
    return waits;
}

static const char missing_words[] = "pictures, films and sounds cannot be taken: something is not installed";

static err missing_tell(ctx *c, str what)
{
    if (!atomic_exchange(&c->world->maker->said_missing, true))
        ctx_log(c, LOG_ERROR, missing_words, KV_STR("missing", what));
    failure_cause(&c->failure, STR_FMT " is not installed", STR_ARG(what));
    return fail(c, &maker_missing);
}

static err order_run(ctx *c, struct order *o)
{
    struct maker *m = c->world->maker;

    if (!order_put(m, o))
        return fail_with(c, ERR_BUSY, "Too many pictures, films and sounds wait to be made.");
    err e = ctx_park(c);
    if (e != OK) {
        if (!order_take_back(m, o))
            ctx_park_firm(c);
        return e;
    }
    switch (o->outcome) {
    case OUTCOME_TOLD:
        atomic_store(&m->said_missing, false);
        atomic_store(&m->missed_ms, 0);
        return OK;
    case OUTCOME_MISSING:
        atomic_store(&m->missed_ms, loop_mono_ms(c->loop));
        return missing_tell(c, o->is.missing);
    case OUTCOME_STOPPED:
        return ERR_CANCELLED;
    case OUTCOME_DIED:
        break;
    }
    ctx_log(c, LOG_WARN, "a media made its decoder fail or hang, and is broken", KV_STR("format", o->format));
    return fail(c, &media_broken);
}

/* ---- the files ---- */

/* Which descriptor goes for which file: a sound needs one, and the socket takes no holes, so the rest are the first again. */
static err order_open(ctx *c, const struct maker_order *order, struct helper_order *is)
{
    u32 format = is->ask.format;
    int fds[MAKER_FILES], count = maker_is_picture(format) ? MAKER_POSTER : format <= MAKER_WEBM ? 2 : 1;

    for (int i = 0; i < count; i++)
        TRY(blob_temporary(c, &fds[i]));
    is->fds[0] = order->in;
    for (int i = 0; i < MAKER_FILES; i++)
        is->fds[1 + i] = fds[i < count ? i : 0];
    if (!maker_is_picture(format))
        is->fds[1 + MAKER_POSTER] = fds[count - 1];
    return OK;
}

/* ---- the verb ---- */

static void none_made(struct made *out)
{
    *out = (struct made){ .main.fd = -1, .poster.fd = -1 };
    for (size_t i = 0; i < MADE_STILLS; i++)
        out->stills[i].fd = -1;
}

/* What could not be written for want of room is not the media's fault. */
static err broken(ctx *c, const struct helper_order *is)
{
    struct statvfs disk;

    if (fstatvfs(is->fds[1], &disk) == 0 && (i64)(disk.f_bavail * disk.f_frsize) < 2 * is->ask.size + ROOM_LEAST)
        return fail_with(c, ERR_FULL, "The disk has no room for what is made of pictures, films and sounds.");
    return fail(c, &media_broken);
}

static err told_read(ctx *c, const struct maker_order *order, const struct helper_order *is, struct made *out)
{
    switch (is->told.verdict) {
    case MAKER_MADE:
        return made_read(c, order, is, out) ? OK : fail(c, &media_broken);
    case MAKER_PIXELS:
        return fail(c, &media_too_many_pixels);
    case MAKER_NO_FFMPEG:                        /* a decoder that was taken over would say so, too: it is of this media alone */
        return missing_tell(c, S("the package ffmpeg, of which one program was found at the start"));
    default:
        return broken(c, is);
    }
}

err maker_make(ctx *c, const struct maker_order *order, struct made *out)
{
    struct maker *m = c->world->maker;
    u32 format = maker_format_of(order->format);
    bool picture = maker_is_picture(format);

    none_made(out);
    if (format == MAKER_NOTHING || !order->size)
        return fail(c, &media_broken);
    if (!picture && !*m->ffmpeg) {
        made_same(order, &(struct maker_told_file){ .format = format }, out);
        return OK;
    }
    struct order *o = arena_new(&c->arena, struct order);
    o->c = c;
    o->format = order->format;
    o->is.ask = (struct maker_ask){ .format = format, .voice = order->voice, .size = order->size, .pixels = order->limits.pixels,
                                    .side = order->limits.image_side, .memory = c->world->settings->media_memory,
                                    .cpu_s = picture ? PICTURE_CPU_S : FILM_CPU_S };
    strcpy(o->is.ask.ffmpeg, m->ffmpeg);
    o->is.wall_ms = (picture ? PICTURE_WALL_S : FILM_WALL_S) * 1000;
    TRY(order_open(c, order, &o->is));
    TRY(order_run(c, o));
    return told_read(c, order, &o->is, out);
}

static bool needs_helper(const struct maker *m, u32 format)
{
    return format != MAKER_NOTHING && (maker_is_picture(format) || *m->ffmpeg);
}

/* What was missing a moment ago is asked for again now and then, by whoever comes then. */
err maker_check(ctx *c, str format)
{
    const struct maker *m = c->world->maker;

    if (!m || !needs_helper(m, maker_format_of(format)))
        return OK;
    i64 missed_ms = atomic_load(&m->missed_ms), wait_ms = missed_ms ? missed_ms + MISSED_MS - loop_mono_ms(c->loop) : 0;
    if (wait_ms <= 0 && access(m->program, X_OK) == 0)
        return OK;
    err e = fail(c, &maker_missing);
    c->failure.retry_after = wait_ms > 0 ? (int)(wait_ms / 1000) + 1 : 0;
    return e;
}

/* ---- open and close ---- */

static void lock_init(struct maker *m)
{
    pthread_condattr_t monotonic;

    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&m->more, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&m->lock, NULL);
}

err maker_open(struct world *w, struct failure *failure, struct maker **out)
{
    struct maker *m = memory_new(struct maker);

    m->world = w;
    m->last = &m->first;
    m->most = (int)w->settings->media_workers;
    m->workers = memory_zero((size_t)m->most * sizeof *m->workers);
    lock_init(m);
    arena_init(&m->arena, NULL, 0);
    m->program = helper_find(&m->arena, w->settings->media_helper);
    if (access(m->program, X_OK) != 0)
        log_line(&w->log, LOG_ERROR, missing_words, KV_STR("missing", str_of(m->program)));
    *out = m;
    err e = ffmpeg_find(&m->arena, w, failure, &m->ffmpeg);
    if (e != OK)
        maker_close(out);
    return e;
}

void maker_close(struct maker **maker)
{
    struct maker *m = *maker;

    if (!m)
        return;
    pthread_mutex_lock(&m->lock);
    m->stopping = true;
    pthread_cond_broadcast(&m->more);
    pthread_mutex_unlock(&m->lock);
    for (int i = 0; i < m->started; i++) {
        pthread_join(m->workers[i].thread, NULL);
        close(m->workers[i].bell);
    }
    pthread_cond_destroy(&m->more);
    pthread_mutex_destroy(&m->lock);
    memory_free(m->workers);
    arena_close(&m->arena);
    memory_free(m);
    *maker = NULL;
}
