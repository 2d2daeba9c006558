#include "net/http1/body.h"
#include "base/str.h"
#include "net/hex.h"

enum state { LENGTH, CHUNK_SIZE, CHUNK_EXTENSION, CHUNK_SIZE_LF, CHUNK_DATA, CHUNK_DATA_CR, CHUNK_DATA_LF, LAST_CHUNK };

void framing_length(struct framing *f, i64 length)
{
    *f = (struct framing){ .state = LENGTH, .left = length, .total = length };
}

void framing_chunked(struct framing *f)
{
    *f = (struct framing){ .state = CHUNK_SIZE };
}

bool framing_here(const struct framing *f, size_t n)
{
    return f->state == LENGTH && f->left <= (i64)n;
}

static enum framed bad(struct refusal *why, const char *detail)
{
    *why = (struct refusal){ ERR_MALFORMED, detail };
    return FRAMED_BAD;
}

static enum framed size_char(struct framing *f, char c, struct refusal *why)
{
    int digit = hex_digit(c);

    if (digit >= 0) {
        if (++f->digits > CHUNK_DIGITS_MOST)
            return bad(why, "A chunk's size is too long.");
        f->left = f->left << 4 | digit;
        return FRAMED_MORE;
    }
    if (!f->digits || (c != ';' && c != '\r'))
        return bad(why, "A chunk's size is not a hexadecimal number.");
    f->state = c == ';' ? CHUNK_EXTENSION : CHUNK_SIZE_LF;
    return FRAMED_MORE;
}

static enum framed extension_char(struct framing *f, char c, struct refusal *why)
{
    if (c == '\r') {
        f->state = CHUNK_SIZE_LF;
        return FRAMED_MORE;
    }
    if (((u8)c < 0x20 && c != '\t') || c == 0x7f)
        return bad(why, "There is a control character in a chunk's extension.");
    return ++f->extensions > CHUNK_EXTENSIONS_MOST ? bad(why, "The chunks' extensions are too long.") : FRAMED_MORE;
}

/* The size line has ended, or should have. */
static enum framed size_end(struct framing *f, char c, struct refusal *why)
{
    if (c != '\n')
        return bad(why, "A chunk's size is not followed by CR LF.");
    f->digits = 0;
    f->state = f->left ? CHUNK_DATA : LAST_CHUNK;
    if (__builtin_add_overflow(f->total, f->left, &f->total))
        return bad(why, "The body is too long to count.");
    return FRAMED_MORE;
}

static enum framed data_end(struct framing *f, char c, struct refusal *why)
{
    bool cr = f->state == CHUNK_DATA_CR;

    if (c != (cr ? '\r' : '\n'))
        return bad(why, "A chunk is not followed by CR LF.");
    f->state = cr ? CHUNK_DATA_LF : CHUNK_SIZE;
    return FRAMED_MORE;
}

static enum framed frame_char(struct framing *f, char c, struct refusal *why)
{
    switch (f->state) {
    case CHUNK_SIZE:
        return size_char(f, c, why);
    case CHUNK_EXTENSION:
        return extension_char(f, c, why);
    case CHUNK_SIZE_LF:
        return size_end(f, c, why);
    default:
        return data_end(f, c, why);
    }
}

static enum framed data_take(struct framing *f, str *in, str *piece)
{
    *piece = str_to(*in, f->left < (i64)in->n ? (size_t)f->left : in->n);
    *in = str_from(*in, piece->n);
    f->left -= (i64)piece->n;
    if (!f->left && f->state == CHUNK_DATA)
        f->state = CHUNK_DATA_CR;
    return FRAMED_PIECE;
}

enum framed framing_take(struct framing *f, str *in, str *piece, struct refusal *why)
{
    while (f->state != LAST_CHUNK) {
        if (f->state == LENGTH && !f->left)
            return FRAMED_END;
        if (!in->n)
            return FRAMED_MORE;
        if (f->state == LENGTH || f->state == CHUNK_DATA)
            return data_take(f, in, piece);
        enum framed now = frame_char(f, in->p[0], why);
        if (now != FRAMED_MORE)
            return now;
        *in = str_from(*in, 1);
    }
    return FRAMED_TRAILERS;
}
