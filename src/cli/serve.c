/* kith serve: opens the capabilities in order, answers requests until a signal, and closes in reverse order. */
#include <malloc.h>
#include <stdio.h>
#include "api/host.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/doors.h"
#include "cli/stopper.h"
#include "domain/audit/audit.h"
#include "domain/staff/staff.h"

enum { RETRY_MS = 1000, HEAD_MS = 1000, HEAP_KEPT = 8 << 20, MAPPED_LEAST = 1 << 20 };

/* True once the server is to stop; `most_ms` -1: waits without limit. SIGHUP makes it read the certificates again. */
static bool stop_wait(struct host *h, struct doors *d, struct stopper *s, i64 most_ms)
{
    enum stopper_word word;

    while ((word = stopper_wait(s, most_ms)) == STOPPER_RELOAD)
        doors_reload(d, &h->world.log);
    return word == STOPPER_STOP;
}

/* ---- what is said ---- */

static void hello(const struct line *l, const struct host *h, const struct doors *d)
{
    str url = doors_url(l->arena, &h->settings, d);

    printf("%s %s listens on " STR_FMT, l->program->name, program_version, STR_ARG(url));
    if (d->plain && d->secure)
        printf(" and " STR_FMT, STR_ARG(door_url(l->arena, &h->settings, d->secure, true)));
    if (store_dialect(h->world.store) == ON_POSTGRES)
        printf("\ndata in PostgreSQL; files and keys in " STR_FMT "\n", STR_ARG(h->settings.data));
    else
        printf("\ndata in " STR_FMT " (SQLite)\n", STR_ARG(h->settings.data));
    printf("health at " STR_FMT "/api/v1/health, the API's description at " STR_FMT "/api/v1/openapi.json; Ctrl-C stops it\n",
           STR_ARG(url), STR_ARG(url));
    fflush(stdout);
}

/* ---- the first admin ---- */

struct invitation { struct arena *arena; str token; };       /* the token outlives the call that makes it */

static err invitation_make(ctx *c, void *arg)
{
    struct invitation *i = arg;
    str token;

    TRY(first_admin_token(c, &token));
    i->token = arena_copy(i->arena, token);
    return OK;
}

/* While nobody has an account, the person who starts the server gets the link that makes its bearer admin: here, and nowhere else. */
static void first_admin_invite(struct line *l, struct host *h, const struct doors *d)
{
    struct invitation i = { .arena = l->arena };
    str url = h->settings.public_url;

    if (!program_has(l->program, &staff_capability) || !role_taken(&h->settings, S("api")))
        return;
    if (host_call(h, invitation_make, &i, &l->failure) != OK) {
        log_line(&h->world.log, LOG_WARN, "no link for the first admin could be made", KV_STR("detail", l->failure.detail));
        return;
    }
    if (!i.token.n)
        return;
    if (str_ends(url, S("/")))
        url.n--;
    if (!url.n)
        url = doors_url(l->arena, &h->settings, d);
    printf("nobody has an account yet; for a day, this makes you the first admin: " STR_FMT "/first-admin#" STR_FMT "\n", STR_ARG(url),
           STR_ARG(i.token));
    fflush(stdout);
}

static err head_report(ctx *c, void *arg)
{
    (void)arg;
    c->deadline_ms = loop_mono_ms(c->loop) + HEAD_MS;
    return audit_report(c);
}

/* At the start and the stop, and once an hour in between. */
static void audit_head_tell(struct line *l, struct host *h)
{
    struct arena_mark mark = arena_mark(l->arena);
    struct failure unheard;

    failure_begin(&unheard, l->arena);
    if (program_has(l->program, &audit_capability))
        (void)host_call(h, head_report, NULL, &unheard);
    arena_rewind(l->arena, mark);
}

static bool store_away(err e)
{
    return e == ERR_UNAVAILABLE || e == ERR_TIMEOUT || e == ERR_CONTENTION || e == ERR_BUSY;
}

/* Meanwhile the server answers health checks, and refuses everything else as unavailable. */
static err store_wait(struct line *l, struct host *h, struct doors *d, struct stopper *s, bool *stopped)
{
    struct arena_mark clean = arena_mark(l->arena);
    bool told = false;
    int applied;
    err e;

    do {
        arena_rewind(l->arena, clean);
        failure_begin(&l->failure, l->arena);
        e = host_prepare(h, &l->failure, &applied);
        if (!store_away(e))
            break;
        if (!told)
            log_line(&h->world.log, LOG_WARN, "the store is away; trying again until it is there", KV_STR("detail", l->failure.detail),
                     KV_STR("cause", l->failure.cause));
        told = true;
        *stopped = stop_wait(h, d, s, RETRY_MS);
    } while (!*stopped);
    if (told && e == OK)
        log_line(&h->world.log, LOG_INFO, "the store is there");
    return e;
}

/* ---- the server ---- */

static err serve_until_told(struct line *l, struct host *h, struct doors *d, struct stopper *s)
{
    bool stopped = false;
    int applied;

    host_start(h);
    err e = host_prepare(h, &l->failure, &applied);
    if (e != OK && !store_away(e))
        return e;
    doors_start(d);
    hello(l, h, d);
    if (e != OK)
        e = store_wait(l, h, d, s, &stopped);
    if (!stopped && e == OK) {
        audit_head_tell(l, h);
        first_admin_invite(l, h, d);
        stop_wait(h, d, s, -1);
    }
    h->world.draining = 1;
    doors_drain(d, h->settings.drain_timeout);
    if (e == OK)
        audit_head_tell(l, h);
    return stopped ? OK : e;
}

int serve_run(struct line *l)
{
    struct stopper stopper;
    struct doors doors;
    struct host h;
    err e;

    signals_take();
    mallopt(M_TRIM_THRESHOLD, HEAP_KEPT);    /* what one turn of a busy loop frees, the next one needs again */
    mallopt(M_MMAP_THRESHOLD, MAPPED_LEAST); /* nor are an arena's largest blocks pages that the kernel clears each time */
    e = host_open(&h, l->program, &l->settings, HOST_SERVES, &l->failure);
    if (e != OK)
        return complain_failure(l, e);
    stopper_start(&stopper, &h.world);
    e = doors_open(&h, &l->failure, &doors);
    if (e == OK) {
        e = host_enter(&h, &l->failure);           /* once the port is ours: a start that fails leaves no data folder */
        if (e == OK)
            e = serve_until_told(l, &h, &doors, &stopper);
        runtime_stop(h.world.runtime);
        doors_close(&doors);
    }
    host_close(&h);
    stopper_end(&stopper);
    return e == OK ? DONE : complain_failure(l, e);
}
