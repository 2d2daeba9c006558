#include "api/front/endpoint.h"
#include "base/str.h"
#include "net/router.h"
#include "runtime/settings.h"

enum { BODY_BESIDES = 16 * 1024 };

/* "!/metrics" is at the root, "/notes" below the version. */
static str pattern_of(struct arena *a, const char *path, const char *base)
{
    return *path == '!' ? str_of(path + 1) : arena_format(a, "%s%s", base, path);
}

/* The route's own 404: the answer to a malformed id. */
static const struct problem *missing_of(const struct route *r)
{
    for (const struct problem *const *p = r->problems; p && *p; p++)
        if ((*p)->what == ERR_NOT_FOUND)
            return *p;
    return PLAIN(ERR_NOT_FOUND);
}

/* Which members the pattern's {names} are; a name that the input lacks is the table's mistake. */
static err path_members(struct failure *failure, struct endpoint *e)
{
    const struct shape *in = e->route->in;
    str rest = e->pattern, piece;

    while (str_cut(&rest, '/', &piece)) {
        piece = str_from(piece, str_starts(piece, S("@{")));
        if (piece.n < 3 || piece.p[0] != '{')
            continue;
        str name = (str){ piece.p + 1, piece.n - 2 };
        const struct field *f = in ? shape_field(in, name) : NULL;
        if (!f)
            return failure_with(failure, ERR_INVALID, "route " STR_FMT ": its input has no member \"" STR_FMT "\".", STR_ARG(e->name),
                                STR_ARG(name));
        e->from_path |= shape_bit(in, f);
    }
    return OK;
}

/* Does the body have the members that the path does not? */
static bool body_brings(const struct endpoint *e)
{
    enum method m = e->route->method;
    bool more = false;

    for (const struct field *f = e->route->in->fields; f->name; f++)
        more |= !(e->from_path & shape_bit(e->route->in, f));
    return more && !e->route->exchange && (m == METHOD_POST || m == METHOD_PUT || m == METHOD_PATCH || e->route->takes_body);
}

static bool body_optional(const struct endpoint *e)
{
    for (const struct field *f = e->route->in->fields; f->name; f++)
        if (!(e->from_path & shape_bit(e->route->in, f)) && !f->optional && !kind_facts[f->kind].maybe)
            return false;
    return true;
}

/* The largest size of the input's shape; BODY_BESIDES leaves room for white space and unknown members. */
static size_t body_most(const struct endpoint *e)
{
    if (e->route->body_most)
        return e->route->body_most;
    return BODY_BESIDES + (e->from_body ? shape_json_most(e->route->in, e->from_path) : 0);
}

static err wrong_shape(struct failure *failure, const struct endpoint *e, const struct shape *s, const char *problem)
{
    return failure_with(failure, ERR_INVALID, "route " STR_FMT ": shape %s: %s.", STR_ARG(e->name), s->name, problem);
}

static bool brings_cookie(const struct shape *s)
{
    for (const struct field *f = s ? s->fields : NULL; f && f->name; f++)
        if (f->cookie)
            return true;
    return false;
}

/* A cookie that would never be sent, or a route that would send none. */
static err tokens_check(struct failure *failure, const struct endpoint *e)
{
    const struct route *r = e->route;
    bool brings = r->exchange || r->form == ANSWER_RAW || (r->form == ANSWER_SHAPE && brings_cookie(r->out));

    if (r->tokens == TOKENS_SET && !brings)
        return failure_with(failure, ERR_INVALID, "route " STR_FMT ": it sets a cookie, but its answer has no member marked .cookie.",
                            STR_ARG(e->name));
    if (r->tokens != TOKENS_SET && brings_cookie(r->out))
        return failure_with(failure, ERR_INVALID, "route " STR_FMT ": its answer has a cookie, but its row does not say TOKENS_SET.",
                            STR_ARG(e->name));
    return OK;
}

static bool needs_shape(enum answer_form form)
{
    return form == ANSWER_SHAPE || form == ANSWER_EITHER || form == ANSWER_PAGE || form == ANSWER_PIECES || form == ANSWER_PIECES_PAGE;
}

