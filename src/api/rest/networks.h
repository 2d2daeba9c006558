/*
 * Who really asks. Behind a proxy that the operator trusts, the client is the last
 * address in Forwarded (RFC 7239) or X-Forwarded-For that is not a trusted proxy's;
 * of anybody else these headers are only text.
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

/* The client that asks, by the request's peer and headers; `by_proxy`: through one that the operator trusts. */
struct address client_address(const struct networks *proxies, const struct exchange *, bool *by_proxy);
