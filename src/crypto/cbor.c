#include "crypto/cbor.h"
#include "base/str.h"
#include "base/utf8.h"

static size_t left(const struct cbor *c)
{
    return (size_t)(c->end - c->at);
}

/* The argument of a head (RFC 8949, section 3): in its low five bits, or in the 1, 2, 4 or 8 bytes that follow, never more than needed. */
static bool argument_take(struct cbor *c, int low, u64 *out)
{
    static const u64 least[] = { 24, 1 << 8, 1 << 16, (u64)1 << 32 };
    size_t size = low >= 24 && low <= 27 ? (size_t)1 << (low - 24) : 0;
    u64 n = 0;

    *out = (u64)low;
    if (low < 24)
        return true;
    if (!size || left(c) < size)
        return false;
    for (size_t i = 0; i < size; i++)
        n = n << 8 | (u8)*c->at++;
    *out = n;
    return n >= least[low - 24];
}

/* Simple values are false, true, null and undefined, and floating point numbers, whose bits are not a number to be shortened. */
static bool simple_take(struct cbor *c, int low, u64 *out)
{
    size_t size = low >= 25 && low <= 27 ? (size_t)1 << (low - 24) : 0;

    *out = (u64)low;
    if ((low < 20 || low > 23) && !size)
        return false;
    if (left(c) < size)
        return false;
    c->at += size;
    return true;
}

static bool held_take(struct cbor *c, struct cbor_item *item)
{
    if (item->n > left(c))
        return false;
    item->text = (str){ c->at, (size_t)item->n };
    c->at += item->n;
    return item->kind == CBOR_BYTES || utf8_valid(item->text);
}

bool cbor_next(struct cbor *c, struct cbor_item *item)
{
    *item = (struct cbor_item){0};
    if (!left(c))
        return false;
    u8 head = (u8)*c->at++;
    item->kind = (enum cbor_kind)(head >> 5);
    if (item->kind == CBOR_SIMPLE)
        return simple_take(c, head & 31, &item->n);
    if (!argument_take(c, head & 31, &item->n))
        return false;
    switch (item->kind) {
    case CBOR_BYTES:
    case CBOR_TEXT: return held_take(c, item);
    case CBOR_ARRAY: return item->n <= left(c);
    case CBOR_MAP: return item->n <= left(c) / 2;
    default: return true;
    }
}

static bool skip(struct cbor *c, int depth);

/* Keys are of one form only, so equal keys are equal bytes. */
static bool map_skip(struct cbor *c, u64 n, int depth)
{
    str keys[CBOR_KEYS_MOST];

    if (n > CBOR_KEYS_MOST)
        return false;
    for (u64 i = 0; i < n; i++) {
        const char *first = c->at;
        if (!skip(c, depth))
            return false;
        keys[i] = (str){ first, (size_t)(c->at - first) };
        for (u64 j = 0; j < i; j++)
            if (str_eq(keys[i], keys[j]))
                return false;
        if (!skip(c, depth))
            return false;
    }
    return true;
}

static bool array_skip(struct cbor *c, u64 n, int depth)
{
    while (n--)
        if (!skip(c, depth))
            return false;
    return true;
}

static bool skip(struct cbor *c, int depth)
{
    struct cbor_item item;

    if (!cbor_next(c, &item))
        return false;
    if (item.kind != CBOR_ARRAY && item.kind != CBOR_MAP && item.kind != CBOR_TAG)
        return true;
    if (depth == CBOR_DEPTH)
        return false;
    if (item.kind == CBOR_MAP)
        return map_skip(c, item.n, depth + 1);
    return array_skip(c, item.kind == CBOR_TAG ? 1 : item.n, depth + 1);
}

bool cbor_skip(struct cbor *c, str *whole)
{
    const char *first = c->at;
    bool good = skip(c, 0);

    if (whole)
        *whole = good ? (str){ first, (size_t)(c->at - first) } : (str){0};
    return good;
}

static bool next_of(struct cbor *c, enum cbor_kind kind, struct cbor_item *item)
{
    return cbor_next(c, item) && item->kind == kind;
}

bool cbor_map(struct cbor *c, u64 *n)
{
    struct cbor_item item;
    bool good = next_of(c, CBOR_MAP, &item);

    *n = item.n;
    return good;
}

bool cbor_text(struct cbor *c, str *out)
{
    struct cbor_item item;
    bool good = next_of(c, CBOR_TEXT, &item);

    *out = item.text;
    return good;
}

bool cbor_bytes(struct cbor *c, str *out)
{
    struct cbor_item item;
    bool good = next_of(c, CBOR_BYTES, &item);

    *out = item.text;
    return good;
}

bool cbor_i64(struct cbor *c, i64 *out)
{
    struct cbor_item item;

    if (!cbor_next(c, &item) || item.kind > CBOR_NEGATIVE || item.n > INT64_MAX)
        return false;
    *out = item.kind == CBOR_UINT ? (i64)item.n : -1 - (i64)item.n;
    return true;
}
