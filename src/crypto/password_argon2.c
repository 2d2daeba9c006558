/*
 * argon2id (RFC 9106), by argon2.h where it can, otherwise by libsodium. What a hash asks for is read here first: where
 * hashes were imported, its memory and passes are a stranger's words.
 *
 *   $argon2id$v=19$m=19456,t=2,p=1$salt$hash       the last two in base64 without padding
 */
#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/random.h"
#include "base/str.h"
#include "crypto/argon2.h"
#include "crypto/password_own.h"

enum { SALT_LEAST = 8, SALT_MOST = 64, HASH_LEAST = 16, HASH_MOST = 64, LANES_MOST = 16 };
enum { SALT_SIZE = 16, HASH_SIZE = 32 };

/* Takes "m=19456" and what ends it. */
static bool number_take(str *rest, str name, char end, i64 most, i64 *out)
{
    str piece;

    return str_starts(*rest, name) && str_cut(rest, end, &piece) && (piece = str_from(piece, name.n)).n && piece.p[0] != '-'
           && piece.p[0] != '0' && piece.n <= 9 && str_to_i64(piece, out) && *out <= most;
}

static bool base64_fits(str s, size_t least, size_t most)
{
    size_t n = s.n / 4 * 3 + s.n % 4 * 6 / 8;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && !(c >= '0' && c <= '9') && c != '+' && c != '/')
            return false;
    }
    return s.n % 4 != 1 && n >= least && n <= most;
}

struct facts { struct password_policy policy; i64 lanes; str salt, hash; };

static bool facts_read(str hash, struct facts *f)
{
    str head = S("$argon2id$v=19$"), rest = str_from(hash, head.n);

    *f = (struct facts){ .policy.kind = PASSWORD_ARGON2ID };
    if (!str_starts(hash, head) || hash.n > PASSWORD_HASH_MOST)
        return false;
    if (!number_take(&rest, S("m="), ',', PASSWORD_MEMORY_MOST, &f->policy.memory_kib)
        || !number_take(&rest, S("t="), ',', PASSWORD_PASSES_MOST, &f->policy.passes)
        || !number_take(&rest, S("p="), '$', LANES_MOST, &f->lanes) || f->policy.memory_kib < 8 * f->lanes)
        return false;
    f->hash = rest;
    return str_cut(&f->hash, '$', &f->salt) && base64_fits(f->salt, SALT_LEAST, SALT_MOST) && base64_fits(f->hash, HASH_LEAST, HASH_MOST);
}

bool argon2id_facts(str hash, struct password_policy *out)
{
    struct facts f;
    bool good = facts_read(hash, &f);

    *out = f.policy;
    return good;
}

/* Chooses the fastest code for this processor, once; any thread may ask again. */
static void sodium_ready(void)
{
    int ready = sodium_init();

    assert(ready >= 0);
}

static void text_add(struct buf *b, const u8 *bytes, size_t n)
{
    char text[sodium_base64_ENCODED_LEN(HASH_MOST, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];

    buf_add(b, str_of(sodium_bin2base64(text, sizeof text, bytes, n, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)));
}

static err hash_here(struct scratch *memory, struct arena *a, const struct password_policy *p, str password, str *out)
{
    u8 salt[SALT_SIZE], hash[HASH_SIZE];
    struct buf b = BUF_ON(a);

    random_bytes(salt, sizeof salt);
    struct argon2id in = { (u32)p->memory_kib, (u32)p->passes, password, { (const char *)salt, sizeof salt } };
    TRY(argon2id_derive(memory, &in, hash, sizeof hash));
    buf_format(&b, "$argon2id$v=19$m=%lld,t=%lld,p=1$", (long long)p->memory_kib, (long long)p->passes);
    text_add(&b, salt, sizeof salt);
    buf_byte(&b, '$');
    text_add(&b, hash, sizeof hash);
    *out = buf_str(&b);
    return OK;
}

err argon2id_hash(struct scratch *memory, struct arena *a, const struct password_policy *p, str password, str *out)
{
    char text[crypto_pwhash_argon2id_STRBYTES];

    sodium_ready();
    if (argon2id_able())
        return hash_here(memory, a, p, password, out);
    if (crypto_pwhash_argon2id_str(text, password.n ? password.p : "", password.n, (unsigned long long)p->passes,
                                   (size_t)p->memory_kib * 1024) != 0)
        return ERR_BUSY;
    *out = arena_copy(a, str_of(text));
    return OK;
}

static bool bytes_of(str text, u8 *out, size_t room, size_t *n)
{
    return sodium_base642bin(out, room, text.p, text.n, NULL, n, NULL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0;
}

static err verify_here(struct scratch *memory, const struct facts *f, str password)
{
    u8 salt[SALT_MOST], hash[HASH_MOST], made[HASH_MOST];
    size_t salt_n, n;

    if (!bytes_of(f->salt, salt, sizeof salt, &salt_n) || !bytes_of(f->hash, hash, sizeof hash, &n))
        return ERR_FORBIDDEN;
    struct argon2id in = { (u32)f->policy.memory_kib, (u32)f->policy.passes, password, { (const char *)salt, salt_n } };
    TRY(argon2id_derive(memory, &in, made, n));
    return sodium_memcmp(hash, made, n) == 0 ? OK : ERR_FORBIDDEN;
}

err argon2id_verify(struct scratch *memory, str hash, str password)
{
    char text[PASSWORD_HASH_MOST + 1];
    struct facts f;

    sodium_ready();
    if (!facts_read(hash, &f))
        return ERR_FORBIDDEN;
    if (f.lanes == 1 && argon2id_able())
        return verify_here(memory, &f, password);
    memcpy(text, hash.p, hash.n);
    text[hash.n] = '\0';
    errno = 0;
    if (crypto_pwhash_argon2id_str_verify(text, password.n ? password.p : "", password.n) == 0)
        return OK;
    return errno == ENOMEM ? ERR_BUSY : ERR_FORBIDDEN;
}

static void random_text(struct buf *b, size_t n)
{
    u8 bytes[HASH_SIZE];

    random_bytes(bytes, n);
    text_add(b, bytes, n);
}

str argon2id_dummy(struct arena *a, const struct password_policy *p)
{
    return argon2id_dummy_like(a, arena_format(a, "$argon2id$v=19$m=%lld,t=%lld,p=1$", (long long)p->memory_kib, (long long)p->passes));
}

str argon2id_dummy_like(struct arena *a, str head)
{
    struct buf b = BUF_ON(a);

    buf_add(&b, head);
    random_text(&b, SALT_SIZE);
    buf_byte(&b, '$');
    random_text(&b, HASH_SIZE);
    return buf_str(&b);
}
