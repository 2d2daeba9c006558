#include "crypto/digest.h"
#include "base/arena.h"
#include "base/base64.h"
#include "base/str.h"
#include "kit/test.h"

static str sha256_hex(struct arena *a, str text)
{
    u8 out[SHA256_SIZE];

    sha256(text, out);
    return hex_text(a, bytes_str(out, sizeof out));
}

static str hmac_hex(struct arena *a, str key, str text)
{
    u8 out[SHA256_SIZE];

    hmac_sha256(key, text, out);
    return hex_text(a, bytes_str(out, sizeof out));
}

/* FIPS 180-4's examples. */
TEST(sha256_is_what_the_standard_says)
{
    struct arena a = {0};

    expect_str(sha256_hex(&a, S("abc")), S("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    expect_str(sha256_hex(&a, (str){0}), S("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    arena_close(&a);
}

/* RFC 4231, cases 1, 2 and 6. */
TEST(hmac_is_what_the_standard_says)
{
    struct arena a = {0};
    char twenty[20], long_key[131];

    memset(twenty, 0x0b, sizeof twenty);
    memset(long_key, 0xaa, sizeof long_key);
    expect_str(hmac_hex(&a, bytes_str(twenty, sizeof twenty), S("Hi There")),
               S("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
    expect_str(hmac_hex(&a, S("Jefe"), S("what do ya want for nothing?")),
               S("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    expect_str(hmac_hex(&a, bytes_str(long_key, sizeof long_key), S("Test Using Larger Than Block-Size Key - Hash Key First")),
               S("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
    expect_str(hmac_hex(&a, (str){0}, (str){0}), S("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"));
    arena_close(&a);
}

TEST(tokens_are_long_and_unlike)
{
    struct arena a = {0};
    u8 bytes[32];
    str one = random_token(&a, 32), other = random_token(&a, 32);

    expect_eq(one.n, 43);
    expect(base64url_read(one, bytes, sizeof bytes));
    expect(!str_eq(one, other));
    arena_close(&a);
}

TEST(hexadecimal_is_in_lower_case)
{
    struct arena a = {0};

    expect_str(hex_text(&a, S("\x01\xab\xff")), S("01abff"));
    arena_close(&a);
}
