#include "api/graphql/testbed.h"
#include "base/buf.h"
#include "domain/audit/audit.h"
#include "domain/search/search.h"
#include "kit/reads.h"

enum { PAGES_MOST = 40 };

static const struct capability *const capabilities[] = {
    &work_capability, &audit_capability, &account_capability, &graph_capability, &media_capability, &profile_capability,
    &story_capability, &channel_capability,
    &message_capability, &talk_capability, &reaction_capability,
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

/* ---- channels ---- */

id a_room(ctx *c, id me, const char *kind)
{
    const struct channel_draft draft = { .name = { GIVEN, S("Room") }, .kind = { GIVEN, str_of(kind) },
                                         .topic = { GIVEN, S("tea leaves") } };
    id made;

    expect_ok(fresh(c, channel_create(c, me, &draft, &made)));
    return made;
}

id in_thread(ctx *c, id me, id channel, const char *content, id root)
{
    const struct message_draft draft = { .content = { GIVEN, str_of(content) }, .thread_root_id = { root.v ? GIVEN : ABSENT, root } };
    struct message out;
    bool repeated;

    expect_ok(fresh(c, message_send(c, me, channel, &draft, &out, &repeated)));
    return out.id;
}

id says(ctx *c, id me, id channel, const char *content) { return in_thread(c, me, channel, content, (id){ 0 }); }

void joins(ctx *c, id me, id channel)
{
    id joined;

    expect_ok(fresh(c, channel_join(c, me, channel, &joined)));
}

/* ---- a list, page by page ---- */

/* The text after `"name":` in an answer, up to a comma or a bracket. */
str member(str text, const char *name)
{
    ptrdiff_t at = str_find(text, str_of(name));
    size_t n = 0;

    if (at < 0)
        test_fail(__FILE__, __LINE__, "no %s in " STR_FMT, name, STR_ARG(text));
    text = str_from(text, (size_t)at + strlen(name) + 2);
    while (n < text.n && text.p[n] != ',' && text.p[n] != '}' && text.p[n] != ']')
        n++;
    return str_to(text, n);
}

/* Each id of the answer's nodes, with a space before it, onto the end of `all`. */
void ids_add(str text, struct buf *all)
{
    static const str mark = { "\"key\":\"", 7 };

    for (ptrdiff_t at; (at = str_find(text, mark)) >= 0;) {
        text = str_from(text, (size_t)at + mark.n);
        size_t n = 0;
        while (text.p[n] != '"')
            n++;
        buf_byte(all, ' ');
        buf_add(all, str_to(text, n));
    }
}

str page_ask(ctx *c, id me, const char *format, str args)
{
    str connection = arena_format(&c->arena, "(" STR_FMT ")", STR_ARG(args));
    struct buf text = BUF_ON(&c->arena);

    for (const char *p = format; *p; p++)
        if (*p == '@')
            buf_add(&text, connection);
        else if (*p == '#')
            buf_lit(&text, "{ nodes { key: id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }");
        else
            buf_byte(&text, *p);
    buf_byte(&text, 0);
    str out = answer(c, me, text.p);
    if (str_find(out, S("\"errors\"")) >= 0)
        test_fail(__FILE__, __LINE__, "%s: " STR_FMT, text.p, STR_ARG(out));
    return out;
}

/* "@" in the document is where the arguments go, "#" the selection; `also`: further arguments. */
str down(ctx *c, id me, const char *format, const char *also, int size)
{
    struct buf all = BUF_ON(&c->arena);
    str args = arena_format(&c->arena, "first: %d %s", size, also);

    for (int i = 0; i < PAGES_MOST; i++) {
        str page = page_ask(c, me, format, args);
        ids_add(page, &all);
        if (str_eq(member(page, "\"hasNextPage"), S("false")))
            return buf_str(&all);
        args = arena_format(&c->arena, "first: %d, after: " STR_FMT " %s", size, STR_ARG(member(page, "\"endCursor")), also);
    }
    test_fail(__FILE__, __LINE__, "no end of %s", format);
}

str up(ctx *c, id me, const char *format, const char *also, int size)
{
    str all = S(""), args = arena_format(&c->arena, "last: %d %s", size, also);

    for (int i = 0; i < PAGES_MOST; i++) {
        struct buf more = BUF_ON(&c->arena);
        str page = page_ask(c, me, format, args);
        ids_add(page, &more);
        all = arena_format(&c->arena, STR_FMT STR_FMT, STR_ARG(buf_str(&more)), STR_ARG(all));
        if (str_eq(member(page, "\"hasPreviousPage"), S("false")))
            return all;
        args = arena_format(&c->arena, "last: %d, before: " STR_FMT " %s", size, STR_ARG(member(page, "\"startCursor")), also);
    }
    test_fail(__FILE__, __LINE__, "no beginning of %s", format);
}

str ids_said(ctx *c, const id *which, size_t n, bool falling)
{
    struct buf b = BUF_ON(&c->arena);

    for (size_t i = 0; i < n; i++)
        buf_format(&b, " %lld", (long long)which[falling ? n - 1 - i : i].v);
    return buf_str(&b);
}

/* Both ways, by pages of several sizes, it is that. */
void expect_list(ctx *c, id me, const char *format, const char *also, str wanted)
{
    for (int size = 1; size <= 4; size++) {
        expect_str(down(c, me, format, also, size), wanted);
        expect_str(up(c, me, format, also, size), wanted);
    }
}

enum { COUNTED = 12 };

/* The least of several times: consumers of what was done before read, too. */
i64 statements_of(ctx *c, id me, const char *text)
{
    struct reads r = { .turns = COUNTED };

    while (reads_again(c, &r)) {
        str out = answer(c, me, text);
        if (str_find(out, S("\"errors\"")) >= 0)
            test_fail(__FILE__, __LINE__, "%s: " STR_FMT, text, STR_ARG(out));
    }
    return r.least;
}
