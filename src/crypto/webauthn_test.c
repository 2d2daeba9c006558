#include "crypto/webauthn.h"
#include "crypto/cbor.h"
#include "crypto/jose_testbed.h"
#include "kit/test.h"

/* An authenticator and a browser of our own: what each case changes of what they do is a member here. */
struct ceremony {
    struct arena a;
    struct failure failure;
    EVP_PKEY *pkey;
    str origins[2];
    struct webauthn_rules rules;
    str type, challenge, origin, more;               /* of the browser's part */
    str rp_id, id, key, extensions, behind;          /* of the authenticator's */
    u8 flags;
    u32 count;
    str format, statement;
};

enum { PRESENT = 1, VERIFIED = 4, MAY_SYNC = 8, SYNCED = 16, CREDENTIAL = 64, EXTENSIONS = 128 };

static void cbor_head(struct buf *b, int kind, size_t n)
{
    if (n < 24) {
        buf_byte(b, (char)(kind << 5 | (int)n));
    } else if (n < 256) {
        buf_byte(b, (char)(kind << 5 | 24));
        buf_byte(b, (char)n);
    } else {
        buf_byte(b, (char)(kind << 5 | 25));
        buf_byte(b, (char)(n >> 8));
        buf_byte(b, (char)n);
    }
}

static void cbor_put(struct buf *b, int kind, str s)
{
    cbor_head(b, kind, s.n);
    buf_add(b, s);
}

static str cose_ec(struct arena *a, EVP_PKEY *pkey)
{
    struct buf b = BUF_ON(a);

    buf_lit(&b, "\xa5\x01\x02\x03\x26\x20\x01\x21");
    cbor_put(&b, 2, pkey_number(a, pkey, OSSL_PKEY_PARAM_EC_PUB_X, 32));
    buf_lit(&b, "\x22");
    cbor_put(&b, 2, pkey_number(a, pkey, OSSL_PKEY_PARAM_EC_PUB_Y, 32));
    return buf_str(&b);
}

static str cose_ed25519(struct arena *a, EVP_PKEY *pkey)
{
    struct buf b = BUF_ON(a);

    buf_lit(&b, "\xa4\x01\x01\x03\x27\x20\x06\x21");
    cbor_put(&b, 2, pkey_raw(a, pkey));
    return buf_str(&b);
}

static str cose_rsa(struct arena *a, EVP_PKEY *pkey)
{
    struct buf b = BUF_ON(a);

    buf_lit(&b, "\xa4\x01\x03\x03\x39\x01\x00\x20");
    cbor_put(&b, 2, pkey_number(a, pkey, OSSL_PKEY_PARAM_RSA_N, 0));
    buf_lit(&b, "\x21");
    cbor_put(&b, 2, pkey_number(a, pkey, OSSL_PKEY_PARAM_RSA_E, 0));
    return buf_str(&b);
}

static struct ceremony *ceremony(const char *kind)
{
    struct arena a = {0};
    struct ceremony *c = arena_new(&a, struct ceremony);

    *c = (struct ceremony){
        .a = a, .pkey = pkey_make(kind, 2048), .origins = { S("https://login.example.org"), S("https://example.org") },
        .type = S("webauthn.create"),
        .challenge = S("0123456789abcdef0123456789abcdef"), .origin = S("https://example.org"), .rp_id = S("example.org"),
        .id = S("credential"),
        .flags = PRESENT | VERIFIED | CREDENTIAL, .count = 7, .format = S("none"), .statement = S("\xa0"),
    };
    failure_begin(&c->failure, &c->a);
    c->rules = (struct webauthn_rules){ .challenge = c->challenge, .rp_id = c->rp_id, .origins = { c->origins, 2 }, .verify_user = true };
    c->key = EVP_PKEY_is_a(c->pkey, "RSA") ? cose_rsa(&c->a, c->pkey) : EVP_PKEY_is_a(c->pkey, "EC") ? cose_ec(&c->a, c->pkey)
        : cose_ed25519(&c->a, c->pkey);
    return c;
}

static void ceremony_end(struct ceremony *c)
{
    struct arena a = c->a;

    EVP_PKEY_free(c->pkey);
    arena_close(&a);
}

