/* Escapes and queries: decoded input is text, and encodes to something that decodes to the same. */
#include <assert.h>
#include <string.h>
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "net/router.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void decode(struct arena *a, str s, bool plus)
{
    struct buf encoded = BUF_ON(a);
    str text, again;

    if (!url_decode(a, s, plus, &text))
        return;
    assert(utf8_valid(text) && (!text.n || !memchr(text.p, '\0', text.n)));
    url_encode(&encoded, text);
    assert(url_decode(a, buf_str(&encoded), plus, &again) && str_eq(text, again));
}

static void walk(struct arena *a, str query)
{
    str rest = query, name, value;
    size_t pairs = 0;
    bool bad;

    while (query_next(a, &rest, &name, &value, &bad)) {
        assert(utf8_valid(name) && utf8_valid(value));
        pairs++;
    }
    assert(bad || pairs <= query.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    str s = { (const char *)data, n };

    arena_init(&a, NULL, 0);
    decode(&a, s, true);
    decode(&a, s, false);
    walk(&a, s);
    arena_close(&a);
    return 0;
}
