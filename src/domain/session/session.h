/*
 * Sessions: devices that are signed in, and the tokens that prove it. Access tokens
 * are RS256 JWTs (sub, sid, iat, exp; keys in the store, sealed, rotated with overlap);
 * refresh tokens and the web's cookie are random, kept as hashes. A refresh token works
 * once: its second use ends the session.
 *
 * A verified token is remembered by hash. A miss asks the signature and the session's
 * row. Who is revoked stands in a deny set, asked after the cache, until its tokens have
 * expired. Other processes hear of it by the event session.ended (key: the account);
 * while the log cannot be read the row is asked again every 5 s at least.
 *
 * How somebody proves who they are is not known here: see signin.
 */
#pragma once
#include "domain/account/account.h"

struct session {
    id id, account_id;
    str user_agent, address;
    when created_at, last_seen_at;
    bool current;                    /* the caller's own */
};
typedef PAGE(session) session_page;
extern const struct shape session_shape;

/* What a client gets. `cookie` goes out as a cookie, never in a body. */
struct session_tokens { id session; str token, refresh_token; i64 expires_in; struct secret cookie; };

/* A session about to begin: all that costs time is done here, before the transaction. */
struct session_draft { struct session_tokens tokens; str refresh_hash, cookie_hash, user_agent, address; id account; u32 role; };
err session_prepare(ctx *, id account, enum role, struct session_draft *out);
err session_begin(tx *, const struct session_draft *);       /* ERR_FORBIDDEN account_suspended: since then */

/* ERR_SIGN_IN: refresh_token_invalid, token_expired; refresh_token_reused, whose session has ended by it. */
err session_refresh(ctx *, str refresh_token, struct session_tokens *out);
/* The same for the caller's live session; its unused refresh tokens stop working. */
err session_renew(ctx *, struct session_tokens *out);

err session_list(ctx *, id account, session_page *out);      /* newest first */
err session_end(ctx *, id account, id session);              /* ERR_NOT_FOUND session_not_found: also another's */
err session_end_in(tx *, id account, id session);
err sessions_end_in(tx *, id account, id but);               /* all but one (0: all): after a reset, a suspension */

/* Checks an access token as a surface would. ERR_SIGN_IN: token_expired, token_invalid. */
err session_check(ctx *, str token, struct caller *out);

str session_keys_document(ctx *);                            /* JWKS: of all keys whose tokens may still be about */
err session_keys_rotate(ctx *, str *kid);                    /* a new key signs from now on; the old ones verify until their tokens have expired */

extern const struct keeper session_keeper;                   /* for the program */
extern const struct part session_part;
