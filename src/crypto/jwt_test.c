#include "crypto/jwt.h"
#include <pthread.h>
#include <openssl/pem.h>
#include "crypto/jose_testbed.h"
#include "kit/test.h"

static const str claims_text = S("{\"sub\":\"7\",\"exp\":1800000000}");

/* A key of our own, and what it takes to try a token. Keys take long to make, so all cases share one. */
struct bench { struct arena a; struct failure failure; struct jwt_key *key; struct jwt_keys keys; };

static struct bench *bench(void)
{
    static struct bench b;

    if (!b.key) {
        b.key = jwt_key_make();
        b.keys = (struct jwt_keys){ &b.key, 1 };
    }
    arena_clear(&b.a);
    failure_begin(&b.failure, &b.a);
    return &b;
}

static err try(struct bench *b, str token)
{
    str claims;

    failure_begin(&b->failure, &b->a);
    return jwt_verify(&b->a, &b->failure, &b->keys, JWT_RS256, token, &claims);
}

/* A token with this header, rightly signed by our key. */
static str signed_with(struct bench *b, str header, str claims)
{
    str pem = jwt_key_pem(&b->a, b->key), token;
    struct jwt_key *copy;
    EVP_PKEY *pkey;
    BIO *in = BIO_new_mem_buf(pem.p, (int)pem.n);

    expect_ok(jwt_key_from_pem(&b->failure, pem, &copy));
    jwt_key_close(&copy);
    pkey = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    token = token_make(&b->a, pkey, JWT_RS256, header, claims);
    BIO_free(in);
    EVP_PKEY_free(pkey);
    return token;
}

static str header_of(struct bench *b, const char *more)
{
    return arena_format(&b->a, "{\"alg\":\"RS256\",\"kid\":\"" STR_FMT "\"%s}", STR_ARG(jwt_key_id(b->key)), more);
}

TEST(what_was_signed_is_verified)
{
    struct bench *b = bench();
    str token = jwt_sign(&b->a, b->key, claims_text), claims;

    expect_ok(jwt_verify(&b->a, &b->failure, &b->keys, JWT_RS256, token, &claims));
    expect_str(claims, claims_text);
    expect_ok(try(b, signed_with(b, header_of(b, ",\"typ\":\"jwt\",\"jku\":\"https://evil.example\""), claims_text)));
}

/* Every bit of a token counts: a token with any character changed does not pass. */
TEST(a_token_that_was_touched_is_refused)
{
    struct bench *b = bench();
    str token = jwt_sign(&b->a, b->key, claims_text);
    char *bytes = (char *)token.p;

    for (size_t i = 0; i < token.n; i++) {
        char was = bytes[i];
        bytes[i] = was == 'A' ? 'B' : 'A';
        if (try(b, token) == OK)
            test_fail(__FILE__, __LINE__, "a token that was changed at %zu passes", i);
        bytes[i] = was;
    }
    expect_ok(try(b, token));
}

TEST(a_token_is_three_pieces)
{
    struct bench *b = bench();
    str token = jwt_sign(&b->a, b->key, claims_text);

    expect_eq(try(b, (str){0}), ERR_SIGN_IN);
    expect_eq(try(b, S(".")), ERR_SIGN_IN);
    expect_eq(try(b, S("..")), ERR_SIGN_IN);
    expect_eq(try(b, S("a.b")), ERR_SIGN_IN);
    expect_eq(try(b, str_from(token, 1)), ERR_SIGN_IN);
    expect_eq(try(b, str_to(token, token.n - 1)), ERR_SIGN_IN);
    expect_eq(try(b, arena_format(&b->a, STR_FMT ".", STR_ARG(token))), ERR_SIGN_IN);
    expect_eq(try(b, arena_format(&b->a, STR_FMT "=", STR_ARG(token))), ERR_SIGN_IN);
    expect_eq(try(b, arena_format(&b->a, STR_FMT "==", STR_ARG(token))), ERR_SIGN_IN);
    expect_eq(try(b, arena_format(&b->a, " " STR_FMT, STR_ARG(token))), ERR_SIGN_IN);
    expect_str(str_of(failure_code(&b->failure)), S("token_invalid"));
}

/* 256 bytes of a signature leave four bits over in base64url: they are zero, or there would be 16 texts for one token. */
TEST(bits_behind_the_end_are_zero)
{
    struct bench *b = bench();
    str token = jwt_sign(&b->a, b->key, claims_text);
    char *last = (char *)token.p + token.n - 1;

    expect(*last == 'A' || *last == 'Q' || *last == 'g' || *last == 'w');
    ++*last;
    expect_eq(try(b, token), ERR_SIGN_IN);
    expect_str(b->failure.detail, S("The token's signature is malformed."));
}

TEST(a_token_has_a_bounded_size)
{
    struct bench *b = bench();
    static char long_name[JWT_SIZE_MOST];

    memset(long_name, 'x', sizeof long_name);
    for (int fits = 0; fits < 2; fits++) {
        str claims = arena_format(&b->a, "{\"sub\":\"" STR_FMT "\"}", fits ? 5000 : 6000, long_name);
        str token = jwt_sign(&b->a, b->key, claims);
        expect_eq(token.n <= JWT_SIZE_MOST, fits);
        expect_eq(try(b, token), fits ? OK : ERR_SIGN_IN);
    }
}

