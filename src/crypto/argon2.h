/*
 * argon2id (RFC 9106) of one lane, in memory that its caller keeps from hash to hash. libsodium maps its memory for each
 * hash, which takes as long as the hash itself on a small machine, and holds up every thread of the process that maps
 * anything. What is computed is the same: argon2_test.c compares them.
 */
#pragma once
#include "base/err.h"
#include "base/scratch.h"

enum { ARGON2_MEMORY_LEAST = 8 };

struct argon2id { u32 memory_kib, passes; str password, salt; };

/* Is there code for this processor? */
bool argon2id_able(void);

/* Fills `out`, of 16 to 64 octets, and wipes the memory. ERR_BUSY: there is no memory for it now. */
err argon2id_derive(struct scratch *, const struct argon2id *, u8 *out, size_t n);
