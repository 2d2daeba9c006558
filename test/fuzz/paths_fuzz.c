/* File paths: the result is plain names, one after the other, and none leads up, out, or to something hidden. */
#include <assert.h>
#include <string.h>
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "net/files/own.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    str names, name;

    arena_init(&a, NULL, 0);
    if (file_path(&a, (str){ (const char *)data, n }, &names)) {
        assert(names.n && utf8_valid(names) && !memchr(names.p, '\\', names.n));
        for (size_t i = 0; i < names.n; i++)
            assert((u8)names.p[i] >= ' ' && names.p[i] != 0x7f);
        (void)file_type(names);
        for (bool first = true; str_cut(&names, '/', &name); first = false)
            assert(name.n && name.n <= 255 && (name.p[0] != '.' || (first && str_eq(name, S(".well-known")))));
    }
    arena_close(&a);
    return 0;
}