/* The key says what it is for. None of these would have a right signature by RS256, but nobody looks that far. */
TEST(the_token_does_not_choose_its_algorithm)
{
    struct bench *b = bench();
    static const char *const algs[] = { "none", "None", "HS256", "RS384", "RS512", "PS256", "ES256", "EdDSA", "rs256", "", "RS256 " };

    for (size_t i = 0; i < COUNT(algs); i++) {
        str header = arena_format(&b->a, "{\"alg\":\"%s\",\"kid\":\"" STR_FMT "\"}", algs[i], STR_ARG(jwt_key_id(b->key)));
        expect_eq(try(b, signed_with(b, header, claims_text)), ERR_SIGN_IN);
        expect_str(b->failure.detail, S("The token's algorithm is not allowed here."));
    }
}

/* Even where a caller allows more, our own keys are for RS256. */
TEST(a_signing_key_is_for_one_algorithm)
{
    struct bench *b = bench();
    str claims, header = arena_format(&b->a, "{\"alg\":\"RS512\",\"kid\":\"" STR_FMT "\"}", STR_ARG(jwt_key_id(b->key)));

    expect_eq(jwt_verify(&b->a, &b->failure, &b->keys, JWT_OPENID, signed_with(b, header, claims_text), &claims), ERR_SIGN_IN);
    expect_str(b->failure.detail, S("There is no key for the token's algorithm."));
}

/* The classic: the public key as the secret of an HMAC. */
TEST(a_public_key_is_no_secret)
{
    struct bench *b = bench();
    struct buf jwk = BUF_ON(&b->a), text = BUF_ON(&b->a);
    u8 mac[SHA256_SIZE];

    jwt_key_public(&jwk, b->key);
    str header = arena_format(&b->a, "{\"alg\":\"HS256\",\"kid\":\"" STR_FMT "\"}", STR_ARG(jwt_key_id(b->key)));
    base64url_add(&text, (const u8 *)header.p, header.n);
    buf_byte(&text, '.');
    base64url_add(&text, (const u8 *)claims_text.p, claims_text.n);
    hmac_sha256(buf_str(&jwk), buf_str(&text), mac);
    buf_byte(&text, '.');
    base64url_add(&text, mac, sizeof mac);
    expect_eq(try(b, buf_str(&text)), ERR_SIGN_IN);
}

TEST(a_header_asks_for_nothing_that_is_not_understood)
{
    struct bench *b = bench();
    static const char *const more[] = { ",\"crit\":[\"exp\"]", ",\"crit\":[]", ",\"crit\":null", ",\"b64\":false", ",\"typ\":\"at+jwt\"",
                                        ",\"typ\":\"logout+jwt\"", ",\"typ\":7", ",\"alg\":\"none\"", ",\"kid\":\"x\"",
                                        ",\"x\":1,\"x\":2", "," };

    for (size_t i = 0; i < COUNT(more); i++)
        if (try(b, signed_with(b, header_of(b, more[i]), claims_text)) != ERR_SIGN_IN)
            test_fail(__FILE__, __LINE__, "a header with %s passes", more[i]);
    expect_eq(try(b, signed_with(b, S("[]"), claims_text)), ERR_SIGN_IN);
    expect_eq(try(b, signed_with(b, S("{}"), claims_text)), ERR_SIGN_IN);
    expect_eq(try(b, signed_with(b, S("{\"alg\":[\"RS256\"]}"), claims_text)), ERR_SIGN_IN);
    expect_eq(try(b, signed_with(b, S("{\"alg\":\"RS256\",\"kid\":null}"), claims_text)), ERR_SIGN_IN);
}

TEST(claims_are_one_object_without_a_member_twice)
{
    struct bench *b = bench();
    static const str wrong[] = { S("[]"), S("7"), S("{}{}"), S("{"), S("{\"sub\":\"1\",\"sub\":\"2\"}"),
                                 S("{\"a\":{\"b\":1,\"b\":2}}"), S("\xff"),
                                 S("null"), S("{\"sub\":\"\xff\"}") };

    for (size_t i = 0; i < COUNT(wrong); i++) {
        expect_eq(try(b, signed_with(b, header_of(b, ""), wrong[i])), ERR_SIGN_IN);
        expect_str(b->failure.detail, S("The token's claims are malformed."));
    }
    expect_ok(try(b, signed_with(b, header_of(b, ""), S("\r\n{ }"))));
}

