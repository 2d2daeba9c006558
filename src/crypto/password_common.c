/*
 * What somebody who guesses would try first. A common password has three parts: decoration, a word,
 * more decoration, where the word may be missing. Decoration is a few digits and signs, a date, or
 * a run: a stretch of a row below, in either direction, or one character again and again, three or
 * more of them. Words are those of common.txt and the account's own names, written with the usual
 * substitutions or backwards. So "P@ssw0rd2024!" is common, and four random words are not, nor is a
 * word followed by more than anybody would try.
 */
#include "base/str.h"
#include "crypto/password_own.h"

enum { LOOKED_AT_MOST = 128, GUESSED_MOST = 64, RUN_LEAST = 3, LOOSE_MOST = 6, LOOSE_ALONE_MOST = 4, DATE_SIZE = 8,
       PERIOD_MOST = 7, NAME_LEAST = 3 };

static const str rows[] = {
    S("01234567890123456789"), S("abcdefghijklmnopqrstuvwxyz"), S("1234567890-="), S("qwertyuiop[]"), S("asdfghjkl;'"),
    S("zxcvbnm,./"), S("qwertzuiop"), S("yxcvbnm"), S("azertyuiop"), S("qsdfghjklm"), S("wxcvbn"), S("!@#$%^&*()_+"),
    S("!\"#$%&/()="), S("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/"), S("1q2w3e4r5t6y7u8i9o0p"), S("q1w2e3r4t5y6u7i8o9p0"),
    S("a1b2c3d4e5f6g7h8i9j0"), S("1a2b3c4d5e6f7g8h9i0j"), S("qazwsxedcrfvtgbyhnujmik,ol.p;/"), S("qweasdzxc"), S("147258369"),
    S("159357"),
};

/*
 * What the stretch up to each place, or from it on, costs as decoration: a run nothing, a character of no
 * run 1, a date 4. Above LOOSE_MOST it is none.
 */
struct ends { u8 front[LOOKED_AT_MOST + 1], back[LOOKED_AT_MOST + 1]; };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (u8)c >= 0x80;
}

/* Letters and their usual substitutes, as one; i and l share what looks like both. */
static char meant(char c)
{
    switch (c) {
    case '0': return 'o';
    case '1':
    case '!':
    case '|':
    case 'l': return 'i';
    case '3': return 'e';
    case '4':
    case '@': return 'a';
    case '5':
    case '$': return 's';
    case '7':
    case '+': return 't';
    case '8': return 'b';
    default: return c;
    }
}

/* For how long the text and the row go on alike, from the row's place `at` in one direction. */
static size_t along(str s, str row, size_t at, bool up)
{
    size_t n = 0, most = up ? row.n - at : at + 1;

    while (n < s.n && n < most && s.p[n] == row.p[up ? at + n : at - n])
        n++;
    return n;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* The longest run that begins here. */
static size_t run_length(str s)
{
    size_t longest = 1;

    while (longest < s.n && s.p[longest] == s.p[0])
        longest++;
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t at = 0; at < rows[i].n; at++)
            if (rows[i].p[at] == s.p[0])
                longest = larger(longest, larger(along(s, rows[i], at, true), along(s, rows[i], at, false)));
    return longest;
}

static bool is_year(str s)
{
    return str_starts(s, S("19")) || str_starts(s, S("20"));
}

/* 24121999, 19991224. */
static bool is_date(str s)
{
    if (s.n < DATE_SIZE)
        return false;
    for (size_t i = 0; i < DATE_SIZE; i++)
        if (!is_digit(s.p[i]))
            return false;
    return is_year(s) || is_year(str_from(s, DATE_SIZE - 4));
}

static void lower_to(u8 *cost, int other)
{
    if (other < *cost)
        *cost = (u8)other;
}

