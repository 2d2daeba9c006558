#include "api/host.h"
#include "api/graphql/graphql.h"
#include "api/realtime/realtime.h"
#include "api/web/web.h"
#include "api/provider_names.h"
#include "base/buf.h"
#include "base/str.h"
#include "hub/hub.h"
#include "ports/blob.h"
#include "ports/bus.h"
#include "ports/cache.h"
#include "ports/clock.h"
#include "ports/mail.h"
#include "ports/maker/maker.h"
#include "ports/outgoing.h"
#include "ports/rate.h"
#include "ports/secret_key.h"
#include "ports/secrets.h"
#include "runtime/metrics.h"

enum { PING_MS = 2000, RELEASE_MS = 2000 };

/* The words that the setting accepts. */
static enum log_level log_level_of(str word)
{
    static const char *const words[] = { [LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARN] = "warn", [LOG_ERROR] = "error" };
    enum log_level level = LOG_DEBUG;

    while (level < LOG_ERROR && !str_eq(word, str_of(words[level])))
        level++;
    return level;
}

/* ---- open, in order ---- */

static err store_enter(struct host *h, struct failure *failure)
{
    struct world *w = &h->world;

    switch (h->use) {
    case HOST_SERVES:
    case HOST_OWNS:
        return store_open(w, failure, &w->store);
    case HOST_MAKES:
        return store_prepare(w, failure, &w->store);
    case HOST_VISITS:
    case HOST_READS:
    case HOST_MENDS:
        return store_visit(w, failure, &w->store);
    }
    return ERR_INTERNAL;
}

/* The store has to exist. */
static bool is_guest(const struct host *h)
{
    return h->use == HOST_VISITS || h->use == HOST_READS || h->use == HOST_MENDS;
}

/* With a remote store nothing else shows that the data folder is the right one, but a folder of kith has its key. */
static err folder_check(struct host *h, struct failure *failure)
{
    if (!is_guest(h) || secret_key_there(&h->settings))
        return OK;
    return failure_with(failure, ERR_INVALID,
                        "data: " STR_FMT " is not a data folder of kith; \"serve\" and \"migrate\" make one.", STR_ARG(h->settings.data));
}

static err ports_open(struct host *h, struct failure *failure)
{
    struct world *w = &h->world;

    TRY(store_enter(h, failure));
    TRY(folder_check(h, failure));
    TRY(secrets_open(w, failure, &w->secrets));
    w->cache = cache_open(w);
    TRY(blob_open(w, failure, &w->blob));
    TRY(outgoing_open(w, failure, &w->outgoing));
    TRY(mail_open(w, failure, &w->mailer));
    if (h->use == HOST_SERVES)
        TRY(maker_open(w, failure, &w->maker));
    w->bus = bus_open(w);
    work_declare(w);
    w->rates = rate_open(w);
    for (const struct capability *const *part = w->program->capabilities; *part; part++)
        TRY(rates_bring(w, failure, (*part)->rates));
    if (w->program->keeper && w->program->keeper->open)
        TRY(w->program->keeper->open(w, failure, &w->keeper));
    return OK;
}

static err settings_check(const struct host *h, struct failure *failure)
{
    const struct program *p = h->world.program;

    for (const struct capability *const *part = p->capabilities; *part; part++)
        if ((*part)->settings_check)
            TRY((*part)->settings_check(&h->settings, failure));
    return provider_names_check(p, &h->settings, failure);
}

static err surface_open(struct host *h, struct failure *failure)
{
    if (h->use != HOST_SERVES)
        return OK;
    TRY(front_open(&h->world, failure, &h->front));
    TRY(rest_open(&h->world, failure, h->front, &h->rest));
    TRY(realtime_open(&h->world, failure, h->front, &h->realtime));
    TRY(graphql_open(&h->world, failure, h->front, h->realtime, &h->graphql));
    return web_open(&h->world, failure, h->front, h->graphql, &h->web);
}

static err capabilities_open(struct host *h, struct failure *failure)
{
    struct world *w = &h->world;

    w->settings = &h->settings;
    steady_clock_init(&h->clock, clock_system(), clock_since_boot(), h->settings.clock_patience);
    w->clock = &h->clock.clock;
    w->log = (struct log){ STDERR_FILENO, log_level_of(h->settings.log_level), w->clock, &h->mask };
    settings_hide(&h->settings, &h->mask);
    w->metrics = metrics_open();
    id_source_init(&w->ids, ID_NODE_PAST);
    w->runtime = runtime_open(w, (int)h->settings.loops);
    return surface_open(h, failure);
}

err host_open(struct host *h, const struct program *program, const struct settings *settings, enum host_use use, struct failure *failure)
{
    *h = (struct host){ .world.program = program, .settings = *settings, .use = use };
    TRY(program_check(program, failure));
    TRY(settings_check(h, failure));
    err e = capabilities_open(h, failure);
    if (e != OK)
        host_close(h);
    return e;
}

err host_enter(struct host *h, struct failure *failure)
{
    TRY(ports_open(h, failure));
    if (h->use != HOST_SERVES)
        return OK;
    work_listen(&h->world);
    h->world.hub = hub_open(&h->world);
    if (role_taken(&h->settings, S("worker")))
        h->work = work_open(&h->world, h->world.program->capabilities);
    return OK;
}

void host_start(struct host *h)
{
    runtime_start(h->world.runtime);
}

/* ---- prepare ---- */

struct call { err (*run)(ctx *, void *arg); void *arg; struct failure *told; };

