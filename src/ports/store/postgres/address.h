/*
 * Where the server is, by its URL. libpq would look names up on the loop's thread; so
 * names become addresses here, on the task pool, and libpq is given those.
 */
#pragma once
#include "base/buf.h"
#include "base/err.h"

struct pg_host { str name, port; };  /* a name beginning with / is the folder of a unix socket */

struct pg_address {
    const char *url;
    struct pg_host *hosts;
    size_t n;
    bool names;                      /* at least one host is a name that has to be looked up */
};

/* ERR_INVALID, without a word of the URL, when it is malformed. All of it lives in the arena. */
err pg_address_parse(struct failure *, struct arena *, str url, struct pg_address *out);

/*
 * libpq's lists of equal length, one entry for each address of each host; NUL-terminated, on the heap.
 * False: none of the names is known. Blocks.
 */
struct pg_route { struct buf hosts, addresses, ports; };
bool pg_address_resolve(const struct pg_address *, struct pg_route *out);
void pg_route_close(struct pg_route *);
