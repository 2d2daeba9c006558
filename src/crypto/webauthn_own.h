/* The authenticator's structures, read from bytes. Private to crypto/webauthn*.c and their tests. */
#pragma once
#include "base/types.h"
#include "crypto/public_key.h"

enum { RP_ID_HASH_SIZE = 32, AAGUID_SIZE = 16, FORMAT_MOST = 32 };

enum authenticator_flag {
    FLAG_PRESENT = 1, FLAG_VERIFIED = 4, FLAG_MAY_SYNC = 8, FLAG_SYNCED = 16, FLAG_CREDENTIAL = 64, FLAG_EXTENSIONS = 128
};

/* Section 6.1. Without FLAG_CREDENTIAL there is no id and no key. */
struct authenticator_data { str rp_id_hash; u8 flags; u32 count; str aaguid, id, key; };

bool authenticator_data_read(str, struct authenticator_data *out);

struct attestation { str format, statement, data; };

/* RFC 9052, section 7; the kinds of enum cose_alg only. The caller frees the EVP_PKEY. */
struct cose_key { i64 alg; EVP_PKEY *pkey; };

bool cose_key_read(str, struct cose_key *out);
enum jwt_alg cose_jwt_alg(i64 alg);
