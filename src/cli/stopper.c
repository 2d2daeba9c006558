#include "cli/stopper.h"
#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>
#include "runtime/settings.h"
#include "runtime/thread.h"

enum { LAST_MS = 1500 };             /* for cancelled work to end, and for what is open to be closed */

static sigset_t awaited_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

void signals_take(void)
{
    sigset_t set = awaited_signals();

    signal(SIGPIPE, SIG_IGN);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* A person who asks twice does not want to wait. */
static void second_ctrl_c_ends(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    signal(SIGINT, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

static struct timespec after(i64 ms)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += ms % 1000 * 1000000;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

/* True: everything has ended in time, and the process ends by itself. */
static bool over_in_time(struct stopper *s)
{
    struct timespec until = after(s->most_ms + LAST_MS);
    int late = 0;

    pthread_mutex_lock(&s->lock);
    while (!s->over && !late)
        late = pthread_cond_timedwait(&s->change, &s->lock, &until);
    bool over = s->over;
    pthread_mutex_unlock(&s->lock);
    return over;
}

/* False: there is nothing more to wait for. */
static bool signal_note(struct stopper *s, int got)
{
    pthread_mutex_lock(&s->lock);
    s->stop |= got == SIGINT || got == SIGTERM;
    s->reload |= got == SIGHUP;
    pthread_cond_broadcast(&s->change);
    bool more = !s->stop && !s->over;
    pthread_mutex_unlock(&s->lock);
    return more;
}

static void *watch(void *arg)
{
    struct stopper *s = arg;
    sigset_t set = awaited_signals();
    int got;

    do
        got = sigwaitinfo(&set, NULL);
    while (got < 0 || signal_note(s, got));
    second_ctrl_c_ends();
    if (over_in_time(s))
        return NULL;
    log_line(&s->world->log, LOG_WARN, "the stop has had its time; what is still under way is cut off");
    _exit(0);
}

void stopper_start(struct stopper *s, struct world *w)
{
    pthread_condattr_t monotonic;

    *s = (struct stopper){ .world = w, .most_ms = w->settings->drain_timeout };
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->change, &monotonic);
    pthread_condattr_destroy(&monotonic);
    s->thread = thread_start("signals", watch, s);
}

enum stopper_word stopper_wait(struct stopper *s, i64 most_ms)
{
    struct timespec until = after(most_ms < 0 ? 0 : most_ms);
    int late = 0;

    pthread_mutex_lock(&s->lock);
    while (!s->stop && !s->reload && !late)
        late = most_ms < 0 ? pthread_cond_wait(&s->change, &s->lock) : pthread_cond_timedwait(&s->change, &s->lock, &until);
    enum stopper_word word = s->stop ? STOPPER_STOP : s->reload ? STOPPER_RELOAD : STOPPER_NOTHING;
    s->reload = false;
    pthread_mutex_unlock(&s->lock);
    return word;
}

/* A failed start got no signal to stop: its thread is woken as if by one. */
void stopper_end(struct stopper *s)
{
    pthread_mutex_lock(&s->lock);
    s->over = true;
    pthread_cond_broadcast(&s->change);
    pthread_mutex_unlock(&s->lock);
    pthread_kill(s->thread, SIGHUP);
    pthread_join(s->thread, NULL);
    pthread_cond_destroy(&s->change);
    pthread_mutex_destroy(&s->lock);
}
