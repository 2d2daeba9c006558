#include "runtime/thread.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { STACK = 4 << 20, NAME_MOST = 16, NICENESS = 10 };        /* the kernel's limit on names, with the NUL */

/* On Linux a thread has a niceness of its own. Refused: it is only slower for others. */
void thread_yields(void)
{
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICENESS);
}

pthread_t thread_start(const char *name, void *(*run)(void *), void *arg)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    char shown[NAME_MOST];

    sigfillset(&all);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&thread, &attributes, run, arg);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    if (failed) {
        fprintf(stderr, "kith: the thread %s cannot start: %s\n", name, strerror(failed));
        abort();
    }
    snprintf(shown, sizeof shown, "%s", name);
    pthread_setname_np(thread, shown);
    return thread;
}
