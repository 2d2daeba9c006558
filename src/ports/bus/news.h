/*
 * What the processes on one PostgreSQL tell each other by its notices: that something was committed (to whoever leads the
 * sequencer), and that positions were given (to all others). They only save waiting: whoever hears none looks by itself.
 *
 * Each says now and then that it is there. It hears that itself, so it knows whether notices come through (they do not behind
 * a proxy that shares connections); and it knows whether anybody else is there to be told. Never within a transaction of
 * somebody's: NOTIFY takes a lock of the whole database at the commit.
 */
#pragma once
#include "ports/bus.h"

struct news {
    struct bus *bus;
    i64 self;
    i64 heard_ms, others_ms, here_ms;            /* when any came, one of another process, and when this one said that it is there */
};

/* All of it on the loop of the sequencer. */
void news_begin(struct news *, struct bus *, i64 self, ctx *);
void news_heard(void *bus, str words);           /* the store's notice; none: the connection is lost */
bool news_flow(const struct news *, i64 now_ms);             /* notices come through: there is no need to look often */

/* One that cannot be sent is not missed. ERR_CANCELLED alone comes back. */
err news_here(struct news *, ctx *);             /* now and then */
err news_committed(struct news *, ctx *);
err news_placed(struct news *, ctx *);
