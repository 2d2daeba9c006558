#include "api/graphql/testbed.h"
#include "base/buf.h"
#include "domain/audit/audit.h"
#include "domain/search/search.h"

static const struct capability *const capabilities[] = {
    &work_capability, &audit_capability, &account_capability, &graph_capability, &profile_capability, &reaction_capability,
    &poll_capability, &tag_capability, &post_capability, &comment_capability, &timeline_capability, &search_capability, NULL
};
static const struct test_setting unlimited[] = { { "limits", "off" }, {0} };

void in_surface_with(const struct test_setting *settings, err (*run)(ctx *, void *))
{
    struct house h = house_open((struct house_options){ .world = { .real_clock = true, .settings = settings },
                                                        .capabilities = capabilities });
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

void in_surface(err (*run)(ctx *, void *))
{
    in_surface_with(unlimited, run);
}

static const struct gql_schema *schema_of(ctx *c)
{
    const struct gql_schema *out;

    if (graphql_schema_open(&c->arena, &c->failure, &out) != OK)
        test_fail(__FILE__, __LINE__, STR_FMT, STR_ARG(c->failure.detail));
    return out;
}

/* `given`: the kept one; NULL: nothing is kept. */
static err request_run(ctx *c, struct gql_request *request, str sense, struct buf *out, u32 *errors_n, bool *given)
{
    struct gql_run run = { .context = c, .failure = &c->failure };
    struct noting noting;
    str kept;

    if (given && noting_begin(c, request, sense, S(""), 1, &noting)) {
        run.notes = &noting;
        TRY(noting_get(c, &noting, &kept, given));
        if (*given) {
            buf_add(out, kept);
            return OK;
        }
    }
    err e = gql_execute(request, &run, out);
    *errors_n = run.errors;
    if (e == OK && run.notes)
        noting_keep(c, &noting, &run, buf_str(out));
    return e;
}

static err run(ctx *c, str text, str variables, struct buf *out, u32 *errors_n, bool *given)
{
    const struct gql_operation *operation;
    struct gql_document *document;
    struct gql_request *request;
    struct gql_errors errors;

    gql_errors_init(&errors, &c->arena);
    if (gql_document_make(&c->arena, schema_of(c), &gql_limits_standard, text, &errors, &document) != OK ||
        !(operation = gql_operation_choose(document, S(""), &errors)) ||
        gql_request_make(&c->arena, operation, variables, &errors, &request) != OK) {
        gql_errors_write(out, text, S(""), &errors);
        return ERR_INVALID;
    }
    return request_run(c, request, gql_operation_sense(operation), out, errors_n, given);
}

static str asked_as(ctx *c, struct caller me, const char *text, str variables, bool *given)
{
    struct buf out = BUF_ON(&c->arena);
    struct caller was = c->caller;
    u32 errors = 0;

    c->caller = me;
    (void)!run(c, str_of(text), variables, &out, &errors, given);
    c->caller = was;
    return buf_str(&out);
}

str answer_with(ctx *c, id me, const char *text, str variables)
{
    return asked_as(c, (struct caller){ .account = me, .role = ROLE_USER }, text, variables, NULL);
}

str answer_kept(ctx *c, id me, const char *text, bool *given)
{
    *given = false;
    return asked_as(c, (struct caller){ .account = me, .role = ROLE_USER }, text, S(""), given);
}

str answer_as(ctx *c, struct caller me, const char *text)
{
    return asked_as(c, me, text, S(""), NULL);
}

str answer(ctx *c, id me, const char *text)
{
    return answer_with(c, me, text, S(""));
}

void expect_answer(ctx *c, id me, const char *text, const char *json)
{
    expect_str(answer(c, me, text), str_of(json));
}

static void comment_say(ctx *c, id me, id post, id parent, const char *content, struct comment *out)
{
    struct comment_draft draft = { .content = { GIVEN, str_of(content) } };
    struct buf above = BUF_ON(&c->arena);

    buf_i64(&above, parent.v);
    if (parent.v)
        draft.parent_comment_id = (maybe_str){ GIVEN, buf_str(&above) };
    expect_ok(comment_create(c, me, post, &draft, out));
}

id a_remark(ctx *c, id me, id post, id parent, const char *content)
{
    struct comment out;

    comment_say(c, me, post, parent, content, &out);
    return out.id;
}
