/*
 * What a program is built from. A capability names here everything that it brings, except
 * its routes: each list ends with a zero entry, and NULL is empty. The members are
 * explained in the headers of the code that uses them; this one includes none of those.
 */
#pragma once
#include "runtime/ctx.h"

/* What a check looked at ("12 accounts"), and the first that is wrong ("account 7: its counts..."), or "". In the ctx's arena. */
struct capability_check { str looked_at, wrong; };

struct capability {
    const char *name;
    const struct migration *migrations;                      /* ports/store.h */
    const struct statement *const *statements;               /* NULL-terminated */
    const struct event_kind *const *events;                  /* ports/event.h: the kinds that it reports; NULL-terminated */
    const struct consumer *consumers;                        /* work/work.h */
    const struct job_kind *jobs;
    const struct schedule *schedules;
    const struct listens *listeners;
    const struct hears_whispers *whispers;                   /* ports/bus.h */
    /* what it keeps in memory, so many octets for each world: there before any listener is called (capability_memory in work.h) */
    size_t memory;
    void (*memory_open)(void *memory);                       /* of zeros */
    void (*memory_close)(void *memory);
    const struct topic_kind *const *topics;                  /* hub/wire.h: what connections can listen to; NULL-terminated */
    const struct wire *wires;                                /* hub/wire.h: what its events become there */
    const struct command *commands;                          /* hub/command.h: what clients ask on an open socket */
    void (*begins)(struct world *);                          /* in a server, once events flow: spawns fibers that live as long as it */
    void (*ears_watch)(struct world *, id account, int ears, int away);      /* hub/wire.h */
    const struct belongings *belongings;                     /* work/belongings.h */
    const struct holding *holdings;                          /* work/holdings.h */
    const struct mark *marks;                                /* domain/profile/profile.h */
    const struct settings_group *settings;                   /* runtime/setting.h */
    const struct rate_budget *const *rates;                  /* ports/rate.h; NULL-terminated */
    const struct audit_action *const *audit_actions;         /* domain/audit/audit.h; NULL-terminated */
    const struct problem *const *problems;                   /* base/err.h; NULL-terminated */
    const struct permission *const *permissions;             /* domain/permit/permit.h; NULL-terminated */
    /* at the start: ERR_INVALID names one of its settings that is wrong */
    err (*settings_check)(const struct settings *, struct failure *);
    err (*ways_in)(tx *, id account, i64 *n);                /* the number of ways to sign in that it keeps */
    err (*migrated)(tx *, int number);                       /* in the transaction of each of its migrations, after its SQL */
    /* removes them, reports that, and ends sign-ins under way by them; not a password */
    err (*ways_drop)(tx *, id account);
    err (*parted)(tx *, id one, id other);                   /* one blocks the other: what each keeps of the other goes with it */
    err (*check)(ctx *, struct capability_check *out);       /* kith check: is its data consistent? */
};

/* main.c and example/main.c each hold one; everything else (serve, migrate, openapi, tests) works from it. */
struct program {
    const char *name;
    const struct capability *const *capabilities;            /* NULL-terminated */
    const struct route *const *routes;                       /* tables (api/rest/route.h), each ended by a zero entry; NULL-terminated */
    const struct keeper *keeper;                             /* identifies callers (ports/keeper.h); NULL: nobody signs in */
};