static void ends_find(str s, struct ends *out)
{
    size_t runs[LOOKED_AT_MOST];

    memset(out, LOOSE_MOST + 1, sizeof *out);
    out->front[0] = out->back[s.n] = 0;
    for (size_t i = 0; i < s.n; i++) {
        runs[i] = run_length(str_from(s, i));
        if (!is_letter(s.p[i]))
            lower_to(&out->front[i + 1], out->front[i] + 1);
        for (size_t n = RUN_LEAST; n <= runs[i]; n++)
            lower_to(&out->front[i + n], out->front[i]);
        if (is_date(str_from(s, i)))
            lower_to(&out->front[i + DATE_SIZE], out->front[i] + 4);
    }
    for (size_t i = s.n; i--;) {
        if (!is_letter(s.p[i]))
            lower_to(&out->back[i], out->back[i + 1] + 1);
        for (size_t n = RUN_LEAST; n <= runs[i]; n++)
            lower_to(&out->back[i], out->back[i + n]);
        if (is_date(str_from(s, i)))
            lower_to(&out->back[i], out->back[i + DATE_SIZE] + 4);
    }
}

static bool same_meant(const char *p, str word, bool backwards)
{
    for (size_t i = 0; i < word.n; i++)
        if (meant(p[i]) != meant(lower(word.p[backwards ? word.n - 1 - i : i])))
            return false;
    return true;
}

static bool has_word(str s, const struct ends *ends, str word)
{
    for (size_t i = 0; i + word.n <= s.n; i++) {
        if (ends->front[i] + ends->back[i + word.n] <= LOOSE_MOST && (same_meant(s.p + i, word, false) || same_meant(s.p + i, word, true)))
            return true;
    }
    return false;
}

static bool has_listed(str s, const struct ends *ends)
{
    str rest = common_txt, word;

    while (str_cut(&rest, '\n', &word))
        if (word.n && has_word(s, ends, word))
            return true;
    return false;
}

/* Without what only separates: "pass.word", "ann_lee". */
static str squeeze(str s, char out[LOOKED_AT_MOST])
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        if (str_find_byte(S(" .-_,"), s.p[i]) < 0)
            out[n++] = s.p[i];
    return (str){ out, n };
}

static bool has_name(str s, const struct ends *ends, str name)
{
    char squeezed[LOOKED_AT_MOST];

    if (name.n < NAME_LEAST || name.n > LOOKED_AT_MOST)
        return false;
    str bare = squeeze(name, squeezed);
    return has_word(s, ends, name) || (bare.n >= NAME_LEAST && has_word(s, ends, bare));
}

static bool is_guessed(str s, str username, str email)
{
    str rest = email, local = {0};
    struct ends ends;

    ends_find(s, &ends);
    (void)str_cut(&rest, '@', &local);
    return ends.front[s.n] <= LOOSE_ALONE_MOST || has_name(s, &ends, username) || has_name(s, &ends, email) || has_name(s, &ends, local)
           || has_listed(s, &ends);
}

/* After how many bytes it begins again, if it does so before its end; else its length. */
static size_t period(str s)
{
    for (size_t n = 1; n * 2 <= s.n; n++)
        if (memcmp(s.p, s.p + n, s.n - n) == 0)
            return n;
    return s.n;
}

bool password_common(str password, str username, str email)
{
    char small[LOOKED_AT_MOST], squeezed[LOOKED_AT_MOST];
    size_t again = period(password);
    str s = str_to(password, again);

    if (password.n > GUESSED_MOST)   /* nobody begins with one that takes so long to type */
        return false;
    if (again < password.n && again <= PERIOD_MOST)
        return true;
    if (s.n > LOOKED_AT_MOST)
        return false;
    for (size_t i = 0; i < s.n; i++)
        small[i] = lower(s.p[i]);
    s = (str){ small, s.n };
    str bare = squeeze(s, squeezed);
    return is_guessed(s, username, email) || (bare.n < s.n && is_guessed(bare, username, email));
}
