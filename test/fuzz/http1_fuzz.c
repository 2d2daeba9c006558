/* A connection's bytes, whole and in pieces whose size the first octet chooses: the verdict and the bodies are the same. */
#include <assert.h>
#include "base/str.h"
#include "wire/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static u64 read_in_pieces(struct arena *a, str bytes, size_t step, struct buf *verdict)
{
    struct reader r;

    reader_init(&r, a);
    for (size_t at = 0; at < bytes.n; at += step)
        reader_feed(&r, str_to(str_from(bytes, at), step));
    buf_add(verdict, reader_end(&r));
    return r.body_hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;

    if (n < 2)
        return 0;
    arena_init(&a, NULL, 0);
    str bytes = { (const char *)data + 1, n - 1 };
    struct buf whole = BUF_ON(&a), pieces = BUF_ON(&a);
    u64 once = read_in_pieces(&a, bytes, bytes.n, &whole);
    u64 often = read_in_pieces(&a, bytes, 1 + data[0] % 32, &pieces);
    assert(str_eq(buf_str(&whole), buf_str(&pieces)) && once == often);
    arena_close(&a);
    return 0;
}
