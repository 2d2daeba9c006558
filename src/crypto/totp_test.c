#include "crypto/totp.h"
#include "base/arena.h"
#include "base/str.h"
#include "crypto/base32.h"
#include "kit/test.h"

static const str rfc_secret = { "12345678901234567890", 20 };

/* RFC 4226, appendix D. */
TEST(codes_by_counter_are_what_the_standard_says)
{
    static const char codes[10][7] = { "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489" };
    char code[TOTP_DIGITS];

    for (i64 i = 0; i < 10; i++) {
        totp_code(rfc_secret, i, code);
        expect_str(((str){ code, TOTP_DIGITS }), str_of(codes[i]));
    }
}

/* RFC 6238, appendix B: the last six of its eight digits. */
TEST(codes_by_time_are_what_the_standard_says)
{
    static const struct { i64 seconds; str code; } rows[] = {
        { 59, S("287082") }, { 1111111109, S("081804") }, { 1111111111, S("050471") },
        { 1234567890, S("005924") }, { 2000000000, S("279037") }, { 20000000000, S("353130") },
    };
    i64 step;

    for (size_t i = 0; i < COUNT(rows); i++) {
        expect(totp_verify(rfc_secret, rows[i].code, rows[i].seconds, 0, &step));
        expect_eq(step, rows[i].seconds / 30);
    }
}

TEST(a_code_holds_one_step_either_side)
{
    i64 at = 1234567890 / 30, step;
    str code = S("005924");

    for (i64 off = -3; off <= 3; off++) {
        bool near = off >= -1 && off <= 1;
        expect_eq(totp_verify(rfc_secret, code, (at + off) * 30, 0, &step), near);
        if (near)
            expect_eq(step, at);
    }
}

TEST(a_step_that_was_used_is_over)
{
    i64 at = 1234567890 / 30, step;

    expect(totp_verify(rfc_secret, S("005924"), 1234567890, at - 1, &step));
    expect(!totp_verify(rfc_secret, S("005924"), 1234567890, at, &step));
    expect(!totp_verify(rfc_secret, S("005924"), 1234567890, at + 1, &step));
}

TEST(a_code_is_typed_in_many_ways)
{
    i64 step;

    expect(totp_verify(rfc_secret, S(" 005 924 "), 1234567890, 0, &step));
    expect(totp_verify(rfc_secret, S("005-924"), 1234567890, 0, &step));
    expect(!totp_verify(rfc_secret, S("5924"), 1234567890, 0, &step));
    expect(!totp_verify(rfc_secret, S("0059240"), 1234567890, 0, &step));
    expect(!totp_verify(rfc_secret, S("00592a"), 1234567890, 0, &step));
    expect(!totp_verify(rfc_secret, S("005925"), 1234567890, 0, &step));
    expect(!totp_verify(rfc_secret, (str){0}, 1234567890, 0, &step));
}

TEST(the_uri_escapes_names)
{
    struct arena a = {0};

    expect_str(totp_uri(&a, S("Kin & kith: ok"), S("ann+1@example.org"), rfc_secret),
               S("otpauth://totp/Kin%20%26%20kith%3A%20ok:ann%2B1%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                 "&issuer=Kin%20%26%20kith%3A%20ok&algorithm=SHA1&digits=6&period=30"));
    expect(str_find(totp_uri(&a, S("\xc3\xa9"), S("a"), rfc_secret), S("/%C3%A9:a?")) > 0);
    arena_close(&a);
}

TEST(secrets_are_unlike)
{
    u8 one[TOTP_SECRET_SIZE], other[TOTP_SECRET_SIZE];

    totp_secret(one);
    totp_secret(other);
    expect(memcmp(one, other, sizeof one) != 0);
}

TEST(a_recovery_code_comes_back_however_it_is_typed)
{
    struct arena a = {0};
    char kept[RECOVERY_SIZE], again[RECOVERY_SIZE];

    for (int i = 0; i < 200; i++) {
        str code = recovery_code(&a);
        expect_eq(code.n, 11);
        expect(code.p[5] == '-' && !str_eq(code, recovery_code(&a)));
        expect(recovery_code_normal(code, kept));
        char *loud = (char *)arena_copy(&a, code).p;
        for (int j = 0; j < 11; j++) {
            if (loud[j] >= 'a')
                loud[j] -= 32;
            loud[j] = loud[j] == '0' ? 'O' : loud[j] == '1' ? (j & 1 ? 'I' : 'l') : loud[j] == '-' ? ' ' : loud[j];
        }
        expect(recovery_code_normal((str){ loud, 11 }, again));
        expect(memcmp(kept, again, sizeof kept) == 0);
    }
    arena_close(&a);
}

TEST(what_is_no_recovery_code_is_refused)
{
    char kept[RECOVERY_SIZE];

    expect(recovery_code_normal(S("k7m2q9xw4t"), kept));
    expect(!recovery_code_normal(S("k7m2q9xw4"), kept));
    expect(!recovery_code_normal(S("k7m2q9xw4tt"), kept));
    expect(!recovery_code_normal(S("k7m2q9xw4u"), kept));
    expect(!recovery_code_normal(S("k7m2q\0xw4t"), kept));
    expect(!recovery_code_normal(S("k7m2q\xc3\xa9w4t"), kept));
    expect(!recovery_code_normal((str){0}, kept));
}
