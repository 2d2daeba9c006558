#include "base/shape_pack.h"
#include <assert.h>
#include "base/arena.h"
#include "base/str.h"

enum { DEPTH_MOST = 8 };             /* of shapes within shapes */

/* ---- the version ---- */

static u64 mix(u64 h, u64 v)
{
    h = (h ^ v) * 0x9e3779b97f4a7c15;
    return h ^ h >> 29;
}

static u64 mix_text(u64 h, const char *text)
{
    for (; *text; text++)
        h = mix(h, (u8)*text);
    return mix(h, 0);
}

static u64 shape_mix(u64 h, const struct shape *s, int depth)
{
    assert(depth < DEPTH_MOST);
    for (const struct field *f = s->fields; f->name; f++) {
        h = mix(mix_text(h, f->name), f->kind + 1);
        if (f->of)
            h = shape_mix(h, f->of, depth + 1);
    }
    return mix(h, 0);
}

u64 shape_version(const struct shape *s)
{
    u64 h = shape_mix(1, s, 0);

    return h ? h : 1;
}

/* ---- packing: numbers take eight octets, what may be missing is told by one before it, and lengths take four ---- */

static void pack_members(struct buf *b, const struct shape *s, const char *value);

static void pack_octets(struct buf *b, const void *at, size_t n)
{
    memcpy(buf_reserve(b, n), at, n);
    b->n += n;
}

static void pack_count(struct buf *b, size_t n)
{
    u32 count = (u32)n;

    assert(count == n);
    pack_octets(b, &count, sizeof count);
}

static void pack_text(struct buf *b, str s)
{
    pack_count(b, s.n);
    buf_add(b, s);
}

static void pack_texts(struct buf *b, const strs *all)
{
    pack_count(b, all->n);
    for (size_t i = 0; i < all->n; i++)
        pack_text(b, all->at[i]);
}

static void pack_page(struct buf *b, const struct shape *of, const struct page *p)
{
    pack_count(b, p->n);
    for (size_t i = 0; i < p->n; i++)
        pack_members(b, of, (const char *)p->at + i * of->size);
    pack_text(b, p->next);
}

static void pack_link(struct buf *b, const struct shape *of, const void *to)
{
    buf_byte(b, to ? 1 : 0);
    if (to)
        pack_members(b, of, to);
}

static void pack_value(struct buf *b, const struct field *f, enum kind kind, const char *at)
{
    switch (kind) {
    case K_STR:
    case K_RAW: pack_text(b, *(const str *)at); break;
    case K_I64:
    case K_ID:
    case K_WHEN:
    case K_F64: pack_octets(b, at, sizeof(u64)); break;
    case K_BOOL: buf_byte(b, *(const bool *)at ? 1 : 0); break;
    case K_STRS: pack_texts(b, (const strs *)at); break;
    case K_IDS:
        pack_count(b, ((const ids *)at)->n);
        buf_add(b, (str){ (const char *)((const ids *)at)->at, ((const ids *)at)->n * sizeof(id) });
        break;
    case K_I64S:
        pack_count(b, ((const i64s *)at)->n);
        buf_add(b, (str){ (const char *)((const i64s *)at)->at, ((const i64s *)at)->n * sizeof(i64) });
        break;
    case K_SHAPE: pack_members(b, f->of, at); break;
    case K_PAGE: pack_page(b, f->of, (const struct page *)at); break;
    case K_LINK: pack_link(b, f->of, *(const void *const *)at); break;
    default: assert(!"nothing else is packed");
    }
}

static void pack_members(struct buf *b, const struct shape *s, const char *value)
{
    for (const struct field *f = s->fields; f->name; f++) {
        const struct kind_facts *kind = &kind_facts[f->kind];
        const char *at = value + f->at;
        if (kind->maybe) {
            buf_byte(b, (char)*(const enum given *)at);
            if (*(const enum given *)at != GIVEN)
                continue;
        }
        pack_value(b, f, kind->plain, at + kind->value_at);
    }
}

void shape_pack(struct buf *b, const struct shape *s, u64 version, const void *value)
{
    pack_octets(b, &version, sizeof version);
    pack_members(b, s, value);
}

/* ---- unpacking ---- */

struct unpacking { struct arena *arena; str rest; };

static bool unpack_members(struct unpacking *u, const struct shape *s, char *out);

static bool unpack_octets(struct unpacking *u, void *to, size_t n)
{
    if (u->rest.n < n)
        return false;
    memcpy(to, u->rest.p, n);
    u->rest = (str){ u->rest.p + n, u->rest.n - n };
    return true;
}

