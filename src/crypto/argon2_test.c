#include <sodium.h>
#include <stdio.h>
#include "base/random.h"
#include "base/str.h"
#include "crypto/argon2_own.h"
#include "kit/test.h"

static struct scratch memory;

/* Those that this processor can run. */
static size_t mixers(argon2_mix *out[2])
{
    size_t n = 0;

#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2"))
        out[n++] = argon2_mix_avx2;
    if (__builtin_cpu_supports("avx512f"))
        out[n++] = argon2_mix_avx512;
#else
    (void)out;
#endif
    return n;
}

static void sodium_makes(const struct argon2id *in, u8 *out, size_t n)
{
    expect_eq(crypto_pwhash_argon2id(out, n, in->password.p, in->password.n, (const u8 *)in->salt.p, in->passes,
                                     (size_t)in->memory_kib * 1024, crypto_pwhash_argon2id_ALG_ARGON2ID13), 0);
}

static void same_by_all(const struct argon2id *in, size_t n)
{
    argon2_mix *mixes[2];
    u8 wanted[64], made[64];

    sodium_makes(in, wanted, n);
    for (size_t i = 0, all = mixers(mixes); i < all; i++) {
        expect_ok(argon2id_derive_by(mixes[i], &memory, in, made, n));
        expect_str(((str){ (const char *)made, n }), ((str){ (const char *)wanted, n }));
    }
}

/* Of every memory that is not too large: what is not a multiple of four is rounded, and addresses come in blocks of 128. */
TEST(a_hash_is_that_of_libsodium)
{
    struct rng rng;
    char password[200], salt[crypto_pwhash_argon2id_SALTBYTES];

    expect(sodium_init() >= 0);
    rng_seed(&rng, 9106);
    for (u32 kib = ARGON2_MEMORY_LEAST; kib < 600; kib += 1 + (u32)rng_below(&rng, 9)) {
        for (size_t i = 0; i < sizeof password; i++)
            password[i] = (char)rng_below(&rng, 256);
        random_bytes(salt, sizeof salt);
        struct argon2id in = { kib, 1 + (u32)rng_below(&rng, 4), { password, rng_below(&rng, sizeof password) }, { salt, sizeof salt } };
        same_by_all(&in, 16 + rng_below(&rng, 49));
    }
    scratch_free(&memory);
}

TEST(a_hash_of_the_usual_size_is_that_of_libsodium)
{
    struct argon2id in = { 19456, 2, S("as long as most are"), S("sixteen octets..") };

    expect(sodium_init() >= 0);
    same_by_all(&in, 32);
    in = (struct argon2id){ 65536, 1, S("as long as most are"), S("sixteen octets..") };
    same_by_all(&in, 32);
    scratch_free(&memory);
}

TEST(nothing_of_a_password_stays_in_memory_that_is_kept)
{
    struct argon2id in = { 256, 1, S("a secret"), S("sixteen octets..") };
    argon2_mix *mixes[2];
    u8 made[32];

    for (size_t i = 0, all = mixers(mixes); i < all; i++) {
        expect_ok(argon2id_derive_by(mixes[i], &memory, &in, made, sizeof made));
        const u8 *kept = scratch_take(&memory, 256 * 1024);
        for (size_t k = 0; k < 256 * 1024; k++)
            if (kept[k])
                test_fail(__FILE__, __LINE__, "the octet %zu is left", k);
    }
    scratch_free(&memory);
}
