/* Hosts: an accepted host has no octet that a later reader could take for something else. */
#include <assert.h>
#include <string.h>
#include "base/str.h"
#include "net/http1/head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (!authority_valid((str){ (const char *)data, n }))
        return 0;
    assert(n > 0);
    for (size_t i = 0; i < n; i++)
        assert(data[i] > ' ' && data[i] < 0x7f && !strchr("/?#@\\\"<>^`{|}", data[i]));
    return 0;
}
