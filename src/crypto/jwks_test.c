#include "base/json.h"
#include "crypto/jose_testbed.h"
#include "crypto/jwt.h"
#include "kit/test.h"

static const str claims_text = S("{\"sub\":\"7\"}");

static str document(struct arena *a, str jwk)
{
    return arena_format(a, "{\"keys\":[{" STR_FMT "}]}", STR_ARG(jwk));
}

static err read_keys(struct arena *a, str text, unsigned allowed, struct jwt_keys *out)
{
    struct failure failure;

    failure_begin(&failure, a);
    return jwt_keys_read(a, &failure, text, allowed, out);
}

static err verify(struct arena *a, const struct jwt_keys *keys, unsigned allowed, str token)
{
    struct failure failure;
    str claims;

    failure_begin(&failure, a);
    return jwt_verify(a, &failure, keys, allowed, token, &claims);
}

static const struct { const char *kind, *name; enum jwt_alg alg; } kinds[] = {
    { "RSA", "RS256", JWT_RS256 }, { "RSA", "RS384", JWT_RS384 }, { "RSA", "RS512", JWT_RS512 }, { "RSA", "PS256", JWT_PS256 },
    { "P-256", "ES256", JWT_ES256 }, { "P-384", "ES384", JWT_ES384 }, { "ED25519", "EdDSA", JWT_EDDSA },
};

/* Each algorithm verifies, is bound to what the caller allows, and its signature to its text. */
TEST(tokens_of_every_algorithm_are_verified)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct arena a = {0};
        struct jwt_keys keys;
        EVP_PKEY *pkey = pkey_make(kinds[i].kind, 2048);
        str header = arena_format(&a, "{\"alg\":\"%s\"}", kinds[i].name);

        expect_ok(read_keys(&a, document(&a, pkey_jwk(&a, pkey)), JWT_OPENID, &keys));
        for (int n = 0; n < 20; n++)             /* some numbers of ECDSA begin with zeros, some with a high bit */
            expect_ok(verify(&a, &keys, JWT_OPENID, token_make(&a, pkey, kinds[i].alg, header, claims_text)));
        str token = token_make(&a, pkey, kinds[i].alg, header, claims_text);
        expect_ok(verify(&a, &keys, kinds[i].alg, token));
        expect_eq(verify(&a, &keys, JWT_OPENID & ~kinds[i].alg, token), ERR_SIGN_IN);
        ((char *)token.p)[header.n * 4 / 3 + 4] ^= 1;
        expect_eq(verify(&a, &keys, JWT_OPENID, token), ERR_SIGN_IN);
        jwt_keys_close(&keys);
        EVP_PKEY_free(pkey);
        arena_close(&a);
    }
}

