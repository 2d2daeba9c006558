/*
 * How many connections each address has, over all loops, so that one client cannot take
 * the room of all. Only coming and going passes here, never a request: a table in shards,
 * each with a lock that is held for one look-up. IPv6 counts by /64, which one client owns.
 */
#pragma once
#include "base/networks.h"

struct visitors;

/* Refused ones stay counted until they leave, for they are still told so; beyond VISITORS_TOLD of them, none is let in. */
enum { VISITORS_TOLD = 64 };
enum visit { VISIT_GRANTED, VISIT_REFUSED, VISIT_IGNORED };

/* What counts as one: a /64; IPv4 stands below ::/32, where no client is. */
void address_network(const struct address *, u8 out[8]);

struct visitors *visitors_open(i64 most);        /* of one address */
void visitors_close(struct visitors **);

enum visit visitors_enter(struct visitors *, const struct address *);          /* any thread; an ignored one is not counted */
void visitors_leave(struct visitors *, const struct address *);