static str client_data(struct ceremony *c)
{
    return arena_format(&c->a, "{\"type\":\"" STR_FMT "\",\"challenge\":\"" STR_FMT "\",\"origin\":\"" STR_FMT "\"" STR_FMT "}",
                        STR_ARG(c->type),
                        STR_ARG(base64url_text(&c->a, c->challenge)), STR_ARG(c->origin), STR_ARG(c->more));
}

static str authenticator_data(struct ceremony *c)
{
    struct buf b = BUF_ON(&c->a);
    u8 hash[SHA256_SIZE];

    sha256(c->rp_id, hash);
    buf_add(&b, bytes_str(hash, sizeof hash));
    buf_byte(&b, (char)c->flags);
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_byte(&b, (char)(c->count >> shift));
    if (c->flags & CREDENTIAL) {
        buf_lit(&b, "AAGUID..AAGUID..");
        buf_byte(&b, (char)(c->id.n >> 8));
        buf_byte(&b, (char)c->id.n);
        buf_add(&b, c->id);
        buf_add(&b, c->key);
    }
    buf_add(&b, c->extensions);
    buf_add(&b, c->behind);
    return buf_str(&b);
}

static str attestation(struct ceremony *c)
{
    struct buf b = BUF_ON(&c->a);

    buf_lit(&b, "\xa3\x63" "fmt");
    cbor_put(&b, 3, c->format);
    buf_lit(&b, "\x67" "attStmt");
    buf_add(&b, c->statement);
    buf_lit(&b, "\x68" "authData");
    cbor_put(&b, 2, authenticator_data(c));
    return buf_str(&b);
}

static err enrol(struct ceremony *c, struct webauthn_credential *out)
{
    failure_begin(&c->failure, &c->a);
    return webauthn_register(&c->a, &c->failure, &c->rules, client_data(c), attestation(c), out);
}

static str signature_of(struct ceremony *c, str data, str browser)
{
    struct buf b = BUF_ON(&c->a);
    u8 hash[SHA256_SIZE];

    sha256(browser, hash);
    buf_add(&b, data);
    buf_add(&b, bytes_str(hash, sizeof hash));
    return pkey_sign(&c->a, c->pkey, EVP_PKEY_is_a(c->pkey, "ED25519") ? NULL : EVP_sha256(), 0, buf_str(&b));
}

/* Uses what was enrolled; `last` is the count that was kept. */
static err use(struct ceremony *c, u32 last, struct webauthn_use *out)
{
    c->type = str_eq(c->type, S("webauthn.create")) ? S("webauthn.get") : c->type;
    c->flags &= (u8)~CREDENTIAL;
    str browser = client_data(c), data = authenticator_data(c);
    failure_begin(&c->failure, &c->a);
    return webauthn_assert(&c->a, &c->failure, &c->rules, c->key, last, browser, data, signature_of(c, data, browser), out);
}

#define expect_refused(call, why) do { expect_eq((call), ERR_INVALID); expect_str(str_of(failure_code(&c->failure)), S(why)); } while (0)

static void enrols_and_uses(const char *kind, i64 alg)
{
    struct ceremony *c = ceremony(kind);
    struct webauthn_credential made;
    struct webauthn_use used;

    expect_ok(enrol(c, &made));
    expect_str(made.id, c->id);
    expect_str(made.key, c->key);
    expect_str(made.format, S("none"));
    expect_eq(made.alg, alg);
    expect_eq(made.count, 7);
    expect(memcmp(made.aaguid, "AAGUID..AAGUID..", 16) == 0 && made.user_verified && !made.may_sync && !made.synced);
    c->count = 8;
    c->key = arena_copy(&c->a, made.key);
    expect_ok(use(c, 7, &used));
    expect(used.count == 8 && !used.count_fell && used.user_verified && !used.synced);
    ceremony_end(c);
}

TEST(a_key_of_every_kind_is_enrolled_and_used)
{
    enrols_and_uses("P-256", COSE_ES256);
    enrols_and_uses("RSA", COSE_RS256);
    enrols_and_uses("ED25519", COSE_EDDSA);
}

