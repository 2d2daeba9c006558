/* Shared by the files of this room. */
#pragma once
#include "base/str.h"
#include "crypto/digest.h"
#include "domain/audit/audit.h"
#include "domain/signin/signin.h"
#include "ports/rate.h"
#include "runtime/setting.h"

/* Settings: runtime/setting.h. */
#define SIGNIN_SETTINGS(X) \
    X(registration,      BOOL,   "on",             0, 1, \
      "Whether anybody may make an account; off: only kith user create and the first admin's link can") \
    X(password_hash,     TEXT,   "argon2id",       0, 0, \
      "How passwords are kept: argon2id or bcrypt; hashes of the other kind still count, and are replaced at sign-in", \
      .words = "argon2id,bcrypt") \
    X(password_memory,   SIZE,   "19m",            8192, 256 << 20, "Memory for one hash with argon2id") \
    X(password_passes,   INT,    "2",              1, 32, "Passes of argon2id over its memory") \
    X(password_cost,     INT,    "12",             4, 16, "Rounds of bcrypt, as a power of two") \
    X(password_wait,     TIME,   "2s",             100, 60000, \
      "How long a password may wait to be hashed; a request that would wait longer gets 503 at once") \
    X(sign_ins_per_address,    INT, "100",         1, 1000000000, "Attempts to sign in from one address in 15 minutes") \
    X(failed_sign_ins,         INT, "10",          1, 1000000000, \
      "Failed attempts to sign in to one account in 15 minutes; further ones wait") \
    X(registrations_per_address, INT, "60",        1, 1000000000, "Accounts made from one address in an hour")
SETTINGS_DECLARE(signin_settings, SIGNIN_SETTINGS);

/* Rates: ports/rate.h. */
#define SIGNIN_RATES(X) \
    X(sign_ins_per_address,      "sign_ins",        900,  "sign_ins_per_address") \
    X(failed_sign_ins,           "failed_sign_ins", 900,  "failed_sign_ins") \
    X(registrations_per_address, "registrations",   3600, "registrations_per_address")
RATES_DECLARE(signin_rates, SIGNIN_RATES);

struct signin_challenge { id account_id; i64 epoch; str how; };

/* ---- hash.c ---- */

/*
 * Is it the password of the account that was asked for by `name`? NULL, or one without a password: false, after the
 * same time. `outdated`: it should be hashed again.
 */
err password_ask(ctx *, const struct account *, str name, str password, bool *right, bool *outdated);

/* ---- stand_in.c ---- */

struct password_policy;
/* A hash that no password matches, of the kind that an account of that name would have. */
err stand_in(ctx *, const struct password_policy *, str name, str *out);

/* ERR_BUSY, with the time to come back: a password that came now would wait too long. Call it before any lookup. */
err password_room(ctx *);

/* ---- device.c ---- */

/* Has the account signed in before on this client? By `given`, the cookie, or a live session. `*who` counts its guesses. */
bool device_known(ctx *, const struct caller *me, id account, maybe_str given, u64 *who);
void device_note(ctx *, id account, maybe_str given, struct secret *cookie);         /* the account signs in there now */

/* ---- complete.c ---- */

/* A session about to begin, and what commits with it. */
struct completion {
    id challenge;                    /* the one that it answers; 0: none */
    bool strong;                     /* the proof was two factors by itself */
    struct secret hash;              /* a new hash of the password; hidden "": keep the old one */
    const struct account_draft *draft;       /* of an account that is made with it, or NULL */
    struct account account;
    struct factor_use use;           /* of a code or passkey that it uses up, if any */
    struct session_draft session;
    struct secret device;
    struct audit_note note;
    tx_fn *also;                     /* of the proof */
    void *also_arg;
};
err completion_commit(ctx *, struct completion *, struct signed_in *out);

/* The account of a challenge, without an answer to it. ERR_SIGN_IN challenge_invalid. */
err challenge_account(ctx *, str text, struct account *out);

/* ---- attempts.c ---- */

/* An attempt under way: counted when it begins, taken back when it succeeds. */
struct attempt { struct rate_client client; u64 who; i64 now_s; };
err attempt_begin(ctx *, u64 who, struct attempt *out);      /* ERR_TOO_MANY */
void attempt_succeeded(ctx *, const struct attempt *);
err attempt_over(ctx *, const struct attempt *, err e);      /* returns `e`, its result */

/* Recorded in the audit log, even for an unknown account, so that both take the same time. */
err attempt_failed(ctx *, id account, str how);
