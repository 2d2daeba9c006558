/*
 * Signals, and a stop that keeps its time. One thread waits for signals from the start to the end, whatever the others
 * do; the main thread asks it which came. Once it is to stop, the process ends within the time that requests get and a
 * moment more: by itself, if everything under way can be ended by then; otherwise as a power cut would end it, which
 * the stores are made for. That is logged, with what the stop waited for.
 */
#pragma once
#include <pthread.h>
#include "runtime/runtime.h"

struct stopper {
    struct world *world;
    i64 most_ms;                     /* the time that requests get */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t change;
    bool stop, reload, over;
};

enum stopper_word { STOPPER_NOTHING, STOPPER_RELOAD, STOPPER_STOP };

void signals_take(void);             /* for all later threads; called before any is made */
void stopper_start(struct stopper *, struct world *);
enum stopper_word stopper_wait(struct stopper *, i64 most_ms);       /* -1: however long it takes */
void stopper_end(struct stopper *);  /* everything has ended in time */
