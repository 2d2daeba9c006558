/* Addresses of mail: the part of RFC 5321 that people use. No quoted local parts, no literals of addresses, ASCII only. */
#include "base/str.h"
#include "base/utf8.h"
#include "ports/mail/own.h"

enum { ADDRESS_MOST = 254, LOCAL_MOST = 64, LABEL_MOST = 63 };

static bool letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool local_valid(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        bool dot = s.p[i] == '.';
        if (dot && (i == 0 || i + 1 == s.n || s.p[i - 1] == '.'))
            return false;
        if (!dot && !letter_or_digit(s.p[i]) && (s.p[i] == '\0' || !strchr("!#$%&'*+-/=?^_`{|}~", s.p[i])))
            return false;
    }
    return s.n >= 1 && s.n <= LOCAL_MOST;
}

static bool label_valid(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!letter_or_digit(s.p[i]) && s.p[i] != '-')
            return false;
    return s.n >= 1 && s.n <= LABEL_MOST && s.p[0] != '-' && s.p[s.n - 1] != '-';
}

static bool domain_valid(str s)
{
    str label;

    if (!s.n || str_ends(s, S(".")))
        return false;
    while (str_cut(&s, '.', &label))
        if (!label_valid(label))
            return false;
    return true;
}

bool mail_address_valid(str s)
{
    ptrdiff_t at = str_find_byte(s, '@');

    return s.n <= ADDRESS_MOST && at > 0 && local_valid(str_to(s, (size_t)at)) && domain_valid(str_from(s, (size_t)at + 1));
}

/* The marks of a name in quotes: \" and \\ stand for themselves. */
static str unquoted(struct arena *a, str s)
{
    char *out = arena_alloc(a, s.n, 1);
    size_t n = 0;

    for (size_t i = 1; i + 1 < s.n; i++) {
        if (s.p[i] == '\\' && i + 2 < s.n)
            i++;
        out[n++] = s.p[i];
    }
    return (str){ out, n };
}

static bool name_valid(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((u8)s.p[i] < ' ' || s.p[i] == 0x7f || s.p[i] == '<' || s.p[i] == '>')
            return false;
    return utf8_valid(s);
}

bool mailbox_read(struct arena *a, str text, struct mailbox *out)
{
    str s = str_trim(text);
    ptrdiff_t open = str_find_byte(s, '<');

    *out = (struct mailbox){ .address = s };
    if (open >= 0) {
        if (!str_ends(s, S(">")))
            return false;
        out->name = str_trim(str_to(s, (size_t)open));
        out->address = (str){ s.p + open + 1, s.n - (size_t)open - 2 };
    }
    if (out->name.n >= 2 && out->name.p[0] == '"' && str_ends(out->name, S("\"")))
        out->name = unquoted(a, out->name);
    return name_valid(out->name) && mail_address_valid(out->address);
}
