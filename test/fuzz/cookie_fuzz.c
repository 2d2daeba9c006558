/*
 * Cookie fields: the first line of the input is a name, the rest a field. A cookie that is found is a pair of the field,
 * contains nothing that ends a pair, and is found again in a field of only the well-formed pairs.
 */
#include <assert.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/str.h"
#include "net/cookie.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The well-formed pairs, and how many pairs have the name. */
static size_t pairs_kept(struct buf *kept, str field, str wanted)
{
    size_t named = 0;
    str name, value;
    bool ok;

    while (cookie_next(&field, &name, &value, &ok)) {
        assert(!ok || (name.n && name.n + value.n <= COOKIE_MOST));
        named += str_eq(name, wanted);
        if (!ok)
            continue;
        if (kept->n)
            buf_lit(kept, "; ");
        buf_add(kept, name);
        buf_byte(kept, '=');
        buf_add(kept, value);
    }
    return named;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str text = { (const char *)data, size }, name, value, again;
    ptrdiff_t line = str_find_byte(text, '\n');
    struct arena a;

    if (line < 0)
        return 0;
    name = str_to(text, (size_t)line);
    str field = str_from(text, (size_t)line + 1);
    arena_init(&a, NULL, 0);
    struct buf kept = BUF_ON(&a);
    size_t named = pairs_kept(&kept, field, name);
    if (cookie_find(field, name, &value)) {
        assert(named && cookie_value_fits(value));
        assert(value.p >= field.p && value.p + value.n <= field.p + field.n);
        assert(cookie_find(buf_str(&kept), name, &again) && str_eq(value, again));
    }
    arena_close(&a);
    return 0;
}
