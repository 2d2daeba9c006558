/* What comes with a request: path and query, into the struct that a row's handler takes; and in which form its body comes. */
#include "api/front/call.h"
#include "api/front/problems.h"
#include "base/json.h"
#include "base/str.h"

/* In a path, a malformed id cannot name anything: it is not found, rather than invalid. */
static err path_read(struct call *k, void *in)
{
    const struct endpoint *e = k->endpoint;

    for (int i = 0; i < k->match.n; i++) {
        const struct field *f = shape_field(e->route->in, k->match.params[i].name);
        if (shape_set_text(&k->c->arena, &k->c->failure, f, k->match.params[i].value, in) != OK) {
            failure_begin(&k->c->failure, &k->c->arena);
            return fail(k->c, e->missing);
        }
    }
    return OK;
}

static err query_member(struct call *k, const struct field *f, str value, void *in, u64 *present)
{
    u64 bit = shape_bit(k->endpoint->route->in, f);

    if (k->endpoint->from_path & bit)
        return OK;
    if (*present & bit)
        return fail_field(k->c, str_of(f->name), &repeated);
    *present |= bit;
    return shape_set_text(&k->c->arena, &k->c->failure, f, value, in);
}

/* All of it is checked before any error is returned; names that the shape does not know are ignored. */
err input_query(struct call *k, u64 *present)
{
    str rest = k->x->query, name, value;
    bool bad = false;
    err result = OK;

    while (query_next(&k->c->arena, &rest, &name, &value, &bad)) {
        const struct field *f = shape_field(k->endpoint->route->in, name);
        err e = f ? query_member(k, f, value, k->in, present) : OK;
        result = e != OK ? e : result;
    }
    return bad ? fail_with(k->c, ERR_MALFORMED, "The query has a malformed escape.") : result;
}

/* Only the surface knows whose it is; the handler reads it again. That of a socket or a stream is none of a page. */
static void cursor_look(struct call *k, const void *in)
{
    const struct route *r = k->endpoint->route;
    const struct field *f = shape_field(r->in, S("cursor"));
    struct cursor at;

    if (f && f->kind == K_STR && !r->socket && r->form != ANSWER_STREAM)
        (void)cursor_read(k->c, *(const str *)(const void *)((const char *)in + f->at), &at);
}

err input_begin(struct call *k)
{
    const struct shape *shape = k->endpoint->route->in;

    k->in = arena_alloc(&k->c->arena, shape->size, _Alignof(max_align_t));
    shape_clear(shape, k->in);
    return path_read(k, k->in);
}

err input_end(struct call *k, err before, u64 present)
{
    if (before != OK && before != ERR_INVALID)
        return before;
    cursor_look(k, k->in);
    err incomplete = shape_validate(&k->c->failure, k->endpoint->route->in, k->in, present);
    return before != OK ? before : incomplete;
}

err body_plain(struct call *k)
{
    str coding = k->wanted[H_CONTENT_ENCODING];
    bool plain = !coding.n || str_eq_nocase(coding, S("identity"));

    if (plain && !(k->repeated >> H_CONTENT_ENCODING & 1))
        return OK;
    return fail_with(k->c, ERR_TYPE, "A body is accepted only without Content-Encoding.");
}
