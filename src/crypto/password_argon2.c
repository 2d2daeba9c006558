/*
 * argon2id (RFC 9106) by libsodium. What a hash asks for is read here first: where hashes
 * were imported, its memory and passes are a stranger's words.
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

bool argon2id_facts(str hash, struct password_policy *out)
{
    str head = S("$argon2id$v=19$"), rest = str_from(hash, head.n), salt;
    i64 lanes;

    *out = (struct password_policy){ .kind = PASSWORD_ARGON2ID };
    if (!str_starts(hash, head) || hash.n > PASSWORD_HASH_MOST)
        return false;
    if (!number_take(&rest, S("m="), ',', PASSWORD_MEMORY_MOST, &out->memory_kib)
        || !number_take(&rest, S("t="), ',', PASSWORD_PASSES_MOST, &out->passes)
        || !number_take(&rest, S("p="), '$', LANES_MOST, &lanes) || out->memory_kib < 8 * lanes)
        return false;
    return str_cut(&rest, '$', &salt) && base64_fits(salt, SALT_LEAST, SALT_MOST) && base64_fits(rest, HASH_LEAST, HASH_MOST);
}

/* Chooses the fastest code for this processor, once; any thread may ask again. */
static void sodium_ready(void)
{
    int ready = sodium_init();

    assert(ready >= 0);
}

err argon2id_hash(struct arena *a, const struct password_policy *p, str password, str *out)
{
    char text[crypto_pwhash_argon2id_STRBYTES];

    sodium_ready();
    if (crypto_pwhash_argon2id_str(text, password.n ? password.p : "", password.n, (unsigned long long)p->passes,
                                   (size_t)p->memory_kib * 1024) != 0)
        return ERR_BUSY;
    *out = arena_copy(a, str_of(text));
    return OK;
}

err argon2id_verify(str hash, str password)
{
    char text[PASSWORD_HASH_MOST + 1];

    sodium_ready();
    memcpy(text, hash.p, hash.n);
    text[hash.n] = '\0';
    errno = 0;
    if (crypto_pwhash_argon2id_str_verify(text, password.n ? password.p : "", password.n) == 0)
        return OK;
    return errno == ENOMEM ? ERR_BUSY : ERR_FORBIDDEN;
}

static void random_text(struct buf *b, size_t n)
{
    char text[sodium_base64_ENCODED_LEN(HASH_SIZE, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
    u8 bytes[HASH_SIZE];

    random_bytes(bytes, n);
    buf_add(b, str_of(sodium_bin2base64(text, sizeof text, bytes, n, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)));
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
