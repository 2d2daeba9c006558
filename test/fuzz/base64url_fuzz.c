/* base64url: decoded text encodes to the same text. */
#include <assert.h>
#include <stddef.h>
#include <string.h>
#include "base/base64.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 512 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf back = {0};
    u8 out[MOST];
    size_t n = size * 6 / 8;

    if (n > MOST || !base64url_read((str){ (const char *)data, size }, out, n))
        return 0;
    base64url_add(&back, out, n);
    assert(back.n == size && (!size || memcmp(back.p, data, size) == 0));
    buf_close(&back);
    return 0;
}
