/* W3C trace context: an accepted one has the standard's form, and names a trace and a parent. */
#include <assert.h>
#include <stddef.h>
#include "api/front/trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool all_zero(const u8 *bytes, size_t n)
{
    u8 any = 0;

    while (n)
        any |= bytes[--n];
    return !any;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str text = { (const char *)data, size };
    struct trace t;

    if (traceparent_read(text, &t))
        assert(size >= 55 && !all_zero(t.trace_id, 16) && !all_zero(t.parent_id, 8));
    if (request_id_valid(text))
        assert(size >= 1 && size <= 128);
    return 0;
}
