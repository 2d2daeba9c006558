#include "ports/calls/guard.h"
#include <string.h>
#include "base/str.h"

enum { HOST_MOST = 253 };

/* IPv4 by the registry of special-purpose addresses (RFC 6890 and its updates), multicast and reserved ones. */
static const struct network inside_v4[] = {
    { { 0 }, false, 8 },                         /* this network */
    { { 10 }, false, 8 },                        /* private */
    { { 100, 64 }, false, 10 },                  /* a carrier's own (RFC 6598) */
    { { 127 }, false, 8 },                       /* loopback */
    { { 169, 254 }, false, 16 },                 /* link-local, and the cloud's metadata */
    { { 172, 16 }, false, 12 },                  /* private */
    { { 192, 0, 0 }, false, 24 },                /* protocol assignments */
    { { 192, 0, 2 }, false, 24 },                /* documentation */
    { { 192, 88, 99 }, false, 24 },              /* relays of 6to4 */
    { { 192, 168 }, false, 16 },                 /* private */
    { { 198, 18 }, false, 15 },                  /* benchmarks */
    { { 198, 51, 100 }, false, 24 },             /* documentation */
    { { 203, 0, 113 }, false, 24 },              /* documentation */
    { { 224 }, false, 4 },                       /* multicast */
    { { 240 }, false, 4 },                       /* reserved, and broadcast */
};

/* Of IPv6 only 2000::/3 is public, without these. */
static const struct network public_v6 = { { 0x20 }, true, 3 };
static const struct network inside_v6[] = {
    { { 0x20, 0x01, 0x00 }, true, 23 },          /* protocol assignments, and Teredo, which hides an IPv4 address */
    { { 0x20, 0x01, 0x0d, 0xb8 }, true, 32 },    /* documentation */
    { { 0x3f, 0xff, 0x00 }, true, 20 },          /* documentation */
};

/* Networks that carry an IPv4 address, and at which octet. */
static const struct { struct network network; int at; } carriers[] = {
    { { { 0x00, 0x64, 0xff, 0x9b }, true, 96 }, 12 },        /* NAT64 (RFC 6052) */
    { { { 0x20, 0x02 }, true, 16 }, 2 },                     /* 6to4 */
};

static bool any_has(const struct network *list, size_t n, const struct address *a)
{
    for (size_t i = 0; i < n; i++)
        if (network_has(&list[i], a))
            return true;
    return false;
}

bool address_is_inside(const struct address *asked)
{
    struct address a = *asked;

    address_unmap(&a);
    if (!a.v6)
        return any_has(inside_v4, COUNT(inside_v4), &a);
    for (size_t i = 0; i < COUNT(carriers); i++) {
        if (network_has(&carriers[i].network, &a)) {
            struct address carried = {0};
            memcpy(carried.bytes, a.bytes + carriers[i].at, 4);
            return any_has(inside_v4, COUNT(inside_v4), &carried);
        }
    }
    return !network_has(&public_v6, &a) || any_has(inside_v6, COUNT(inside_v6), &a);
}

/* A host's name: labels of letters, digits, '-' and '_'. A text that looks like a misspelt address is not a name. */
static bool host_valid(str host)
{
    bool letter = false, label = false;

    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i] | 0x20;
        bool alpha = c >= 'a' && c <= 'z';
        if (host.p[i] == '.' ? !label : !alpha && !(c >= '0' && c <= '9') && host.p[i] != '-' && host.p[i] != '_')
            return false;
        letter |= alpha;
        label = host.p[i] != '.';
    }
    return letter && label && host.n <= HOST_MOST;
}

static str lower(struct arena *a, str s)
{
    str out = arena_copy(a, s);

    for (size_t i = 0; i < out.n; i++)
        if (out.p[i] >= 'A' && out.p[i] <= 'Z')
            ((char *)out.p)[i] |= 0x20;
    return out;
}

err guard_read(struct guard *g, struct arena *a, struct failure *failure, str setting)
{
    str rest = setting, piece;
    size_t most = 1;

    for (size_t i = 0; i < setting.n; i++)
        most += setting.p[i] == ',';
    *g = (struct guard){ .networks.at = arena_array(a, struct network, most), .hosts = arena_array(a, str, most) };
    while (str_cut(&rest, ',', &piece)) {
        str text = str_trim(piece);
        if (!text.n)
            continue;
        if (network_read(text, &g->networks.at[g->networks.n]))
            g->networks.n++;
        else if (host_valid(text))
            g->hosts[g->host_count++] = lower(a, text);
        else
            return failure_with(failure, ERR_INVALID,
                                "outgoing_inside: \"" STR_FMT "\" is neither a host nor a network such as 10.0.0.0/8.", STR_ARG(text));
    }
    return OK;
}

bool guard_names(const struct guard *g, str host)
{
    for (size_t i = 0; i < g->host_count; i++)
        if (str_eq(g->hosts[i], host))
            return true;
    return false;
}

bool guard_allows(const struct guard *g, const struct address *asked)
{
    struct address a = *asked;

    address_unmap(&a);
    return !address_is_inside(&a) || networks_have(&g->networks, &a);
}
