/* How a client is moved from http to https. */
#include "api/front/call.h"
#include "base/str.h"
#include "runtime/settings.h"

enum { HTTPS_PORT = 443 };

/* What follows the last colon of an address, unless that colon is inside an IPv6 one. */
static str port_of(str address)
{
    size_t at = address.n;

    while (at > 0 && address.p[at - 1] != ':' && address.p[at - 1] != ']')
        at--;
    return at > 0 && address.p[at - 1] == ':' ? str_from(address, at) : S("");
}

void https_open(struct front *f)
{
    const struct settings *s = f->world->settings;
    i64 port;

    if (s->hsts)
        f->hsts = arena_format(&f->arena, "Strict-Transport-Security: max-age=%lld\r\n", (long long)(s->hsts / 1000));
    if (s->tls_listen.n && str_to_i64(port_of(s->tls_listen), &port) && port != HTTPS_PORT)
        f->https_port = arena_format(&f->arena, ":%lld", (long long)port);
}

void https_lines(struct call *k)
{
    if (k->front->hsts.n && str_eq(scheme_of(k), S("https")))
        buf_add(&k->x->extra, k->front->hsts);
}

bool https_redirect(struct call *k)
{
    struct buf to = BUF_ON(&k->c->arena);
    str host = k->x->authority;

    if (!k->front->world->settings->https_redirect || for_operations(k) || !host.n || str_eq(scheme_of(k), S("https")))
        return false;
    str port = port_of(host);
    buf_lit(&to, "https://");
    buf_add(&to, str_to(host, port.n ? host.n - port.n - 1 : host.n));
    buf_add(&to, k->front->https_port);
    buf_add(&to, k->x->path);
    if (k->x->query.n) {
        buf_byte(&to, '?');
        buf_add(&to, k->x->query);
    }
    head_line(k, S("Location: "), buf_str(&to));
    reply(k->x, 308, S(""), S(""));
    return true;
}
