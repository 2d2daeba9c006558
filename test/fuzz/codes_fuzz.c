/* Codes that people type from an app or from paper: one-time codes, recovery codes; and names in a URI. */
#include <assert.h>
#include "base/arena.h"
#include "base/str.h"
#include "crypto/totp.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void recovery_round_trip(str text)
{
    char kept[RECOVERY_SIZE], again[RECOVERY_SIZE];

    if (!recovery_code_normal(text, kept))
        return;
    bool good = recovery_code_normal((str){ kept, sizeof kept }, again);
    assert(good && memcmp(kept, again, sizeof kept) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    str text = { (const char *)bytes, n };
    i64 step;

    recovery_round_trip(text);
    if (totp_verify(S("12345678901234567890"), text, 59, 0, &step))
        assert(step >= 1 && step <= 2);
    str uri = totp_uri(&a, text, text, S("12345678901234567890"));
    for (size_t i = 0; i < uri.n; i++)
        assert(uri.p[i] > ' ' && uri.p[i] < 0x7f);
    arena_close(&a);
    return 0;
}
