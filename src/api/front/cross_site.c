/*
 * A browser sends a cookie with requests from any page. So a write authenticated by a
 * cookie has to come from a page of this server, or of an origin that is configured by
 * name; a browser says so in Origin, and no page can make it lie. A request with neither
 * Origin nor Sec-Fetch-Site is not from a browser, so nobody was tricked into sending it.
 */
#include "api/front/call.h"
#include "api/front/problems.h"
#include "base/str.h"
#include "net/websocket.h"

/* A socket or a stream continues to read as its caller, and browsers send no preflight for it. */
static bool only_reads(const struct call *k)
{
    const struct route *r = k->endpoint->route;
    bool opens = r->form == ANSWER_STREAM || (r->socket && (r->exchange || ws_wanted(k->x)));
    enum method m = k->x->method;

    return (m == METHOD_GET || m == METHOD_HEAD || m == METHOD_OPTIONS) && !opens;
}

/* Not "null", which any page can have that hides its origin. */
static bool origin_trusted(struct call *k, str origin)
{
    const struct front *f = k->front;

    return origin_same(origin, origin_of(k)) || (f->public_origin.n && origin_same(origin, f->public_origin)) ||
           cors_names(&f->cors, origin);
}

err cross_site_check(struct call *k)
{
    return !k->by_cookie || only_reads(k) ? OK : same_site_check(k);
}

err same_site_check(struct call *k)
{
    str origin = k->wanted[H_ORIGIN], site = k->wanted[H_FETCH_SITE];

    if (k->repeated >> H_ORIGIN & 1)
        origin = S("");
    if (origin.p ? origin_trusted(k, origin) : !str_eq_nocase(site, S("cross-site")))
        return OK;
    return fail(k->c, &cross_site);
}
