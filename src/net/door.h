/*
 * The door between the acceptor and a connection's protocol: which client this is, and
 * whether there is room for it.
 *
 * A trusted proxy is not counted, for it speaks for many. With proxy_protocol it begins
 * with a PROXY head, below TLS, and the client named there is the peer from then on, and
 * is counted; a trusted proxy that says anything else is cut off. From elsewhere such a
 * head is just a malformed request: nobody else may choose an address.
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

/* On the lane's loop: the accepted socket becomes a connection, or is closed. */
void door_enter(struct lane *, int fd, const struct address *peer);
/* Whom a request is for, held for it; fills in its `client`. NULL: a trusted proxy that does not say. */
struct guest *door_guest(struct conn *, struct exchange *);
void door_leave(struct conn *);      /* that was counted */
