/*
 * Whom a server takes for whom: which peers are proxies that it trusts, and which client a request is for. How connections
 * come in is entry.h.
 */
#pragma once
#include "net/conn.h"
#include "base/networks.h"

struct visitors;

struct door {
    struct arena arena;
    struct networks proxies;
    bool proxy_protocol;
    bool own_are_free;               /* a proxy on this machine is the usual case: it is not bounded unless the operator says so */
    struct visitors *visitors;       /* NULL: without a bound */
};

err door_open(struct door *, struct failure *, const struct settings *, struct visitors *);         /* ERR_INVALID: trusted_proxies */
void door_close(struct door *);

/* Whom a request is for, held for it; fills in its `client`. NULL: a trusted proxy that does not say. */
struct guest *door_guest(struct conn *, struct exchange *);
