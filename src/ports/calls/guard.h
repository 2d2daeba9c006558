/*
 * Which addresses calls may reach. Whoever chooses a URL could aim at what only this
 * machine and its network can reach: the cloud's metadata, a database, a router. So
 * the address that a connection is about to be made to is looked at, not the name,
 * which could resolve otherwise the next time (DNS rebinding). What is not in the
 * public part of the address space is inside, unless the operator names it.
 */
#pragma once
#include "base/networks.h"

struct guard {
    struct networks networks;        /* that may be reached although they are inside */
    str *hosts;                      /* likewise, in lower case */
    size_t host_count;
};

/* "intranet.example, 10.1.0.0/16, ::1". ERR_INVALID names the setting outgoing_inside and what is neither host nor network. */
err guard_read(struct guard *, struct arena *, struct failure *, str setting);

bool address_is_inside(const struct address *);  /* also in IPv6's ways of writing an IPv4 address */
bool guard_names(const struct guard *, str host);            /* in lower case; an address with or without brackets */
bool guard_allows(const struct guard *, const struct address *);
