/* The alphabet leaves out i, l, o and u: three look like digits, and without the fourth few unwelcome words come up. */
#include "base/arena.h"
#include "base/random.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "crypto/totp.h"

static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";

enum { HALF = RECOVERY_SIZE / 2 };

str recovery_code(struct arena *a)
{
    char *code = arena_alloc(a, RECOVERY_SIZE + 1, 1);
    u8 drawn[RECOVERY_SIZE];

    random_bytes(drawn, sizeof drawn);
    for (int i = 0; i < RECOVERY_SIZE; i++)
        code[i + (i >= HALF)] = letters[drawn[i] & 31];
    code[HALF] = '-';
    secret_wipe(drawn, sizeof drawn);
    return (str){ code, RECOVERY_SIZE + 1 };
}

static char letter_meant(char c)
{
    if (c >= 'A' && c <= 'Z')
        c |= 0x20;
    if (c == 'o')
        return '0';
    return c == 'i' || c == 'l' ? '1' : c;
}

bool recovery_code_normal(str typed, char out[RECOVERY_SIZE])
{
    size_t n = 0;

    for (size_t i = 0; i < typed.n; i++) {
        char c = letter_meant(typed.p[i]);
        if (c == ' ' || c == '-' || c == '\t')
            continue;
        if (!c || !strchr(letters, c) || n == RECOVERY_SIZE)
            return false;
        out[n++] = c;
    }
    return n == RECOVERY_SIZE;
}