/* Columns that only an exchange may have, and those that only a typed row may have. */
static err form_check(struct failure *failure, const struct endpoint *e)
{
    const struct route *r = e->route;
    bool read = r->form == ANSWER_STREAM || r->form == ANSWER_PIECES || r->form == ANSWER_PIECES_PAGE;

    if (r->exchange && (r->form != ANSWER_NOTHING || e->from_body))
        return failure_with(failure, ERR_INVALID, "route " STR_FMT ": an exchange has no typed answer.", STR_ARG(e->name));
    if (!r->exchange && (r->body_type || r->body_streams || (r->socket && !r->surface) || r->keyed || r->raw))
        return failure_with(failure, ERR_INVALID, "route " STR_FMT ": its row has columns that only an exchange may have.",
                            STR_ARG(e->name));
    if (r->keyed && r->method != METHOD_POST)
        return failure_with(failure, ERR_INVALID, "route " STR_FMT ": an Idempotency-Key is for POST.", STR_ARG(e->name));
    if (r->again && (r->method != METHOD_POST || (r->form != ANSWER_SHAPE && r->form != ANSWER_EITHER)))
        return failure_with(failure, ERR_INVALID, "route " STR_FMT ": what is read again is a value that a POST answers with.",
                            STR_ARG(e->name));
    if (r->note && (r->method != METHOD_POST || r->form != ANSWER_RAW))
        return failure_with(failure, ERR_INVALID, "route " STR_FMT ": a note is kept of what a POST did whose answer is raw.",
                            STR_ARG(e->name));
    if ((read || r->socket) && r->method != METHOD_GET)
        return failure_with(failure, ERR_INVALID, "route " STR_FMT ": a socket, a stream and an answer in pieces are for GET.",
                            STR_ARG(e->name));
    return OK;
}

static err shapes_check(struct failure *failure, const struct endpoint *e)
{
    const struct route *r = e->route;
    const char *problem = r->in ? shape_check(r->in, false) : NULL;

    if (problem)
        return wrong_shape(failure, e, r->in, problem);
    problem = r->out ? shape_check(r->out, true) : NULL;
    if (problem)
        return wrong_shape(failure, e, r->out, problem);
    if (needs_shape(r->form) && !r->out)
        return failure_with(failure, ERR_INVALID, "route " STR_FMT ": no shape for its answer.", STR_ARG(e->name));
    if (!r->run == !r->exchange || !r->who || !r->status || !r->summary)
        return failure_with(failure, ERR_INVALID,
                            "route " STR_FMT ": its row lacks a permission, a status or a summary, or has none or two handlers.",
                            STR_ARG(e->name));
    return OK;
}

static err endpoint_make(struct arena *a, struct failure *failure, const struct route *r, struct endpoint *e)
{
    str method = method_name(r->method);

    *e = (struct endpoint){ .route = r, .pattern = pattern_of(a, r->path, "/api/v1"), .missing = missing_of(r) };
    e->name = arena_format(a, STR_FMT " " STR_FMT, STR_ARG(method), STR_ARG(e->pattern));
    TRY(shapes_check(failure, e));
    TRY(tokens_check(failure, e));
    TRY(path_members(failure, e));
    e->from_body = r->in && body_brings(e);
    TRY(form_check(failure, e));
    e->body_optional = e->from_body && body_optional(e);
    e->body_most = body_most(e);
    return OK;
}

static bool is_here(const struct settings *s, const struct route *r)
{
    return !s || r->operations || role_taken(s, str_of(r->role ? r->role : "api"));
}

err endpoints_make(struct arena *a, struct failure *failure, const struct route *const *tables, const struct settings *s,
                   struct endpoints *out)
{
    size_t most = 0;

    for (const struct route *const *table = tables; *table; table++)
        for (const struct route *r = *table; r->path; r++)
            most++;
    *out = (struct endpoints){ arena_array(a, struct endpoint, most), 0 };
    for (const struct route *const *table = tables; *table; table++)
        for (const struct route *r = *table; r->path; r++)
            if (is_here(s, r))
                TRY(endpoint_make(a, failure, r, &out->at[out->count++]));
    return OK;
}

static err route_add(struct failure *failure, struct router *router, const struct endpoint *e, str pattern, int number)
{
    if (e->route->raw)
        pattern = arena_format(failure->arena, STR_FMT "...}", STR_ARG(str_to(pattern, pattern.n - 1)));
    const char *problem = router_add(router, e->route->method, arena_cstr(failure->arena, pattern), number);

    return problem ? failure_with(failure, ERR_INVALID, "route " STR_FMT ": %s.", STR_ARG(e->name), problem) : OK;
}

err endpoints_route(struct failure *failure, struct router *router, const struct endpoints *all, int first)
{
    for (int i = 0; i < all->count; i++) {
        const struct endpoint *e = &all->at[i];
        TRY(route_add(failure, router, e, e->pattern, first + i));
        if (e->route->path[0] != '!')
            TRY(route_add(failure, router, e, pattern_of(failure->arena, e->route->path, "/api"), first + i));
    }
    return OK;
}