TEST(the_browser_answers_our_question)
{
    struct ceremony *c = ceremony("P-256");
    struct webauthn_credential made;

    c->type = S("webauthn.get");
    expect_refused(enrol(c, &made), "bad_client_data");
    c->type = S("webauthn.create");
    c->more = S(",\"type\":\"webauthn.create\"");
    expect_refused(enrol(c, &made), "bad_client_data");
    c->more = S(",");
    expect_refused(enrol(c, &made), "bad_client_data");
    c->more = S(",\"crossOrigin\":true");
    expect_refused(enrol(c, &made), "bad_origin");
    c->more = S(",\"crossOrigin\":false,\"new\":{\"x\":[1]}");
    expect_ok(enrol(c, &made));
    expect_refused(webauthn_register(&c->a, &c->failure, &c->rules, (str){0}, attestation(c), &made), "bad_client_data");
    ceremony_end(c);
}

TEST(the_challenge_is_ours)
{
    struct ceremony *c = ceremony("P-256");
    struct webauthn_credential made;

    c->challenge = S("0123456789abcdef0123456789abcdeF");
    expect_refused(enrol(c, &made), "bad_challenge");
    c->challenge = S("0123456789abcdef0123456789abcde");
    expect_refused(enrol(c, &made), "bad_challenge");
    c->challenge = c->rules.challenge = (str){0};            /* none was given out: no answer fits */
    expect_refused(enrol(c, &made), "bad_challenge");
    ceremony_end(c);
}

TEST(the_origin_is_one_of_ours)
{
    struct ceremony *c = ceremony("P-256");
    struct webauthn_credential made;
    static const str wrong[] = { S("http://example.org"), S("https://example.org:8443"), S("https://example.org.evil.example"),
                                 S("https://EXAMPLE.org"), S(""),
                                 S("null") };

    for (size_t i = 0; i < COUNT(wrong); i++) {
        c->origin = wrong[i];
        expect_refused(enrol(c, &made), "bad_origin");
    }
    c->origin = S("https://login.example.org");
    expect_ok(enrol(c, &made));
    ceremony_end(c);
}

TEST(the_authenticator_knows_the_site_and_the_user)
{
    struct ceremony *c = ceremony("P-256");
    struct webauthn_credential made;

    c->rp_id = S("example.com");
    expect_refused(enrol(c, &made), "bad_relying_party");
    c->rp_id = c->rules.rp_id;
    c->flags = VERIFIED | CREDENTIAL;
    expect_refused(enrol(c, &made), "user_not_present");
    c->flags = PRESENT | CREDENTIAL;
    expect_refused(enrol(c, &made), "user_not_verified");
    c->rules.verify_user = false;
    expect_ok(enrol(c, &made));
    expect(!made.user_verified);
    c->flags = PRESENT | CREDENTIAL | SYNCED;
    expect_refused(enrol(c, &made), "bad_authenticator_data");
    c->flags = PRESENT | CREDENTIAL | MAY_SYNC | SYNCED;
    expect_ok(enrol(c, &made));
    expect(made.may_sync && made.synced);
    ceremony_end(c);
}

TEST(the_authenticators_data_is_whole)
{
    struct ceremony *c = ceremony("P-256");
    struct webauthn_credential made;
    static char long_id[WEBAUTHN_ID_MOST + 1];

    memset(long_id, 'i', sizeof long_id);
    c->behind = S("x");
    expect_refused(enrol(c, &made), "bad_authenticator_data");
    c->behind = (str){0};
    c->id = (str){0};
    expect_refused(enrol(c, &made), "bad_authenticator_data");
    c->id = (str){ long_id, sizeof long_id };
    expect_refused(enrol(c, &made), "bad_authenticator_data");
    c->id = (str){ long_id, WEBAUTHN_ID_MOST };
    expect_ok(enrol(c, &made));
    c->id = S("credential");
    c->flags &= (u8)~CREDENTIAL;
    expect_refused(enrol(c, &made), "bad_authenticator_data");
    c->flags |= CREDENTIAL | EXTENSIONS;
    expect_refused(enrol(c, &made), "bad_authenticator_data");
    c->extensions = S("\xa1\x6b" "credProtect\x02");
    expect_ok(enrol(c, &made));
    c->extensions = S("\x02");
    expect_refused(enrol(c, &made), "bad_authenticator_data");
    ceremony_end(c);
}

