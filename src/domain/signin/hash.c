/*
 * Passwords, hashed and compared where it holds up nobody: on the heavy lane, whose
 * threads get what the loops leave. Past a bound of those that wait, further ones are
 * told at once to come back.
 */
#include "crypto/password.h"
#include "domain/signin/signin_own.h"
#include "runtime/settings.h"
#include "runtime/tasks.h"

struct hashing { struct arena *arena; struct password_policy policy; str password, hash, made; err result; };

static struct password_policy policy_of(const struct settings *s)
{
    return (struct password_policy){ str_eq(s->password_hash, S("bcrypt")) ? PASSWORD_BCRYPT : PASSWORD_ARGON2ID,
                                     s->password_memory / 1024, s->password_passes, s->password_cost };
}

static err run(ctx *c, void (*work)(void *), struct hashing *h)
{
    h->arena = &c->arena;
    h->policy = policy_of(c->world->settings);
    if (tasks_waiting(c->world->tasks, TASK_HEAVY) >= (size_t)c->world->settings->password_queue)
        return fail(c, ERR_BUSY, NULL, "Many are signing in just now; try again in a moment");
    TRY(ctx_task(c, TASK_HEAVY, work, h));
    return h->result;
}

static void hash(void *arg)
{
    struct hashing *h = arg;

    h->result = password_hash(h->arena, &h->policy, h->password, &h->made);
}

err signin_hash(ctx *c, str password, struct secret *out)
{
    struct hashing h = { .password = password };

    TRY(run(c, hash, &h));
    out->hidden = h.made;
    return OK;
}

static void compare(void *arg)
{
    struct hashing *h = arg;
    str against = h->hash.n ? h->hash : password_dummy(h->arena, &h->policy);

    h->result = password_verify(against, h->password);
}

err password_ask(ctx *c, const struct account *a, str password, bool *right, bool *outdated)
{
    struct hashing h = { .password = password, .hash = a ? a->password_hash.hidden : (str){ "", 0 } };
    err e = run(c, compare, &h);

    *right = e == OK && h.hash.n;
    *outdated = *right && password_outdated(h.hash, &h.policy);
    return e == ERR_FORBIDDEN ? OK : e;
}
