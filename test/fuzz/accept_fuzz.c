/* Accept-Encoding and Accept: for any input, the choice is one of those on offer, and a weight is valid. */
#include <assert.h>
#include "base/str.h"
#include "net/negotiate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Only a weight of 0, for identity itself or for '*', can refuse identity. */
static bool may_refuse(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] | 32) == 'q')
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    str field = { n ? (const char *)data : "", n };

    for (u32 have = 1; have < 1u << CODING_COUNT; have++) {
        enum coding c = negotiate_coding(field, have);
        assert(c == CODING_COUNT || have >> c & 1);
        assert(c != CODING_COUNT || !(have & 1) || may_refuse(field));
    }
    int exact = accept_weight(field, S("text/html")), other = accept_weight(field, S("image/png"));
    assert(exact >= 0 && exact <= 1000 && other >= 0 && other <= 1000);
    return 0;
}
