/* A typed row: its input, its handler or what an Idempotency-Key kept of it, and its answer. */
#include "api/rest/rest_own.h"

err handler_run(struct call *k, struct answer *a)
{
    const struct route *r = k->endpoint->route;
    void *out = r->out_size ? arena_zero(&k->c->arena, r->out_size, _Alignof(max_align_t)) : NULL;
    struct buf body = BUF_ON(&k->c->arena);

    TRY(r->run(k->c, k->in, out));
    answer_make(&body, r, out, a);
    return OK;
}

static err typed_serve(struct call *k)
{
    bool once = k->x->method == METHOD_POST && k->wanted[H_IDEMPOTENCY_KEY].p;
    struct answer a;

    TRY(input_read(k));
    TRY(once ? idempotency_run(k, &a) : handler_run(k, &a));
    return answer_send(k, &a);
}

const struct surface rest_surface = { input_expect, typed_serve };