TEST(the_kid_picks_the_key)
{
    struct bench *b = bench();
    struct jwt_key *other = jwt_key_make(), *both[] = { other, b->key };
    struct jwt_keys keys = { both, 2 };
    str claims, token = jwt_sign(&b->a, b->key, claims_text), nameless = signed_with(b, S("{\"alg\":\"RS256\"}"), claims_text);

    expect_ok(jwt_verify(&b->a, &b->failure, &keys, JWT_RS256, token, &claims));
    expect_eq(try(b, jwt_sign(&b->a, other, claims_text)), ERR_NOT_FOUND);
    expect_str(str_of(failure_code(&b->failure)), S("token_invalid"));
    expect_eq(jwt_verify(&b->a, &b->failure, &keys, JWT_RS256, nameless, &claims), ERR_SIGN_IN);
    expect_ok(try(b, nameless));
    str stolen = arena_format(&b->a, "{\"alg\":\"RS256\",\"kid\":\"" STR_FMT "\"}", STR_ARG(jwt_key_id(other)));
    expect_eq(jwt_verify(&b->a, &b->failure, &keys, JWT_RS256, signed_with(b, stolen, claims_text), &claims), ERR_SIGN_IN);
    jwt_key_close(&other);
    expect(!other);
}

TEST(a_key_comes_back_from_its_pem)
{
    struct bench *b = bench();
    struct jwt_key *back;
    str pem = jwt_key_pem(&b->a, b->key);

    expect(str_starts(pem, S("-----BEGIN PRIVATE KEY-----\n")));
    expect_ok(jwt_key_from_pem(&b->failure, pem, &back));
    expect_str(jwt_key_id(back), jwt_key_id(b->key));
    expect_ok(try(b, jwt_sign(&b->a, back, claims_text)));
    jwt_key_close(&back);
}

static str pem_of(struct arena *a, EVP_PKEY *pkey, const EVP_CIPHER *cipher)
{
    BIO *to = BIO_new(BIO_s_mem());
    char *text;
    int good = PEM_write_bio_PKCS8PrivateKey(to, pkey, cipher, cipher ? "secret" : NULL, cipher ? 6 : 0, NULL, NULL);
    long n = BIO_get_mem_data(to, &text);
    str pem = arena_copy(a, (str){ text, (size_t)n });

    expect(good == 1);
    BIO_free(to);
    EVP_PKEY_free(pkey);
    return pem;
}

/* An encrypted key does not ask for a passphrase on the terminal either. */
TEST(a_key_of_another_kind_is_refused)
{
    struct bench *b = bench();
    struct jwt_key *out;
    str wrong[] = { S(""), S("-----BEGIN PRIVATE KEY-----\n"), pem_of(&b->a, pkey_make("P-256", 0), NULL),
                    pem_of(&b->a, pkey_make("RSA", 1024), NULL),
                    pem_of(&b->a, pkey_make("RSA", 2048), EVP_aes_128_cbc()) };

    for (size_t i = 0; i < COUNT(wrong); i++) {
        expect_eq(jwt_key_from_pem(&b->failure, wrong[i], &out), ERR_INVALID);
        expect(b->failure.detail.n);
    }
}

TEST(times_are_checked_with_leeway)
{
    struct bench *b = bench();
    static const struct { const char *claims; err want; const char *code; } rows[] = {
        { "{\"exp\":1001}", OK, NULL },
        { "{\"exp\":1000}", OK, NULL },
        { "{\"exp\":991}", OK, NULL },
        { "{\"exp\":990}", ERR_SIGN_IN, "token_expired" },
        { "{\"exp\":990.5}", OK, NULL },
        { "{\"exp\":2e3,\"nbf\":1010,\"iat\":1010}", OK, NULL },
        { "{\"exp\":2000,\"nbf\":1010.5}", ERR_SIGN_IN, "token_invalid" },
        { "{\"exp\":2000,\"iat\":1011}", ERR_SIGN_IN, "token_invalid" },
        { "{\"nbf\":1}", ERR_SIGN_IN, "token_invalid" },
        { "{\"exp\":\"2000\"}", ERR_SIGN_IN, "token_invalid" },
        { "{\"exp\":null}", ERR_SIGN_IN, "token_invalid" },
        { "{\"exp\":-5}", ERR_SIGN_IN, "token_expired" },
        { "{\"exp\":2000,\"nbf\":\"x\"}", ERR_SIGN_IN, "token_invalid" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        failure_begin(&b->failure, &b->a);
        if (jwt_check_times(&b->a, &b->failure, str_of(rows[i].claims), 1000, 10) != rows[i].want)
            test_fail(__FILE__, __LINE__, "%s", rows[i].claims);
        if (rows[i].code)
            expect_str(str_of(failure_code(&b->failure)), str_of(rows[i].code));
    }
}

static void *verify_often(void *arg)
{
    struct bench *b = arg;
    struct arena a = {0};
    struct failure failure;
    str token = jwt_sign(&a, b->key, claims_text), claims;
    intptr_t failed = 0;

    for (int i = 0; i < 200; i++) {
        failure_begin(&failure, &a);
        failed += jwt_verify(&a, &failure, &b->keys, JWT_RS256, token, &claims) != OK;
    }
    arena_close(&a);
    return (void *)failed;
}

TEST(threads_share_a_key)
{
    struct bench *b = bench();
    pthread_t threads[4];
    void *failed;

    for (size_t i = 0; i < COUNT(threads); i++)
        expect_eq(pthread_create(&threads[i], NULL, verify_often, b), 0);
    for (size_t i = 0; i < COUNT(threads); i++) {
        pthread_join(threads[i], &failed);
        expect(!failed);
    }
}
