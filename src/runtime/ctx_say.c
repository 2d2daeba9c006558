/* What a ctx says: ids that it makes, what went wrong, and lines in the log. */
#include "runtime/ctx.h"

id ctx_new_id(ctx *c)
{
    return id_next(&c->world->ids, ctx_now(c).ms);
}

err fail(ctx *c, const struct problem *p)
{
    return failure_set(&c->failure, p);
}

err fail_saying(ctx *c, const struct problem *p, const char *detail, ...)
{
    va_list args;

    va_start(args, detail);
    err e = failure_vsaying(&c->failure, p, detail, args);
    va_end(args);
    return e;
}

err fail_with(ctx *c, err e, const char *detail, ...)
{
    va_list args;

    va_start(args, detail);
    e = failure_vsaying(&c->failure, PLAIN(e), detail, args);
    va_end(args);
    return e;
}

err fail_field(ctx *c, str field, const struct problem *p)
{
    return failure_field(&c->failure, field, p);
}

err fail_field_saying(ctx *c, str field, const struct problem *p, const char *detail, ...)
{
    va_list args;

    va_start(args, detail);
    str text = arena_vformat(&c->arena, detail, args);
    va_end(args);
    return failure_field_saying(&c->failure, field, p, STR_FMT, STR_ARG(text));
}

static str trace_text(ctx *c)
{
    static const char digits[] = "0123456789abcdef";
    const u8 *bytes = c->trace.trace_id;
    char *text = arena_alloc(&c->arena, 2 * sizeof c->trace.trace_id, 1);

    for (size_t i = 0; i < sizeof c->trace.trace_id; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    return (str){ text, 2 * sizeof c->trace.trace_id };
}

static bool traced(const struct trace *t)
{
    u8 any = 0;

    for (size_t i = 0; i < sizeof t->trace_id; i++)
        any |= t->trace_id[i];
    return any != 0;
}

void ctx_log_fields(ctx *c, enum log_level level, const char *message, const struct log_field *fields)
{
    struct log *log = &c->world->log;
    size_t given = 0, n = 0;

    if (level < log->least)
        return;
    while (fields[given].name)
        given++;
    struct arena_mark mark = arena_mark(&c->arena);
    struct log_field *all = arena_array(&c->arena, struct log_field, given + 3);
    for (; n < given; n++)
        all[n] = fields[n];
    if (traced(&c->trace))
        all[n++] = (struct log_field)KV_STR("trace_id", trace_text(c));
    if (c->caller.account.v)
        all[n++] = (struct log_field)KV_ID("account", c->caller.account);
    log_fields(log, level, message, all);
    arena_rewind(&c->arena, mark);
}
