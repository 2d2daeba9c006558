/*
 * Problems (RFC 9457): every error of the surface and of the domain, made in one place from
 * the failure. What the table and the failure say is safe to show; the cause is for the log.
 */
#include "api/front/call.h"
#include "api/front/problems.h"
#include "base/json.h"
#include "base/str.h"

PROBLEMS_DEFINE(front_problems, FRONT_PROBLEMS)

static void member(struct buf *b, str name, str value)
{
    buf_byte(b, ',');
    json_text(b, name);
    buf_byte(b, ':');
    json_text(b, value);
}

static void field_errors(struct buf *b, const struct field_error *f)
{
    buf_lit(b, ",\"errors\":[");
    for (; f; f = f->next) {
        buf_lit(b, "{\"field\":");
        json_text(b, f->field);
        member(b, S("code"), str_of(f->problem->code));
        member(b, S("detail"), f->detail);
        buf_lit(b, "}");
        if (f->next)
            buf_byte(b, ',');
    }
    buf_byte(b, ']');
}

void problem_members(struct buf *b, const struct failure *f)
{
    if (f->fields)
        field_errors(b, f->fields);
    for (const struct failure_member *m = f->more; m; m = m->next) {
        buf_lit(b, ",\"");
        buf_add(b, str_of(m->name));
        buf_lit(b, "\":");
        buf_add(b, m->json);
    }
}

str problem_detail(struct call *k, err e)
{
    return failure_words(&k->c->arena, &k->c->failure, e);
}

struct problem_answer problem_make(struct call *k, err e)
{
    const struct error_facts *facts = &error_facts[e];
    const struct failure *failure = &k->c->failure;
    bool told = failure->what == e;                            /* otherwise it belongs to an error that was caught */
    const struct problem *problem = problem_told(failure, e);
    str code = str_of(problem->code);
    struct buf b = BUF_ON(&k->c->arena);

    buf_lit(&b, "{\"type\":\"urn:kith:problem:");
    buf_add(&b, code);
    buf_lit(&b, "\",\"title\":");
    json_text(&b, str_of(facts->title));
    buf_lit(&b, ",\"status\":");
    buf_i64(&b, facts->status);
    member(&b, S("detail"), problem_detail(k, e));
    member(&b, S("code"), code);
    buf_lit(&b, ",\"trace_id\":\"");
    buf_hex(&b, k->c->trace.trace_id, sizeof k->c->trace.trace_id);
    buf_byte(&b, '"');
    if (told)
        problem_members(&b, failure);
    buf_byte(&b, '}');
    return (struct problem_answer){ facts->status, buf_str(&b) };
}

static void retry_write(struct call *k, int after)
{
    buf_lit(&k->x->extra, "Retry-After: ");
    buf_i64(&k->x->extra, after);
    buf_lit(&k->x->extra, "\r\n");
}

static void retry_line(struct call *k, int status)
{
    int after = k->c->failure.retry_after;

    if (status == 429 || status == 503 || after)
        retry_write(k, after ? after : 1);
}

void answer_retry_after(ctx *c, int seconds)
{
    if (call_of(c))
        retry_write(call_of(c), seconds);
}

void challenge_line(struct call *k)
{
    head_line(k, S("WWW-Authenticate: "), k->token_dead ? S("Bearer error=\"invalid_token\"") : S("Bearer"));
}

/* Warnings are about load, which is no time for a line each: every loop logs one a second of a kind, and counts the others. */
static bool warning_due(struct call *k, err e)
{
    struct warned *w = &k->loop->warned[e];
    i64 second = loop_mono_ms(k->c->loop) / 1000;
    bool due = second != w->second;

    w->left_out += !due;
    w->second = second;
    return due;
}

void failure_log(struct call *k, err e)
{
    const struct error_facts *facts = &error_facts[e];
    struct warned *w = &k->loop->warned[e];

    if (facts->level < LOG_WARN || (facts->level == LOG_WARN && !warning_due(k, e)))
        return;
    struct log_field others = { 0 };
    if (w->left_out)
        others = (struct log_field)KV_I64("left_out", w->left_out);
    ctx_log(k->c, facts->level, facts->title, KV_STR("code", str_of(facts->code)), KV_STR("detail", k->c->failure.detail),
            KV_STR("cause", k->c->failure.cause), KV_STR("request_id", k->request_id), others);
    w->left_out = 0;
}

void refusal_begin(struct call *k, err e)
{
    int status = error_facts[e].status;

    failure_log(k, e);
    retry_line(k, status);
    if (status == 401)
        challenge_line(k);
    if (k->cookie_dead)
        session_cookie_clear(k);
}

void problem_send(struct call *k, err e)
{
    struct problem_answer p = problem_make(k, e);

    refusal_begin(k, e);
    head_line(k, S("Cache-Control: "), S("no-store"));
    reply(k->x, p.status, S("application/problem+json"), p.body);
}
