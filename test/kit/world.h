/*
 * A world for tests: settings, metrics, a clock, loops and a store of its own, in a fresh
 * folder that is removed with it. KITH_TEST_STORE chooses the store: sqlite, or the URL of a
 * PostgreSQL server, on which each world makes a database and drops it. KITH_TEST_CHAOS is the
 * seed of chaos mode.
 *
 * A test puts what else it opens (a bus, a cache) into `world`, and closes it before the world.
 */
#pragma once
#include "ports/clock.h"
#include "ports/store.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

struct test_setting { const char *name, *value; };

struct test_world_options {
    int loops;                       /* 0: 2 */
    bool real_clock;                 /* otherwise `clock`, which stands still unless a test moves it */
    const struct migration *migrations;      /* ended by a zero entry; NULL: none */
    const struct settings_group *const *groups;      /* settings beside the core's; NULL-terminated; NULL: none */
    const struct test_setting *settings;     /* ended by a zero entry; NULL: all standard */
    const char *data;                /* an existing data folder, which stays; NULL: a fresh one */
};

struct test_world {
    struct world world;
    struct fake_clock clock;
    struct settings settings;
    struct arena arena;              /* as long as the world: for what a test keeps */
    const char *folder, *made;       /* `made`: to be removed */
    const char *database;            /* on PostgreSQL */
};

struct test_world *test_world_open(struct test_world_options);
void test_world_close(struct test_world **);

/* Runs it on a fiber of loop 0, and waits. */
err test_world_call(struct test_world *, err (*run)(ctx *, void *arg), void *arg);

/* Runs it on `n` fibers at once, spread over the loops, and waits for all: the first error. */
err test_world_crowd(struct test_world *, int n, err (*run)(ctx *, int which, void *arg), void *arg);
