#include "crypto/password.h"
#include <assert.h>
#include "base/str.h"
#include "crypto/password_own.h"

static bool within(i64 n, i64 least, i64 most)
{
    return n >= least && n <= most;
}

bool password_policy_fits(const struct password_policy *p)
{
    if (p->kind == PASSWORD_BCRYPT)
        return within(p->cost, PASSWORD_COST_LEAST, PASSWORD_COST_MOST);
    return p->kind == PASSWORD_ARGON2ID && within(p->memory_kib, PASSWORD_MEMORY_LEAST, PASSWORD_MEMORY_MOST)
           && within(p->passes, 1, PASSWORD_PASSES_MOST);
}

err password_hash(struct scratch *memory, struct arena *a, const struct password_policy *p, str password, str *out)
{
    assert(password_policy_fits(p));
    if (password.n > PASSWORD_BYTES_MOST)
        return ERR_INVALID;
    return p->kind == PASSWORD_BCRYPT ? bcrypt_hash(a, p, password, out) : argon2id_hash(memory, a, p, password, out);
}

err password_verify(struct scratch *memory, str hash, str password)
{
    struct password_policy made;
    bool whole;

    if (password.n > PASSWORD_BYTES_MOST || hash.n > PASSWORD_HASH_MOST)
        return ERR_FORBIDDEN;
    if (argon2id_facts(hash, &made))
        return argon2id_verify(memory, hash, password);
    return bcrypt_facts(hash, &made, &whole) ? bcrypt_verify(hash, password) : ERR_FORBIDDEN;
}

bool password_outdated(str hash, const struct password_policy *p)
{
    struct password_policy made;
    bool whole;

    if (p->kind == PASSWORD_BCRYPT)
        return !bcrypt_facts(hash, &made, &whole) || !whole || made.cost != p->cost;
    return !argon2id_facts(hash, &made) || made.memory_kib != p->memory_kib || made.passes != p->passes;
}

bool password_dummy_like(struct arena *a, str head, str *out)
{
    struct password_policy made;
    bool whole, argon = str_starts(head, S("$argon2id$"));

    *out = argon ? argon2id_dummy_like(a, head) : bcrypt_dummy_like(a, head);
    return argon ? argon2id_facts(*out, &made) : bcrypt_facts(*out, &made, &whole);
}

str password_dummy(struct arena *a, const struct password_policy *p)
{
    assert(password_policy_fits(p));
    return p->kind == PASSWORD_BCRYPT ? bcrypt_dummy(a, p) : argon2id_dummy(a, p);
}
