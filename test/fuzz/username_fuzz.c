/*
 * User names: a valid one has one key and one look, which folding again does not change, and whether it is reserved does not
 * depend on its case or on `_` around it.
 */
#include <assert.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/str.h"
#include "domain/account/account_own.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str name = { (const char *)data, size };
    struct arena a;

    if (!username_well_formed(name))
        return 0;
    arena_init(&a, NULL, 0);
    str key = username_key(&a, name), look = username_look(&a, name);
    assert(name.n >= USERNAME_LEAST && name.n <= USERNAME_MOST && username_well_formed(key) && username_well_formed(look));
    assert(key.n == name.n && look.n == name.n);
    assert(str_eq(username_key(&a, key), key) && str_eq(username_look(&a, look), look) && str_eq(username_look(&a, key), look));
    bool kept = username_reserved(&a, name);
    assert(username_reserved(&a, key) == kept);
    assert(username_reserved(&a, arena_format(&a, "__" STR_FMT "_", STR_ARG(name))) == kept);
    arena_close(&a);
    return 0;
}
