#include "base/hash.h"
#include <string.h>

struct sip { u64 a, b, c, d; };

static u64 rotate(u64 x, int by)
{
    return x << by | x >> (64 - by);
}

static inline void round_once(struct sip *s)
{
    s->a += s->b;
    s->b = rotate(s->b, 13) ^ s->a;
    s->a = rotate(s->a, 32);
    s->c += s->d;
    s->d = rotate(s->d, 16) ^ s->c;
    s->a += s->d;
    s->d = rotate(s->d, 21) ^ s->a;
    s->c += s->b;
    s->b = rotate(s->b, 17) ^ s->c;
    s->c = rotate(s->c, 32);
}

static inline void word_add(struct sip *s, u64 word)
{
    s->d ^= word;
    round_once(s);
    s->a ^= word;
}

/* Fewer than eight octets, the first the lowest. */
static u64 tail(const char *p, size_t n)
{
    u64 word = 0;
    u32 half;
    size_t i = 0;

    if (n >= 4) {
        memcpy(&half, p, 4);
        word = half;
        i = 4;
    }
    for (; i < n; i++)
        word |= (u64)(u8)p[i] << 8 * i;
    return word;
}

static inline struct sip sip_begin(u64 seed)
{
    u64 other = seed * 0x9e3779b97f4a7c15u;      /* the second half of the key */

    return (struct sip){ seed ^ 0x736f6d6570736575u, other ^ 0x646f72616e646f6du,
                         seed ^ 0x6c7967656e657261u, other ^ 0x7465646279746573u };
}

/* All whole words of it; how many octets they are. */
static inline size_t words_add(struct sip *s, str text)
{
    size_t i = 0;
    u64 word;

    for (; i + 8 <= text.n; i += 8) {
        memcpy(&word, text.p + i, 8);
        word_add(s, word);
    }
    return i;
}

/* With what is left of a text of `n` octets. */
static inline u64 sip_end(struct sip *s, u64 n, u64 left)
{
    word_add(s, n << 56 | left);
    s->c ^= 0xff;
    for (int rounds = 3; rounds; rounds--)
        round_once(s);
    return s->a ^ s->b ^ s->c ^ s->d;
}

u64 hash_seeded(u64 seed, str text)
{
    struct sip s = sip_begin(seed);
    size_t done = words_add(&s, text);

    return sip_end(&s, text.n, tail(text.p + done, text.n - done));
}

u64 hash_pieces(u64 seed, const str *pieces, size_t n)
{
    struct sip s = sip_begin(seed);
    char word[8];
    u64 all = 0;

    for (size_t i = 0; i < n; i++) {
        str piece = pieces[i];
        size_t had = all % 8, more = piece.n < 8 - had ? piece.n : 8 - had;
        all += piece.n;
        if (had) {                               /* a word that an earlier piece began */
            memcpy(word + had, piece.p, more);
            piece = (str){ piece.p + more, piece.n - more };
            if (had + more < 8)
                continue;
            words_add(&s, (str){ word, 8 });
        }
        size_t done = words_add(&s, piece);
        memcpy(word, piece.p + done, piece.n - done);
    }
    return sip_end(&s, all, tail(word, all % 8));
}
