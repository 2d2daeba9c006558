/*
 * The keeper identifies callers. A program names one, a capability of the domain;
 * surfaces hand it a caller's token or cookie and learn whose it is. It looks at nothing
 * else of a request. Without a keeper nobody signs in.
 *
 * Most requests ask it, so it remembers what it has verified. A 401 means that
 * the token identifies nobody; its code (token_expired, token_invalid) and its words
 * are sent as they are. Any other error (the store is away) says nothing about the token.
 */
#pragma once
#include "runtime/ctx.h"

struct keeper_state;                 /* the keeper's own, in world->keeper */

struct keeper {
    /* Each may be NULL, in order: before anything runs; on a fiber, once the store is up to date; before events flow. */
    err (*open)(struct world *, struct failure *, struct keeper_state **out);
    err (*prepare)(ctx *);           /* after an error it is tried again later, like a store that is away */
    void (*start)(struct world *);
    void (*close)(struct keeper_state **);       /* after the loops have stopped */

    /* By Authorization: Bearer; and by the cookie kith_session. ERR_SIGN_IN. */
    err (*by_token)(ctx *, str token, struct caller *out);
    err (*by_cookie)(ctx *, str cookie, struct caller *out);
    err (*by_ticket)(ctx *, str ticket, struct caller *out);         /* of a row that takes one in its query; it is used up. Or NULL */
};
