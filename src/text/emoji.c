#include "text/emoji.h"
#include <string.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

enum {
    AS_EMOJI = 0xfe0f, KEYCAP = 0x20e3, JOINER = 0x200d, BLACK_FLAG = 0x1f3f4, TAG_END = 0xe007f, TAG_FIRST = 0xe0020, TAGS_MOST = 6,
    TONE_FIRST = 0x1f3fb, TONE_LAST = 0x1f3ff, FLAG_A = 0x1f1e6, FLAG_Z = 0x1f1ff,
};

struct range { u32 first, last; };

/*
 * Unicode 17: Emoji_Presentation (without the letters of flags), the rest of Emoji (without what is in ASCII), Emoji_Modifier_Base.
 * Where blocks have room for emoji alone, what is not assigned yet is taken for one.
 */
static const struct range shown_ranges[] = {
    { 0x231a, 0x231b }, { 0x23e9, 0x23ec }, { 0x23f0, 0x23f0 }, { 0x23f3, 0x23f3 }, { 0x25fd, 0x25fe }, { 0x2614, 0x2615 },
    { 0x2648, 0x2653 }, { 0x267f, 0x267f }, { 0x2693, 0x2693 }, { 0x26a1, 0x26a1 }, { 0x26aa, 0x26ab }, { 0x26bd, 0x26be },
    { 0x26c4, 0x26c5 }, { 0x26ce, 0x26ce }, { 0x26d4, 0x26d4 }, { 0x26ea, 0x26ea }, { 0x26f2, 0x26f3 }, { 0x26f5, 0x26f5 },
    { 0x26fa, 0x26fa }, { 0x26fd, 0x26fd }, { 0x2705, 0x2705 }, { 0x270a, 0x270b }, { 0x2728, 0x2728 }, { 0x274c, 0x274c },
    { 0x274e, 0x274e }, { 0x2753, 0x2755 }, { 0x2757, 0x2757 }, { 0x2795, 0x2797 }, { 0x27b0, 0x27b0 }, { 0x27bf, 0x27bf },
    { 0x2b1b, 0x2b1c }, { 0x2b50, 0x2b50 }, { 0x2b55, 0x2b55 }, { 0x1f004, 0x1f004 }, { 0x1f0cf, 0x1f0cf }, { 0x1f18e, 0x1f18e },
    { 0x1f191, 0x1f19a }, { 0x1f201, 0x1f201 }, { 0x1f21a, 0x1f21a }, { 0x1f22f, 0x1f22f }, { 0x1f232, 0x1f236 },
    { 0x1f238, 0x1f23a }, { 0x1f250, 0x1f251 }, { 0x1f300, 0x1f320 }, { 0x1f32d, 0x1f335 }, { 0x1f337, 0x1f37c },
    { 0x1f37e, 0x1f393 }, { 0x1f3a0, 0x1f3ca }, { 0x1f3cf, 0x1f3d3 }, { 0x1f3e0, 0x1f3f0 }, { 0x1f3f4, 0x1f3f4 },
    { 0x1f3f8, 0x1f43e }, { 0x1f440, 0x1f440 }, { 0x1f442, 0x1f4fc }, { 0x1f4ff, 0x1f53d }, { 0x1f54b, 0x1f54e },
    { 0x1f550, 0x1f567 }, { 0x1f57a, 0x1f57a }, { 0x1f595, 0x1f596 }, { 0x1f5a4, 0x1f5a4 }, { 0x1f5fb, 0x1f64f },
    { 0x1f680, 0x1f6c5 }, { 0x1f6cc, 0x1f6cc }, { 0x1f6d0, 0x1f6d2 }, { 0x1f6d5, 0x1f6df }, { 0x1f6eb, 0x1f6ec },
    { 0x1f6f4, 0x1f6fc }, { 0x1f7e0, 0x1f7eb }, { 0x1f7f0, 0x1f7f0 }, { 0x1f90c, 0x1f93a }, { 0x1f93c, 0x1f945 },
    { 0x1f947, 0x1f9ff }, { 0x1fa70, 0x1faff },
};

