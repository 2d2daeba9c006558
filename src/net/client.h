/*
 * Who really asks. Behind a proxy that the operator trusts, the client is the last
 * address in Forwarded (RFC 7239) or X-Forwarded-For that is not a trusted proxy's;
 * from anybody else these headers are only text.
 */
#pragma once
#include "base/networks.h"
#include "net/http.h"

/* The client that asks, by the request's peer and headers; `by_proxy`: through a proxy that the operator trusts. */
struct address client_address(const struct networks *proxies, const struct exchange *, bool *by_proxy);

/* The element of Forwarded that the outermost trusted proxy wrote, about the client; "" without one. */
str client_hop(const struct networks *proxies, const struct exchange *);
str forwarded_value(str element, str name);      /* of "proto" and the like, without quotes; "" */
