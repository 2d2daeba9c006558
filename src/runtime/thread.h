/* Threads: named for people who look at the process, and deaf to signals, which are the main thread's. */
#pragma once
#include <pthread.h>

/* From now on the calling thread gets the processor time that others leave, and never makes one of them wait. */
void thread_yields(void);

/* Joined with pthread_join. A process that may not have another thread says so and ends. */
pthread_t thread_start(const char *name, void *(*run)(void *), void *arg);
