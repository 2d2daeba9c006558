/*
 * What people write about themselves: the first octet says what (e: an e-mail address, p: a phone number, u: a web address,
 * t: a line of text, l: lines). An accepted text has one form, which reading it again does not change, and contains nothing
 * forbidden.
 */
#include <assert.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/account/account_own.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool of(str s, const char *characters)
{
    for (size_t i = 0; i < s.n; i++)
        if (!s.p[i] || !strchr(characters, s.p[i]))
            return false;
    return true;
}

static void email(struct arena *a, str text)
{
    str kept, again;

    if (!email_canonical(a, text, &kept))
        return;
    ptrdiff_t at = str_find_byte(kept, '@');
    str domain = str_from(kept, (size_t)at + 1);
    assert(kept.n <= 254 && at > 0 && at <= 64 && str_find_byte(domain, '.') > 0);
    assert(of(domain, "abcdefghijklmnopqrstuvwxyz0123456789-."));
    assert(of(str_to(kept, (size_t)at), "abcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+-/=?^_`{|}~"));
    assert(email_canonical(a, kept, &again) && str_eq(kept, again));
}

static void phone(struct arena *a, str text)
{
    str kept, again;

    if (!phone_canonical(a, text, &kept))
        return;
    assert(kept.n >= 8 && kept.n <= 16 && kept.p[0] == '+' && of(str_from(kept, 1), "0123456789"));
    assert(phone_canonical(a, kept, &again) && str_eq(kept, again) && phone_like(text));
}

static void web_address(str url)
{
    if (!web_address_valid(url))
        return;
    str rest = str_from(url, (size_t)str_find(url, S("://")) + 3);
    size_t n = 0;
    while (n < rest.n && !strchr("/?#", rest.p[n]))
        n++;
    assert(n > 0 && utf8_valid(url) && (url.p[0] | 32) == 'h');
    assert(of(str_to(rest, n), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.:[]"));
    for (size_t i = 0; i < url.n; i++)
        assert((u8)url.p[i] > ' ' && !strchr("\"<>\\`\x7f", url.p[i]));
}

static void words(struct arena *a, str text, bool lines)
{
    str clean, again;

    if (!utf8_valid(text) || !text_clean(a, text, lines, &clean))
        return;
    assert(utf8_valid(clean) && clean.n <= text.n);
    for (size_t i = 0; i < clean.n; i++)
        assert((u8)clean.p[i] >= ' ' || (lines && strchr("\n\t", clean.p[i])));
    assert(str_find(clean, S("\xe2\x80\xae")) < 0 && str_find(clean, S("\xe2\x81\xa6")) < 0);
    assert(text_clean(a, clean, lines, &again) && str_eq(clean, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str text = { (const char *)data + 1, size - 1 };
    struct arena a;

    if (!size)
        return 0;
    arena_init(&a, NULL, 0);
    switch (data[0]) {
    case 'e':
        email(&a, text);
        break;
    case 'p':
        phone(&a, text);
        break;
    case 'u':
        web_address(text);
        break;
    case 't':
    case 'l':
        words(&a, text, data[0] == 'l');
        break;
    }
    arena_close(&a);
    return 0;
}
