/* Shared by the files of this room. */
#pragma once
#include "domain/audit/audit.h"
#include "domain/factor/factor.h"
#include "ports/rate.h"
#include "runtime/setting.h"

/* Settings: runtime/setting.h. */
#define FACTOR_SETTINGS(X) \
    X(webauthn_domain,   TEXT,   "",               0, 0, \
      "Domain that passkeys belong to, such as example.org: the one where they are used, or one above it; default: that of public_url") \
    X(webauthn_origins,  URLS,   "",               0, 0, \
      "Origins besides this server's own whose pages may use passkeys, such as https://www.example.org, comma-separated") \
    X(wrong_codes,             INT, "20",          1, 1000000000, \
      "Wrong codes for one account's second factor in an hour; further ones wait")
SETTINGS_DECLARE(factor_settings, FACTOR_SETTINGS);

/* Rates: ports/rate.h. */
#define FACTOR_RATES(X) \
    X(wrong_codes, "wrong_codes", 3600, "wrong_codes")
RATES_DECLARE(factor_rates, FACTOR_RATES);

enum { PASSKEYS_MOST = 50, SWEEP_MOST = 500 };

/* ---- rows ---- */

struct totp_row { str secret; i64 last_step; id session_id; i64 epoch; when created_at; maybe_when confirmed_at; };
struct recovery_row { str hash; };
struct passkey_row { id id, account_id; str public_key; i64 sign_count; };
struct passkey_name { str credential, transports; };
struct passkey_asked { i64 account_id; id session_id; i64 epoch; };
typedef PAGE(passkey_name) passkey_name_page;

/* ---- factor.c ---- */

/* A change by the account's owner, with a proof: reported to the audit log and as account.secured, in its transaction. */
struct audit_note deed_of(ctx *, id account, const struct audit_action *, str detail);
err secured(tx *, const struct audit_note *, const char *what);
/* The recovery codes go with the last factor; what any factor began goes with that factor. */
err factor_gone(tx *, id account);
err factor_wrong(ctx *);

/* ---- recovery.c ---- */

/* Drawn before the transaction that keeps them: the codes that are shown, and the hashes that are kept. */
struct recovery_set { strs shown, hashes; };
void recovery_draw(ctx *, id account, struct recovery_set *out);
err recovery_keep(tx *, id account, const struct recovery_set *);
bool recovery_hash(struct world *, struct arena *, id account, str typed, str *out);         /* false: not a code */

/* ---- totp.c ---- */

/* Is this a code of the account's app? Without an app: false. */
err totp_matches(ctx *, id account, str code, bool *right, i64 *step);

/* Removes it, and reports that. ERR_NOT_FOUND. */
err totp_gone(tx *, const struct audit_note *);

/* ---- passkey_site.c: whose passkeys these are ---- */

struct site { str domain; strs origins; };
err site_of(ctx *, struct site *out);
err site_settings_check(const struct settings *, struct failure *);

/* ---- passkey_challenge.c ---- */

enum { CHALLENGE_MS = 300 * 1000 };
#define ASKED_TO_ADD S("add")
#define ASKED_TO_SIGN_IN S("sign in")
#define ASKED_AS_SECOND S("second")

err challenge_make(ctx *, str purpose, struct grant whose, str *out);
/* Finds the challenge of an answer and uses it up, whatever the outcome. ERR_NOT_FOUND, also if its grant has ended. */
err challenge_take(ctx *, str purpose, str client_data, str *challenge, struct grant *whose);
err challenge_sweep(ctx *);

/* ---- passkey.c ---- */

err passkey_gone(tx *, id which, struct audit_note *);       /* ERR_NOT_FOUND; `detail` becomes its name */
str passkey_owner(ctx *, id account);        /* an authenticator's name for an account, which reveals nothing to others */
err passkey_names(ctx *, id account, passkey_named_page *out);
err passkey_bytes(ctx *, const char *field, str text, str *out);     /* ERR_INVALID on `field` */

/* ---- passkey_answer.c ---- */

err passkey_check(ctx *, id account, const struct factor_answer *, struct factor_use *out);
err passkey_spend(tx *, const struct factor_use *);

extern const struct belongings factor_belongings[];           /* export.c */