/* An attestation that is cut anywhere is malformed. */
TEST(an_attestation_that_is_cut_short_is_refused)
{
    struct ceremony *c = ceremony("P-256");
    struct webauthn_credential made;
    struct buf longer = BUF_ON(&c->a);
    str whole = attestation(c);

    buf_add(&longer, whole);
    buf_byte(&longer, 0);
    for (size_t n = 0; n < whole.n; n++)
        expect_eq(webauthn_register(&c->a, &c->failure, &c->rules, client_data(c), str_to(whole, n), &made), ERR_INVALID);
    expect_ok(webauthn_register(&c->a, &c->failure, &c->rules, client_data(c), whole, &made));
    expect_refused(webauthn_register(&c->a, &c->failure, &c->rules, client_data(c), buf_str(&longer), &made), "bad_attestation");
    ceremony_end(c);
}

TEST(an_attestation_of_any_format_is_read_and_not_believed)
{
    struct ceremony *c = ceremony("P-256");
    struct webauthn_credential made;

    c->format = S("packed");
    c->statement = S("\xa3\x63" "alg\x26\x63" "sig\x44" "junk\x63" "x5c\x81\x44" "cert");
    expect_ok(enrol(c, &made));
    expect_str(made.format, S("packed"));
    c->format = S("none");                                   /* which has nothing to state */
    expect_refused(enrol(c, &made), "bad_attestation");
    c->statement = S("\x80");
    expect_refused(enrol(c, &made), "bad_attestation");
    c->statement = S("\xa2\x61" "a\x01\x61" "a\x02");
    c->format = S("packed");
    expect_refused(enrol(c, &made), "bad_attestation");
    c->statement = S("\xa0");
    c->format = S("");
    expect_refused(enrol(c, &made), "bad_attestation");
    c->format = S("none");
    expect_refused(webauthn_register(&c->a, &c->failure, &c->rules, client_data(c), S("\xa1\x63" "fmt\x64" "none"), &made),
                   "bad_attestation");
    expect_refused(webauthn_register(&c->a, &c->failure, &c->rules, client_data(c),
                                     S("\xa3\x63" "fmt\x64" "none\x67" "attStmt\xa0\x61" "x\x40"), &made),
                   "bad_attestation");
    ceremony_end(c);
}

TEST(the_order_of_an_attestations_members_is_free)
{
    struct ceremony *c = ceremony("P-256");
    struct webauthn_credential made;
    struct buf b = BUF_ON(&c->a);

    buf_lit(&b, "\xa3\x68" "authData");
    cbor_put(&b, 2, authenticator_data(c));
    buf_lit(&b, "\x67" "attStmt\xa0\x63" "fmt\x64" "none");
    expect_ok(webauthn_register(&c->a, &c->failure, &c->rules, client_data(c), buf_str(&b), &made));
    ceremony_end(c);
}

/* The key with one byte changed, at these places: its kind, its algorithm, its curve; and a point that is not on the curve. */
TEST(a_key_of_another_kind_is_refused)
{
    struct ceremony *c = ceremony("P-256");
    struct webauthn_credential made;
    static const struct { size_t at; char to; } changes[] = { { 2, 1 }, { 2, 3 }, { 4, 0x27 }, { 4, 0x2f }, { 6, 2 }, { 6, 6 },
                                                              { 20, 1 }, { 60, 1 } };
    str good = c->key;

    for (size_t i = 0; i < COUNT(changes); i++) {
        c->key = arena_copy(&c->a, good);
        ((char *)c->key.p)[changes[i].at] = (char)(changes[i].at >= 20 ? c->key.p[changes[i].at] ^ changes[i].to : changes[i].to);
        expect_refused(enrol(c, &made), "bad_public_key");
    }
    c->key = S("\xa0");
    expect_refused(enrol(c, &made), "bad_public_key");
    EVP_PKEY *weak = pkey_make("RSA", 1024);
    c->key = cose_rsa(&c->a, weak);
    expect_refused(enrol(c, &made), "bad_public_key");
    EVP_PKEY_free(weak);
    ceremony_end(c);
}

