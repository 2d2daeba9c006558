#include "i18n/text.h"
#include <assert.h>
#include "base/buf.h"
#include "base/str.h"
#include "base/time.h"
#include "i18n/text_own.h"

enum { QUALITY_ONE = 1000 };

str language_code(enum language l)
{
    return catalogues[l].code;
}

/* ";q=0.5" in thousandths; anything but a number counts as none (RFC 9110 section 12.4.2). */
static int quality_of(str parameters)
{
    int value = 0, worth = QUALITY_ONE;
    str q = str_trim(parameters);

    if (!q.n)
        return QUALITY_ONE;
    if (q.n < 3 || (q.p[0] | 0x20) != 'q' || q.p[1] != '=')
        return 0;
    for (size_t i = 2; i < q.n; i++) {
        if (i == 3 && q.p[i] == '.')
            continue;
        if (q.p[i] < '0' || q.p[i] > '9')
            return 0;
        value += (q.p[i] - '0') * worth;
        worth /= 10;
    }
    return value < QUALITY_ONE ? value : QUALITY_ONE;
}

/* "de" is asked for by "de", "de-AT" and "de_AT". */
static bool range_means(str range, str code)
{
    str head = str_to(range, code.n), tail = str_from(range, code.n);

    return str_eq_nocase(head, code) && (!tail.n || tail.p[0] == '-' || tail.p[0] == '_');
}

static void wish_note(str range, int quality, int best[LANGUAGES])
{
    for (int l = 0; l < LANGUAGES; l++)
        if (range_means(range, catalogues[l].code) && quality > best[l])
            best[l] = quality;
}

/* Among equals the first named wins: each later one is worth a little less, far below a thousandth. */
enum language language_of(str wanted)
{
    int best[LANGUAGES] = {0}, rank = 0, chosen = 0;
    str piece;

    while (str_cut(&wanted, ',', &piece)) {
        ptrdiff_t semicolon = str_find_byte(piece, ';');
        str range = str_trim(semicolon < 0 ? piece : str_to(piece, (size_t)semicolon));
        int quality = quality_of(semicolon < 0 ? (str){ NULL, 0 } : str_from(piece, (size_t)semicolon + 1));
        if (quality)
            wish_note(range, quality * 100 - (rank < 99 ? rank : 99), best);
        rank++;
    }
    for (int l = 1; l < LANGUAGES; l++)
        if (best[l] > best[chosen])
            chosen = l;
    return (enum language)chosen;
}

bool language_right_to_left(enum language l)
{
    return catalogues[l].right_to_left;
}

/* Each # is the number. */
static void form_add(struct buf *b, enum language l, str form, str number)
{
    for (ptrdiff_t at; (at = str_find_byte(form, '#')) >= 0; form = str_from(form, (size_t)at + 1)) {
        buf_add(b, str_to(form, (size_t)at));
        plural_number(b, l, number);
    }
    buf_add(b, form);
}

str text_of(struct arena *a, enum language l, enum text which, const struct text_args *args)
{
    const struct text_pieces *text = &catalogues[l].texts[which];
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < text->n; i++) {
        const struct text_piece *piece = &text->at[i];
        buf_add(&b, piece->words);
        if (piece->arg < 0)
            continue;
        str value = *(const str *)(const void *)((const char *)args + text_args_at[piece->arg]);
        assert(value.p);
        if (piece->form_count)
            form_add(&b, l, piece->forms[plural_form(l, value)], value);
        else
            buf_add(&b, value);
    }
    return buf_str(&b);
}

str text_date(struct arena *a, enum language l, when at)
{
    char rfc[RFC3339_LENGTH];
    i64 month, day;

    time_rfc3339(at, rfc);
    bool read = str_to_i64((str){ rfc + 5, 2 }, &month) && str_to_i64((str){ rfc + 8, 2 }, &day);
    assert(read && month >= 1 && month <= 12);
    return text_of(a, l, TEXT_DATE, &(struct text_args){
        .day = arena_format(a, "%lld", (long long)day),
        .month = text_of(a, l, (enum text)(TEXT_MONTH_01 + month - 1), NULL),
        .year = arena_copy(a, (str){ rfc, 4 }),
    });
}
