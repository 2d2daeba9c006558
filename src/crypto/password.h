/*
 * Passwords as they are kept: argon2id (the default) or bcrypt, told apart by their text.
 * A password counts whole, up to PASSWORD_BYTES_MOST; bcrypt alone stops at 72 bytes and
 * at a NUL, so it gets an HMAC-SHA-384 of it, and such a hash begins with that:
 * "$bcrypt-sha384" and then "$2b$...". Hashes of other systems, PHC strings of argon2id
 * and plain bcrypt, verify too, until password_outdated asks for a new one at sign-in.
 *
 * Hashing and verifying take tens of milliseconds and of MiB: they run on the task pool.
 * All are pure and may run on any thread; two that are given the same memory must not run at once.
 */
#pragma once
#include "base/err.h"
#include "base/scratch.h"

enum password_kind { PASSWORD_ARGON2ID, PASSWORD_BCRYPT };

struct password_policy {
    enum password_kind kind;
    i64 memory_kib, passes;          /* of argon2id, on one lane */
    i64 cost;                        /* of bcrypt: 2^cost rounds */
};

enum { PASSWORD_MEMORY_LEAST = 8, PASSWORD_MEMORY_MOST = 1 << 18, PASSWORD_PASSES_MOST = 32, PASSWORD_COST_LEAST = 4,
       PASSWORD_COST_MOST = 16 };
enum { PASSWORD_BYTES_MOST = 4096, PASSWORD_HASH_MOST = 255 };

#define PASSWORD_POLICY ((struct password_policy){ PASSWORD_ARGON2ID, 19456, 2, 12 })

/* What is within the bounds above; the other verbs insist on it. */
bool password_policy_fits(const struct password_policy *);

/* ERR_INVALID: longer than PASSWORD_BYTES_MOST. ERR_BUSY: there is no memory for it now. */
err password_hash(struct scratch *, struct arena *, const struct password_policy *, str password, str *out);

/* ERR_FORBIDDEN: it is another password, or the hash is malformed or asks for more than the bounds above. ERR_BUSY as above. */
err password_verify(struct scratch *, str hash, str password);

/* Was this made in a way that the policy no longer asks for? */
bool password_outdated(str hash, const struct password_policy *);

/* A hash that no password has: verified for an account that does not exist, it takes as long as a real one. */
str password_dummy(struct arena *, const struct password_policy *);

/*
 * Likewise one of another kind, given what such a hash has before its salt: "$argon2id$v=19$m=19456,t=2,p=1$",
 * "$2b$12$". False: of no known kind.
 */
bool password_dummy_like(struct arena *, str head, str *out);

/*
 * Is it among the first that somebody would try: common ones, keyboard rows, runs and repetitions, with the usual
 * substitutions and decoration, or the account's own name? The names may be empty.
 */
bool password_common(str password, str username, str email);
