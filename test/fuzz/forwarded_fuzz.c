/* Forwarded and X-Forwarded-For of a trusted proxy: any input gives a client, and not a trusted one if another is named. */
#include <assert.h>
#include <stddef.h>
#include "net/client.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct network ten = { .bytes = { 10 }, .bits = 8 };
    struct networks proxies = { &ten, 1 };
    str text = { (const char *)data, size }, forwarded = text, forwarded_for = S("");
    ptrdiff_t line = str_find_byte(text, '\n');
    char printed[64];
    bool by_proxy;

    if (line >= 0) {
        forwarded = str_to(text, (size_t)line);
        forwarded_for = str_from(text, (size_t)line + 1);
    }
    struct header headers[] = { { S("forwarded"), forwarded }, { S("x-forwarded-for"), forwarded_for } };
    struct exchange x = { .headers = headers, .header_count = 2, .peer = { .bytes = { 10, 0, 0, 1 } } };
    struct address client = client_address(&proxies, &x, &by_proxy), again;
    str shown = { printed, address_print(&client, printed) };
    assert(shown.n && address_read(shown, &again));
    assert(by_proxy && client.v6 == again.v6);
    str hop = client_hop(&proxies, &x), host = forwarded_value(hop, S("host"));
    assert(!hop.n || (hop.p >= forwarded.p && hop.p + hop.n <= forwarded.p + forwarded.n));
    assert(!host.n || (host.p >= hop.p && host.p + host.n <= hop.p + hop.n));
    return 0;
}
