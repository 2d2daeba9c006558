/*
 * TLS 1.2 and 1.3 below a connection. The certificates, and the keys of session
 * tickets, are shared by all loops, so a client resumes on any of them. They are read
 * again on demand: live connections keep what they began with, and a pair that does
 * not match leaves the last good one in place.
 *
 * No early data, no renegotiation, no compression. A connection at rest gives its
 * record buffers back.
 */
#pragma once
#include "base/err.h"

struct tls;
struct clock;

/* `pairs`: "cert.pem:key.pem", comma-separated; the first serves names that are in no certificate. ERR_INVALID names the file. */
err tls_open(struct failure *, struct clock *, str pairs, struct tls **out);
void tls_close(struct tls **);
err tls_reload(struct tls *, struct failure *);                /* any thread */
