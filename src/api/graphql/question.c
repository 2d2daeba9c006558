/* What is asked: the members of a JSON body, or the parameters of a GET. */
#include "api/front/problems.h"
#include "api/graphql/endpoint_own.h"
#include "base/json.h"
#include "base/problems.h"
#include "base/str.h"
#include "net/router.h"
#include "runtime/settings.h"

enum { QUERY_MOST = 1 << 30 };       /* characters; bodies and addresses have their own bounds */

#define NAMED(S, m, word, ...) \
    { .name = word, .at = offsetof(struct S, m), .size = sizeof ((struct S *)0)->m, .kind = KIND_OF(((struct S *)0)->m), __VA_ARGS__ }

SHAPE(question,
    FIELD(question, query, .max = QUERY_MOST, .doc = "The document"),
    NAMED(question, operation_name, "operationName", .doc = "Which of its operations; only needed if there are several"),
    FIELD(question, variables, .optional = true, .doc = "An object with the values of the operation's variables"),
    FIELD(question, extensions, .optional = true, .doc = "An object; persistedQuery has the document's hash"));

static SHAPE(persisted_query,
    FIELD(persisted_query, version),
    NAMED(persisted_query, hash, "sha256Hash", .max = QUERY_MOST));

struct extensions { raw_json persisted_query; };
static SHAPE(extensions, NAMED(extensions, persisted_query, "persistedQuery", .optional = true));

/* ---- a body ---- */

err question_expect(struct call *k)
{
    i64 most = k->front->world->settings->max_body;

    TRY(body_plain(k));
    if (k->repeated >> H_CONTENT_TYPE & 1 || !json_type(k->wanted[H_CONTENT_TYPE], false))
        return fail_with(k->c, ERR_TYPE, "The body must be application/json, in UTF-8.");
    if (k->x->content_length > most)
        return fail_with(k->c, ERR_TOO_LARGE, "The body is larger than the %lld octets accepted here.", (long long)most);
    body_limit(k->x, most);
    return idempotency_key_check(k);
}

static bool is_batch(str body)
{
    size_t at = 0;

    while (at < body.n && (body.p[at] == ' ' || body.p[at] == '\t' || body.p[at] == '\n' || body.p[at] == '\r'))
        at++;
    return at < body.n && body.p[at] == '[';
}

static err body_read_question(struct inquiry *q)
{
    struct call *k = q->k;

    TRY(body_take(k));
    if (is_batch(k->body)) {
        TRY(json_accepts(&k->c->failure, k->body));
        return fail(k->c, &batch_not_supported);
    }
    return json_read(&k->c->arena, &k->c->failure, k->body, &question_shape, &q->in);
}

/* ---- the parameters of a GET ---- */

static err parameter_take(struct inquiry *q, const struct field *f, str value)
{
    struct call *k = q->k;
    struct failure unheard;

    if (f->kind != K_RAW)
        return shape_set_text(&k->c->arena, &k->c->failure, f, value, &q->in);
    failure_begin(&unheard, &k->c->arena);
    if (value.n && json_accepts(&unheard, value) != OK)
        return fail_field_saying(k->c, str_of(f->name), &invalid_form, "This must be JSON.");
    *(raw_json *)(void *)((char *)&q->in + f->at) = (raw_json){ value };
    return OK;
}

/* Whatever the shape does not know is ignored. */
static err parameters_read(struct inquiry *q)
{
    struct call *k = q->k;
    str rest = k->x->query, name, value;
    bool bad = false;
    u64 present = 0;
    err result = OK, e;

    while (query_next(&k->c->arena, &rest, &name, &value, &bad)) {
        const struct field *f = shape_field(&question_shape, name);
        if (!f)
            continue;
        u64 bit = shape_bit(&question_shape, f);
        e = present & bit ? fail_field(k->c, name, &repeated) : parameter_take(q, f, value);
        present |= bit;
        result = e != OK ? e : result;
    }
    return bad ? fail_with(k->c, ERR_MALFORMED, "The query has a malformed escape.") : result;
}

/* ---- both ---- */

/* Left out, or an object. */
static err object_check(struct inquiry *q, str name, raw_json *in)
{
    if (!in->json.n || str_eq(in->json, S("null"))) {
        *in = (raw_json){ { "", 0 } };
        return OK;
    }
    if (in->json.p[0] == '{')
        return OK;
    return fail_field_saying(q->k->c, name, &wrong_type, "This must be an object.");
}

/* What is wrong is reported with its path. */
static err below(struct arena *a, struct failure *f, const char *prefix, err e)
{
    for (struct field_error *one = e == ERR_INVALID ? f->fields : NULL; one; one = one->next)
        one->field = arena_format(a, "%s%s" STR_FMT, prefix, one->field.n ? "." : "", STR_ARG(one->field));
    return e;
}

err persisted_find(struct arena *a, struct failure *f, raw_json extensions, struct persisted *out)
{
    struct extensions e = {0};

    *out = (struct persisted){0};
    if (!extensions.json.n)
        return OK;
    TRY(below(a, f, "extensions", json_read(a, f, extensions.json, &extensions_shape, &e)));
    if (!e.persisted_query.json.n || str_eq(e.persisted_query.json, S("null")))
        return OK;
    TRY(below(a, f, "extensions.persistedQuery", json_read(a, f, e.persisted_query.json, &persisted_query_shape, &out->by)));
    out->asked = true;
    return OK;
}

err question_read(struct inquiry *q)
{
    struct question *in = &q->in;
    ctx *c = q->k->c;
    err read = q->k->x->method == METHOD_POST ? body_read_question(q) : parameters_read(q);

    if (read != OK && read != ERR_INVALID)
        return read;
    err variables = object_check(q, S("variables"), &in->variables), extensions = object_check(q, S("extensions"), &in->extensions);

    TRY(read);
    TRY(variables);
    TRY(extensions);
    TRY(persisted_find(&c->arena, &c->failure, in->extensions, &q->persisted));
    if (in->query.is == GIVEN)
        q->text = in->query.v;
    q->visits = !q->text.p && !q->persisted.asked && q->k->x->method != METHOD_POST && wants_page(q->k);
    return q->text.p || q->persisted.asked || q->visits ? OK : fail_field(c, S("query"), &required);
}
