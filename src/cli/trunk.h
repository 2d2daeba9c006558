/*
 * A connection to a server, in clear text or by TLS, that never waits: what cannot be done now is done once its descriptor is ready.
 * For descriptors in an epoll that tells edges (EPOLLET): after it has told, read and write until nothing more goes.
 */
#pragma once
#include <openssl/ssl.h>
#include <sys/socket.h>
#include "base/err.h"

struct trunk_place {
    struct sockaddr_storage address;
    socklen_t size;
    SSL_CTX *tls;                    /* NULL: in clear text */
    const char *host;                /* whose certificate it has to have: a name, or an address */
};

/* An address as text, and who is there; `*out` is closed either way. ERR_INVALID: it is no address. ERR_UNAVAILABLE: no TLS here. */
err trunk_place_open(struct failure *, const char *address, long port, bool tls, const char *host, struct trunk_place *out);
void trunk_place_close(struct trunk_place *);

struct trunk { int fd; SSL *tls; };               /* fd -1: closed */

bool trunk_open(struct trunk *, const struct trunk_place *);    /* begins to connect. False: it cannot, and is closed */
void trunk_close(struct trunk *);

/* How many octets; 0: none now; -1: it is over. */
ptrdiff_t trunk_read(struct trunk *, char *to, size_t room);
ptrdiff_t trunk_write(struct trunk *, str bytes);
