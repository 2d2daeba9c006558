/*
 * JSON Web Tokens (RFC 7519, 8725) in their compact form, signed, never encrypted.
 * A server signs its own with RS256 and publishes the public halves as a JWKS; tokens
 * of others are verified against theirs. The key decides what a token may be signed
 * with, never the token: no "none", no shared secrets, no algorithm besides those that
 * the caller allows. A key, once made, is read-only and shared by all threads. Making one
 * takes a core for about 100 ms, signing 0.3 ms, verifying 20 us.
 */
#pragma once
#include "base/err.h"

struct buf;

/* Sets of algorithms are made with |. */
enum jwt_alg {
    JWT_RS256 = 1, JWT_RS384 = 2, JWT_RS512 = 4, JWT_PS256 = 8, JWT_ES256 = 16, JWT_ES384 = 32, JWT_EDDSA = 64,
    JWT_OPENID = 127                 /* what providers of OpenID Connect sign with */
};

enum { JWT_SIZE_MOST = 8192, JWT_KEYS_MOST = 64, JWKS_SIZE_MOST = 1 << 18 };

struct jwt_key;
struct jwt_keys { struct jwt_key **at; size_t n; };          /* where the token names a key, its kid picks one */

/* A signing key: RSA of 2048 bits, for RS256, its kid the thumbprint of RFC 7638. */
struct jwt_key *jwt_key_make(void);
err jwt_key_from_pem(struct failure *, str pem, struct jwt_key **out);     /* ERR_INVALID: not a private RSA key of 2048 to 8192 bits */
void jwt_key_close(struct jwt_key **);                       /* wipes */

str jwt_key_id(const struct jwt_key *);                      /* its kid; "" when a provider's has none */
str jwt_key_pem(struct arena *, const struct jwt_key *);     /* PKCS #8, not encrypted: seal it, then wipe it */
void jwt_key_public(struct buf *, const struct jwt_key *);   /* a JWK; of a signing key */
void jwt_keys_public(struct buf *, const struct jwt_keys *); /* the JWKS document */

/* A provider's JWKS: keys that cannot verify what is allowed are left out. ERR_INVALID: not a JWKS, or no usable key in it. */
err jwt_keys_read(struct arena *, struct failure *, str jwks, unsigned allowed, struct jwt_keys *out);
void jwt_keys_close(struct jwt_keys *);                      /* every key of it */

/* `claims` is a JSON object; the token is ASCII. */
str jwt_sign(struct arena *, const struct jwt_key *, str claims);

/*
 * The claims of a token, as JSON that is well formed and without a member twice: an object to be read with a shape.
 * Errors are ERR_SIGN_IN (with code "invalid_token"), and ERR_NOT_FOUND where no key has the token's kid: the provider
 * may have published a new one.
 */
err jwt_verify(struct arena *, struct failure *, const struct jwt_keys *, unsigned allowed, str token, str *claims);

/*
 * exp, which must be there, nbf and iat against the clock, in seconds. ERR_SIGN_IN: code "token_expired", or
 * "invalid_token" when it is not valid yet or names no time.
 */
err jwt_check_times(struct arena *, struct failure *, str claims, i64 now, i64 leeway);

/* Is `half` the half hash of `text` (at_hash, of an access token) by the algorithm of an ID token that has been verified? */
bool jwt_half_hash_fits(struct arena *, str token, str text, str half);
