/* The compression function of argon2, for each kind of processor. Private to crypto/argon2*.c and its test. */
#pragma once
#include <stdalign.h>
#include "crypto/argon2.h"

enum { ARGON2_WORDS = 128 };

struct argon2_block { alignas(64) u64 word[ARGON2_WORDS]; };

/* G of RFC 9106: `to` becomes G(a, b), or with `onto` the XOR of that and what it was. `to` may be `a` or `b`. */
typedef void argon2_mix(struct argon2_block *to, const struct argon2_block *a, const struct argon2_block *b, bool onto);

argon2_mix argon2_mix_avx2, argon2_mix_avx512;

argon2_mix *argon2_mix_best(void);               /* NULL: neither */
err argon2id_derive_by(argon2_mix *, struct scratch *, const struct argon2id *, u8 *out, size_t n);