TEST(every_byte_that_was_signed_counts)
{
    struct ceremony *c = ceremony("P-256");
    struct webauthn_use used;

    c->type = S("webauthn.get");
    c->flags = PRESENT | VERIFIED;
    str browser = client_data(c), data = authenticator_data(c), signature = signature_of(c, data, browser);
    expect_ok(webauthn_assert(&c->a, &c->failure, &c->rules, c->key, 0, browser, data, signature, &used));
    str parts[] = { data, signature };
    for (size_t p = 0; p < COUNT(parts); p++)
        for (size_t i = 0; i < parts[p].n; i++) {
            ((char *)parts[p].p)[i] ^= 1;
            expect_eq(webauthn_assert(&c->a, &c->failure, &c->rules, c->key, 0, browser, data, signature, &used), ERR_INVALID);
            ((char *)parts[p].p)[i] ^= 1;
        }
    c->more = S(" ");                                        /* the same JSON, but not the same bytes */
    expect_refused(webauthn_assert(&c->a, &c->failure, &c->rules, c->key, 0, client_data(c), data, signature, &used), "bad_signature");
    expect_refused(webauthn_assert(&c->a, &c->failure, &c->rules, c->key, 0, browser, data, (str){0}, &used), "bad_signature");
    expect_ok(webauthn_assert(&c->a, &c->failure, &c->rules, c->key, 0, browser, data, signature, &used));
    ceremony_end(c);
}

TEST(using_is_checked_as_enrolling_is)
{
    struct ceremony *c = ceremony("P-256");
    struct ceremony *other = ceremony("P-256");
    struct webauthn_use used;

    c->type = S("webauthn.other");
    expect_refused(use(c, 0, &used), "bad_client_data");
    c->type = S("webauthn.get");
    c->origin = S("https://evil.example");
    expect_refused(use(c, 0, &used), "bad_origin");
    c->origin = S("https://example.org");
    c->rp_id = S("evil.example");
    expect_refused(use(c, 0, &used), "bad_relying_party");
    c->rp_id = S("example.org");
    c->flags = PRESENT;
    expect_refused(use(c, 0, &used), "user_not_verified");
    c->flags = VERIFIED;
    expect_refused(use(c, 0, &used), "user_not_present");
    c->flags = PRESENT | VERIFIED;
    c->challenge = S("another");
    expect_refused(use(c, 0, &used), "bad_challenge");
    c->challenge = c->rules.challenge;
    expect_ok(use(c, 0, &used));
    c->key = other->key;
    expect_refused(use(c, 0, &used), "bad_signature");
    c->key = S("\xa0");
    expect_refused(use(c, 0, &used), "bad_public_key");
    ceremony_end(other);
    ceremony_end(c);
}

/* Authenticators without a counter always say 0. */
TEST(a_count_that_does_not_rise_is_told)
{
    static const struct { u32 last, now; bool fell; } rows[] = { { 0, 0, false }, { 0, 1, false }, { 7, 8, false },
                                                                 { 7, 7, true }, { 7, 6, true }, { 7, 0, true },
                                                                 { 0xfffffffe, 0xffffffff, false } };
    struct ceremony *c = ceremony("ED25519");
    struct webauthn_use used;

    for (size_t i = 0; i < COUNT(rows); i++) {
        c->count = rows[i].now;
        expect_ok(use(c, rows[i].last, &used));
        expect_eq(used.count, rows[i].now);
        expect_eq(used.count_fell, rows[i].fell);
    }
    ceremony_end(c);
}

TEST(input_has_a_bounded_size)
{
    struct ceremony *c = ceremony("P-256");
    struct webauthn_credential made;
    static char big[WEBAUTHN_SIZE_MOST + 2];

    memset(big, ' ', sizeof big);
    c->more = (str){ big, WEBAUTHN_SIZE_MOST };
    expect_refused(enrol(c, &made), "bad_client_data");
    c->more = (str){0};
    memset(big, 0, sizeof big);
    expect_refused(webauthn_register(&c->a, &c->failure, &c->rules, client_data(c), (str){ big, sizeof big }, &made), "bad_attestation");
    ceremony_end(c);
}
