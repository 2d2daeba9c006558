/*
 * How a socket that was accepted becomes a connection: who it is, and whether there is room for it.
 *
 * A trusted proxy is not counted, for it speaks for many. With proxy_protocol it begins
 * with a PROXY head, below TLS, and the client named there is the peer from then on, and
 * is counted; a trusted proxy that says anything else is cut off. From elsewhere such a
 * head is just a malformed request: nobody else may choose an address.
 */
#pragma once
#include "net/conn.h"

/* On the lane's loop: it becomes a connection, or is closed. */
void entry_take(struct lane *, int fd, const struct address *peer);
