/*
 * The server: one acceptor hands each new socket to the loop with the fewest
 * connections. A connection at rest is a small state machine without buffers or a
 * fiber. Its output is written once a loop's turn.
 */
#pragma once
#include "net/http.h"

struct server;
struct tls;

/* Is this a request of monitoring? Then it is answered even when others take all that there is. On the loop's own stack. */
typedef bool http_urgent(const struct exchange *, void *arg);

/* Binds and listens, or says which address is wrong or taken (ERR_INVALID, ERR_CONFLICT). Serves after server_start. */
err server_open(struct world *, struct failure *, str listen, http_handler *, void *arg, struct server **out);
/* Every connection speaks TLS. Before server_start; the tls outlives the server. */
void server_secure(struct server *, struct tls *);
void server_urgent(struct server *, http_urgent *);          /* likewise; its argument is the handler's */
void server_for_watchers(struct server *);    /* likewise: for monitoring alone, which gets in even when all other connections are taken */
void server_start(struct server *);
u16 server_port(const struct server *);

/* Stops accepting once nothing waits to be accepted, lets requests finish, closes what is idle. Blocks at most `most_ms`. */
void server_drain(struct server *, i64 most_ms);
void server_drain_begin(struct server *);     /* the first half of it, which does not wait: where there are several */
void server_close(struct server **);          /* after runtime_stop, which ends what a drain has left; or instead of server_start */
