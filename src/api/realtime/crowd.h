/*
 * How many connections each account has open in this process, over all loops. Only opening and closing pass here: a
 * sharded table, each shard with a lock that is held for one look-up.
 */
#pragma once
#include "base/id.h"

struct crowd;
enum crowd_kind { CROWD_SOCKETS, CROWD_STREAMS, CROWD_KINDS };
struct crowd_count { i64 of[CROWD_KINDS]; };

struct crowd *crowd_open(i64 most);              /* of one account; 0: any number */
void crowd_close(struct crowd **);

/* Any thread. False: that would be one too many. */
bool crowd_enter(struct crowd *, id account, enum crowd_kind);
void crowd_leave(struct crowd *, id account, enum crowd_kind);
struct crowd_count crowd_of(struct crowd *, id account);