static const struct range written_ranges[] = {
    { 0xa9, 0xa9 }, { 0xae, 0xae }, { 0x203c, 0x203c }, { 0x2049, 0x2049 }, { 0x2122, 0x2122 }, { 0x2139, 0x2139 },
    { 0x2194, 0x2199 }, { 0x21a9, 0x21aa }, { 0x2328, 0x2328 }, { 0x23cf, 0x23cf }, { 0x23ed, 0x23ef }, { 0x23f1, 0x23f2 },
    { 0x23f8, 0x23fa }, { 0x24c2, 0x24c2 }, { 0x25aa, 0x25ab }, { 0x25b6, 0x25b6 }, { 0x25c0, 0x25c0 }, { 0x25fb, 0x25fc },
    { 0x2600, 0x2604 }, { 0x260e, 0x260e }, { 0x2611, 0x2611 }, { 0x2618, 0x2618 }, { 0x261d, 0x261d }, { 0x2620, 0x2620 },
    { 0x2622, 0x2623 }, { 0x2626, 0x2626 }, { 0x262a, 0x262a }, { 0x262e, 0x262f }, { 0x2638, 0x263a }, { 0x2640, 0x2640 },
    { 0x2642, 0x2642 }, { 0x265f, 0x2660 }, { 0x2663, 0x2663 }, { 0x2665, 0x2666 }, { 0x2668, 0x2668 }, { 0x267b, 0x267b },
    { 0x267e, 0x267e }, { 0x2692, 0x2692 }, { 0x2694, 0x2697 }, { 0x2699, 0x2699 }, { 0x269b, 0x269c }, { 0x26a0, 0x26a0 },
    { 0x26a7, 0x26a7 }, { 0x26b0, 0x26b1 }, { 0x26c8, 0x26c8 }, { 0x26cf, 0x26cf }, { 0x26d1, 0x26d1 }, { 0x26d3, 0x26d3 },
    { 0x26e9, 0x26e9 }, { 0x26f0, 0x26f1 }, { 0x26f4, 0x26f4 }, { 0x26f7, 0x26f9 }, { 0x2702, 0x2702 }, { 0x2708, 0x2709 },
    { 0x270c, 0x270d }, { 0x270f, 0x270f }, { 0x2712, 0x2712 }, { 0x2714, 0x2714 }, { 0x2716, 0x2716 }, { 0x271d, 0x271d },
    { 0x2721, 0x2721 }, { 0x2733, 0x2734 }, { 0x2744, 0x2744 }, { 0x2747, 0x2747 }, { 0x2763, 0x2764 }, { 0x27a1, 0x27a1 },
    { 0x2934, 0x2935 }, { 0x2b05, 0x2b07 }, { 0x3030, 0x3030 }, { 0x303d, 0x303d }, { 0x3297, 0x3297 }, { 0x3299, 0x3299 },
    { 0x1f170, 0x1f171 }, { 0x1f17e, 0x1f17f }, { 0x1f202, 0x1f202 }, { 0x1f237, 0x1f237 }, { 0x1f321, 0x1f321 },
    { 0x1f324, 0x1f32c }, { 0x1f336, 0x1f336 }, { 0x1f37d, 0x1f37d }, { 0x1f396, 0x1f397 }, { 0x1f399, 0x1f39b },
    { 0x1f39e, 0x1f39f }, { 0x1f3cb, 0x1f3ce }, { 0x1f3d4, 0x1f3df }, { 0x1f3f3, 0x1f3f3 }, { 0x1f3f5, 0x1f3f5 },
    { 0x1f3f7, 0x1f3f7 }, { 0x1f43f, 0x1f43f }, { 0x1f441, 0x1f441 }, { 0x1f4fd, 0x1f4fd }, { 0x1f549, 0x1f54a },
    { 0x1f56f, 0x1f570 }, { 0x1f573, 0x1f579 }, { 0x1f587, 0x1f587 }, { 0x1f58a, 0x1f58d }, { 0x1f590, 0x1f590 },
    { 0x1f5a5, 0x1f5a5 }, { 0x1f5a8, 0x1f5a8 }, { 0x1f5b1, 0x1f5b2 }, { 0x1f5bc, 0x1f5bc }, { 0x1f5c2, 0x1f5c4 },
    { 0x1f5d1, 0x1f5d3 }, { 0x1f5dc, 0x1f5de }, { 0x1f5e1, 0x1f5e1 }, { 0x1f5e3, 0x1f5e3 }, { 0x1f5e8, 0x1f5e8 },
    { 0x1f5ef, 0x1f5ef }, { 0x1f5f3, 0x1f5f3 }, { 0x1f5fa, 0x1f5fa }, { 0x1f6cb, 0x1f6cb }, { 0x1f6cd, 0x1f6cf },
    { 0x1f6e0, 0x1f6e5 }, { 0x1f6e9, 0x1f6e9 }, { 0x1f6f0, 0x1f6f0 }, { 0x1f6f3, 0x1f6f3 },
};

