/*
 * What a program is built from. A capability names here all that it brings, apart from its
 * routes: each list ends with a zero entry, and NULL is empty. What the members mean stands
 * in the header of whoever uses them; this one drags none of them along.
 */
#pragma once
#include "runtime/ctx.h"

/* What a capability's check looked at ("12 accounts"), and the first that is wrong ("account 7: its counts..."), or "". In the ctx's arena. */
struct capability_check { str looked_at, wrong; };

struct capability {
    const char *name;
    const struct migration *migrations;                      /* ports/store.h */
    const struct statement *const *statements;               /* NULL-terminated */
    const struct event_kind *const *events;                  /* ports/event.h: the kinds that it tells; NULL-terminated */
    const struct consumer *consumers;                        /* work/work.h */
    const struct job_kind *jobs;
    const struct schedule *schedules;
    const struct listens *listeners;
    const struct belongings *belongings;                     /* work/belongings.h */
    const struct mark *marks;                                /* domain/profile/profile.h */
    const struct settings_group *settings;                   /* runtime/setting.h */
    const struct rate_budget *const *rates;                  /* ports/rate.h; NULL-terminated */
    const struct audit_action *const *audit_actions;         /* domain/audit/audit.h; NULL-terminated */
    const struct problem *const *problems;                   /* base/err.h; NULL-terminated */
    const struct permission *const *permissions;             /* domain/permit/permit.h; NULL-terminated */
    err (*settings_check)(const struct settings *, struct failure *);      /* at the start: ERR_INVALID names a setting of its that is wrong */
    err (*ways_in)(tx *, id account, i64 *n);                /* how many things that it keeps let somebody sign in */
    err (*migrated)(tx *, int number);                       /* in the transaction of each of its migrations, after its SQL */
    err (*ways_drop)(tx *, id account);                      /* takes them away, tells, and ends what is under way by them; not a password */
    err (*check)(ctx *, struct capability_check *out);       /* kith check: does what it keeps agree with itself? */
};

/* main.c and example/main.c each hold one; everything else (serve, migrate, openapi, tests) works from it. */
struct program {
    const char *name;
    const struct capability *const *capabilities;            /* NULL-terminated */
    const struct route *const *routes;                       /* tables (api/rest/route.h), each ended by a zero entry; NULL-terminated */
    const struct keeper *keeper;                             /* who knows who calls (ports/keeper.h); NULL: nobody signs in */
};
