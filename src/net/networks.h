/*
 * Addresses and networks as an operator or a header writes them. trusted_proxies is
 * such a list: whoever connects from there is believed about whom it speaks for.
 */
#pragma once
#include "base/arena.h"
#include "net/http.h"

struct network { u8 bytes[16]; bool v6; int bits; };
struct networks { struct network *at; size_t n; };

/* "10.0.0.0/8, ::1". ERR_INVALID names the one that is none. */
err networks_read(struct networks *, struct arena *, struct story *, str setting);
bool networks_have(const struct networks *, const struct address *);

/* An address as text, with or without brackets and port; IPv4 in IPv6 becomes IPv4. */
bool address_read(str, struct address *out);
void address_unmap(struct address *);            /* likewise */
