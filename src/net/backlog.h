/*
 * What waits for clients: the octets that the process holds of answers which their
 * clients have not taken, and of requests under way on HTTP/2. Each loop counts for
 * itself and adds up in the world only in batches, so that counting costs no more than
 * an addition; the sum is exact to a batch for each loop. When it is full, nobody new
 * is given memory on behalf of a client who leaves memory waiting.
 */
#pragma once
#include "base/types.h"

struct lane;

void backlog_add(struct lane *, i64 n);          /* n below 0: so much less; on the lane's loop */
bool backlog_full(const struct lane *);          /* the process holds output_budget */
void backlog_close(struct lane *);               /* its share is told, to the last octet */
