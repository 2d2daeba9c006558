/* Chunked bodies: the same octets come out however the input is cut, never more than the chunks announced, and none twice. */
#include <assert.h>
#include "base/arena.h"
#include "base/str.h"
#include "net/http1/body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static enum framed take_all(str bytes, size_t step, struct buf *body, size_t *taken)
{
    struct framing f;
    enum framed now = FRAMED_MORE;
    struct refusal why;

    framing_chunked(&f);
    *taken = 0;
    for (size_t at = 0; at < bytes.n && (now == FRAMED_MORE || now == FRAMED_PIECE); at += step) {
        str in = str_to(str_from(bytes, at), step), piece;
        size_t before = in.n;
        while ((now = framing_take(&f, &in, &piece, &why)) == FRAMED_PIECE)
            buf_add(body, piece);
        *taken += before - in.n;
        assert(now != FRAMED_MORE || !in.n);
    }
    assert((i64)body->n <= f.total);
    return now;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    size_t taken, taken_in_pieces;

    if (n < 2)
        return 0;
    arena_init(&a, NULL, 0);
    str bytes = { (const char *)data + 1, n - 1 };
    struct buf whole = BUF_ON(&a), pieces = BUF_ON(&a);
    enum framed once = take_all(bytes, bytes.n, &whole, &taken);
    enum framed often = take_all(bytes, 1 + data[0] % 16, &pieces, &taken_in_pieces);
    assert(once == often && taken == taken_in_pieces && str_eq(buf_str(&whole), buf_str(&pieces)));
    arena_close(&a);
    return 0;
}
