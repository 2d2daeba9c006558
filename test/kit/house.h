/*
 * A house: a test's world with some capabilities in it, as in a program. Their tables are made and
 * their statements checked; what they share is open (secrets, the cache, rates, mail, the event log);
 * their listeners are called and their work is done. For tests that link the room work.
 */
#pragma once
#include "kit/world.h"
#include "work/work.h"

struct keeper;

struct house_options {
    struct test_world_options world;
    const struct capability *const *capabilities;                         /* NULL-terminated; with work_capability, or nothing is done */
    const struct keeper *keeper;                             /* NULL: none */
    bool idle;                                               /* no consumer, job or schedule runs */
    bool deaf;                                               /* no listener is called, as when the log cannot be read */
};

struct house { struct test_world *world; struct work *work; };

struct house house_open(struct house_options);
void house_close(struct house *);

/* Runs a case's body on a fiber of such a house, with a running clock. */
void in_house_of(const struct capability *const *capabilities, err (*run)(ctx *, void *));
