/* Threads: named for whoever looks at the process, and deaf to signals, which are the main thread's. */
#pragma once
#include <pthread.h>

/* Joined with pthread_join. A process that may not have another thread says so and ends. */
pthread_t thread_start(const char *name, void *(*run)(void *), void *arg);
