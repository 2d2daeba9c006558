/*
 * The PROXY protocol, versions 1 (a line) and 2 (binary): a trusted balancer says,
 * before anything else, who really connected.
 */
#pragma once
#include "net/http.h"

enum { PROXY_HEAD_MOST = 16 + 2048 };            /* version 2 with its extensions; longer ones are refused */

/*
 * The head at the start of `bytes`: its length and the client's address. 0: more bytes are needed. -1: this is
 * not a PROXY head, or a malformed one. `known` is false for LOCAL and UNKNOWN: then the peer's own address
 * counts.
 */
ptrdiff_t proxy_head_read(str bytes, struct address *client, bool *known);