/* RFC 7515, appendices A.2 and A.3. */
TEST(the_examples_of_the_standard_verify)
{
    static const str payload = S("eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ");
    static const str rsa = S(
        "{\"keys\":[{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\""
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4"
        "d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTB"
        "EMa2R2CapHg665xsmtdVMTBQ"
        "Y4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\"}]}");
    static const str rsa_signature = S(
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQ"
        "jbKBYNX4BAynRFdiuB--f_nZ"
        "LgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnv"
        "Wh6IeYI2w9QOYEUipUTI8np6"
        "LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw");
    static const str ec = S("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                            "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}");
    static const str ec_signature = S("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
    struct arena a = {0};
    struct jwt_keys keys;

    expect_ok(read_keys(&a, rsa, JWT_OPENID, &keys));
    expect_ok(verify(&a, &keys, JWT_OPENID, arena_format(&a, "eyJhbGciOiJSUzI1NiJ9." STR_FMT "." STR_FMT, STR_ARG(payload),
                                                         STR_ARG(rsa_signature))));
    jwt_keys_close(&keys);
    expect_ok(read_keys(&a, ec, JWT_OPENID, &keys));
    expect_ok(verify(&a, &keys, JWT_OPENID, arena_format(&a, "eyJhbGciOiJFUzI1NiJ9." STR_FMT "." STR_FMT, STR_ARG(payload),
                                                         STR_ARG(ec_signature))));
    jwt_keys_close(&keys);
    arena_close(&a);
}

TEST(a_key_is_for_its_own_algorithm)
{
    struct arena a = {0};
    struct jwt_keys keys;
    EVP_PKEY *pkey = pkey_make("RSA", 2048);
    str jwk = arena_format(&a, STR_FMT ",\"alg\":\"PS256\"", STR_ARG(pkey_jwk(&a, pkey)));

    expect_ok(read_keys(&a, document(&a, jwk), JWT_OPENID, &keys));
    expect_ok(verify(&a, &keys, JWT_OPENID, token_make(&a, pkey, JWT_PS256, S("{\"alg\":\"PS256\"}"), claims_text)));
    expect_eq(verify(&a, &keys, JWT_OPENID, token_make(&a, pkey, JWT_RS256, S("{\"alg\":\"RS256\"}"), claims_text)), ERR_SIGN_IN);
    jwt_keys_close(&keys);
    expect_eq(read_keys(&a, document(&a, jwk), JWT_RS256, &keys), ERR_INVALID);
    EVP_PKEY_free(pkey);
    arena_close(&a);
}

/* PS256 with a salt of another length than its digest's is another scheme. */
TEST(the_salt_of_pss_is_as_long_as_its_digest)
{
    struct arena a = {0};
    struct jwt_keys keys;
    EVP_PKEY *pkey = pkey_make("RSA", 2048);
    str text = S("eyJhbGciOiJQUzI1NiJ9.e30");

    expect_ok(read_keys(&a, document(&a, pkey_jwk(&a, pkey)), JWT_OPENID, &keys));
    for (int salt = 20; salt <= 32; salt += 12) {
        str signature = base64url_text(&a, pkey_sign(&a, pkey, EVP_sha256(), salt, text));
        expect_eq(verify(&a, &keys, JWT_OPENID, arena_format(&a, STR_FMT "." STR_FMT, STR_ARG(text), STR_ARG(signature))),
                  salt == 32 ? OK : ERR_SIGN_IN);
    }
    jwt_keys_close(&keys);
    EVP_PKEY_free(pkey);
    arena_close(&a);
}

TEST(a_signature_in_der_is_none)
{
    struct arena a = {0};
    struct jwt_keys keys;
    EVP_PKEY *pkey = pkey_make("P-256", 0);
    str text = S("eyJhbGciOiJFUzI1NiJ9.e30");
    str der = pkey_sign(&a, pkey, EVP_sha256(), 0, text), raw = der_to_raw(&a, der, 32);
    char zero[64] = {0};

    expect_ok(read_keys(&a, document(&a, pkey_jwk(&a, pkey)), JWT_OPENID, &keys));
    expect_ok(verify(&a, &keys, JWT_OPENID, arena_format(&a, STR_FMT "." STR_FMT, STR_ARG(text), STR_ARG(base64url_text(&a, raw)))));
    expect_eq(verify(&a, &keys, JWT_OPENID, arena_format(&a, STR_FMT "." STR_FMT, STR_ARG(text),
                                                         STR_ARG(base64url_text(&a, der)))), ERR_SIGN_IN);
    str null_signature = base64url_text(&a, (str){ zero, sizeof zero });
    expect_eq(verify(&a, &keys, JWT_OPENID, arena_format(&a, STR_FMT "." STR_FMT, STR_ARG(text), STR_ARG(null_signature))), ERR_SIGN_IN);
    jwt_keys_close(&keys);
    EVP_PKEY_free(pkey);
    arena_close(&a);
}

TEST(keys_for_other_things_are_left_out)
{
    struct arena a = {0};
    struct jwt_keys keys;
    EVP_PKEY *pkey = pkey_make("P-256", 0);
    str jwk = pkey_jwk(&a, pkey);
    str text = arena_format(&a, "{\"keys\":[{" STR_FMT ",\"use\":\"enc\"},{" STR_FMT ",\"key_ops\":[\"sign\"]},"
                            "{\"kty\":\"oct\",\"k\":\"AAAA\"},"
                            "{\"kty\":\"AKP\",\"pub\":\"x\"},{" STR_FMT ",\"alg\":\"ES384\"},"
                            "{" STR_FMT ",\"use\":\"sig\",\"key_ops\":[\"verify\",\"x\"],"
                            "\"kid\":\"good\",\"x5c\":[\"zz\"]}],\"more\":1}", STR_ARG(jwk), STR_ARG(jwk), STR_ARG(jwk), STR_ARG(jwk));

    expect_ok(read_keys(&a, text, JWT_OPENID, &keys));
    expect_eq(keys.n, 1);
    expect_str(jwt_key_id(keys.at[0]), S("good"));
    jwt_keys_close(&keys);
    EVP_PKEY_free(pkey);
    arena_close(&a);
}

static void expect_unusable(struct arena *a, str text)
{
    struct jwt_keys keys;

    if (read_keys(a, text, JWT_OPENID, &keys) != ERR_INVALID || keys.n)
        test_fail(__FILE__, __LINE__, STR_FMT " is taken", STR_ARG(text));
}

TEST(weak_and_broken_keys_are_refused)
{
    struct arena a = {0};
    EVP_PKEY *weak = pkey_make("RSA", 2047), *good = pkey_make("RSA", 2048);
    str n = pkey_number(&a, good, OSSL_PKEY_PARAM_RSA_N, 0), even = arena_copy(&a, n);
    char off_curve[32] = { 1 };
    str off = base64url_text(&a, (str){ off_curve, sizeof off_curve });

    ((char *)even.p)[even.n - 1] &= ~1;
    expect_unusable(&a, document(&a, pkey_jwk(&a, weak)));
    expect_unusable(&a, document(&a, arena_format(&a, "\"kty\":\"RSA\",\"e\":\"AQ\",\"n\":\"" STR_FMT "\"",
                                                  STR_ARG(base64url_text(&a, n)))));
    expect_unusable(&a, document(&a, arena_format(&a, "\"kty\":\"RSA\",\"e\":\"AQAA\",\"n\":\"" STR_FMT "\"",
                                                  STR_ARG(base64url_text(&a, n)))));
    expect_unusable(&a, document(&a, arena_format(&a, "\"kty\":\"RSA\",\"e\":\"AQAAAAAB\",\"n\":\"" STR_FMT "\"",
                                                  STR_ARG(base64url_text(&a, n)))));
    expect_unusable(&a, document(&a, arena_format(&a, "\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" STR_FMT "\"",
                                                  STR_ARG(base64url_text(&a, even)))));
    expect_unusable(&a, document(&a, S("\"kty\":\"RSA\"")));
    expect_unusable(&a, document(&a, S("\"kty\":\"EC\",\"crv\":\"P-256\"")));
    expect_unusable(&a, document(&a, arena_format(&a,
        "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" STR_FMT "\",\"y\":\"" STR_FMT "\"", STR_ARG(off), STR_ARG(off))));
    expect_unusable(&a, document(&a, S("\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"")));
    expect_unusable(&a, document(&a, S("\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"")));
    EVP_PKEY_free(weak);
    EVP_PKEY_free(good);
    arena_close(&a);
}

TEST(what_is_no_jwks_is_refused)
{
    struct arena a = {0};
    struct buf many = BUF_ON(&a);

    expect_unusable(&a, S(""));
    expect_unusable(&a, S("[]"));
    expect_unusable(&a, S("{}"));
    expect_unusable(&a, S("{\"keys\":[]}"));
    expect_unusable(&a, S("{\"keys\":{}}"));
    expect_unusable(&a, S("{\"keys\":[{\"kty\":7}]}"));
    buf_lit(&many, "{\"keys\":[{}");
    for (int i = 0; i < JWT_KEYS_MOST; i++)
        buf_lit(&many, ",{\"kty\":\"x\"}");
    buf_lit(&many, "]}");
    expect_unusable(&a, buf_str(&many));
    memset(buf_reserve(&many, JWKS_SIZE_MOST), ' ', JWKS_SIZE_MOST);
    many.n = JWKS_SIZE_MOST + 1;
    expect_unusable(&a, buf_str(&many));
    arena_close(&a);
}

/* RFC 7638, section 3.1: the thumbprint of its example, out of what we publish of a key. */
TEST(a_thumbprint_is_what_the_standard_says)
{
    static const str n = S(
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64t"
        "Z_2W-5JsGY4Hc5n9yBXArwl9"
        "3lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4"
        "vMQFh6WeZu0fM4lFd2NcRwr3"
        "XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw");
    struct arena a = {0};
    struct jwt_keys keys;
    struct buf jwk = BUF_ON(&a);
    u8 print[SHA256_SIZE];

    expect_ok(read_keys(&a, document(&a, arena_format(&a, "\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" STR_FMT "\"", STR_ARG(n))),
                        JWT_RS256, &keys));
    jwt_key_public(&jwk, keys.at[0]);
    str members = str_to(buf_str(&jwk), (size_t)str_find(buf_str(&jwk), S(",\"alg\"")));
    sha256(arena_format(&a, STR_FMT "}", STR_ARG(members)), print);
    expect_str(base64url_text(&a, bytes_str(print, sizeof print)), S("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
    jwt_keys_close(&keys);
    arena_close(&a);
}

/* What is published verifies what was signed, and holds nothing private. */
TEST(our_own_keys_are_published_and_read_again)
{
    struct arena a = {0};
    struct jwt_key *own[] = { jwt_key_make(), jwt_key_make() };
    struct jwt_keys ours = { own, 2 }, theirs;
    struct buf jwks = BUF_ON(&a);
    u8 print[SHA256_SIZE];

    jwt_keys_public(&jwks, &ours);
    expect(str_find(buf_str(&jwks), S("\"d\"")) < 0 && str_find(buf_str(&jwks), S("\"use\":\"sig\"")) > 0);
    expect_ok(read_keys(&a, buf_str(&jwks), JWT_RS256, &theirs));
    expect_eq(theirs.n, 2);
    for (size_t i = 0; i < 2; i++) {
        expect_str(jwt_key_id(theirs.at[i]), jwt_key_id(own[i]));
        expect(base64url_read(jwt_key_id(own[i]), print, sizeof print));
        expect_ok(verify(&a, &theirs, JWT_RS256, jwt_sign(&a, own[i], claims_text)));
    }
    jwt_keys_close(&theirs);
    expect(!theirs.n);
    jwt_key_close(&own[0]);
    jwt_key_close(&own[1]);
    arena_close(&a);
}
