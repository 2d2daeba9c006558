/* Private to courier.c, which carries transfers, and transfer.c, which prepares them and reports their outcome. */
#pragma once
#include <pthread.h>
#include <stdatomic.h>
#include "ports/calls/courier.h"
#include "ports/calls/hosts.h"
#include "ports/calls/trust.h"
#include "ports/calls/guard.h"

struct courier {
    struct world *world;
    struct arena arena;
    struct guard guard;
    struct trust *trust;
    const char *kind;
    struct breaker_times patience;
    int label_calls, label_failures, label_time, label_open;

    pthread_mutex_t lock;
    CURLM *multi;                    /* under the lock, like everything down to `ending`; NULL: the thread has not made it yet */
    pthread_t thread;
    bool running;                    /* there is a thread */
    struct link joined;
    bool any_given_up, ending;
    _Atomic size_t waiting;          /* joined and queued; grows under the lock only */

    /* The thread's own. */
    struct link queued, active;
    size_t active_count;
    CURL *idle[COURIER_AT_ONCE];
    size_t idle_count;
    struct hosts hosts;
};

void transfer_prepare(struct transfer *, i64 left_ms);       /* its easy handle, for a transfer that begins */
