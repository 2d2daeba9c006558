/*
 * From text into structs. Each value is read straight into its member by the member's
 * kind, its bounds are checked at once, and required members when their object
 * closes. A value of the wrong type is reported and skipped, so that one pass finds
 * every error.
 */
#include "base/json.h"
#include "base/json_scan.h"
#include "base/shape_rules.h"
#include "base/str.h"

struct reader {
    struct json_scan scan;
    struct arena *arena;             /* where unescaped text and arrays go */
    struct findings found;
};

static err read_value(struct reader *, const struct place *, const struct field *, enum kind, void *out);
static err read_object(struct reader *, const struct place *, const struct shape *, void *out, u64 *present);

static err type_refuse(struct reader *r, const struct place *place, enum kind kind)
{
    finding_saying(&r->found, place, &wrong_type, "This must be %s.", kind_facts[kind].noun);
    return json_skip(&r->scan);
}

static err read_text(struct reader *r, const struct place *place, enum kind kind, str *out)
{
    struct json_piece piece;

    if (json_peek(&r->scan) != '"')
        return type_refuse(r, place, kind);
    TRY(json_string(&r->scan, &piece));
    *out = json_unescape(r->arena, piece);
    if (piece.escaped && str_find_byte(*out, '\0') >= 0) {
        *out = (str){0};
        finding_saying(&r->found, place, &invalid_text, "This must not hold the character U+0000.");
    }
    return OK;
}

/* Text that encodes something else. A value that is not text at all has been reported, and leaves NULL. */
static err read_id(struct reader *r, const struct place *place, id *out)
{
    str s = {0};

    TRY(read_text(r, place, K_ID, &s));
    if (s.p)
        (void)text_to_id(&r->found, place, s, out);
    return OK;
}

static err read_when(struct reader *r, const struct place *place, when *out)
{
    str s = {0};

    TRY(read_text(r, place, K_WHEN, &s));
    if (s.p)
        (void)text_to_when(&r->found, place, s, out);
    return OK;
}

static bool number_next(struct reader *r)
{
    char c = json_peek(&r->scan);

    return c == '-' || (c >= '0' && c <= '9');
}

static err read_i64(struct reader *r, const struct place *place, i64 *out)
{
    bool whole;
    str text;

    if (!number_next(r))
        return type_refuse(r, place, K_I64);
    TRY(json_number(&r->scan, &text, &whole));
    if (whole)
        (void)text_to_i64(&r->found, place, text, out);
    else
        finding_saying(&r->found, place, &wrong_type, "This must be a whole number, without a fraction or an exponent.");
    return OK;
}

static err read_f64(struct reader *r, const struct place *place, double *out)
{
    bool whole;
    str text;

    if (!number_next(r))
        return type_refuse(r, place, K_F64);
    TRY(json_number(&r->scan, &text, &whole));
    (void)text_to_f64(&r->found, place, text, out);
    return OK;
}

static err read_bool(struct reader *r, const struct place *place, bool *out)
{
    char c = json_peek(&r->scan);

    if (c != 't' && c != 'f')
        return type_refuse(r, place, K_BOOL);
    *out = c == 't';
    return json_word(&r->scan, c == 't' ? S("true") : S("false"));
}

static err read_raw(struct reader *r, raw_json *out)
{
    (void)json_peek(&r->scan);
    const char *first = r->scan.at;
    TRY(json_skip(&r->scan));
    out->json = (str){ first, (size_t)(r->scan.at - first) };
    return OK;
}

/* The elements of an array so far; they double in the arena. */
struct elements { char *at; size_t n, size, each; };

static void *element_add(struct arena *a, struct elements *e)
{
    if (e->n == e->size) {
        char *old = e->at;
        e->size = e->size ? e->size * 2 : 8;
        e->at = arena_zero_array(a, e->size, e->each, 16);
        if (e->n)
            memcpy(e->at, old, e->n * e->each);
    }
    return e->at + e->n++ * e->each;
}

