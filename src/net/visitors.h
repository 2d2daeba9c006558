/*
 * How many connections each address has, over all loops, so that one client cannot take
 * everybody's room. Only connecting and closing pass here, never a request: a sharded
 * table, each shard with a lock that is held for one look-up. IPv6 counts by /64, which one
 * client owns.
 */
#pragma once
#include "base/networks.h"

struct visitors;

/* Refused connections count until they leave, since they still get an answer; beyond VISITORS_TOLD of them, none is let in. */
enum { VISITORS_TOLD = 64 };
enum visit { VISIT_GRANTED, VISIT_REFUSED, VISIT_IGNORED };

/* What counts as one address: a /64; IPv4 is mapped below ::/32, where no client is. */
void address_network(const struct address *, u8 out[8]);

struct visitors *visitors_open(i64 most);        /* of one address */
void visitors_close(struct visitors **);

enum visit visitors_enter(struct visitors *, const struct address *);          /* any thread; an ignored connection is not counted */
void visitors_leave(struct visitors *, const struct address *);
