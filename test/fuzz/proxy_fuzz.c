/* Heads of the PROXY protocol: read the same whole and octet by octet, never beyond their end, and what follows does not matter. */
#include <assert.h>
#include <stddef.h>
#include "base/str.h"
#include "net/proxy_protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The result of the first octets that are enough for a verdict. */
static ptrdiff_t read_slowly(str all, struct address *client, bool *known)
{
    ptrdiff_t head = 0;

    for (size_t n = 0; n <= all.n && head == 0; n++)
        head = proxy_head_read(str_to(all, n), client, known);
    return head;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str all = { (const char *)data, size };
    struct address whole = {0}, slow = {0};
    bool known, known_slowly;
    char text[64];

    ptrdiff_t head = proxy_head_read(all, &whole, &known);
    assert(head >= -1 && head <= (ptrdiff_t)size && head <= PROXY_HEAD_MOST);
    assert(head != 0 || size < PROXY_HEAD_MOST);
    assert(read_slowly(all, &slow, &known_slowly) == head);
    if (head > 0 && known) {
        assert(known_slowly && slow.v6 == whole.v6 && slow.port == whole.port);
        assert(memcmp(slow.bytes, whole.bytes, sizeof slow.bytes) == 0);
        assert(address_print(&whole, text));
    }
    return 0;
}
