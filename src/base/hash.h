/*
 * A hash for keys that strangers choose: with a secret seed nobody can send keys
 * that all collide (SipHash-1-3). `str_hash` is the one that outlives a process.
 */
#pragma once
#include "base/types.h"

u64 hash_seeded(u64 seed, str);
u64 hash_pieces(u64 seed, const str *pieces, size_t n);      /* the same as of all of them joined */
