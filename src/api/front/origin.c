/*
 * This server as its clients see it: scheme and host. Behind a proxy they are in
 * Forwarded, or in X-Forwarded-Proto and X-Forwarded-Host. A proxy writes one of the two
 * and may pass on the other as the client wrote it: if they differ, neither counts.
 */
#include "api/front/call.h"
#include "base/str.h"
#include "base/utf8.h"
#include "net/http1/head.h"
#include "runtime/settings.h"

enum { USER_AGENT_MOST = 400, LANGUAGE_MOST = 200, DEVICES_MOST = 2000 };

static err origin_read(struct failure *failure, const char *name, str url, str *origin)
{
    if (str_ends(url, S("/")))
        url.n--;
    *origin = url;
    if (!url.n || (origin_valid(url) && (str_starts(url, S("https://")) || str_starts(url, S("http://")))))
        return OK;
    return failure_with(failure, ERR_INVALID, "%s: \"" STR_FMT "\" is not an address such as https://kith.example.", name,
                        STR_ARG(setting_shown(failure->arena, SETTING_URL, url)));
}

/* Without the port that goes without saying. */
static str host_alone(str host)
{
    str port = str_ends(host, S(":80")) ? S(":80") : str_ends(host, S(":443")) ? S(":443") : S("");

    return str_to(host, host.n - port.n);
}

static str host_of_origin(str origin)
{
    return host_alone(str_from(origin, (size_t)str_find(origin, S("://")) + 3));
}

err origin_open(struct front *f, struct failure *failure)
{
    TRY(origin_read(failure, "public_url", f->world->settings->public_url, &f->public_origin));
    TRY(origin_read(failure, "media_url", f->world->settings->media_url, &f->media_origin));
    if (f->media_origin.n && !(f->public_origin.n && str_eq_nocase(host_of_origin(f->media_origin), host_of_origin(f->public_origin))))
        f->media_host = host_of_origin(f->media_origin);
    return OK;
}

static str scheme_read(str word)
{
    return str_eq_nocase(word, S("https")) ? S("https") : str_eq_nocase(word, S("http")) ? S("http") : S("");
}

static str host_read(str text)
{
    return text.n && authority_valid(text) ? text : S("");
}

static str agreed(str one, str other, str own)
{
    if (one.n && other.n)
        return str_eq_nocase(one, other) ? one : own;
    return one.n ? one : other.n ? other : own;
}

/* Proxies in a row each add theirs: the first is about the client's own connection, and a client gains nothing by a lie. */
str scheme_of(const struct call *k)
{
    str own = k->x->secure ? S("https") : S("http"), list = k->wanted[H_FORWARDED_PROTO], first = S("");

    if (!k->by_proxy)
        return own;
    (void)str_cut(&list, ',', &first);
    str hop = k->wanted[H_FORWARDED].p ? client_hop(&k->front->proxies, k->x) : S("");
    return agreed(scheme_read(forwarded_value(hop, S("proto"))), scheme_read(str_trim(first)), own);
}

/* Only the last element of a list is certainly the proxy's own: the client may have written those before it. */
static str last_of(str list)
{
    size_t at = list.n;

    while (at > 0 && list.p[at - 1] != ',')
        at--;
    return str_trim(str_from(list, at));
}

static str host_of(const struct call *k)
{
    if (!k->by_proxy)
        return k->x->authority;
    str hop = k->wanted[H_FORWARDED].p ? client_hop(&k->front->proxies, k->x) : S("");
    return agreed(host_read(forwarded_value(hop, S("host"))), host_read(last_of(k->wanted[H_FORWARDED_HOST])), k->x->authority);
}

bool at_media_host(const struct call *k)
{
    return k->front->media_host.n && str_eq_nocase(host_alone(host_of(k)), k->front->media_host);
}

str origin_of(const struct call *k)
{
    str scheme = scheme_of(k), host = host_of(k);

    if (!host.n)
        return S("");
    char *at = arena_alloc(&k->c->arena, scheme.n + 3 + host.n, 1), *end = put_str(put_lit(put_str(at, scheme), "://"), host);
    return (str){ at, (size_t)(end - at) };
}

static str without_usual_port(str origin)
{
    static const struct { str scheme, port; } usual[] = { { S("http://"), S(":80") }, { S("https://"), S(":443") } };

    for (size_t i = 0; i < COUNT(usual); i++)
        if (str_eq_nocase(str_to(origin, usual[i].scheme.n), usual[i].scheme) && str_ends(origin, usual[i].port))
            return str_to(origin, origin.n - usual[i].port.n);
    return origin;
}

bool origin_same(str a, str b)
{
    return a.n && str_eq_nocase(without_usual_port(a), without_usual_port(b));
}

/* ---- facts for the domain ---- */

/* At most so many octets, without cutting a character. */
static str bounded(str text, size_t most)
{
    if (text.n <= most)
        return text.p ? text : S("");
    while (most > 0 && ((u8)text.p[most] & 0xc0) == 0x80)
        most--;
    return str_to(text, most);
}

const struct request_facts *request_facts_tell(ctx *c)
{
    struct secret devices = { S("") };
    struct call *k = call_of(c);
    char address[64];

    (void)cookie_of_request(c, str_of(device_cookie_name), &devices);
    k->facts = (struct request_facts){
        .origin = k->front->public_origin.n ? k->front->public_origin : origin_of(k),
        .address = arena_copy(&c->arena, (str){ address, address_print(&k->client, address) }),
        .user_agent = bounded(k->wanted[H_USER_AGENT], USER_AGENT_MOST),
        .language = bounded(k->wanted[H_LANGUAGE], LANGUAGE_MOST),
        .devices = bounded(devices.hidden, DEVICES_MOST),
    };
    return &k->facts;
}
