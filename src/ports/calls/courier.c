#include <assert.h>
#include "base/memory.h"
#include "base/str.h"
#include "ports/calls/own.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"
#include "runtime/thread.h"

enum {
    POLL_MS = 60000,
    FAIR_US = 500000                 /* a server that had less time than this was not slow */
};

/* ---- a transfer, on the thread ---- */

/* A caller that waited long enough for a server counts against it; one that gave up early does not. */
static enum verdict verdict_of(const struct transfer *t)
{
    bool given_up = t->given_up;
    bool over = (given_up && t->late) || t->result == CURLE_OPERATION_TIMEDOUT;
    bool unfair = over ? mono_us() - t->began_us < FAIR_US : given_up;

    if (unfair || t->refused)
        return VERDICT_NEUTRAL;
    return t->too_large ? VERDICT_GOOD : t->judge(t);
}

static void breaker_tell(struct courier *co, struct transfer *t, enum verdict v)
{
    struct breaker *b = &t->to->breaker;
    bool was = breaker_open(b);

    breaker_judge(b, mono_ms(), t->admission, v);
    if (breaker_open(b) == was)
        return;
    metric_add(co->world->metrics, M_OUTGOING_OPEN, co->label_open, was ? -1 : 1);
    if (was)
        log_line(&co->world->log, LOG_INFO, "another server answers again", KV_STR("server", t->to->server));
    else
        log_line(&co->world->log, LOG_WARN, "another server keeps failing and is not called for a while", KV_STR("server", t->to->server),
                 KV_I64("pause_ms", b->pause_ms), KV_STR("problem", str_of(t->problem[0] ? t->problem : "its answers are failures")));
}

static void easy_give_back(struct courier *co, struct transfer *t)
{
    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &t->status);
    curl_multi_remove_handle(co->multi, t->easy);
    curl_easy_reset(t->easy);
    co->idle[co->idle_count++] = t->easy;
    t->easy = NULL;
    t->to->active--;
    co->active_count--;
}

/* The fiber may go on: nothing of the transfer is touched after the handoff. */
static void transfer_end(struct courier *co, struct transfer *t, CURLcode result)
{
    t->result = result;
    list_remove(&t->link);
    if (t->easy) {
        easy_give_back(co, t);
        enum verdict v = verdict_of(t);
        metric_add(co->world->metrics, M_OUTGOING_FAILURES, co->label_failures, v == VERDICT_BAD);
        metric_time(co->world->metrics, M_OUTGOING_TIME, co->label_time, mono_us() - t->began_us);
        breaker_tell(co, t, v);
    } else {
        atomic_fetch_sub(&co->waiting, 1);
    }
    host_release(t->to);
    loop_hand(t->c->loop, &t->handoff);
}

static void transfer_begin(struct courier *co, struct transfer *t, i64 left_ms)
{
    t->easy = co->idle_count ? co->idle[--co->idle_count] : curl_easy_init();
    if (!t->easy)
        memory_out(0);
    t->began_us = mono_us();
    t->to->active++;
    co->active_count++;
    atomic_fetch_sub(&co->waiting, 1);
    list_remove(&t->link);
    list_add_last(&co->active, &t->link);
    transfer_prepare(t, left_ms);
    metric_add(co->world->metrics, M_OUTGOING_CALLS, co->label_calls, 1);
    if (curl_multi_add_handle(co->multi, t->easy) != CURLM_OK)
        transfer_end(co, t, CURLE_FAILED_INIT);
}

/* ---- the thread ---- */

static void transfer_try(struct courier *co, struct transfer *t, i64 now_ms)
{
    if (now_ms >= t->due_ms) {
        transfer_end(co, t, CURLE_OPERATION_TIMEDOUT);
        return;
    }
    if (co->active_count == COURIER_AT_ONCE || t->to->active >= COURIER_AT_ONE_HOST)
        return;
    t->admission = breaker_admits(&t->to->breaker, now_ms, &t->wait_ms);
    if (t->admission == ADMIT_NONE)
        transfer_end(co, t, CURLE_COULDNT_CONNECT);
    else
        transfer_begin(co, t, t->due_ms - now_ms);
}

static void queue_look(struct courier *co)
{
    i64 now_ms = mono_ms();

    LIST_EACH(l, &co->queued)
        transfer_try(co, CONTAINER(l, struct transfer, link), now_ms);
}

static bool finished_end(struct courier *co)
{
    bool any = false;
    int left;

    for (CURLMsg *m; (m = curl_multi_info_read(co->multi, &left));) {
        struct transfer *t;
        if (m->msg != CURLMSG_DONE)
            continue;
        CURLcode result = m->data.result;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
        transfer_end(co, t, result);
        any = true;
    }
    return any;
}

/* Under the lock: moves what was given up to a list of its own. */
static void given_up_gather(struct link *from, struct link *to)
{
    LIST_EACH(l, from) {
        if (CONTAINER(l, struct transfer, link)->given_up) {
            list_remove(l);
            list_add_last(to, l);
        }
    }
}

/* What has come since: new transfers, and those that were given up. False: the thread ends. */
static bool news_take(struct courier *co)
{
    struct link given_up;

    list_init(&given_up);
    pthread_mutex_lock(&co->lock);
    for (struct link *l; (l = list_pop(&co->joined));) {
        struct transfer *t = CONTAINER(l, struct transfer, link);
        t->to = host_hold(&co->hosts, t->server);
        t->to->breaker.times = co->patience;
        list_add_last(&co->queued, l);
    }
    if (co->any_given_up) {
        given_up_gather(&co->queued, &given_up);
        given_up_gather(&co->active, &given_up);
    }
    co->any_given_up = false;
    bool ending = co->ending;
    pthread_mutex_unlock(&co->lock);
    LIST_EACH(l, &given_up)
        transfer_end(co, CONTAINER(l, struct transfer, link), CURLE_ABORTED_BY_CALLBACK);
    return !ending;
}

