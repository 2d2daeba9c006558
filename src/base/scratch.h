/*
 * Large memory that its owner keeps from one use to the next. Mapping it for each use costs as much as the work in it, and
 * each thread of the process that maps anything meanwhile waits for that.
 */
#pragma once
#include "base/types.h"

struct scratch { void *from; size_t n; };        /* zeroed: none */

/* At least so many octets, aligned for huge pages; what is kept is as the last use left it. NULL: there is no memory now. */
void *scratch_take(struct scratch *, size_t n);
void scratch_free(struct scratch *);