static const struct range skinned_ranges[] = {
    { 0x261d, 0x261d }, { 0x26f9, 0x26f9 }, { 0x270a, 0x270d }, { 0x1f385, 0x1f385 }, { 0x1f3c2, 0x1f3c4 }, { 0x1f3c7, 0x1f3c7 },
    { 0x1f3ca, 0x1f3cc }, { 0x1f442, 0x1f443 }, { 0x1f446, 0x1f450 }, { 0x1f466, 0x1f478 }, { 0x1f47c, 0x1f47c },
    { 0x1f481, 0x1f483 }, { 0x1f485, 0x1f487 }, { 0x1f48f, 0x1f48f }, { 0x1f491, 0x1f491 }, { 0x1f4aa, 0x1f4aa },
    { 0x1f574, 0x1f575 }, { 0x1f57a, 0x1f57a }, { 0x1f590, 0x1f590 }, { 0x1f595, 0x1f596 }, { 0x1f645, 0x1f647 },
    { 0x1f64b, 0x1f64f }, { 0x1f6a3, 0x1f6a3 }, { 0x1f6b4, 0x1f6b6 }, { 0x1f6c0, 0x1f6c0 }, { 0x1f6cc, 0x1f6cc },
    { 0x1f90c, 0x1f90c }, { 0x1f90f, 0x1f90f }, { 0x1f918, 0x1f91f }, { 0x1f926, 0x1f926 }, { 0x1f930, 0x1f939 },
    { 0x1f93c, 0x1f93e }, { 0x1f977, 0x1f977 }, { 0x1f9b5, 0x1f9b6 }, { 0x1f9b8, 0x1f9b9 }, { 0x1f9bb, 0x1f9bb },
    { 0x1f9cd, 0x1f9cf }, { 0x1f9d1, 0x1f9dd }, { 0x1fac3, 0x1fac5 }, { 0x1faf0, 0x1faff },
};

/* By the first letter, the second ones of the regions that have a flag. */
static const char *const region_letters[] = {
    "CDEFGILMOQRSTUWXZ", "ABDEFGHIJLMNOQRSTVWYZ", "ACDFGHIKLMNOPQRUVWXYZ", "EGJKMOZ", "ACEGHRSTU", "IJKMOR",
    "ABDEFGHILMNPQRSTUWY", "KMNRTU", "CDELMNOQRST", "EMOP", "EGHIMNPRWYZ", "ABCIKRSTUVY", "ACDEFGHKLMNOPQRSTUVWXYZ",
    "ACEFGILOPRUZ", "M", "AEFGHKLMNRSTWY", "A", "EOSUW", "ABCDEGHIJKLMNORSTVXYZ", "ACDFGHJKLMNORTVWZ", "AGMNSYZ",
    "ACEGINU", "FS", "K", "ET", "AMW",
};

static bool is_in(const struct range *ranges, size_t n, u32 rune)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ranges[middle].last < rune)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && ranges[low].first <= rune;
}

