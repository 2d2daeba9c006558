/* The query of a signed URL: what is read of it is what would be written, and nothing else. */
#include <assert.h>
#include "base/arena.h"
#include "base/str.h"
#include "domain/media/upload.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    str s = { (const char *)data, n };
    struct upload_signed out;
    struct arena a;
    when until;

    arena_init(&a, NULL, 0);
    if (upload_query_read(&a, s, &out, &until))
        assert(str_eq(upload_query(&a, &out, until), s));
    arena_close(&a);
    return 0;
}
