#include "text/runes.h"
#include <utf8proc.h>
#include "base/str.h"
#include "base/utf8.h"

struct runes { u32 first, last; };

static bool among(u32 rune, const struct runes *ranges, size_t n)
{
    size_t from = 0, to = n;

    while (from < to) {
        size_t middle = (from + to) / 2;
        if (rune > ranges[middle].last)
            from = middle + 1;
        else
            to = middle;
    }
    return from < n && rune >= ranges[from].first;
}

#define AMONG(rune, ranges) among(rune, ranges, COUNT(ranges))

static bool in_categories(u32 rune, utf8proc_category_t first, utf8proc_category_t last)
{
    utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)rune);

    return c >= first && c <= last;
}

static bool ascii_letter(u32 rune) { return (rune | 32) >= 'a' && (rune | 32) <= 'z'; }
static bool ascii_digit(u32 rune) { return rune >= '0' && rune <= '9'; }

bool rune_is_letter(u32 rune)
{
    return rune < 0x80 ? ascii_letter(rune) : in_categories(rune, UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_LO);
}

u32 rune_upper(u32 rune)
{
    return (u32)utf8proc_toupper((utf8proc_int32_t)rune);
}

bool rune_is_digit(u32 rune)
{
    return rune < 0x80 ? ascii_digit(rune) : in_categories(rune, UTF8PROC_CATEGORY_ND, UTF8PROC_CATEGORY_NO);
}

/* The categories of letters, marks and digits stand side by side. */
bool rune_is_word(u32 rune)
{
    if (rune < 0x80)
        return ascii_letter(rune) || ascii_digit(rune);
    return in_categories(rune, UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_NO);
}

/* Unicode 15, PropList.txt, White_Space. */
bool rune_is_space(u32 rune)
{
    static const struct runes spaces[] = {
        { 0x09, 0x0d }, { 0x20, 0x20 }, { 0x85, 0x85 }, { 0xa0, 0xa0 }, { 0x1680, 0x1680 }, { 0x2000, 0x200a }, { 0x2028, 0x2029 },
        { 0x202f, 0x202f }, { 0x205f, 0x205f }, { 0x3000, 0x3000 },
    };

    return rune <= 0x20 || rune >= 0x85 ? AMONG(rune, spaces) : false;
}

/*
 * Unicode 15, Blocks.txt: the scripts of East Asia except Hangul; those of line breaking class SA (LineBreak.txt), whose words
 * only a dictionary can find; Javanese and Balinese.
 */
bool rune_is_unspaced(u32 rune)
{
    static const struct runes scripts[] = {
        { 0x0e00, 0x0eff },          /* Thai, Lao */
        { 0x1000, 0x109f },          /* Myanmar */
        { 0x1780, 0x17ff },          /* Khmer */
        { 0x1950, 0x19df },          /* Tai Le, New Tai Lue */
        { 0x1a20, 0x1aaf },          /* Tai Tham */
        { 0x1b00, 0x1b7f },          /* Balinese */
        { 0x3005, 0x3007 },          /* Han: iteration mark, closing mark, zero */
        { 0x3021, 0x302d },          /* Han: Hangzhou numerals, marks of tones */
        { 0x3031, 0x3035 },          /* Kana: repeat marks */
        { 0x3038, 0x303c },          /* Han: Hangzhou numerals, iteration mark */
        { 0x3040, 0x312f },          /* Hiragana, Katakana, Bopomofo */
        { 0x31a0, 0x31ff },          /* Bopomofo, strokes, Katakana */
        { 0x3400, 0x9fff },          /* Han */
        { 0xa980, 0xa9df },          /* Javanese */
        { 0xa9e0, 0xa9ff },          /* Myanmar */
        { 0xaa60, 0xaadf },          /* Myanmar, Tai Viet */
        { 0xf900, 0xfaff },          /* Han */
        { 0x11700, 0x1174f },        /* Ahom */
        { 0x16fe0, 0x18d8f },        /* Tangut, Nushu and Khitan */
        { 0x1aff0, 0x1b2ff },        /* Kana, Nushu */
        { 0x20000, 0x3ffff },        /* Han */
    };

    return rune >= scripts[0].first && AMONG(rune, scripts);
}

/*
 * Unicode 15: the marks of Latin, Greek, Cyrillic, Hebrew, Syriac and Arabic writing, and those of no script: accents, points and
 * signs of vowels that readers do without. In other scripts a word without its marks is another word.
 */
bool rune_is_accent(u32 rune)
{
    static const struct runes accents[] = {
        { 0x0300, 0x036f },          /* combining diacritical marks */
        { 0x0483, 0x0489 },          /* Cyrillic */
        { 0x0591, 0x05bd }, { 0x05bf, 0x05bf }, { 0x05c1, 0x05c2 }, { 0x05c4, 0x05c5 }, { 0x05c7, 0x05c7 },        /* Hebrew */
        { 0x0610, 0x061a }, { 0x064b, 0x065f }, { 0x0670, 0x0670 }, { 0x06d6, 0x06dc }, { 0x06df, 0x06e4 },        /* Arabic */
        { 0x06e7, 0x06e8 }, { 0x06ea, 0x06ed },
        { 0x0711, 0x0711 }, { 0x0730, 0x074a },                      /* Syriac */
        { 0x0898, 0x089f }, { 0x08ca, 0x08e1 }, { 0x08e3, 0x08ff },  /* Arabic */
        { 0x180b, 0x180d }, { 0x180f, 0x180f },                      /* Mongolian: variation selectors */
        { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff },  /* combining diacritical marks */
        { 0x2de0, 0x2dff }, { 0xa66f, 0xa672 }, { 0xa674, 0xa67d }, { 0xa69e, 0xa69f },        /* Cyrillic */
        { 0xfb1e, 0xfb1e },                                          /* Hebrew */
        { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },                      /* variation selectors, half marks */
        { 0x10efd, 0x10eff },                                        /* Arabic */
        { 0xe0100, 0xe01ef },                                        /* variation selectors */
    };

    return rune >= accents[0].first && AMONG(rune, accents);
}

u32 rune_before(str text, size_t at)
{
    u32 rune = 0;
    size_t from = at;

    while (from && at - from < 4 && (from == at || ((u8)text.p[from] & 0xc0) == 0x80))
        from--;
    return from < at && utf8_decode((str){ text.p + from, at - from }, &rune) == at - from ? rune : 0;
}
