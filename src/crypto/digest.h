/*
 * Digests and codes (SHA-256, HMAC-SHA-256), and text for bytes that have no other:
 * hexadecimal here, base64url in base/base64.h. Randomness comes from base/random.h;
 * what was secret is compared with str_eq_secret and wiped with secret_wipe.
 */
#pragma once
#include "base/types.h"

struct arena;

enum { SHA256_SIZE = 32 };

void sha256(str, u8 out[SHA256_SIZE]);
void hmac_sha256(str key, str text, u8 out[SHA256_SIZE]);

/* A key that is used often: half of the work is done once. */
struct hmac_key { u64 of[32]; };
void hmac_key_make(str key, struct hmac_key *out);
void hmac_by(const struct hmac_key *, str text, u8 out[SHA256_SIZE]);

str hex_text(struct arena *, str bytes);                     /* lower case */

/* `n` bytes that nobody can guess, as base64url: 32 make a token. */
str random_token(struct arena *, size_t n);

/* A digest in steps, of what comes in pieces: it is ended or dropped once. Adding may be done on any thread. */
enum digest_kind { DIGEST_SHA1, DIGEST_SHA256 };
enum { DIGEST_MOST = SHA256_SIZE };
struct digest;
struct digest *digest_begin(enum digest_kind);
void digest_add(struct digest *, str);
size_t digest_end(struct digest **, u8 out[DIGEST_MOST]);    /* returns how many octets it has */
void digest_drop(struct digest **);                          /* harmless if it is NULL */

/* A checksum that old protocols want, and nothing more. False: this machine forbids it. */
enum { MD5_SIZE = 16 };
bool md5(str, u8 out[MD5_SIZE]);

/* Clears memory in a way that no compiler drops. */
void secret_wipe(void *, size_t n);

static inline str bytes_str(const void *p, size_t n) { return (str){ (const char *)p, n }; }
