#include "crypto/totp.h"
#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/random.h"
#include "base/str.h"
#include "crypto/base32.h"
#include "crypto/digest.h"

enum { SHA1_SIZE = 20, MODULUS = 1000000 };

void totp_secret(u8 out[TOTP_SECRET_SIZE])
{
    random_bytes(out, TOTP_SECRET_SIZE);
}

/* RFC 4226, section 5.3: four bytes of the MAC, from where its last four bits point, without their sign. */
void totp_code(str secret, i64 step, char out[TOTP_DIGITS])
{
    u8 counter[8], mac[SHA1_SIZE];
    unsigned size = sizeof mac;

    for (int i = 0; i < 8; i++)
        counter[i] = (u8)((u64)step >> (56 - 8 * i));
    const u8 *made = HMAC(EVP_sha1(), secret.p, (int)secret.n, counter, sizeof counter, mac, &size);
    assert(made && size == sizeof mac && secret.n);
    const u8 *at = mac + (mac[SHA1_SIZE - 1] & 15);
    u32 code = ((u32)(at[0] & 0x7f) << 24 | (u32)at[1] << 16 | (u32)at[2] << 8 | at[3]) % MODULUS;
    for (int i = TOTP_DIGITS; i--; code /= 10)
        out[i] = (char)('0' + code % 10);
    secret_wipe(mac, sizeof mac);
}

/* People type the spaces that their app shows. */
static bool code_digits(str typed, char out[TOTP_DIGITS])
{
    size_t n = 0;

    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];
        if (c == ' ' || c == '-')
            continue;
        if (c < '0' || c > '9' || n == TOTP_DIGITS)
            return false;
        out[n++] = c;
    }
    return n == TOTP_DIGITS;
}

/* Every step is tried, so that its time does not reveal which it was. */
bool totp_verify(str secret, str code, i64 now_seconds, i64 last, i64 *step)
{
    char typed[TOTP_DIGITS], right[TOTP_DIGITS];
    i64 now = now_seconds / TOTP_SECONDS;
    bool found = false;

    if (!code_digits(code, typed))
        return false;
    for (i64 at = now - TOTP_WINDOW; at <= now + TOTP_WINDOW; at++) {
        totp_code(secret, at, right);
        bool same = str_eq_secret((str){ typed, sizeof typed }, (str){ right, sizeof right });
        if (same && at > last && !found) {
            found = true;
            *step = at;
        }
    }
    secret_wipe(right, sizeof right);
    return found;
}

/* Everything but the unreserved characters of RFC 3986 is escaped. */
static void uri_escape(struct buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9');
        if (letter || (c && strchr("-._~", c)))
            buf_byte(b, c);
        else
            buf_format(b, "%%%02X", (u8)c);
    }
}

str totp_uri(struct arena *a, str issuer, str account, str secret)
{
    struct buf b = BUF_ON(a);

    buf_lit(&b, "otpauth://totp/");
    uri_escape(&b, issuer);
    buf_byte(&b, ':');
    uri_escape(&b, account);
    buf_lit(&b, "?secret=");
    buf_add(&b, base32_text(a, secret));
    buf_lit(&b, "&issuer=");
    uri_escape(&b, issuer);
    buf_format(&b, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS, TOTP_SECONDS);
    return buf_str(&b);
}
