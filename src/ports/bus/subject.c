/* Subjects with places: "channel.*.message.*" is a pattern, whose places one word each fills. */
#include <assert.h>
#include "base/buf.h"
#include "ports/bus/own.h"

static bool is_place(str piece) { return str_eq(piece, S("*")); }

bool subject_has_places(str pattern)
{
    return str_find_byte(pattern, '*') >= 0;
}

bool subjects_meet(str a, str b)
{
    str from_a, from_b;

    for (;;) {
        bool more = str_cut(&a, '.', &from_a), also = str_cut(&b, '.', &from_b);
        if (!more || !also)
            return more == also;
        if (!is_place(from_a) && !is_place(from_b) && !str_eq(from_a, from_b))
            return false;
    }
}

/* A word with a dot would read as two. */
static void piece_add(struct buf *b, str piece)
{
    if (b->n)
        buf_byte(b, '.');
    buf_add(b, piece);
}

static str word_next(const str words[2], size_t *used)
{
    assert(*used < 2 && words[*used].n && str_find_byte(words[*used], '.') < 0);
    return words[(*used)++];
}

str subject_fill(struct arena *a, str pattern, str key, str second)
{
    str words[2] = { key, second }, rest = pattern, piece;
    struct buf b = BUF_ON(a);
    size_t used = 0;

    if (subject_has_places(pattern))
        while (str_cut(&rest, '.', &piece))
            piece_add(&b, is_place(piece) ? word_next(words, &used) : piece);
    assert(used == 2 || !second.n);                  /* a word without a place */
    return used ? buf_str(&b) : pattern;
}
