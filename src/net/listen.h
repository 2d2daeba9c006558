/* Listening sockets: from what an operator wrote (ADDRESS:PORT, [ADDRESS]:PORT, :PORT, PORT) to a socket, or to what is wrong with it. */
#pragma once
#include "net/http.h"

struct sockaddr;

/* ERR_INVALID: not an address, or not of this machine. ERR_CONFLICT: in use. */
err listen_open(struct failure *, str where, int *fd, u16 *port);

/* No new handshake begins, but those under way complete and can be accepted. Called before the socket is closed. */
void listen_last_call(int fd);

void address_from(const struct sockaddr *, struct address *out);     /* IPv4 in IPv6 is IPv4 */