/* One of a few states, as an octet. */
static bool unpack_state(struct unpacking *u, u8 most, u8 *out)
{
    return unpack_octets(u, out, 1) && *out <= most;
}

/* Each of so many takes an octet at least, so a count beyond the rest is damage, and asks for no memory. */
static bool unpack_count(struct unpacking *u, size_t each, size_t *out)
{
    u32 n;

    if (!unpack_octets(u, &n, sizeof n) || n > u->rest.n / each)
        return false;
    *out = n;
    return true;
}

static bool unpack_text(struct unpacking *u, str *out)
{
    size_t n;

    if (!unpack_count(u, 1, &n))
        return false;
    *out = (str){ u->rest.p, n };
    u->rest = (str){ u->rest.p + n, u->rest.n - n };
    return true;
}

static bool unpack_texts(struct unpacking *u, strs *out)
{
    size_t n;
    bool good = unpack_count(u, sizeof(u32), &n);

    if (!good)
        return false;
    *out = (strs){ arena_array(u->arena, str, n), n };
    for (size_t i = 0; good && i < n; i++)
        good = unpack_text(u, &out->at[i]);
    return good;
}

static bool unpack_ids(struct unpacking *u, ids *out)
{
    size_t n;

    if (!unpack_count(u, sizeof(id), &n))
        return false;
    *out = (ids){ arena_array(u->arena, id, n), n };
    return n == 0 || unpack_octets(u, out->at, n * sizeof(id));
}

static bool unpack_numbers(struct unpacking *u, i64s *out)
{
    size_t n;

    if (!unpack_count(u, sizeof(i64), &n))
        return false;
    *out = (i64s){ arena_array(u->arena, i64, n), n };
    return n == 0 || unpack_octets(u, out->at, n * sizeof(i64));
}

static void *element_new(struct unpacking *u, const struct shape *of, size_t n)
{
    void *at = arena_alloc(u->arena, n * of->size, _Alignof(max_align_t));

    memset(at, 0, n * of->size);
    return at;
}

static bool unpack_page(struct unpacking *u, const struct shape *of, struct page *out)
{
    size_t n;
    bool good = unpack_count(u, 1, &n) && n <= ELEMENTS_MOST;

    if (!good)
        return false;
    *out = (struct page){ .at = element_new(u, of, n), .n = n };
    for (size_t i = 0; good && i < n; i++)
        good = unpack_members(u, of, (char *)out->at + i * of->size);
    return good && unpack_text(u, &out->next);
}

static bool unpack_link(struct unpacking *u, const struct shape *of, void **out)
{
    u8 there;

    if (!unpack_state(u, 1, &there))
        return false;
    *out = there ? element_new(u, of, 1) : NULL;
    return !there || unpack_members(u, of, *out);
}

static bool unpack_bool(struct unpacking *u, bool *out)
{
    u8 is;

    if (!unpack_state(u, 1, &is))
        return false;
    *out = is;
    return true;
}

static bool unpack_value(struct unpacking *u, const struct field *f, enum kind kind, char *at)
{
    switch (kind) {
    case K_STR:
    case K_RAW: return unpack_text(u, (str *)at);
    case K_I64:
    case K_ID:
    case K_WHEN:
    case K_F64: return unpack_octets(u, at, sizeof(u64));
    case K_BOOL: return unpack_bool(u, (bool *)at);
    case K_STRS: return unpack_texts(u, (strs *)at);
    case K_IDS: return unpack_ids(u, (ids *)at);
    case K_I64S: return unpack_numbers(u, (i64s *)at);
    case K_SHAPE: return unpack_members(u, f->of, at);
    case K_PAGE: return unpack_page(u, f->of, (struct page *)at);
    case K_LINK: return unpack_link(u, f->of, (void **)at);
    default: return false;
    }
}

static bool unpack_members(struct unpacking *u, const struct shape *s, char *out)
{
    for (const struct field *f = s->fields; f->name; f++) {
        const struct kind_facts *kind = &kind_facts[f->kind];
        char *at = out + f->at;
        if (kind->maybe) {
            u8 given;
            if (!unpack_state(u, GIVEN, &given))
                return false;
            *(enum given *)at = given;
            if (given != GIVEN)
                continue;
        }
        if (!unpack_value(u, f, kind->plain, at + kind->value_at))
            return false;
    }
    return true;
}

bool shape_unpack(struct arena *a, const struct shape *s, u64 version, str octets, void *out)
{
    struct unpacking u = { a, octets };
    u64 is;

    memset(out, 0, s->size);
    return unpack_octets(&u, &is, sizeof is) && is == version && unpack_members(&u, s, out) && !u.rest.n;
}
