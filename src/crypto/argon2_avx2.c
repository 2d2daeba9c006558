/* Four words of a block at a time: a row or a column of its 8 by 8 pairs of words is four vectors. */
#include "crypto/argon2_own.h"
#ifdef __x86_64__
#include <immintrin.h>

#define INLINE __attribute__((target("avx2"), always_inline)) static inline

/* Each word turned right by a number of bits. */
#define TURNED(x, bits) _mm256_or_si256(_mm256_srli_epi64(x, bits), _mm256_slli_epi64(x, 64 - (bits)))

INLINE __m256i sum(__m256i x, __m256i y)
{
    __m256i product = _mm256_mul_epu32(x, y);

    return _mm256_add_epi64(_mm256_add_epi64(x, y), _mm256_add_epi64(product, product));
}

INLINE void stir(__m256i v[4])
{
    v[0] = sum(v[0], v[1]);
    v[3] = _mm256_shuffle_epi32(_mm256_xor_si256(v[3], v[0]), 0xb1);
    v[2] = sum(v[2], v[3]);
    v[1] = _mm256_xor_si256(v[1], v[2]);
    v[1] = TURNED(v[1], 24);
    v[0] = sum(v[0], v[1]);
    v[3] = _mm256_xor_si256(v[3], v[0]);
    v[3] = TURNED(v[3], 16);
    v[2] = sum(v[2], v[3]);
    v[1] = _mm256_xor_si256(v[1], v[2]);
    v[1] = TURNED(v[1], 63);
}

/* A round of BLAKE2b: the columns of a matrix of four vectors, then its diagonals. */
INLINE void permute(__m256i v[4])
{
    stir(v);
    v[1] = _mm256_permute4x64_epi64(v[1], 0x39);
    v[2] = _mm256_permute4x64_epi64(v[2], 0x4e);
    v[3] = _mm256_permute4x64_epi64(v[3], 0x93);
    stir(v);
    v[1] = _mm256_permute4x64_epi64(v[1], 0x93);
    v[2] = _mm256_permute4x64_epi64(v[2], 0x4e);
    v[3] = _mm256_permute4x64_epi64(v[3], 0x39);
}

INLINE void rows(__m256i *z)
{
    for (int i = 0; i < 32; i += 4)
        permute(z + i);
}

INLINE void columns(__m256i *z)
{
    for (int i = 0; i < 8; i++) {
        __m128i *pair = (__m128i *)z + i;
        __m256i v[4];
        for (int k = 0; k < 4; k++)
            v[k] = _mm256_set_m128i(pair[16 * k + 8], pair[16 * k]);
        permute(v);
        for (int k = 0; k < 4; k++) {
            pair[16 * k] = _mm256_castsi256_si128(v[k]);
            pair[16 * k + 8] = _mm256_extracti128_si256(v[k], 1);
        }
    }
}

__attribute__((target("avx2")))
void argon2_mix_avx2(struct argon2_block *to, const struct argon2_block *a, const struct argon2_block *b, bool onto)
{
    const __m256i *x = (const __m256i *)a->word, *y = (const __m256i *)b->word;
    __m256i *out = (__m256i *)to->word, r[32], z[32];

    for (int i = 0; i < 32; i++)
        z[i] = r[i] = _mm256_xor_si256(x[i], y[i]);
    rows(z);
    columns(z);
    for (int i = 0; i < 32; i++) {
        __m256i made = _mm256_xor_si256(r[i], z[i]);
        out[i] = onto ? _mm256_xor_si256(out[i], made) : made;
    }
}
#endif
