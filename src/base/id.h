/*
 * Ids: 63 bits, made without asking anybody: 41 bits of milliseconds since 2024,
 * 10 of node, 12 of sequence. They rise on one node, through clocks that go back
 * (time is max(last, now)) and through restarts (`id_source_floor` with the
 * high-water mark that the last process leased). Across nodes their order is
 * about that of time, and never that of commits: nothing may resume by it.
 */
#pragma once
#include <stdatomic.h>
#include "base/types.h"

struct arena;
struct clock;

enum { ID_NODES = 1024, ID_NODE_PAST = ID_NODES - 1 };    /* the last one: for ids of times past, never leased */
#define ID_EPOCH_MS 1704067200000

struct id_source { _Atomic i64 last, node, floor; };

void id_source_init(struct id_source *, i64 node);
void id_source_floor(struct id_source *, i64 ms);            /* no id of a time at or before this */
id id_next(struct id_source *, i64 now_ms);                  /* any thread */
bool id_is_own(const struct id_source *, id);                /* this process made it */
bool id_is_earlier(const struct id_source *, id);            /* of this node's number, from before the floor: another process made it */
i64 id_ms(id);                                               /* the time it was made at */
/* One of so many slots, a power of two, as likely as another: an id's own bits are not. */
static inline size_t id_slot(id which, size_t slots) { return ((u64)which.v * 0x9e3779b97f4a7c15u >> 32) & (slots - 1); }
id id_before(i64 ms);                                        /* less than all that were made then or later */

/* One of a time past, for what is made up: the caller makes sure that there is no other of that time and sequence. */
enum { ID_SEQUENCES = 4096 };
id id_past(i64 ms, i64 sequence);

bool id_parse(str, id *out);         /* 1 to 19 digits, no leading zero, at least 1 */
enum { ID_DIGITS = 19 };
size_t id_print(id, char out[ID_DIGITS]);
str id_text(struct arena *, id);     /* the same, as the key of an event is */