static err read_elements(struct reader *r, const struct place *place, const struct field *f, enum kind kind,
                         struct elements *e)
{
    size_t most = (size_t)elements_most(f);
    bool more, told = false;

    TRY(json_enter(&r->scan));
    for (bool first = true;; first = false) {
        TRY(json_next_element(&r->scan, first, &more));
        if (!more)
            return OK;
        if (arena_over(r->arena))
            return failure_with(r->scan.failure, ERR_TOO_LARGE, "The document holds too much.");
        if (e->n < most) {
            struct place here = { place, NULL, e->n };
            TRY(read_value(r, &here, f, kind, element_add(r->arena, e)));
            continue;
        }
        if (!told)
            finding_saying(&r->found, place, &too_long, "This must have at most %zu elements.", most);
        told = true;
        TRY(json_skip(&r->scan));
    }
}

static err read_array(struct reader *r, const struct place *place, const struct field *f, enum kind kind, void *out)
{
    static const enum kind of[] = { [K_STRS] = K_STR, [K_IDS] = K_ID, [K_I64S] = K_I64, [K_PAGE] = K_SHAPE };
    struct elements e = { .each = kind == K_PAGE ? f->of->size : kind_facts[of[kind]].size };

    if (json_peek(&r->scan) != '[')
        return type_refuse(r, place, kind);
    TRY(read_elements(r, place, f, of[kind], &e));
    if (kind == K_STRS)
        *(strs *)out = (strs){ (void *)e.at, e.n };
    else if (kind == K_IDS)
        *(ids *)out = (ids){ (void *)e.at, e.n };
    else if (kind == K_I64S)
        *(i64s *)out = (i64s){ (void *)e.at, e.n };
    else
        *(struct page *)out = (struct page){ .at = e.at, .n = e.n };
    return OK;
}

static err read_shape(struct reader *r, const struct place *place, const struct shape *shape, void *out)
{
    u64 present = 0;

    shape_clear(shape, out);
    if (json_peek(&r->scan) != '{')
        return type_refuse(r, place, K_SHAPE);
    TRY(read_object(r, place, shape, out, &present));
    rules_require(&r->found, place, shape, present);
    return OK;
}

static err read_value(struct reader *r, const struct place *place, const struct field *f, enum kind kind, void *out)
{
    switch (kind) {
    case K_I64: return read_i64(r, place, out);
    case K_BOOL: return read_bool(r, place, out);
    case K_ID: return read_id(r, place, out);
    case K_WHEN: return read_when(r, place, out);
    case K_F64: return read_f64(r, place, out);
    case K_RAW: return read_raw(r, out);
    case K_SHAPE: return read_shape(r, place, f->of, out);
    case K_STRS:
    case K_IDS:
    case K_I64S:
    case K_PAGE: return read_array(r, place, f, kind, out);
    default: return read_text(r, place, kind, out);
    }
}

/* An optional object or array that is null counts as left out. */
static err read_null(struct reader *r, const struct place *place, const struct field *f, void *member)
{
    bool nests = f->kind == K_SHAPE || f->kind == K_PAGE || f->kind == K_STRS || f->kind == K_IDS || f->kind == K_I64S;

    TRY(json_word(&r->scan, S("null")));
    if (kind_facts[f->kind].maybe)
        *(enum given *)member = NULLED;
    else if (!f->optional || !nests)
        finding(&r->found, place, &not_null);
    return OK;
}

static err read_member(struct reader *r, const struct place *above, const struct field *f, void *out)
{
    const struct kind_facts *kind = &kind_facts[f->kind];
    struct place here = { above, f->name, 0 };
    char *member = (char *)out + f->at;
    size_t found = r->found.n;

    if (f->kind != K_RAW && json_peek(&r->scan) == 'n')
        return read_null(r, &here, f, member);
    if (kind->maybe)
        *(enum given *)member = GIVEN;
    TRY(read_value(r, &here, f, kind->plain, member + kind->value_at));
    if (r->found.n == found)
        rules_check(&r->found, &here, f, member);
    return OK;
}

