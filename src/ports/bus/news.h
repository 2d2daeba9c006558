/*
 * The notices between the processes on one PostgreSQL: that something was committed (for
 * the leader of the sequencer), that positions were given (for all others), and whispers.
 * The first two only save waiting: a process that hears none looks by itself.
 *
 * Each process announces itself now and then. It hears that itself, so it knows whether
 * notices arrive (they do not behind a proxy that shares connections), and it knows
 * whether other processes exist. Never within a transaction of other work: NOTIFY locks
 * the whole database at the commit.
 */
#pragma once
#include "ports/bus.h"

struct news {
    struct bus *bus;
    i64 self;
    i64 heard_ms, others_ms, here_ms;            /* the last notice, the last from another process, and the last announcement of this one */
};

/* All of it on the loop of the sequencer. */
void news_begin(struct news *, struct bus *, i64 self, ctx *);
void news_heard(void *bus, str words);           /* the store's notice; empty: the connection is lost */
bool news_flow(const struct news *, i64 now_ms);             /* notices arrive, so there is no need to look often */
bool news_alone(const struct news *);            /* no other process is known; one that hears nothing cannot know, and is not alone */

/* A notice that cannot be sent is not missed. Fails only with ERR_CANCELLED. */
err news_here(struct news *, ctx *);             /* now and then */
err news_committed(struct news *, ctx *);
err news_placed(struct news *, ctx *);
err news_whispers(struct news *, ctx *, str pieces);
