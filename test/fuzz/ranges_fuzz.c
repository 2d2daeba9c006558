/* Ranges and entity tags: a range is within the size, which the first two octets give. */
#include <assert.h>
#include "base/str.h"
#include "net/negotiate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void ranges(str field, i64 size)
{
    struct range out[RANGES_MOST];
    i64 asked = 0;
    int count;
    enum range_verdict verdict = range_read(field, size, out, &count);

    assert(count >= 0 && count <= RANGES_MOST && (verdict != RANGE_GOOD || count > 0));
    if (verdict != RANGE_GOOD)
        return;
    for (int i = 0; i < count; i++) {
        assert(out[i].from >= 0 && out[i].length > 0 && out[i].length <= size - out[i].from);
        asked += out[i].length;
    }
    assert(asked <= size);
}

/* Tags that match strongly match weakly too. */
static void tags(str list)
{
    static const str known[] = { S("\"a\""), S("W/\"a\""), S("\"\""), S("\"0123456789abcdef-br\"") };

    for (size_t i = 0; i < COUNT(known); i++)
        assert(!etag_listed(list, known[i], false) || etag_listed(list, known[i], true));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n < 2)
        return 0;
    str field = { (const char *)data + 2, n - 2 };
    i64 size = data[0] << 8 | data[1];

    ranges(field, size);
    ranges(field, 0);
    ranges(field, INT64_MAX);
    tags(field);
    return 0;
}
