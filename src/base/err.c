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

const struct problem plain_problems[ERR_COUNT] = {
    [OK] = { "ok", OK, "All is well.", NULL },
#define X(name, status, code, title, level) [name] = { code, name, title ".", NULL },
    ERRORS(X)
#undef X
};

void failure_begin(struct failure *s, struct arena *a)
{
    *s = (struct failure){ .arena = a };
}

err failure_set(struct failure *s, const struct problem *p)
{
    s->what = p->what;
    s->problem = p;
    s->detail = str_of(p->words);
    return p->what;
}

err failure_vsaying(struct failure *s, const struct problem *p, const char *detail, va_list args)
{
    s->what = p->what;
    s->problem = p;
    s->detail = strchr(detail, '%') ? arena_vformat(s->arena, detail, args) : arena_copy(s->arena, str_of(detail));
    return p->what;
}

err failure_saying(struct failure *s, const struct problem *p, const char *detail, ...)
{
    va_list args;

    va_start(args, detail);
    err e = failure_vsaying(s, p, detail, args);
    va_end(args);
    return e;
}

err failure_with(struct failure *s, err e, const char *detail, ...)
{
    va_list args;

    va_start(args, detail);
    e = failure_vsaying(s, PLAIN(e), detail, args);
    va_end(args);
    return e;
}

err failure_as(struct failure *s, err e)
{
    s->what = e;
    return e;
}

static err failure_vague(struct failure *s, err e)
{
    s->what = e;
    s->problem = PLAIN(e);
    s->detail = (str){ "", 0 };
    return e;
}

static err field_add(struct failure *s, str field, const struct problem *p, str detail)
{
    struct field_error *f = arena_new(s->arena, struct field_error);

    *f = (struct field_error){ arena_copy(s->arena, field), p, detail, NULL };
    if (!s->fields)
        s->fields_end = &s->fields;
    *s->fields_end = f;
    s->fields_end = &f->next;
    if (s->what != ERR_INVALID)      /* what was told before is of an error that somebody caught */
        return failure_vague(s, ERR_INVALID);
    return ERR_INVALID;
}

err failure_field(struct failure *s, str field, const struct problem *p)
{
    return field_add(s, field, p, str_of(p->words));
}

err failure_field_saying(struct failure *s, str field, const struct problem *p, const char *detail, ...)
{
    va_list args;

    va_start(args, detail);
    str words = arena_vformat(s->arena, detail, args);
    va_end(args);
    return field_add(s, field, p, words);
}

const struct problem *problem_told(const struct failure *s, err e)
{
    return s->what == e && s->problem ? s->problem : PLAIN(e);
}

str failure_words(struct arena *a, const struct failure *f, err e)
{
    bool told = f->what == e;

    if (told && f->detail.n)
        return f->detail;
    if (told && f->fields && !f->fields->field.n)
        return f->fields->detail;
    if (told && f->fields)
        return arena_format(a, STR_FMT ": " STR_FMT, STR_ARG(f->fields->field), STR_ARG(f->fields->detail));
    return str_of(PLAIN(e)->words);
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
