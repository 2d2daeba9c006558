/*
 * Sessions: devices that are signed in, and the tokens that prove it. Access tokens
 * are RS256 JWTs (iss, aud, sub, sid, iat, exp; keys in the store, sealed, rotated with overlap);
 * refresh tokens and the web's cookie are random, kept as hashes. A refresh token works
 * once: its second use ends the session.
 *
 * A verified token is remembered by hash. A miss checks the signature, the session's row and its account's; so does a
 * token of an account that had an event since (session.ended, account.*; key: the account). While the log cannot be
 * read, the rows are read again at least every 5 s. See docs/decisions/0009-revocation.md.
 *
 * How people prove who they are is not known here: see signin.
 */
#pragma once
#include "domain/account/account.h"
#include "domain/audit/audit.h"
#include "domain/permit/permit.h"
#include "domain/session/problems.h"
#include "ports/keeper.h"

struct session {
    id id;
    str user_agent, address;
    when created_at, last_seen_at;
    bool current;                    /* the session of the request */
};
typedef PAGE(session) session_page;
extern const struct shape session_shape;

/* For the client. `cookie` is sent as a cookie, never in a body. */
struct session_tokens { id session; str token, refresh_token; i64 expires_in; struct secret cookie; };

/*
 * A session about to begin: all slow work is done here, before the transaction. The request gives the address.
 * `beyond`: sessions that end for it, since an account has at most `sessions_per_account`.
 */
struct session_draft { struct session_tokens tokens; str refresh_hash, cookie_hash, user_agent,
                       address; id account; i64 epoch; ids beyond; };
enum { EPOCH_OF_NEW = 0 };           /* for an account that is made in the same transaction */
err session_prepare(ctx *, id account, i64 epoch, struct session_draft *out);        /* epoch: the account's when the proof was checked */
/* ERR_FORBIDDEN account_suspended, ERR_SIGN_IN credentials_changed: it happened since then. */
err session_begin(tx *, const struct session_draft *);

/*
 * New tokens for the same session, complete before the transaction. The cookie is left as it is.
 * ERR_SIGN_IN: refresh_token_invalid, refresh_token_expired; refresh_token_reused, which ends the session.
 */
struct renewed_tokens { maybe_str token, refresh_token; i64 expires_in; struct secret cookie; };
extern const struct shape renewed_tokens_shape;
err session_refresh(ctx *, str refresh_token, struct renewed_tokens *out);
/* The same for the live session of `me`; its unused refresh tokens stop working. */
err session_renew(ctx *, const struct caller *me, struct renewed_tokens *out);
/* Extends its life, and makes nothing that a script could steal. */
err session_prolong(ctx *, const struct caller *me, struct renewed_tokens *out);

/*
 * One of the three, by the request's contents. A refresh token takes precedence. A cookie alone renews only the cookie:
 * a script of the page could steal tokens. ERR_SIGN_IN without either and without a live session.
 */
struct renewal {
    str refresh_token;
    struct secret cookie;            /* a browser's, which is renewed if its session is the one that asks */
    bool by_cookie;                  /* only the cookie signs the request */
};
err session_renewal(ctx *, const struct caller *me, const struct renewal *, struct renewed_tokens *out);

err session_list(ctx *, const struct caller *me, id before, i64 most, session_page *out);    /* newest first; before 0: from the newest */
err session_end(ctx *, const struct caller *me, id session);         /* ERR_NOT_FOUND session_not_found: also for another account's */
err session_log_out(ctx *, const struct caller *me);         /* the caller's own; it may have ended meanwhile */
err session_end_in(tx *, id account, id session);            /* the same */
err sessions_end_in(tx *, id account, id but);               /* all but one (0: all): after a reset, a suspension */

err session_lives(tx *, id account, id session, bool *out);
enum { SESSION_YOUNG_MS = 900 * 1000 };      /* a sign-in counts as recent for this long */
err session_began(ctx *, id session, when *out);             /* the time of the sign-in, which a renewal does not change. ERR_NOT_FOUND */

/* Checks an access token as a surface would, and tells when it ends. ERR_SIGN_IN: token_expired, token_invalid. */
err session_check(ctx *, str token, struct caller *out);
err session_check_until(ctx *, str token, struct caller *out, when *expires);

/* Opens one connection, once, within 30 s, on any node: for clients that can send neither a header nor a cookie with it. */
struct session_ticket { str ticket; when expires_at; };
extern const struct shape session_ticket_shape;
err session_ticket_make(ctx *, const struct caller *me, struct session_ticket *out);
err session_by_ticket(ctx *, str ticket, struct caller *out);        /* uses it up. ERR_SIGN_IN token_invalid */

/* It is used, by what stays open: that prolongs it. Never parks; not oftener than once a minute, please. */
void session_seen(struct world *, id session);

/*
 * For what stays open in a session's name: does it stand, by its rows as they are now, until when if nothing prolongs it, and with
 * which rights? At an event that may have changed it, connections are put in doubt (wire.c).
 */
enum session_standing { SESSION_STANDS, SESSION_ENDED, SESSION_SUSPENDED, SESSION_DELETED };
struct session_now { enum session_standing standing; when expires; struct caller who; };
err session_standing(ctx *, id account, id session, struct session_now *out);
struct session_asked { id account, session; struct session_now now; };
err sessions_standing(ctx *, struct session_asked *, size_t n);     /* the same of many, by two statements */

str session_keys_document(ctx *);                            /* JWKS: all keys whose tokens may still be valid */
/* A new key signs from now on; the old ones verify until their tokens have expired. `me` 0: the operator. */
err session_keys_rotate(ctx *, id me, str *kid);

struct signing_key_entry { str kid; when created_at; maybe_when retired_at, verifies_until; };
typedef PAGE(signing_key_entry) signing_key_entry_page;
extern const struct shape signing_key_entry_shape;
err session_keys_list(ctx *, when before, i64 most, signing_key_entry_page *out);    /* newest first, made before a time */

extern const struct keeper session_keeper;                   /* for the program */
/* X(name, word, who, leaving, what it allows): permit.h */
#define SESSION_PERMISSIONS(X) \
    X(may_rotate_keys, "rotate_keys", ADMINS, UNTIL_LEAVING, "Replace the key that signs tokens")
PERMISSIONS_DECLARE(session_permissions, SESSION_PERMISSIONS);

EVENT(session_ended, nothing_told);              /* key: the account's id */

/* What the audit log records of it. */
#define SESSION_ACTIONS(X) \
    X(signed_out) X(session_ended) X(refresh_token_reused) X(keys_rotated)
AUDIT_DECLARE(session_actions, SESSION_ACTIONS);

extern const struct capability session_capability;
