/*
 * The keeper: whoever knows who calls. A program names one, a capability of the domain;
 * surfaces hand it what a caller brings and hear who that is. It looks at nothing else
 * of a request. Without one nobody signs in.
 *
 * Most requests ask it, so what it has verified it remembers. An error of 401 says that
 * there is nobody by that token; its code (token_expired, token_invalid) and its words
 * go out as they are. Any other (the store is away) says nothing about the token.
 */
#pragma once
#include "runtime/ctx.h"

struct keeper_state;                 /* the keeper's own, in world->keeper */

struct keeper {
    /* Each may be NULL, in order: before anything runs; on a fiber, once the store is up to date; when events are about to flow. */
    err (*open)(struct world *, struct failure *, struct keeper_state **out);
    err (*prepare)(ctx *);           /* an error is tried again later, as a store that is away */
    void (*start)(struct world *);
    void (*close)(struct keeper_state **);       /* after the loops have stopped */

    /* Of Authorization: Bearer; and of the cookie kith_session. ERR_SIGN_IN. */
    err (*by_token)(ctx *, str token, struct caller *out);
    err (*by_cookie)(ctx *, str cookie, struct caller *out);
};
