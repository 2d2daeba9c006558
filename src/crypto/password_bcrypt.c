/*
 * bcrypt by libxcrypt. It reads 72 bytes of a password, and nothing after a NUL; so it is given 64
 * characters made from the whole. They come from an HMAC under the salt, not from a bare digest: a
 * list of digests that leaked elsewhere then offers no shorter way to the password.
 *
 *   $bcrypt-sha384$2b$12$salt, 22 characters; hash, 31        ours
 *   $2b$12$...                                                 another system's, as are $2a$ and $2y$
 */
#include <assert.h>
#include <crypt.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include "base/arena.h"
#include "base/base64.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "crypto/password_own.h"

enum { SETTING_SIZE = 29, PLAIN_SIZE = 60, SALT_AT = 7, SALT_SIZE = 22, SALT_BYTES = 16 };
enum { SHA384_SIZE = 48, TEXT_SIZE = SHA384_SIZE / 3 * 4, READ_MOST = 72 };

static const str ours = { "$bcrypt-sha384", 14 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool plain_facts(str s, i64 *cost)
{
    if (s.n != PLAIN_SIZE || !(str_starts(s, S("$2a$")) || str_starts(s, S("$2b$")) || str_starts(s, S("$2y$"))))
        return false;
    if (!is_digit(s.p[4]) || !is_digit(s.p[5]) || s.p[6] != '$')
        return false;
    *cost = (s.p[4] - '0') * 10 + s.p[5] - '0';
    for (size_t i = SALT_AT; i < s.n; i++)
        if (!is_digit(s.p[i]) && !((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z') && s.p[i] != '.' && s.p[i] != '/')
            return false;
    return *cost >= PASSWORD_COST_LEAST && *cost <= PASSWORD_COST_MOST;
}

bool bcrypt_facts(str hash, struct password_policy *out, bool *whole)
{
    *whole = str_starts(hash, ours);
    *out = (struct password_policy){ .kind = PASSWORD_BCRYPT };
    return plain_facts(*whole ? str_from(hash, ours.n) : hash, &out->cost);
}

/* What bcrypt reads instead of the password, with a NUL at the end. */
static void text_of(str password, str salt, char out[TEXT_SIZE + 1])
{
    struct buf text = { .p = out, .size = TEXT_SIZE };
    u8 mac[SHA384_SIZE];
    unsigned size = sizeof mac;
    const u8 *made = HMAC(EVP_sha384(), salt.p, (int)salt.n, (const u8 *)(password.n ? password.p : ""), password.n, mac, &size);

    assert(made && size == sizeof mac);
    base64url_add(&text, mac, sizeof mac);
    assert(text.n == TEXT_SIZE && text.p == out);
    out[TEXT_SIZE] = '\0';
    secret_wipe(mac, sizeof mac);
}

/* The 60 characters of a hash under a setting, or of nothing: the password has been made fit. */
static bool bcrypt_run(const char *text, const char *setting, char out[PLAIN_SIZE])
{
    struct crypt_data *work = memory_new(struct crypt_data);
    const char *made = crypt_r(text, setting, work);
    bool good = made && strlen(made) == PLAIN_SIZE;

    if (good)
        memcpy(out, made, PLAIN_SIZE);
    secret_wipe(work, sizeof *work);
    memory_free(work);
    return good;
}

static void setting_make(i64 cost, char out[CRYPT_GENSALT_OUTPUT_SIZE])
{
    char salt[SALT_BYTES];

    random_bytes(salt, sizeof salt);
    const char *made = crypt_gensalt_rn("$2b$", (unsigned long)cost, salt, sizeof salt, out, CRYPT_GENSALT_OUTPUT_SIZE);
    assert(made && strlen(made) == SETTING_SIZE);
}

static str whole_hash(struct arena *a, const char plain[PLAIN_SIZE])
{
    struct buf b = BUF_ON(a);

    buf_add(&b, ours);
    buf_add(&b, (str){ plain, PLAIN_SIZE });
    return buf_str(&b);
}

err bcrypt_hash(struct arena *a, const struct password_policy *p, str password, str *out)
{
    char setting[CRYPT_GENSALT_OUTPUT_SIZE], text[TEXT_SIZE + 1], plain[PLAIN_SIZE];

    setting_make(p->cost, setting);
    text_of(password, (str){ setting + SALT_AT, SALT_SIZE }, text);
    bool good = bcrypt_run(text, setting, plain);
    assert(good);
    secret_wipe(text, sizeof text);
    *out = whole_hash(a, plain);
    return OK;
}

/* Another system's hash was made of what bcrypt read of the password; it never held a NUL. */
static bool text_foreign(str password, char out[READ_MOST + 1])
{
    str read = str_to(password, READ_MOST);

    if (read.n)
        memcpy(out, read.p, read.n);
    out[read.n] = '\0';
    return str_find_byte(password, '\0') < 0;
}

err bcrypt_verify(str hash, str password)
{
    bool whole = str_starts(hash, ours), good = true;
    char setting[SETTING_SIZE + 1] = {0}, text[READ_MOST + 1], plain[PLAIN_SIZE];
    str bare = whole ? str_from(hash, ours.n) : hash;

    memcpy(setting, bare.p, SETTING_SIZE);
    if (whole)
        text_of(password, (str){ setting + SALT_AT, SALT_SIZE }, text);
    else
        good = text_foreign(password, text);
    good = bcrypt_run(text, setting, plain) && good;
    secret_wipe(text, sizeof text);
    return good && str_eq_secret((str){ plain, PLAIN_SIZE }, bare) ? OK : ERR_FORBIDDEN;
}

/* A salt, and 31 of the salt's letters for a hash. */
str bcrypt_dummy(struct arena *a, const struct password_policy *p)
{
    char setting[CRYPT_GENSALT_OUTPUT_SIZE], other[CRYPT_GENSALT_OUTPUT_SIZE], third[CRYPT_GENSALT_OUTPUT_SIZE], plain[PLAIN_SIZE];

    setting_make(p->cost, setting);
    setting_make(p->cost, other);
    setting_make(p->cost, third);
    memcpy(plain, setting, SETTING_SIZE);
    memcpy(plain + SETTING_SIZE, other + SALT_AT, SALT_SIZE - 1);
    memcpy(plain + SETTING_SIZE + SALT_SIZE - 1, third + SALT_AT, PLAIN_SIZE - SETTING_SIZE - SALT_SIZE + 1);
    return whole_hash(a, plain);
}

str bcrypt_dummy_like(struct arena *a, str head)
{
    str some = bcrypt_dummy(a, &(struct password_policy){ .kind = PASSWORD_BCRYPT, .cost = PASSWORD_COST_LEAST });
    struct buf b = BUF_ON(a);

    buf_add(&b, head);
    buf_add(&b, str_from(some, ours.n + SALT_AT));
    return buf_str(&b);
}
