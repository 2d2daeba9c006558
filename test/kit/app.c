#include "kit/app.h"
#include "base/arena.h"
#include "base/str.h"
#include "crypto/totp.h"
#include "kit/test.h"

static str bytes_of(struct arena *a, str secret)
{
    char *bytes = arena_alloc(a, secret.n * 5 / 8 + 1, 1);
    u32 bits = 0;
    size_t n = 0;
    int have = 0;

    for (size_t i = 0; i < secret.n; i++) {
        char digit = secret.p[i];
        expect((digit >= 'A' && digit <= 'Z') || (digit >= '2' && digit <= '7'));
        bits = bits << 5 | (u32)(digit >= 'A' ? digit - 'A' : digit - '2' + 26);
        have += 5;
        if (have >= 8)
            bytes[n++] = (char)(bits >> (have -= 8));
    }
    return (str){ bytes, n };
}

str app_code(ctx *c, str secret, i64 steps_later)
{
    char *code = arena_alloc(&c->arena, TOTP_DIGITS, 1);

    totp_code(bytes_of(&c->arena, secret), ctx_now(c).ms / 1000 / TOTP_SECONDS + steps_later, code);
    return (str){ code, TOTP_DIGITS };
}
