/* For the routes of this capability: what is under /channels is under /conversations too, there for direct and group channels alone. */
#pragma once
#include "api/rest/route.h"
#include "domain/talk/talk.h"

/* Both entries of a handler whose input has the channel as `id`: fn_entry, and talk_fn_entry. ERR_NOT_FOUND channel_not_found. */
#define CALLS_BOTH(fn, IN, OUT)                                                                                        \
    CALLS_AS(fn, IN, OUT)                                                                                              \
    static err talk_##fn(ctx *c, const struct caller *me, const struct IN *in, struct OUT *out)                        \
    {                                                                                                                  \
        struct seat seat;                                                                                              \
        TRY(conversation_seat(c, me->account, in->id, &seat));                                                         \
        return fn(c, me, in, out);                                                                                     \
    }                                                                                                                  \
    CALLS_AS(talk_##fn, IN, OUT)
