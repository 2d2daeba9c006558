/* Sec-WebSocket-Extensions: for any offer, an accepted window is one that we can use. */
#include <assert.h>
#include "base/str.h"
#include "net/ws/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    str field = { n ? (const char *)data : "", n };
    int window = 0, again = 0;
    bool taken = ws_deflate_offer(field, &window);

    assert(!taken || (window == 0 || (window >= 8 && window <= 15)));
    assert(ws_deflate_offer(field, &again) == taken && again == window);
    return 0;
}
