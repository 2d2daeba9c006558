/* The addresses that a server listens on: plain HTTP, and HTTPS where certificates are named. */
#pragma once
#include "api/host.h"
#include "net/server.h"
#include "net/tls/tls.h"

struct doors { struct tls *tls; struct server *plain, *secure, *watchers; };    /* NULL: there is no such door */

err doors_open(struct host *, struct failure *, struct doors *);
void doors_start(struct doors *);
void doors_drain(struct doors *, i64 most_ms);
void doors_close(struct doors *);    /* after runtime_stop */

/* Reads the certificates again, and logs the result: a pair that does not match leaves the last good ones in use. */
void doors_reload(struct doors *, struct log *);

/* Where the door leads, "https://127.0.0.1:8443"; the port is the one it got. */
str door_url(struct arena *, const struct settings *, const struct server *, bool secure);
str doors_url(struct arena *, const struct settings *, const struct doors *);        /* of the preferred one */
