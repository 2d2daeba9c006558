#include "net/client.h"
#include "base/str.h"

/* One element of Forwarded: for=192.0.2.60;proto=http, for="[2001:db8::1]:4711". */
str forwarded_value(str element, str name)
{
    str pair;

    while (str_cut(&element, ';', &pair)) {
        pair = str_trim(pair);
        if (pair.n <= name.n || pair.p[name.n] != '=' || !str_eq_nocase(str_to(pair, name.n), name))
            continue;
        str value = str_from(pair, name.n + 1);
        bool quoted = value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"';
        return quoted ? (str){ value.p + 1, value.n - 2 } : value;
    }
    return (str){ "", 0 };
}

static str forwarded_for(str element)
{
    return forwarded_value(element, S("for"));
}

/* The element after the last comma, taken off; false at the front. */
static bool last_element(str *list, str *element)
{
    size_t at = list->n;

    if (!list->p)
        return false;
    while (at > 0 && list->p[at - 1] != ',')
        at--;
    *element = str_trim(str_from(*list, at));
    *list = at ? str_to(*list, at - 1) : (str){ NULL, 0 };
    return true;
}

/*
 * From the right, since each proxy appended the peer it heard from: goes on while that is a trusted
 * proxy. An element that is not an address ("unknown", "_hidden") ends the walk: the client beyond it
 * cannot be known.
 */
static bool walk_back(const struct networks *proxies, const struct exchange *x, str header, str (*value)(str), struct address *client)
{
    bool seen = false;

    for (size_t i = x->header_count; i-- > 0;) {
        str list = x->headers[i].value, element;
        if (!str_eq(x->headers[i].name, header) || !list.n)
            continue;
        seen = true;
        while (last_element(&list, &element)) {
            struct address a;
            if (!address_read(value ? value(element) : element, &a))
                return true;
            *client = a;
            if (!networks_have(proxies, &a))
                return true;
        }
    }
    return seen;
}

static bool same_host(const struct address *a, const struct address *b)
{
    return a->v6 == b->v6 && memcmp(a->bytes, b->bytes, a->v6 ? 16 : 4) == 0;
}

/*
 * A proxy writes one of the two headers and may pass the other on as the client wrote it. Where they
 * name different clients, there is no telling which is true: then the proxy itself is the client.
 */
struct address client_address(const struct networks *proxies, const struct exchange *x, bool *by_proxy)
{
    struct address peer = x->peer;

    address_unmap(&peer);
    *by_proxy = networks_have(proxies, &peer);
    if (!*by_proxy)
        return peer;
    struct address one = peer, other = peer;
    bool forwarded = walk_back(proxies, x, S("forwarded"), forwarded_for, &one);
    bool forwarded_for_too = walk_back(proxies, x, S("x-forwarded-for"), NULL, &other);
    if (forwarded && forwarded_for_too)
        return same_host(&one, &other) ? one : peer;
    return forwarded ? one : other;
}

str client_hop(const struct networks *proxies, const struct exchange *x)
{
    str hop = { "", 0 };
    struct address a;

    for (size_t i = x->header_count; i-- > 0;) {
        str list = x->headers[i].value, element;
        if (!str_eq(x->headers[i].name, S("forwarded")) || !list.n)
            continue;
        while (last_element(&list, &element)) {
            hop = element;
            if (!address_read(forwarded_for(hop), &a) || !networks_have(proxies, &a))
                return hop;
        }
    }
    return hop;
}
