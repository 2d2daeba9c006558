/*
 * Channels between loops: bounded, many senders, one receiving fiber. Sending never
 * parks (a full channel says so); receiving parks.
 */
#pragma once
#include "runtime/ctx.h"

struct chan;

struct chan *chan_open(size_t most);
void chan_close(struct chan **);                 /* nobody sends or receives any more; what is left is its sender's */
bool chan_send(struct chan *, void *message);    /* any thread; false: full. The message is not NULL */
err chan_receive(ctx *, struct chan *, void **message);      /* what was sent is delivered even to a cancelled ctx, then ERR_CANCELLED */
