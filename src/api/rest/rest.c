/* Opening the surface, and closing it. What it does in between stands in serve.c. */
#include <sys/stat.h>
#include <unistd.h>
#include "api/rest/call.h"
#include "api/rest/openapi.h"
#include "base/str.h"
#include "net/files/document.h"
#include "runtime/metrics.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

static void endpoint_labels(struct metrics *m, struct endpoint *e)
{
    e->count_label = metric_label(m, M_HTTP_REQUESTS, e->name);
    e->time_label = metric_label(m, M_HTTP_TIME, e->name);
}

static void labels_register(struct rest *r)
{
    static const char *const classes[6] = { "none", "1xx", "2xx", "3xx", "4xx", "5xx" };
    struct metrics *m = r->world->metrics;

    r->unrouted = (struct endpoint){ .name = S("none") };
    endpoint_labels(m, &r->unrouted);
    for (int i = 0; i < r->endpoint_count; i++)
        endpoint_labels(m, &r->endpoints[i]);
    for (size_t i = 0; i < COUNT(classes); i++)
        r->status_labels[i] = metric_label(m, M_HTTP_STATUS, str_of(classes[i]));
}

static int lines_of(const struct world *w)
{
    str word = w->settings->access_log;

    if (str_eq(word, S("auto")))
        return isatty(w->log.fd) ? LINES_OFF : LINES_JSON;
    return str_eq(word, S("on")) ? LINES_JSON : str_eq(word, S("short")) ? LINES_SHORT : LINES_OFF;
}

static void loops_open(struct rest *r)
{
    struct stat log;

    r->log_is_file = fstat(r->world->log.fd, &log) == 0 && S_ISREG(log.st_mode);
    r->lines = lines_of(r->world);
    r->loop_count = runtime_loops(r->world->runtime);
    r->loops = arena_array(&r->arena, struct rest_loop, (size_t)r->loop_count);
    for (int i = 0; i < r->loop_count; i++) {
        rng_seed(&r->loops[i].rng, 0);
        access_log_open(&r->loops[i], r);
    }
}

static err tables_open(struct rest *r, struct failure *failure)
{
    const struct settings *s = r->world->settings;
    bool api = role_taken(s, S("api"));

    TRY(networks_read(&r->proxies, &r->arena, failure, "trusted_proxies", s->trusted_proxies));
    TRY(cors_read(&r->cors, &r->arena, failure, s->cors_origins));
    TRY(endpoints_make(&r->arena, failure, r->world->program, api, &r->endpoints, &r->endpoint_count));
    TRY(endpoints_route(failure, r->router, r->endpoints, r->endpoint_count));
    TRY(origin_open(r, failure));
    https_open(r);
    r->openapi = openapi_make(&r->arena, r->endpoints, r->endpoint_count);
    r->openapi_document = document_open(S("application/json"), r->openapi);
    return OK;
}

err rest_open(struct world *w, struct failure *failure, struct rest **out)
{
    struct arena arena;

    arena_init(&arena, NULL, 0);
    struct rest *r = arena_new(&arena, struct rest);
    r->arena = arena;
    r->world = w;
    r->router = router_open();
    err e = tables_open(r, failure);
    if (e == OK) {
        labels_register(r);
        loops_open(r);
        *out = r;
    } else {
        rest_close(&r);
    }
    return e;
}

void rest_ready(struct rest *r)
{
    r->ready = true;
}

void rest_otherwise(struct rest *r, otherwise *serve, void *arg)
{
    r->otherwise = serve;
    r->otherwise_arg = arg;
}

void rest_close(struct rest **rest)
{
    struct rest *r = *rest;

    if (!r)
        return;
    for (int i = 0; i < r->loop_count; i++)
        access_log_close(&r->loops[i]);
    router_close(&r->router);
    document_close(&r->openapi_document);
    struct arena arena = r->arena;           /* it holds the rest itself */
    arena_close(&arena);
    *rest = NULL;
}
