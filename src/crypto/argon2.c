/* The names are those of RFC 9106, sections 3.2 to 3.4, for one lane: a lane is all blocks, in four segments. */
#include <assert.h>
#include <sodium.h>
#include "base/str.h"
#include "crypto/argon2_own.h"

enum { SEGMENTS = 4, VERSION = 0x13, ARGON2ID = 2, H0_SIZE = 64, BLOCK_SIZE = sizeof(struct argon2_block) };

/* A segment under way. */
struct fill {
    argon2_mix *mix;
    struct argon2_block *blocks;
    u32 segment_length, length, passes;
    u32 pass, segment;
    struct argon2_block input, addresses;        /* of a segment whose order does not depend on the password */
};

argon2_mix *argon2_mix_best(void)
{
#ifdef __x86_64__
    return __builtin_cpu_supports("avx512f") ? argon2_mix_avx512 : __builtin_cpu_supports("avx2") ? argon2_mix_avx2 : NULL;
#else
    return NULL;
#endif
}

bool argon2id_able(void)
{
    return argon2_mix_best() != NULL;
}

static void add_number(crypto_generichash_state *s, u32 n)
{
    u8 bytes[4] = { (u8)n, (u8)(n >> 8), (u8)(n >> 16), (u8)(n >> 24) };

    crypto_generichash_update(s, bytes, sizeof bytes);
}

static void add_text(crypto_generichash_state *s, str text)
{
    add_number(s, (u32)text.n);
    crypto_generichash_update(s, (const u8 *)text.p, text.n);
}

static void h0(const struct argon2id *in, size_t n, u8 out[H0_SIZE])
{
    crypto_generichash_state s;
    const u32 head[] = { 1, (u32)n, in->memory_kib, in->passes, VERSION, ARGON2ID };

    crypto_generichash_init(&s, NULL, 0, H0_SIZE);
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        add_number(&s, head[i]);
    add_text(&s, in->password);
    add_text(&s, in->salt);
    add_text(&s, (str){ "", 0 });                /* no key, */
    add_text(&s, (str){ "", 0 });                /* and no other data */
    crypto_generichash_final(&s, out, H0_SIZE);
    sodium_memzero(&s, sizeof s);
}

/* H': BLAKE2b of any length, of which all hashes but the last give their first half. */
static void stretch(crypto_generichash_state *first, u8 *out, size_t n)
{
    enum { WHOLE = 64, HALF = 32 };
    u8 v[WHOLE];

    crypto_generichash_final(first, n > WHOLE ? v : out, n > WHOLE ? WHOLE : n);
    while (n > WHOLE) {
        memcpy(out, v, HALF);
        out += HALF;
        n -= HALF;
        if (n > WHOLE)
            crypto_generichash(v, WHOLE, v, WHOLE, NULL, 0);
        else
            crypto_generichash(out, n, v, WHOLE, NULL, 0);
    }
    sodium_memzero(v, sizeof v);
}

static void stretch_begin(crypto_generichash_state *s, size_t n)
{
    crypto_generichash_init(s, NULL, 0, n > 64 ? 64 : n);
    add_number(s, (u32)n);
}

static void first_blocks(struct argon2_block *blocks, const u8 start[H0_SIZE])
{
    for (u32 i = 0; i < 2; i++) {
        crypto_generichash_state s;
        stretch_begin(&s, BLOCK_SIZE);
        crypto_generichash_update(&s, start, H0_SIZE);
        add_number(&s, i);
        add_number(&s, 0);                       /* the lane */
        stretch(&s, (u8 *)blocks[i].word, BLOCK_SIZE);
        sodium_memzero(&s, sizeof s);
    }
}

/* ---- the segments ---- */

static bool is_independent(const struct fill *f)
{
    return f->pass == 0 && f->segment < SEGMENTS / 2;
}

static void next_addresses(struct fill *f)
{
    static const struct argon2_block zero;

    f->input.word[6]++;
    f->mix(&f->addresses, &zero, &f->input, false);
    f->mix(&f->addresses, &zero, &f->addresses, false);
}

/* Which of the blocks made so far: the newer, the likelier. `at` is the place in the segment. */
static u32 reference(const struct fill *f, u32 at, u64 random)
{
    u32 before = (f->pass == 0 ? f->segment : SEGMENTS - 1) * f->segment_length;
    u32 area = before + at - 1;
    u64 j1 = random & 0xffffffff, x = j1 * j1 >> 32;
    u32 place = area - 1 - (u32)(area * x >> 32);
    u32 start = f->pass == 0 || f->segment == SEGMENTS - 1 ? 0 : (f->segment + 1) * f->segment_length;

    return (start + place) % f->length;
}

static void segment_fill(struct fill *f)
{
    bool independent = is_independent(f);
    u32 first = f->pass == 0 && f->segment == 0 ? 2 : 0;

    f->input = (struct argon2_block){ { f->pass, 0, f->segment, f->length, f->passes, ARGON2ID } };
    for (u32 at = first; at < f->segment_length; at++) {
        u32 now = f->segment * f->segment_length + at;
        const struct argon2_block *previous = &f->blocks[now ? now - 1 : f->length - 1];
        if (independent && (at == first || at % ARGON2_WORDS == 0))
            next_addresses(f);
        u64 random = independent ? f->addresses.word[at % ARGON2_WORDS] : previous->word[0];
        f->mix(&f->blocks[now], previous, &f->blocks[reference(f, at, random)], f->pass > 0);
    }
}

static void fill_all(struct fill *f)
{
    for (f->pass = 0; f->pass < f->passes; f->pass++)
        for (f->segment = 0; f->segment < SEGMENTS; f->segment++)
            segment_fill(f);
}

static void last_out(const struct argon2_block *last, u8 *out, size_t n)
{
    crypto_generichash_state s;

    stretch_begin(&s, n);
    crypto_generichash_update(&s, (const u8 *)last->word, BLOCK_SIZE);
    stretch(&s, out, n);
    sodium_memzero(&s, sizeof s);
}

err argon2id_derive_by(argon2_mix *mix, struct scratch *memory, const struct argon2id *in, u8 *out, size_t n)
{
    u32 segment = in->memory_kib / SEGMENTS;
    struct fill f = { .mix = mix, .segment_length = segment, .length = segment * SEGMENTS, .passes = in->passes };
    u8 start[H0_SIZE];

    assert(in->memory_kib >= ARGON2_MEMORY_LEAST && in->passes > 0 && n >= 16 && n <= 64);
    if (!(f.blocks = scratch_take(memory, (size_t)f.length * BLOCK_SIZE)))
        return ERR_BUSY;
    h0(in, n, start);
    first_blocks(f.blocks, start);
    fill_all(&f);
    last_out(&f.blocks[f.length - 1], out, n);
    sodium_memzero(start, sizeof start);
    sodium_memzero(f.blocks, (size_t)f.length * BLOCK_SIZE);
    return OK;
}

err argon2id_derive(struct scratch *memory, const struct argon2id *in, u8 *out, size_t n)
{
    return argon2id_derive_by(argon2_mix_best(), memory, in, out, n);
}