/* The detail; for invalid input the detail of each member, one after the other. */
static str words_of(const struct failure *s)
{
    struct buf b = BUF_ON(s->arena);

    if (s->detail.n)
        return s->detail;
    for (const struct field_error *f = s->fields; f; f = f->next)
        buf_format(&b, "%s" STR_FMT ": " STR_FMT, b.n ? "  " : "", STR_ARG(f->field), STR_ARG(f->detail));
    return buf_str(&b);
}

static err call_and_tell(ctx *c, void *arg)
{
    struct call *call = arg;
    err e = call->run(c, call->arg);

    if (e != OK)
        (void)failure_saying(call->told, problem_told(&c->failure, e), STR_FMT, STR_ARG(words_of(&c->failure)));
    if (c->failure.cause.n)
        failure_cause(call->told, STR_FMT, STR_ARG(c->failure.cause));
    return e;
}

err host_call(struct host *h, err (*run)(ctx *, void *arg), void *arg, struct failure *failure)
{
    struct call call = { run, arg, failure };

    return runtime_call(h->world.runtime, call_and_tell, &call);
}

static void migration_take(struct migration *to, const struct migration *from, const struct capability *whose)
{
    *to = *from;
    to->then = whose->migrated;
}

static err migrate(ctx *c, const struct host *h, int *applied)
{
    const struct program *p = h->world.program;
    size_t n = 0, at = 0;

    for (const struct capability *const *part = p->capabilities; *part; part++)
        for (const struct migration *m = (*part)->migrations; m && m->set; m++)
            n++;
    struct migration *all = arena_array(&c->arena, struct migration, n);
    for (const struct capability *const *part = p->capabilities; *part; part++)
        for (const struct migration *m = (*part)->migrations; m && m->set; m++)
            migration_take(&all[at++], m, *part);
    return is_guest(h) ? store_migrated(c, all, n) : store_migrate(c, all, n, applied);
}

static err statements_check(ctx *c, const struct program *p)
{
    for (const struct capability *const *part = p->capabilities; *part; part++) {
        size_t n = 0;
        for (const struct statement *const *s = (*part)->statements; s && *s; s++)
            n++;
        TRY(store_check(c, (*part)->statements, n));
    }
    return OK;
}

static err number_lease(ctx *c, struct host *h)
{
    if (h->leased || h->use == HOST_READS || h->use == HOST_MENDS)
        return OK;
    TRY(node_lease(c, h->use == HOST_SERVES ? NODE_SERVES : NODE_VISITS));
    h->leased = true;
    return OK;
}

struct prepare { struct host *h; int applied; };

/* Does it answer? Checked first, with a short time-out; what follows may take long. */
static err prepare(ctx *c, void *arg)
{
    struct prepare *p = arg;

    c->deadline_ms = loop_mono_ms(c->loop) + PING_MS;
    TRY(store_ping(c));
    c->deadline_ms = 0;
    TRY(migrate(c, p->h, &p->applied));
    TRY(number_lease(c, p->h));
    if (p->h->use != HOST_SERVES)
        return OK;
    TRY(statements_check(c, c->world->program));
    TRY(bus_listen_begin(c));
    const struct keeper *k = c->world->program->keeper;
    return k && k->prepare ? k->prepare(c) : OK;
}

static void keeper_start(struct world *w)
{
    if (w->program->keeper && w->program->keeper->start)
        w->program->keeper->start(w);
}

err host_prepare(struct host *h, struct failure *failure, int *applied)
{
    struct prepare p = { h, 0 };

    TRY(host_call(h, prepare, &p, failure));
    *applied = p.applied;
    if (h->use != HOST_SERVES)
        return OK;
    clock_watch(&h->world, &h->clock);
    bus_start(h->world.bus);
    blob_watch(&h->world);
    work_begin(&h->world);
    hub_start(h->world.hub);
    keeper_start(&h->world);
    front_ready(h->front);
    if (h->work)
        work_start(h->work);
    return OK;
}

/* ---- close, in reverse order ---- */

static err release(ctx *c, void *arg)
{
    (void)arg;
    c->deadline_ms = loop_mono_ms(c->loop) + RELEASE_MS;
    return node_release(c);
}

/* A command returns its node number; otherwise that would be unused for a minute. */
static void number_release(struct host *h)
{
    struct arena a;
    struct failure unheard;

    arena_init(&a, NULL, 0);
    failure_begin(&unheard, &a);
    if (h->leased && h->use != HOST_SERVES)
        (void)host_call(h, release, NULL, &unheard);
    h->leased = false;
    arena_close(&a);
}

void host_close(struct host *h)
{
    struct world *w = &h->world;

    number_release(h);
    if (w->runtime)
        runtime_stop(w->runtime);
    work_close(&h->work);
    graphql_close(&h->graphql);
    realtime_close(&h->realtime);
    rest_close(&h->rest);
    web_close(&h->web);
    front_close(&h->front);
    if (w->keeper)
        w->program->keeper->close(&w->keeper);
    rate_close(&w->rates);
    hub_close(&w->hub);
    bus_close(&w->bus);
    work_undeclare(w);
    maker_close(&w->maker);
    mail_close(&w->mailer);
    outgoing_close(&w->outgoing);
    blob_close(&w->blob);
    cache_close(&w->cache);
    secrets_close(&w->secrets);
    store_close(&w->store);
    if (w->runtime)
        runtime_close(&w->runtime);
    metrics_close(&w->metrics);
}
