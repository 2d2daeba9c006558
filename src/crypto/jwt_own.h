/* What the files of tokens share: a key, and the names of algorithms. Private to crypto/jwt*.c. */
#pragma once
#include "base/buf.h"
#include "crypto/jwt.h"
#include "crypto/public_key.h"

struct jwt_key {
    EVP_PKEY *pkey;
    str kid;                         /* on the heap */
    unsigned algs;                   /* what it verifies */
};

/* Takes the EVP_PKEY, copies the kid. */
struct jwt_key *jwt_key_new(EVP_PKEY *, str kid, unsigned algs);

enum jwt_alg jwt_alg_of(str name);               /* 0: unknown here */

/* {"e":"...","kty":"RSA","n":"..."}: the members that a thumbprint is of (RFC 7638), in their order. */
str jwt_rsa_members(struct arena *, EVP_PKEY *);
