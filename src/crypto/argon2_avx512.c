/* As argon2_avx2.c, two rows or two columns at a time: each vector has four words of both. */
#include "crypto/argon2_own.h"
#ifdef __x86_64__
#include <immintrin.h>

#define INLINE __attribute__((target("avx512f"), always_inline)) static inline

enum { FIRST_HALVES = 0x44, LAST_HALVES = 0xee, MIDDLE_SWAPPED = 0xd8 };

INLINE __m512i sum(__m512i x, __m512i y)
{
    __m512i product = _mm512_mul_epu32(x, y);

    return _mm512_add_epi64(_mm512_add_epi64(x, y), _mm512_add_epi64(product, product));
}

INLINE void stir(__m512i v[4])
{
    v[0] = sum(v[0], v[1]);
    v[3] = _mm512_ror_epi64(_mm512_xor_si512(v[3], v[0]), 32);
    v[2] = sum(v[2], v[3]);
    v[1] = _mm512_ror_epi64(_mm512_xor_si512(v[1], v[2]), 24);
    v[0] = sum(v[0], v[1]);
    v[3] = _mm512_ror_epi64(_mm512_xor_si512(v[3], v[0]), 16);
    v[2] = sum(v[2], v[3]);
    v[1] = _mm512_ror_epi64(_mm512_xor_si512(v[1], v[2]), 63);
}

INLINE void permute(__m512i v[4])
{
    stir(v);
    v[1] = _mm512_permutex_epi64(v[1], 0x39);
    v[2] = _mm512_permutex_epi64(v[2], 0x4e);
    v[3] = _mm512_permutex_epi64(v[3], 0x93);
    stir(v);
    v[1] = _mm512_permutex_epi64(v[1], 0x93);
    v[2] = _mm512_permutex_epi64(v[2], 0x4e);
    v[3] = _mm512_permutex_epi64(v[3], 0x39);
}

/* Two rows are four vectors, one after the other. */
INLINE void rows(__m512i *z)
{
    for (__m512i *at = z; at < z + 16; at += 4) {
        __m512i v[4] = {
            _mm512_shuffle_i64x2(at[0], at[2], FIRST_HALVES), _mm512_shuffle_i64x2(at[0], at[2], LAST_HALVES),
            _mm512_shuffle_i64x2(at[1], at[3], FIRST_HALVES), _mm512_shuffle_i64x2(at[1], at[3], LAST_HALVES),
        };
        permute(v);
        at[0] = _mm512_shuffle_i64x2(v[0], v[1], FIRST_HALVES);
        at[1] = _mm512_shuffle_i64x2(v[2], v[3], FIRST_HALVES);
        at[2] = _mm512_shuffle_i64x2(v[0], v[1], LAST_HALVES);
        at[3] = _mm512_shuffle_i64x2(v[2], v[3], LAST_HALVES);
    }
}

/* Of each row, two columns are the half of a vector. */
INLINE void columns(__m512i *z)
{
    for (int i = 0; i < 4; i++) {
        __m256i *half = (__m256i *)z + i;
        __m512i v[4];
        for (int k = 0; k < 4; k++) {
            __m512i both = _mm512_inserti64x4(_mm512_castsi256_si512(half[8 * k]), half[8 * k + 4], 1);
            v[k] = _mm512_shuffle_i64x2(both, both, MIDDLE_SWAPPED);
        }
        permute(v);
        for (int k = 0; k < 4; k++) {
            __m512i both = _mm512_shuffle_i64x2(v[k], v[k], MIDDLE_SWAPPED);
            half[8 * k] = _mm512_castsi512_si256(both);
            half[8 * k + 4] = _mm512_extracti64x4_epi64(both, 1);
        }
    }
}

__attribute__((target("avx512f")))
void argon2_mix_avx512(struct argon2_block *to, const struct argon2_block *a, const struct argon2_block *b, bool onto)
{
    const __m512i *x = (const __m512i *)a->word, *y = (const __m512i *)b->word;
    __m512i *out = (__m512i *)to->word, r[16], z[16];

    for (int i = 0; i < 16; i++)
        z[i] = r[i] = _mm512_xor_si512(x[i], y[i]);
    rows(z);
    columns(z);
    for (int i = 0; i < 16; i++) {
        __m512i made = _mm512_xor_si512(r[i], z[i]);
        out[i] = onto ? _mm512_xor_si512(out[i], made) : made;
    }
}
#endif