/* Members mostly come in the order of their shape: the search begins after the last one found. */
static const struct field *field_find(const struct shape *s, const struct field *from, str key)
{
    const struct field *f = from;

    if (!s->fields->name)
        return NULL;
    do {
        if (!f->name)
            f = s->fields;
        if (f->name[0] == (key.n ? key.p[0] : '\0') && str_eq(key, str_of(f->name)))
            return f;
        f++;
    } while (f != from && !(f->name == NULL && from == s->fields));
    return NULL;
}

static err read_members(struct reader *r, const struct place *place, const struct shape *shape, void *out, u64 *present,
                        struct key_set *others)
{
    const struct field *next = shape->fields;
    u64 filled = *present;
    bool more;
    str key;

    for (bool first = true;; first = false) {
        TRY(json_next_key(&r->scan, first, &key, &more));
        if (!more)
            return OK;
        const struct field *f = field_find(shape, next, key);
        u64 bit = f ? shape_bit(shape, f) : 0;
        bool known = f && !(filled & bit);
        if (known ? (*present & bit) != 0 : !key_set_add(others, key))
            return json_malformed(&r->scan, "an object has the same key twice");
        if (!known) {
            TRY(json_skip(&r->scan));
            continue;
        }
        *present |= bit;
        next = f + 1;
        TRY(read_member(r, place, f, out));
    }
}

static err read_object(struct reader *r, const struct place *place, const struct shape *shape, void *out, u64 *present)
{
    struct key_set others;

    TRY(json_enter(&r->scan));
    key_set_begin(&others, &r->scan.scratch, &r->scan.seed);
    err e = read_members(r, place, shape, out, present, &others);
    key_set_end(&others);
    return e;
}

/* A document that is not an object has no members to miss. */
static err read_document(struct reader *r, const struct shape *shape, void *out, u64 *present)
{
    if (json_peek(&r->scan) == '{') {
        TRY(read_object(r, NULL, shape, out, present));
    } else {
        *present = ~(u64)0;
        TRY(type_refuse(r, NULL, K_SHAPE));
    }
    return json_scan_finish(&r->scan);
}

enum { SCRATCH = 1024 };

static err read_all(struct reader *r, struct failure *failure, str text, const struct shape *shape, void *out,
                    u64 *present)
{
    _Alignas(16) char first[SCRATCH];

    err e = json_scan_begin(&r->scan, failure, text, first, sizeof first);
    if (e == OK)
        e = read_document(r, shape, out, present);
    json_scan_end(&r->scan);
    return e;
}

err json_read_more(struct arena *a, struct failure *failure, str text, const struct shape *shape, void *out, u64 *present)
{
    struct reader r = { .arena = a, .found = { failure, 0 } };

    TRY(read_all(&r, failure, text, shape, out, present));
    return r.found.n ? ERR_INVALID : OK;
}

err json_read(struct arena *a, struct failure *failure, str text, const struct shape *shape, void *out)
{
    struct reader r = { .arena = a, .found = { failure, 0 } };
    u64 present = 0;

    shape_clear(shape, out);
    TRY(read_all(&r, failure, text, shape, out, &present));
    rules_require(&r.found, NULL, shape, present);
    return r.found.n ? ERR_INVALID : OK;
}

err json_accepts(struct failure *failure, str text)
{
    _Alignas(16) char first[SCRATCH];
    struct json_scan scan;

    err e = json_scan_begin(&scan, failure, text, first, sizeof first);
    if (e == OK)
        e = json_skip(&scan);
    if (e == OK)
        e = json_scan_finish(&scan);
    json_scan_end(&scan);
    return e;
}
