/* Opens and closes the front. What it does in between is in serve.c. */
#include <sys/stat.h>
#include <unistd.h>
#include "api/front/call.h"
#include "base/str.h"
#include "runtime/metrics.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

static int lines_of(const struct world *w)
{
    str word = w->settings->access_log;

    if (str_eq(word, S("auto")))
        return isatty(w->log.fd) ? LINES_OFF : LINES_JSON;
    return str_eq(word, S("on")) ? LINES_JSON : str_eq(word, S("short")) ? LINES_SHORT : LINES_OFF;
}

static void loops_open(struct front *f)
{
    struct stat log;

    f->log_is_file = fstat(f->world->log.fd, &log) == 0 && S_ISREG(log.st_mode);
    f->lines = lines_of(f->world);
    f->loop_count = runtime_loops(f->world->runtime);
    f->loops = arena_array(&f->arena, struct front_loop, (size_t)f->loop_count);
    for (int i = 0; i < f->loop_count; i++) {
        rng_seed(&f->loops[i].rng, 0);
        access_log_open(&f->loops[i], f);
    }
}

static struct endpoint_labels labels_of(const struct front *f, str method, str route)
{
    static const str classes[STATUS_CLASSES] = { S("none"), S("1xx"), S("2xx"), S("3xx"), S("4xx"), S("5xx") };
    struct endpoint_labels l;

    for (size_t i = 0; i < STATUS_CLASSES; i++)
        l.of[i] = metric_labels(f->world->metrics, M_HTTP_TIME, (const str[]){ method, route, classes[i] });
    return l;
}

static void endpoint_labels(const struct front *f, struct endpoint *e)
{
    const struct route *r = e->route;

    e->labels[ITS_OWN] = labels_of(f, method_name(r->method), e->pattern);
    e->labels[OR_HEAD] = r->method == METHOD_GET ? labels_of(f, S("HEAD"), e->pattern) : e->labels[ITS_OWN];
    e->labels[OR_CONNECT] = r->socket ? labels_of(f, S("CONNECT"), e->pattern) : e->labels[ITS_OWN];
}

static void unrouted_labels(struct front *f)
{
    for (int m = 0; m < METHOD_COUNT; m++)
        f->unrouted[m] = labels_of(f, m == METHOD_OTHER ? S("other") : method_name(m), S("none"));
}

static err settings_read(struct front *f, struct failure *failure)
{
    const struct settings *s = f->world->settings;

    TRY(networks_read(&f->proxies, &f->arena, failure, "trusted_proxies", s->trusted_proxies));
    TRY(cors_read(&f->cors, &f->arena, failure, s->cors_origins));
    TRY(origin_open(f, failure));
    https_open(f);
    return OK;
}

err front_open(struct world *w, struct failure *failure, struct front **out)
{
    struct arena arena;

    arena_init(&arena, NULL, 0);
    struct front *f = arena_new(&arena, struct front);
    f->arena = arena;
    f->world = w;
    f->router = router_open();
    *out = f;
    err e = settings_read(f, failure);
    if (e != OK) {
        front_close(out);
        return e;
    }
    unrouted_labels(f);
    loops_open(f);
    return OK;
}

/* The router gives back a row's number here. */
static void endpoints_take(struct front *f, const struct endpoints *added)
{
    struct endpoint **all = arena_array(&f->arena, struct endpoint *, (size_t)(f->endpoint_count + added->count));

    for (int i = 0; i < f->endpoint_count; i++)
        all[i] = f->endpoints[i];
    for (int i = 0; i < added->count; i++)
        all[f->endpoint_count + i] = &added->at[i];
    f->endpoints = all;
    f->endpoint_count += added->count;
}

err front_add(struct front *f, struct failure *failure, const struct front_tables *t, struct endpoints *added)
{
    TRY(endpoints_make(&f->arena, failure, t->tables, t->by_role ? f->world->settings : NULL, added));
    TRY(endpoints_route(failure, f->router, added, f->endpoint_count));
    for (int i = 0; i < added->count; i++) {
        struct endpoint *e = &added->at[i];
        e->surface = e->route->exchange ? &exchange_surface : e->route->surface ? e->route->surface : t->surface;
        e->arg = t->arg;
        endpoint_labels(f, e);
    }
    endpoints_take(f, added);
    return OK;
}

void front_ready(struct front *f)
{
    f->ready = true;
}

void front_bind(struct front *f, const struct route *table, void *arg)
{
    for (const struct route *r = table; r->path; r++)
        for (int i = 0; i < f->endpoint_count; i++)
            if (f->endpoints[i]->route == r)
                f->endpoints[i]->arg = arg;
}

/* In the metrics and the log it is no route. */
void front_otherwise(struct front *f, const struct route *r, void *arg)
{
    f->otherwise = (struct endpoint){ .route = r, .surface = &exchange_surface, .arg = arg };
}

void front_close(struct front **front)
{
    struct front *f = *front;

    if (!f)
        return;
    for (int i = 0; i < f->loop_count; i++)
        access_log_close(&f->loops[i]);
    router_close(&f->router);
    struct arena arena = f->arena;           /* it holds the front itself */
    arena_close(&arena);
    *front = NULL;
}
