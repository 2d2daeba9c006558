/*
 * Which addresses calls may reach. A stranger who chooses a URL could aim at what
 * only this machine and its network can reach: the cloud's metadata, a database, a
 * router. So the check is on the address that a connection is about to be made to,
 * not on the name, which could resolve differently the next time (DNS rebinding). An
 * address outside of the public part of the address space is inside, and refused
 * unless the operator names it.
 */
#pragma once
#include "base/networks.h"

struct guard {
    struct networks networks;        /* that may be reached although they are inside */
    str *hosts;                      /* likewise, in lower case */
    size_t host_count;
};

/* "intranet.example, 10.1.0.0/16, ::1". ERR_INVALID names the setting outgoing_inside and the item that is neither host nor network. */
err guard_read(struct guard *, struct arena *, struct failure *, str setting);

bool address_is_inside(const struct address *);  /* also in IPv6's ways of writing an IPv4 address */
bool guard_names(const struct guard *, str host);            /* in lower case; an address with or without brackets */
bool guard_allows(const struct guard *, const struct address *);
