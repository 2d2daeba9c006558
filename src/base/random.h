/* Randomness from the kernel, for secrets; and a fast generator for ids of traces and for jitter, never for secrets. */
#pragma once
#include "base/types.h"

void random_bytes(void *, size_t);

struct rng { u64 s[2]; };
void rng_seed(struct rng *, u64 seed);           /* 0: from the kernel */
u64 rng_next(struct rng *);
i64 rng_below(struct rng *, i64 n);              /* 0 to n - 1 */