static bool is_shown(u32 rune) { return is_in(shown_ranges, COUNT(shown_ranges), rune); }
static bool is_written(u32 rune) { return is_in(written_ranges, COUNT(written_ranges), rune); }
static bool has_skin(u32 rune) { return is_in(skinned_ranges, COUNT(skinned_ranges), rune); }
static bool is_tone(u32 rune) { return rune >= TONE_FIRST && rune <= TONE_LAST; }
static bool is_flag_letter(u32 rune) { return rune >= FLAG_A && rune <= FLAG_Z; }

/* ---- reading ---- */

struct reading { str left; struct buf *out; };

static u32 peek(const struct reading *r)
{
    u32 rune = 0;

    return utf8_decode(r->left, &rune) ? rune : 0;
}

static void skip(struct reading *r, u32 unwanted)
{
    u32 rune;
    size_t n = utf8_decode(r->left, &rune);

    if (n && rune == unwanted)
        r->left = str_from(r->left, n);
}

/* Whether it is to be shown as an emoji is not left to the text. */
static void take(struct reading *r)
{
    u32 rune;
    size_t n = utf8_decode(r->left, &rune);

    buf_add(r->out, str_to(r->left, n));
    r->left = str_from(r->left, n);
    skip(r, AS_EMOJI);
}

static void as_emoji(struct reading *r)
{
    char bytes[4];

    buf_add(r->out, (str){ bytes, utf8_encode(AS_EMOJI, bytes) });
}

static bool keycap_read(struct reading *r)
{
    take(r);
    as_emoji(r);
    if (peek(r) != KEYCAP)
        return false;
    take(r);
    return true;
}

static bool flag_read(struct reading *r)
{
    u32 first = peek(r);

    take(r);
    u32 second = peek(r);
    if (!is_flag_letter(second) || !strchr(region_letters[first - FLAG_A], (int)('A' + second - FLAG_A)))
        return false;
    take(r);
    return true;
}

static bool is_tag(u32 rune)
{
    u32 ascii = rune - TAG_FIRST + 0x20;

    return (ascii >= 'a' && ascii <= 'z') || (ascii >= '0' && ascii <= '9');
}

/* The flag of a part of a country: a black flag, and its code in tags. */
static bool part_flag_read(struct reading *r)
{
    int n = 0;

    for (; is_tag(peek(r)) && n < TAGS_MOST; n++)
        take(r);
    if (n < 3 || peek(r) != TAG_END)
        return false;
    take(r);
    return true;
}

/* A character, with its tone of skin. */
static bool character_read(struct reading *r)
{
    u32 rune = peek(r);
    bool shown = is_shown(rune);

    if (!shown && !is_written(rune))
        return false;
    take(r);
    if (has_skin(rune) && is_tone(peek(r))) {
        take(r);
        return true;
    }
    if (!shown)
        as_emoji(r);
    return rune != BLACK_FLAG || !is_tag(peek(r)) || part_flag_read(r);
}

/* A tone of skin without a character stands alone, as it would become the tone of what is before it. */
static bool joined_read(struct reading *r)
{
    bool alone = is_tone(peek(r));

    for (int n = 0; n < EMOJI_JOINED_MOST; n++) {
        if ((n && is_tone(peek(r))) || !character_read(r))
            return false;
        if (peek(r) != JOINER || alone)
            return true;
        take(r);
    }
    return false;
}

static bool is_key(u32 rune)
{
    return rune == '#' || rune == '*' || (rune >= '0' && rune <= '9');
}

bool emoji_read(struct arena *a, str text, str *out)
{
    struct buf b = BUF_ON(a);
    struct reading r = { text, &b };
    u32 first = peek(&r);

    if (!text.n || text.n > EMOJI_MOST)
        return false;
    bool read = is_key(first) ? keycap_read(&r) : is_flag_letter(first) ? flag_read(&r) : joined_read(&r);
    *out = buf_str(&b);
    return read && !r.left.n;
}
