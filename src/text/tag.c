#include "text/tag.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/facets.h"
#include "text/fold.h"
#include "text/runes.h"

static bool in_tag(u32 rune) { return rune == '_' || rune_is_word(rune); }

size_t tag_run(str s)
{
    size_t at = 0, n;
    u32 rune;

    while ((n = utf8_decode(str_from(s, at), &rune)) && in_tag(rune))
        at += n;
    return at;
}

static bool has_letter(str s)
{
    size_t n;
    u32 rune;

    for (; (n = utf8_decode(s, &rune)); s = str_from(s, n))
        if (rune_is_letter(rune))
            return true;
    return false;
}

static bool is_tag(str s, size_t most)
{
    size_t n = utf8_length(s);

    return n >= 1 && n <= most && has_letter(s);
}

/* Some letters fold to more than letters: ŀ is l and a dot. */
static str letters_only(struct arena *a, str folded)
{
    struct buf b = BUF_ON(a);
    size_t n;
    u32 rune;

    if (tag_run(folded) == folded.n)
        return folded;
    for (; (n = utf8_decode(folded, &rune)); folded = str_from(folded, n))
        if (in_tag(rune))
            buf_add(&b, str_to(folded, n));
    return text_fold(a, buf_str(&b));
}

bool tag_name(struct arena *a, str written, str *name)
{
    if (!is_tag(written, TAG_MOST))
        return false;
    *name = letters_only(a, text_fold(a, written));
    return is_tag(*name, TAG_NAME_MOST);
}

static str without_hash(str spelling) { return str_from(spelling, str_starts(spelling, S("#"))); }

/* A name that is longer than a tag may be written is still a spelling of its tag. */
bool tag_fold(struct arena *a, str spelling, str *name)
{
    spelling = without_hash(spelling);
    if (tag_run(spelling) != spelling.n)
        return false;
    if (tag_name(a, spelling, name))
        return true;
    *name = spelling;
    return is_tag(spelling, TAG_NAME_MOST) && str_eq(text_fold(a, spelling), spelling);
}

bool tag_begin_fold(struct arena *a, str spelling, str *begin)
{
    spelling = without_hash(spelling);
    if (tag_run(spelling) != spelling.n || utf8_length(spelling) > TAG_NAME_MOST)
        return false;
    *begin = letters_only(a, text_fold(a, spelling));
    return begin->n != 0;
}
