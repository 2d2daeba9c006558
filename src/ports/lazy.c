#include "ports/lazy.h"
#include <assert.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>

/* The headers know a function that the library lacks: it is older than the one that this was built with. */
static err calls_find(struct failure *failure, struct lazy *l, void *library)
{
    for (const struct lazy_call *c = l->calls; c->name; c++) {
        *c->at = dlsym(library, c->name);
        if (!*c->at)
            return failure_with(failure, ERR_UNAVAILABLE, "%s, which %s needs, has no %s: it is too old.", l->library,
                                l->what_for, c->name);
    }
    atomic_store(&l->loaded, true);
    return OK;
}

err lazy_load(struct failure *failure, struct lazy *l)
{
    static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
    err e = OK;

    if (atomic_load(&l->loaded))
        return OK;
    pthread_mutex_lock(&one_at_a_time);
    if (!atomic_load(&l->loaded)) {
        void *library = dlopen(l->library, RTLD_NOW | RTLD_LOCAL);
        e = library ? calls_find(failure, l, library)
                    : failure_with(failure, ERR_UNAVAILABLE, "%s, which %s needs, is not installed: %s.", l->library,
                                   l->what_for, dlerror());
    }
    pthread_mutex_unlock(&one_at_a_time);
    return e;
}
