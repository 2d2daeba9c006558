/*
 * Public keys as JOSE and COSE write them, numbers by name, and the check of a
 * signature by one. A key is checked when it is made (the size of a modulus, a point
 * on its curve), and is read-only from then on: any number of threads use it.
 * Private to crypto.
 */
#pragma once
#include "base/types.h"
#include "crypto/jwt.h"

typedef struct evp_pkey_st EVP_PKEY;

enum { RSA_BITS_LEAST = 2048, RSA_BITS_MOST = 8192 };
enum curve { CURVE_P256, CURVE_P384 };

/* NULL: it is no key, or one too weak to trust. */
EVP_PKEY *public_rsa(str modulus, str exponent);
EVP_PKEY *public_ec(enum curve, str x, str y);
EVP_PKEY *public_ed25519(str x);
bool public_rsa_fits(EVP_PKEY *);

/* The algorithms that a key of this kind can be for, by what OpenSSL knows of it. */
unsigned public_algs(EVP_PKEY *);

/* An ECDSA signature is DER here, as in X.509 and WebAuthn. */
bool signature_good(EVP_PKEY *, enum jwt_alg, str text, str signature);
bool signature_good_raw(EVP_PKEY *, enum jwt_alg, str text, str signature);      /* ECDSA as JOSE has it: r, then s */
