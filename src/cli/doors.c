#include "cli/doors.h"
#include "api/front/front.h"
#include "base/arena.h"
#include "base/str.h"
#include "runtime/settings.h"

static bool both(const struct settings *s)
{
    return s->tls.n && s->tls_listen.n;
}

static err door_open(struct host *h, struct failure *failure, const char *setting, str address, http_handler *handler, struct server **out)
{
    err e = server_open(&h->world, failure, address, handler, h->front, out);

    if (e != OK)
        return failure_with(failure, e, "%s: " STR_FMT, setting, STR_ARG(failure->detail));
    server_urgent(*out, front_urgent);
    return OK;
}

static err settings_fit(const struct settings *s, struct failure *failure)
{
    if (s->tls_listen.n && !s->tls.n)
        return failure_with(failure, ERR_INVALID, "tls_listen: the setting tls names no certificates for it.");
    if (s->https_redirect && !s->tls.n && !s->trusted_proxies.n)
        return failure_with(failure, ERR_INVALID, "https_redirect: there is neither tls nor a trusted proxy to go to.");
    return OK;
}

static err all_open(struct host *h, struct failure *failure, struct doors *d)
{
    const struct settings *s = &h->settings;

    TRY(settings_fit(s, failure));
    if (s->tls.n)
        TRY(tls_open(failure, h->world.clock, s->tls, &d->tls));
    if (!s->tls.n || both(s))
        TRY(door_open(h, failure, "listen", s->listen, front_handle, &d->plain));
    if (s->tls.n)
        TRY(door_open(h, failure, both(s) ? "tls_listen" : "listen", both(s) ? s->tls_listen : s->listen, front_handle, &d->secure));
    if (s->metrics_listen.n)
        TRY(door_open(h, failure, "metrics_listen", s->metrics_listen, front_handle_watchers, &d->watchers));
    return OK;
}

err doors_open(struct host *h, struct failure *failure, struct doors *d)
{
    *d = (struct doors){0};
    err e = all_open(h, failure, d);
    if (e != OK)
        doors_close(d);
    return e;
}

void doors_start(struct doors *d)
{
    if (d->watchers) {
        server_for_watchers(d->watchers);
        server_start(d->watchers);
    }
    if (d->plain)
        server_start(d->plain);
    if (d->secure) {
        server_secure(d->secure, d->tls);
        server_start(d->secure);
    }
}

void doors_drain(struct doors *d, i64 most_ms)
{
    struct server *all[] = { d->secure, d->plain, d->watchers };
    i64 until = mono_ms() + most_ms;

    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i])
            server_drain_begin(all[i]);
    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i])
            server_drain(all[i], until - mono_ms());
}

void doors_close(struct doors *d)
{
    server_close(&d->plain);
    server_close(&d->secure);
    server_close(&d->watchers);
    tls_close(&d->tls);
}

void doors_reload(struct doors *d, struct log *log)
{
    struct arena arena;
    struct failure failure;

    if (!d->tls)
        return;
    arena_init(&arena, NULL, 0);
    failure_begin(&failure, &arena);
    if (tls_reload(d->tls, &failure) == OK)
        log_line(log, LOG_INFO, "the certificates were read again");
    else
        log_line(log, LOG_ERROR, "the certificates could not be read again; the last good ones stay in use",
                 KV_STR("detail", failure.detail));
    arena_close(&arena);
}

str door_url(struct arena *a, const struct settings *s, const struct server *server, bool secure)
{
    str address = secure && both(s) ? s->tls_listen : s->listen;
    size_t host = address.n;

    while (host > 0 && address.p[host - 1] != ':')
        host--;
    return arena_format(a, "%s://" STR_FMT "%u", secure ? "https" : "http", (int)host, address.p, server_port(server));
}

str doors_url(struct arena *a, const struct settings *s, const struct doors *d)
{
    return d->plain ? door_url(a, s, d->plain, false) : door_url(a, s, d->secure, true);
}
