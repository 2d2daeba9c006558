/* What people say of themselves, and passwords: text of any script, within bounds. */
#include "base/buf.h"
#include "base/problems.h"
#include "base/str.h"
#include "base/utf8.h"
#include "crypto/password.h"
#include "domain/account/account_own.h"

enum { NAME_MOST = 100, BIO_MOST = 1000 };

/* Overrides, embeddings and isolates: with them a name changes the direction of the text around it. */
static bool turns_text(u32 rune)
{
    return (rune >= 0x202a && rune <= 0x202e) || (rune >= 0x2066 && rune <= 0x2069);
}

static bool is_control(u32 rune)
{
    return rune < 0x20 || (rune >= 0x7f && rune < 0xa0) || rune == 0x2028 || rune == 0x2029;
}

/* Invisible: blanks of all widths, joiners, fillers, marks of direction. */
static bool is_blank(u32 rune)
{
    return rune == ' ' || rune == '\n' || rune == '\t' || rune == 0xa0 || rune == 0xad || rune == 0x115f || rune == 0x1160
           || rune == 0x1680 || rune == 0x180e || (rune >= 0x2000 && rune <= 0x200f) || rune == 0x202f
           || (rune >= 0x205f && rune <= 0x2064) || rune == 0x2800 || rune == 0x3000 || rune == 0x3164 || rune == 0xfeff || rune == 0xffa0;
}

/* Without blanks at its ends; those inside belong to the text, as a joiner does to an emoji. */
static str trimmed(str s)
{
    size_t from = 0, to = 0, n;
    u32 rune;
    bool begun = false;

    for (size_t i = 0; (n = utf8_decode(str_from(s, i), &rune)); i += n) {
        if (is_blank(rune))
            continue;
        if (!begun)
            from = i;
        begun = true;
        to = i + n;
    }
    return str_from(str_to(s, to), from);
}

bool text_clean(struct arena *a, str text, bool lines, str *out)
{
    struct buf b = BUF_ON(a);
    size_t n;
    u32 rune;

    for (size_t i = 0; (n = utf8_decode(str_from(text, i), &rune)); i += n) {
        if (turns_text(rune) || (lines && rune == '\r'))
            continue;
        if (is_control(rune) && !(lines && (rune == '\n' || rune == '\t')))
            return false;
        buf_add(&b, str_to(str_from(text, i), n));
    }
    *out = trimmed(buf_str(&b));
    return true;
}

err people_text_read(struct failure *failure, str field, str text, struct text_bounds b, str *clean)
{
    if (!text_clean(failure->arena, text, b.lines, clean))
        return failure_field(failure, field, &control_character);
    size_t n = utf8_length(*clean);
    if (n < b.least)
        return failure_field_saying(failure, field, &too_short, "This must not be empty.");
    if (n > b.most)
        return failure_field_saying(failure, field, &too_long, "This must have at most %zu characters.", b.most);
    return OK;
}

err display_name_read(struct failure *failure, str field, str text, str *clean)
{
    return people_text_read(failure, field, text, (struct text_bounds){ 1, NAME_MOST, false }, clean);
}

err bio_read(struct failure *failure, str field, str text, str *clean)
{
    return people_text_read(failure, field, text, (struct text_bounds){ 0, BIO_MOST, true }, clean);
}

err password_check(struct failure *failure, str field, str password, str username, str email)
{
    size_t n = utf8_length(password);

    if (n < PASSWORD_LEAST)
        return failure_field_saying(failure, field, &too_short, "This must have at least %d characters.", PASSWORD_LEAST);
    if (n > PASSWORD_MOST)
        return failure_field_saying(failure, field, &too_long, "This must have at most %d characters.", PASSWORD_MOST);
    if (password_common(password, username, email))
        return failure_field(failure, field, &too_common);
    return OK;
}
