/*
 * E-mail addresses, phone numbers and web addresses: what is accepted, and the canonical
 * form that is kept and compared.
 *
 * E-mail is what RFC 5321 calls a mailbox without its rarities: no quoted local part, no
 * comment, no address literal, and a domain of two labels or more. Only ASCII: a domain
 * of another script is written as xn--. All of it is compared without case: the RFC lets
 * a host tell Ann@ from ann@, none does, and two accounts that differ by that are a trap.
 */
#include "base/buf.h"
#include "base/networks.h"
#include "base/problems.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/account/account_own.h"
#include "ports/problems.h"

enum { LOCAL_MOST = 64, LABEL_MOST = 63, DOMAIN_MOST = 253, EMAIL_MOST = 254 };
enum { PHONE_LEAST = 7, PHONE_MOST = 15, ADDRESS_MOST = 2000 };

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static str lower_case(struct arena *a, str s)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < s.n; i++)
        buf_byte(&b, is_letter(s.p[i]) ? (char)(s.p[i] | 32) : s.p[i]);
    return buf_str(&b);
}

/* ---- e-mail ---- */

/* RFC 5322, section 3.2.3: atext. */
static bool is_atext(char c)
{
    return is_letter(c) || is_digit(c) || (c && memchr("!#$%&'*+-/=?^_`{|}~", c, sizeof "!#$%&'*+-/=?^_`{|}~" - 1));
}

static bool local_valid(str s)
{
    str atom;

    if (!s.n || s.n > LOCAL_MOST || s.p[s.n - 1] == '.')
        return false;
    while (str_cut(&s, '.', &atom)) {
        if (!atom.n)
            return false;
        for (size_t i = 0; i < atom.n; i++)
            if (!is_atext(atom.p[i]))
                return false;
    }
    return true;
}

static bool label_valid(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_letter(s.p[i]) && !is_digit(s.p[i]) && s.p[i] != '-')
            return false;
    return s.n && s.n <= LABEL_MOST && s.p[0] != '-' && s.p[s.n - 1] != '-';
}

static bool all_digits(str s)
{
    size_t i = 0;

    while (i < s.n && is_digit(s.p[i]))
        i++;
    return i == s.n;
}

/* The number of labels; 0: not a domain. The last label is not a number, as it would be in an IPv4 address. */
static size_t domain_labels(str s)
{
    size_t n = 0;
    str label = { 0 };

    if (!s.n || s.n > DOMAIN_MOST || s.p[s.n - 1] == '.')
        return 0;
    for (; str_cut(&s, '.', &label); n++)
        if (!label_valid(label))
            return 0;
    return all_digits(label) ? 0 : n;
}

bool email_canonical(struct arena *a, str text, str *out)
{
    str s = str_trim(text);
    ptrdiff_t at = str_find_byte(s, '@');

    if (at < 0 || s.n > EMAIL_MOST || !local_valid(str_to(s, (size_t)at)) || domain_labels(str_from(s, (size_t)at + 1)) < 2)
        return false;
    *out = lower_case(a, s);
    return true;
}

err email_read(struct failure *failure, str field, str text, str *canonical)
{
    if (email_canonical(failure->arena, text, canonical))
        return OK;
    return failure_field(failure, field, &invalid_email);
}

/* ---- phone numbers ---- */

bool phone_like(str text)
{
    text = str_trim(text);
    return text.n && (text.p[0] == '+' || text.p[0] == '(');
}

bool phone_canonical(struct arena *a, str text, str *out)
{
    struct buf b = BUF_ON(a);

    if (!phone_like(text))
        return false;
    text = str_trim(text);
    for (size_t i = 0; i < text.n && b.n <= 1 + PHONE_MOST; i++) {
        char c = text.p[i];
        if (is_digit(c) || c == '+')
            buf_byte(&b, c);
        else if (!memchr(" .-()", c, 5))
            return false;
    }
    str s = buf_str(&b);
    if (s.n < 1 + PHONE_LEAST || s.n > 1 + PHONE_MOST || s.p[0] != '+' || s.p[1] == '0' || !all_digits(str_from(s, 1)))
        return false;
    *out = s;
    return true;
}

err phone_read(struct failure *failure, str field, str text, str *canonical)
{
    if (phone_canonical(failure->arena, text, canonical))
        return OK;
    return failure_field(failure, field, &invalid_phone);
}

/* ---- either ---- */

err contact_read(struct failure *failure, str field, str text, maybe_str *email, maybe_str *phone)
{
    bool mail = str_find_byte(text, '@') >= 0;

    if (mail ? !email_canonical(failure->arena, text, &email->v) : !phone_canonical(failure->arena, text, &phone->v))
        return failure_field(failure, field, &invalid_identifier);
    (mail ? email : phone)->is = GIVEN;
    return OK;
}

/* ---- web addresses ---- */

/* Characters that mislead a browser or a reader: blanks, control characters, quotes, those that turn text around. */
static bool of_an_address(u32 rune)
{
    if (rune <= ' ' || rune == '"' || rune == '<' || rune == '>' || rune == '\\' || rune == '`')
        return false;
    if (rune >= 0x7f && rune <= 0xa0)
        return false;
    return !(rune >= 0x2000 && rune <= 0x200f) && !(rune >= 0x2028 && rune <= 0x202f) && !(rune >= 0x205f && rune <= 0x206f)
           && rune != 0x3000 && rune != 0xfeff;
}

static bool characters_valid(str s)
{
    while (s.n) {
        u32 rune;
        size_t n = utf8_decode(s, &rune);
        if (!n || !of_an_address(rune))
            return false;
        s = str_from(s, n);
    }
    return true;
}

static bool port_valid(str s)
{
    u16 port;

    return !s.n || (port_read(s, &port) && port > 0);
}

/* A name, or an address; user:password@ is refused, since it hides where a link leads. */
static bool host_valid(str s)
{
    struct address address;
    ptrdiff_t end = str_starts(s, S("[")) ? str_find_byte(s, ']') : -1;
    ptrdiff_t colon = str_find_byte(str_from(s, end < 0 ? 0 : (size_t)end), ':');
    size_t n = colon < 0 ? s.n : (size_t)colon + (end < 0 ? 0 : (size_t)end);
    str name = str_to(s, n);

    if (colon >= 0 && !port_valid(str_from(s, n + 1)))
        return false;
    if (end >= 0)
        return (size_t)end + 1 == n && address_read(name, &address);
    if (name.n > 1 && name.p[name.n - 1] == '.')
        name.n--;
    return domain_labels(name) || (address_read(name, &address) && !address.v6);
}

bool web_address_valid(str url)
{
    ptrdiff_t scheme = str_find(url, S("://"));

    if (scheme < 0 || !characters_valid(url))
        return false;
    if (!str_eq_nocase(str_to(url, (size_t)scheme), S("http")) && !str_eq_nocase(str_to(url, (size_t)scheme), S("https")))
        return false;
    str rest = str_from(url, (size_t)scheme + 3);
    size_t n = 0;
    while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?' && rest.p[n] != '#')
        n++;
    return host_valid(str_to(rest, n));
}

err web_address_read(struct failure *failure, str field, str url, str *clean)
{
    *clean = url;
    if (utf8_length(url) > ADDRESS_MOST)
        return failure_field_saying(failure, field, &too_long, "This must have at most %d characters.", ADDRESS_MOST);
    if (url.n && !web_address_valid(url))
        return failure_field(failure, field, &invalid_url);
    return OK;
}
