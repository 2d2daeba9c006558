/*
 * Commands: what a client may ask on an open socket, {"type": "send", ...}. A capability declares each as a row; a mouth
 * reads the members by the shape, calls `run` on a fiber, and answers with the ack by the other shape, or with the problem:
 *
 *     static err send(ctx *, const struct caller *, struct ear *, const struct send_wish *, struct send_ack *);
 *     COMMAND(send, send_wish, send_ack)
 *
 *     static const struct command commands[] = {
 *         { "send", send_command, TAKES_COMMAND(send_wish), GIVES_ACK(send_ack), .who = &may_write },
 *         {0}
 *     };
 */
#pragma once
#include "base/shape.h"
#include "runtime/ctx.h"

struct ear;
struct permission;

struct command {
    const char *type;
    err (*run)(ctx *, const struct caller *, struct ear *, const void *in, void *out);
    const struct shape *takes, *gives;           /* gives NULL: the ack has no members of its own */
    size_t in_size, out_size;
    const struct permission *who;
    bool quiet;                                  /* acknowledged only if there is a `ref` */
};

#define TAKES_COMMAND(IN) .takes = &IN##_shape, .in_size = sizeof(struct IN)
#define GIVES_ACK(OUT) .gives = &OUT##_shape, .out_size = sizeof(struct OUT)
#define COMMAND(fn, IN, OUT)                                                                                           \
    _Static_assert(_Generic(&fn, err (*)(ctx *, const struct caller *, struct ear *, const struct IN *, struct OUT *): 1, default: 0), \
                   #fn " takes others");                                                                               \
    static err fn##_command(ctx *c, const struct caller *me, struct ear *ear, const void *in, void *out)              \
    {                                                                                                                  \
        return fn(c, me, ear, in, out);                                                                                \
    }