/* libcurl knows when those under way are late; of those that wait it knows nothing. */
static int poll_ms(struct courier *co)
{
    i64 least = POLL_MS, now_ms = mono_ms();

    LIST_EACH(l, &co->queued) {
        i64 left = CONTAINER(l, struct transfer, link)->due_ms - now_ms;
        least = left < least ? left : least;
    }
    return least > 0 ? (int)least : 0;
}

/* Once for the process, however many worlds it has, and never taken back. */
static void library_open(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        memory_out(0);
}

static void multi_open(struct courier *co)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, library_open);
    CURLM *multi = curl_multi_init();
    if (!multi)
        memory_out(0);
    pthread_mutex_lock(&co->lock);
    co->multi = multi;
    pthread_mutex_unlock(&co->lock);
}

static void *courier_run(void *arg)
{
    struct courier *co = arg;
    int running;

    multi_open(co);
    while (news_take(co)) {
        queue_look(co);
        curl_multi_perform(co->multi, &running);
        if (!finished_end(co))
            curl_multi_poll(co->multi, NULL, 0, poll_ms(co), NULL);
    }
    return NULL;
}

/* ---- the fiber's side ---- */

static void transfer_back(struct handoff *p)
{
    struct transfer *t = CONTAINER(p, struct transfer, handoff);

    t->done = true;
    ctx_wake(t->c);
}

/* Wakes the thread for what was changed under the lock, and releases the lock. A thread that has only begun looks by itself. */
static void thread_tell(struct courier *co)
{
    CURLM *multi = co->multi;

    pthread_mutex_unlock(&co->lock);
    if (multi)
        curl_multi_wakeup(multi);
}

/* The first call starts the thread: a server that makes no calls has no thread, nor what libcurl needs. */
static bool transfer_join(struct courier *co, struct transfer *t)
{
    pthread_mutex_lock(&co->lock);
    bool room = atomic_load(&co->waiting) < COURIER_WAITING;
    if (room) {
        atomic_fetch_add(&co->waiting, 1);
        list_add_last(&co->joined, &t->link);
        if (!co->running)
            co->thread = thread_start(co->kind, courier_run, co);
        co->running = true;
    }
    thread_tell(co);
    return room;
}

static void transfer_give_up(struct courier *co, struct transfer *t, bool late)
{
    pthread_mutex_lock(&co->lock);
    t->late = late;
    t->given_up = true;
    co->any_given_up = true;
    thread_tell(co);
}

err courier_carry(ctx *c, struct courier *co, struct transfer *t)
{
    err e = OK;

    t->c = c;
    t->courier = co;
    t->handoff.run = transfer_back;
    list_init(&t->link);
    if (c->deadline_ms && c->deadline_ms < t->due_ms)
        t->due_ms = c->deadline_ms;
    if (!transfer_join(co, t))
        return fail_with(c, ERR_BUSY, "Too many calls to other servers are waiting already.");
    while (!t->done && e == OK)
        e = ctx_park(c);
    if (!t->done)
        transfer_give_up(co, t, e == ERR_TIMEOUT);
    while (!t->done)
        ctx_park_firm(c);
    return e;
}

/* ---- open and close ---- */

static void labels_find(struct courier *co, const char *kind)
{
    struct metrics *m = co->world->metrics;

    co->label_calls = metric_label(m, M_OUTGOING_CALLS, str_of(kind));
    co->label_failures = metric_label(m, M_OUTGOING_FAILURES, str_of(kind));
    co->label_time = metric_label(m, M_OUTGOING_TIME, str_of(kind));
    co->label_open = metric_label(m, M_OUTGOING_OPEN, str_of(kind));
}

static err settings_take(struct courier *co, struct failure *failure)
{
    const struct settings *s = co->world->settings;

    TRY(guard_read(&co->guard, &co->arena, failure, s->outgoing_inside));
    return trust_open(failure, s->outgoing_ca, &co->trust);
}

err courier_open(struct world *w, struct failure *failure, const char *kind, struct courier **out)
{
    struct courier *co = memory_new(struct courier);

    co->world = w;
    co->kind = kind;
    arena_init(&co->arena, NULL, 0);
    pthread_mutex_init(&co->lock, NULL);
    list_init(&co->joined);
    list_init(&co->queued);
    list_init(&co->active);
    hosts_init(&co->hosts);
    labels_find(co, kind);
    *out = co;
    err e = settings_take(co, failure);
    if (e != OK)
        courier_close(out);
    return e;
}

void courier_patience(struct courier *co, const struct breaker_times *times)
{
    co->patience = *times;
}

static void thread_end(struct courier *co)
{
    pthread_mutex_lock(&co->lock);
    co->ending = true;
    thread_tell(co);
    pthread_join(co->thread, NULL);
    assert(list_empty(&co->joined) && list_empty(&co->queued) && list_empty(&co->active));
}

void courier_close(struct courier **courier)
{
    struct courier *co = *courier;

    if (!co)
        return;
    if (co->running)
        thread_end(co);
    while (co->idle_count)
        curl_easy_cleanup(co->idle[--co->idle_count]);
    if (co->multi)                   /* NULL: no call was made, so libcurl is not loaded either */
        curl_multi_cleanup(co->multi);
    hosts_close(&co->hosts);
    trust_close(&co->trust);
    pthread_mutex_destroy(&co->lock);
    arena_close(&co->arena);
    memory_free(co);
    *courier = NULL;
}
