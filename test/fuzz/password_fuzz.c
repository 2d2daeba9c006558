/*
 * Hashes from elsewhere, and passwords. The first line is a hash, or a name; the rest is a password. A hash's parameters are
 * checked before it is computed, and it is computed here only if that is quick.
 */
#include <assert.h>
#include "base/str.h"
#include "crypto/password_own.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct scratch memory;

static void try_hash(str hash, str password)
{
    struct password_policy made;
    bool whole;

    bool known = argon2id_facts(hash, &made) || bcrypt_facts(hash, &made, &whole);
    if (!known) {
        assert(password_outdated(hash, &PASSWORD_POLICY) && password_verify(&memory, hash, password) == ERR_FORBIDDEN);
        return;
    }
    assert(password_policy_fits(&made) && hash.n <= PASSWORD_HASH_MOST);
    bool quick = made.kind == PASSWORD_BCRYPT ? made.cost == PASSWORD_COST_LEAST : made.memory_kib * made.passes <= 1 << 10;
    if (quick)
        (void)!password_verify(&memory, hash, password);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    str password = { (const char *)bytes, n }, first;

    if (!str_cut(&password, '\n', &first))
        return 0;
    try_hash(first, password);
    bool common = password_common(password, first, first);
    assert(!common || password_common(password, first, first));
    (void)password_common(first, password, (str){0});
    return 0;
}
