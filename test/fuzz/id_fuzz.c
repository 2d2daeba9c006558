/* An id has one text. */
#include <assert.h>
#include "base/id.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    str text = { (const char *)bytes, n };
    char printed[ID_DIGITS];
    i64 number;
    id v;

    if (id_parse(text, &v)) {
        assert(v.v > 0);
        assert(str_eq(text, (str){ printed, id_print(v, printed) }));
        assert(str_to_i64(text, &number) && number == v.v);
    }
    return 0;
}
