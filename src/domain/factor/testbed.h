/*
 * For the tests of this room: a flat, which is a world with accounts, an audit log and a
 * clock that moves only when told to; an authenticator app, and an authenticator of
 * passkeys, made with OpenSSL directly.
 */
#pragma once
#include "crypto/jose_testbed.h"
#include "domain/factor/factor.sql.h"
#include "domain/factor/factor_own.h"
#include "kit/app.h"
#include "kit/house.h"
#include "kit/test.h"

/* Runs a case's body on a fiber of such a world, with ann signed in and the request that she makes. */
struct flat { struct house house; struct test_world *world; id ann, bob; };
extern struct flat flat;
void in_flat(err (*run)(ctx *, void *));
void in_flat_with(err (*run)(ctx *, void *), const struct test_setting *);

/* Such a body, then `n` fibers at once. */
void in_flat_crowd(err (*before)(ctx *, void *), int n, err (*run)(ctx *, int which, void *), const struct test_setting *);

void becomes(ctx *, id account);                 /* the caller */
const struct proven *shown(ctx *);               /* that the caller is, just now */
struct grant whose(ctx *, id account);           /* of an account as it is now; an id that is not an account's is used as it is */
void later(ctx *, i64 seconds);
void expect_refused(ctx *, err is, err want, const char *code);
i64 told(ctx *, const char *what);               /* how many events account.secured said that */
i64 logged(ctx *, const char *action);           /* and how many entries the audit log has of an action */

/* ---- an app ---- */

str an_app(ctx *, strs *recovery_codes);         /* set up for the caller and confirmed by the code of the step before: its secret */
err plant_app(ctx *, id account, str sealed);    /* as if it had been set up */
err check_code(ctx *, id account, str code, struct factor_use *out);
err spend(ctx *, const struct factor_use *);

/* ---- an authenticator ---- */

struct key { EVP_PKEY *pkey; str id; u32 count; u8 flags; str origin, domain, handle; };

struct key a_key(ctx *);                         /* that verifies its user; as long as the ctx */
struct passkey_credential made_by(ctx *, struct key *, str challenge);
struct passkey_assertion answer_of(ctx *, struct key *, str challenge);
err adds(ctx *, struct key *, struct passkey_made *out);     /* to the caller's */
struct key a_passkey(ctx *);                     /* the caller's, kept */
err asks(ctx *, struct grant, str *challenge);     /* to sign in with */
err signs_in(ctx *, struct key *, struct factor_use *out);   /* up to the point where the session would begin */
