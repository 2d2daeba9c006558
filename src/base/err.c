#include "base/err.h"
#include <stdio.h>
#include "base/arena.h"
#include "base/str.h"

const struct error_facts error_facts[ERR_COUNT] = {
    [OK] = { "OK", 200, "ok", "All is well", LOG_DEBUG },
#define X(name, status, code, title, level) [name] = { #name, status, code, title, level },
    ERRORS(X)
#undef X
};

void failure_begin(struct failure *s, struct arena *a)
{
    *s = (struct failure){ .arena = a };
}

err failure_vset(struct failure *s, err e, const char *code, const char *detail, va_list args)
{
    s->what = e;
    s->code = code;
    s->detail = arena_vformat(s->arena, detail, args);
    return e;
}

err failure_set(struct failure *s, err e, const char *code, const char *detail, ...)
{
    va_list args;

    va_start(args, detail);
    e = failure_vset(s, e, code, detail, args);
    va_end(args);
    return e;
}

err failure_field(struct failure *s, str field, const char *code, const char *detail, ...)
{
    struct field_error *f = arena_new(s->arena, struct field_error);
    va_list args;

    va_start(args, detail);
    *f = (struct field_error){ arena_copy(s->arena, field), code, arena_vformat(s->arena, detail, args), NULL };
    va_end(args);
    if (!s->fields)
        s->fields_end = &s->fields;
    *s->fields_end = f;
    s->fields_end = &f->next;
    s->what = ERR_INVALID;
    return ERR_INVALID;
}

bool failure_told(const struct failure *s, str field)
{
    for (const struct field_error *f = s->fields; f; f = f->next)
        if (str_eq(f->field, field))
            return true;
    return false;
}

void failure_member_add(struct failure *s, const char *name, str json)
{
    struct failure_member *m = arena_new(s->arena, struct failure_member);

    *m = (struct failure_member){ name, arena_copy(s->arena, json), s->more };
    s->more = m;
}

void failure_cause(struct failure *s, const char *cause, ...)
{
    va_list args;

    va_start(args, cause);
    s->cause = arena_vformat(s->arena, cause, args);
    va_end(args);
}
