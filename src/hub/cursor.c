#include "hub/cursor.h"
#include "base/arena.h"

enum { PART_MOST = 1 << 20 };

str log_cursor_text(struct arena *a, struct log_cursor c)
{
    return arena_format(a, "%lld.%lld", (long long)c.position, (long long)c.part);
}

/* Digits alone, without a leading zero: each cursor has one text. */
static bool number_read(str text, i64 *out)
{
    return text.n && text.p[0] != '-' && (text.n == 1 || text.p[0] != '0') && str_to_i64(text, out);
}

bool log_cursor_read(str text, struct log_cursor *out)
{
    str position, rest = text;

    if (!text.n || !str_cut(&rest, '.', &position) || !rest.p)
        return false;
    return number_read(position, &out->position) && number_read(rest, &out->part) && out->position >= 1 && out->position < INT64_MAX &&
           out->part <= PART_MOST;
}
