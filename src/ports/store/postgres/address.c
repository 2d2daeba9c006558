#include "ports/lazy.h"
#include "ports/store/postgres/address.h"
#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netdb.h>
#include <sys/socket.h>
#include "base/arena.h"
#include "base/str.h"
#include "runtime/settings.h"

static bool host_is_name(str host)
{
    struct in6_addr any;
    struct arena scratch;

    if (!host.n || host.p[0] == '/' || host.p[0] == '@')
        return false;
    arena_init(&scratch, NULL, 0);
    const char *text = arena_cstr(&scratch, host);
    bool numeric = inet_pton(AF_INET, text, &any) == 1 || inet_pton(AF_INET6, text, &any) == 1;
    arena_close(&scratch);
    return !numeric;
}

static const char *option(const PQconninfoOption *all, const char *keyword)
{
    for (const PQconninfoOption *o = all; o->keyword; o++)
        if (str_eq(str_of(o->keyword), str_of(keyword)))
            return o->val ? o->val : "";
    return "";
}

/* Entry i of libpq's comma list; a list of one entry applies to all. */
static str entry(str list, size_t i)
{
    str piece = list;

    if (str_find_byte(list, ',') < 0)
        return list;
    for (size_t at = 0; at <= i; at++)
        if (!str_cut(&list, ',', &piece))
            return (str){ "", 0 };
    return piece;
}

static size_t entries(str list)
{
    size_t n = 1;

    for (size_t i = 0; i < list.n; i++)
        n += list.p[i] == ',';
    return n;
}

static void hosts_take(struct arena *a, const PQconninfoOption *all, struct pg_address *out)
{
    str names = arena_copy(a, str_of(option(all, "host"))), ports = arena_copy(a, str_of(option(all, "port")));

    out->n = entries(names);
    out->hosts = arena_array(a, struct pg_host, out->n);
    for (size_t i = 0; i < out->n; i++) {
        out->hosts[i] = (struct pg_host){ entry(names, i), entry(ports, i) };
        out->names = out->names || host_is_name(out->hosts[i].name);
    }
    if (*option(all, "hostaddr"))
        out->names = false;
}

/* libpq says what is wrong and then quotes the text, which may be a password. */
static err refused(struct failure *s, str said)
{
    ptrdiff_t quote = str_find_byte(said, '"');
    str words = str_trim(str_to(said, quote < 0 ? said.n : (size_t)quote));

    if (str_ends(words, S(":")))
        words.n--;
    return failure_with(s, ERR_INVALID, "store: this cannot be read as postgres://user:password@host:port/database (" STR_FMT
                      "); in a password, @ is written as %%40, / as %%2F, %% as %%25.", STR_ARG(words));
}

err pg_address_parse(struct failure *s, struct arena *a, str url, struct pg_address *out)
{
    char *problem = NULL;

    TRY(lazy_load(s, &lazy_libpq));
    if (!setting_address_reads(url))
        return refused(s, S("it is malformed"));
    *out = (struct pg_address){ .url = arena_cstr(a, url) };
    PQconninfoOption *all = PQconninfoParse(out->url, &problem);
    if (!all) {
        err e = refused(s, str_of(problem ? problem : "it is malformed"));
        PQfreemem(problem);
        return e;
    }
    hosts_take(a, all, out);
    PQconninfoFree(all);
    return OK;
}

static void route_add(struct pg_route *r, const struct pg_host *h, str address)
{
    if (r->hosts.n) {
        buf_byte(&r->hosts, ',');
        buf_byte(&r->addresses, ',');
        buf_byte(&r->ports, ',');
    }
    buf_add(&r->hosts, h->name);
    buf_add(&r->addresses, address);
    buf_add(&r->ports, h->port);
}

static bool host_resolve(const struct pg_host *h, struct pg_route *out)
{
    struct addrinfo want = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM }, *found = NULL;
    struct buf name = {0};

    buf_add(&name, h->name);
    buf_byte(&name, '\0');
    int problem = getaddrinfo(name.p, NULL, &want, &found);
    buf_close(&name);
    if (problem)
        return false;
    for (struct addrinfo *i = found; i; i = i->ai_next) {
        struct buf text = {0};

        if (getnameinfo(i->ai_addr, i->ai_addrlen, buf_reserve(&text, NI_MAXHOST), NI_MAXHOST, NULL, 0, NI_NUMERICHOST) == 0)
            route_add(out, h, str_of(text.p));
        buf_close(&text);
    }
    freeaddrinfo(found);
    return true;
}

bool pg_address_resolve(const struct pg_address *a, struct pg_route *out)
{
    bool any = false;

    *out = (struct pg_route){0};
    for (size_t i = 0; i < a->n; i++) {
        if (host_is_name(a->hosts[i].name)) {
            any |= host_resolve(&a->hosts[i], out);
        } else {
            bool folder = !a->hosts[i].name.n || a->hosts[i].name.p[0] == '/' || a->hosts[i].name.p[0] == '@';
            route_add(out, &a->hosts[i], folder ? (str){ "", 0 } : a->hosts[i].name);
            any = true;
        }
    }
    buf_byte(&out->hosts, '\0');
    buf_byte(&out->addresses, '\0');
    buf_byte(&out->ports, '\0');
    return any;
}

void pg_route_close(struct pg_route *r)
{
    buf_close(&r->hosts);
    buf_close(&r->addresses);
    buf_close(&r->ports);
}
