#include "text/language_tag.h"
#include "base/arena.h"
#include "base/str.h"

/* RFC 5646, 2.1: those of the grandfathered tags that the grammar would refuse. */
static const char *const irregular[] = {
    "en-GB-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux", "i-mingo", "i-navajo", "i-pwn", "i-tao",
    "i-tay", "i-tsu", "sgn-BE-FR", "sgn-BE-NL", "sgn-CH-DE",
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

enum made_of { LETTERS, DIGITS, BOTH };

static bool made_of(str s, enum made_of what)
{
    for (size_t i = 0; i < s.n; i++)
        if (!(what != DIGITS && is_letter(s.p[i])) && !(what != LETTERS && is_digit(s.p[i])))
            return false;
    return true;
}

/* The subtags that are left, the next one cut off. */
struct subtags { str next, rest; };

static void pass(struct subtags *s)
{
    if (!str_cut(&s->rest, '-', &s->next))
        s->next = S("");
}

static bool next_is(const struct subtags *s, size_t least, size_t most, enum made_of what)
{
    return s->next.n >= least && s->next.n <= most && made_of(s->next, what);
}

/* language = 2*3ALPHA ["-" extlang] / 4ALPHA / 5*8ALPHA; extlang = 3ALPHA *2("-" 3ALPHA) */
static bool language_take(struct subtags *s)
{
    bool extends = s->next.n <= 3;

    if (!next_is(s, 2, 8, LETTERS))
        return false;
    pass(s);
    for (int i = 0; i < 3 && extends && next_is(s, 3, 3, LETTERS); i++)
        pass(s);
    return true;
}

static void script_take(struct subtags *s)
{
    if (next_is(s, 4, 4, LETTERS))
        pass(s);
}

static void region_take(struct subtags *s)
{
    if (next_is(s, 2, 2, LETTERS) || next_is(s, 3, 3, DIGITS))
        pass(s);
}

/* variant = 5*8alphanum / (DIGIT 3alphanum) */
static void variants_take(struct subtags *s)
{
    while (next_is(s, 5, 8, BOTH) || (next_is(s, 4, 4, BOTH) && is_digit(s->next.p[0])))
        pass(s);
}

/* What follows a singleton: at least one subtag. */
static bool extension_take(struct subtags *s, size_t least)
{
    pass(s);
    if (!next_is(s, least, 8, BOTH))
        return false;
    while (next_is(s, least, 8, BOTH))
        pass(s);
    return true;
}

static bool is_private(const struct subtags *s) { return s->next.n == 1 && (s->next.p[0] | 32) == 'x'; }

static bool extensions_take(struct subtags *s)
{
    while (next_is(s, 1, 1, BOTH) && !is_private(s))
        if (!extension_take(s, 2))
            return false;
    return !is_private(s) || extension_take(s, 1);
}

static bool well_formed(str tag)
{
    struct subtags s = { .rest = tag };

    for (size_t i = 0; i < COUNT(irregular); i++)
        if (str_eq_nocase(tag, str_of(irregular[i])))
            return true;
    if (str_ends(tag, S("-")))
        return false;
    pass(&s);
    if (!is_private(&s)) {
        if (!language_take(&s))
            return false;
        script_take(&s);
        region_take(&s);
        variants_take(&s);
    }
    return extensions_take(&s) && !s.next.n && !s.rest.n;
}

/* RFC 5646, 2.1.1: small letters; of two letters large ones, of four a large one first, but at the beginning and after a singleton. */
static void usual_case(char *to, str tag)
{
    str rest = tag, subtag;
    bool plain = true;

    for (size_t at = 0; str_cut(&rest, '-', &subtag); at += subtag.n + 1) {
        for (size_t i = 0; i < subtag.n; i++) {
            bool large = !plain && is_letter(subtag.p[i]) && (subtag.n == 2 || (subtag.n == 4 && i == 0));
            to[at + i] = (char)(is_letter(subtag.p[i]) ? large ? subtag.p[i] & ~32 : subtag.p[i] | 32 : subtag.p[i]);
        }
        if (at + subtag.n < tag.n)
            to[at + subtag.n] = '-';
        plain = subtag.n == 1 || (plain && at != 0);
    }
}

bool language_tag_read(struct arena *a, str tag, str *out)
{
    if (!tag.n || tag.n > LANGUAGE_TAG_MOST || !well_formed(tag))
        return false;
    char *to = arena_alloc(a, tag.n, 1);
    usual_case(to, tag);
    *out = (str){ to, tag.n };
    return true;
}
