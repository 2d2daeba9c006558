/*
 * What waits for clients: the octets that the process holds of answers that their
 * clients have not taken, and of requests under way on HTTP/2. Each loop counts for
 * itself and updates the world's sum only in batches, so that counting costs no more
 * than an addition; the sum is exact to a batch for each loop. When it is full, no
 * more memory is given on behalf of a client that leaves memory waiting.
 */
#pragma once
#include "base/types.h"

struct lane;
struct world;

void backlog_add(struct lane *, i64 n);          /* n below 0: so much less; on the lane's loop */
bool backlog_full(const struct world *);         /* the process holds output_budget */
/* How much may wait for one client that is sent things unasked; less when it is full. */
size_t backlog_share(const struct world *, size_t most);
void backlog_close(struct lane *);               /* its share is counted, to the last octet */
