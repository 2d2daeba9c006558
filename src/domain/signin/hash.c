/*
 * Passwords, hashed and compared where that delays nobody: on the heavy lane. A request
 * waits there for a bounded time, in an order that is fair to all networks
 * (runtime/turns.h); one that would wait longer is refused at once, before anything is
 * looked up.
 */
#include "crypto/password.h"
#include "domain/signin/signin_own.h"
#include "ports/rate.h"
#include "runtime/settings.h"
#include "runtime/turns.h"

struct hashing { struct arena *arena; struct password_policy policy; str password, hash, instead, made; err result; };

_Static_assert((int)CLIENT_WIDTHS == (int)TURN_GROUPS, "a claim is that of a client's networks");

static struct password_policy policy_of(const struct settings *all)
{
    const struct signin_settings *s = signin_settings(all);

    return (struct password_policy){ str_eq(s->password_hash, S("bcrypt")) ? PASSWORD_BCRYPT : PASSWORD_ARGON2ID,
                                     s->password_memory / 1024, s->password_passes, s->password_cost };
}

static struct claim claim_of(ctx *c)
{
    struct rate_client client = rate_client_text(c->world, ctx_request(c)->address);
    struct claim claim;

    for (size_t i = 0; i < TURN_GROUPS; i++)
        claim.of[i] = client.of[i];
    return claim;
}

static err busy(ctx *c, err e)
{
    int after = c->failure.retry_after;

    if (e != ERR_BUSY)
        return e;
    e = fail_with(c, ERR_BUSY, "Too many people are signing in just now. Try again in a moment.");
    c->failure.retry_after = after;
    return e;
}

static err run(ctx *c, turn_work *work, struct hashing *h)
{
    struct claim claim = claim_of(c);

    h->arena = &c->arena;
    h->policy = policy_of(c->world->settings);
    TRY(busy(c, ctx_task_in_turn(c, &claim, signin_settings(c->world->settings)->password_wait, work, h)));
    return h->result;
}

err password_room(ctx *c)
{
    struct claim claim = claim_of(c);

    return busy(c, ctx_turn_ask(c, &claim, signin_settings(c->world->settings)->password_wait));
}

static void hash(void *arg, struct scratch *memory)
{
    struct hashing *h = arg;

    h->result = password_hash(memory, h->arena, &h->policy, h->password, &h->made);
}

err signin_hash(ctx *c, str password, struct secret *out)
{
    struct hashing h = { .password = password };

    TRY(run(c, hash, &h));
    out->hidden = h.made;
    return OK;
}

static void compare(void *arg, struct scratch *memory)
{
    struct hashing *h = arg;

    h->result = password_verify(memory, h->hash.n ? h->hash : h->instead, h->password);
}

err password_ask(ctx *c, const struct account *a, str name, str password, bool *right, bool *outdated)
{
    struct hashing h = { .password = password, .hash = a ? a->password_hash.hidden : (str){ "", 0 } };
    struct password_policy policy = policy_of(c->world->settings);

    TRY(stand_in(c, &policy, name, &h.instead));
    err e = run(c, compare, &h);

    *right = e == OK && h.hash.n;
    *outdated = *right && password_outdated(h.hash, &h.policy);
    return e == ERR_FORBIDDEN ? OK : e;
}
