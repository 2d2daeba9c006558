/* A time that can be read can be printed, and reads back as the same time. */
#include <assert.h>
#include "base/time.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    str text = { (const char *)bytes, n };
    char printed[HTTP_DATE_LENGTH];
    when t, back;

    if (time_parse_rfc3339(text, &t)) {
        time_rfc3339(t, printed);
        assert(time_parse_rfc3339((str){ printed, RFC3339_LENGTH }, &back) && back.ms == t.ms);
    }
    if (time_parse_http_date(text, &t)) {
        time_http_date(t, printed);
        assert(time_parse_http_date((str){ printed, HTTP_DATE_LENGTH }, &back) && back.ms == t.ms);
    }
    return 0;
}
