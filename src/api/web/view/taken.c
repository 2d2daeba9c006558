/*
 * What the client takes over, as JSON in the page: who looks, what this server is, and the answer of the query that its screen begins
 * with. The queries are the client's own documents, which its build gives by name, so both read the same fields.
 */
#include "api/graphql/graphql.h"
#include "api/web/view/view_own.h"
#include "base/json.h"
#include "domain/oauth/oauth.h"
#include "domain/signin/signin.h"

static const char VIEWER[] = "query Viewer { me { id username displayName avatarUrl account { email emailConfirmed role locked deletesAt "
                             "__typename } __typename } }";

/* {"data":{...}} without its braces; an answer that is not whole is not given: the client asks again, and shows what failed. */
static err asked(struct shown *s, str text, const char *name, str variables, str *data)
{
    static const str before = S("{\"data\":");
    struct buf b = BUF_ON(&s->c->arena);
    bool whole;

    *data = S("");
    struct page_query q = { text, str_of(name), variables, s->keeping ? &s->keeping->made : NULL };
    TRY(graphql_answer(s->c, s->web->view.graphql, &q, &b, &whole));
    str answer = buf_str(&b);
    if (whole && str_starts(answer, before) && str_ends(answer, S("}")))
        *data = (str){ answer.p + before.n, answer.n - before.n - 1 };
    return OK;
}

static err viewer_add(struct shown *s, struct buf *b)
{
    static const str before = S("{\"me\":");
    str data = S("");

    buf_lit(b, "{\"viewer\":");
    if (s->me.v)
        TRY(asked(s, str_of(VIEWER), "Viewer", S("{}"), &data));
    buf_add(b, str_starts(data, before) ? (str){ data.p + before.n, data.n - before.n - 1 } : S("null"));
    return OK;
}

static void instance_add(struct shown *s, struct buf *b)
{
    oauth_provider_page providers;

    buf_lit(b, ",\"instance\":{\"name\":");
    json_text(b, s->web->instance);
    buf_add(b, signin_is_open(s->c->world) ? S(",\"open\":true,\"providers\":[") : S(",\"open\":false,\"providers\":["));
    oauth_list(s->c, &providers);
    for (size_t i = 0; i < providers.n; i++) {
        buf_add(b, i ? S(",") : S(""));
        json_text(b, providers.at[i].name);
    }
    buf_lit(b, "]},\"language\":");
    json_text(b, language_code(s->language));
}

static const str *document_named(const struct shown *s, const char *name)
{
    for (size_t i = 0; name && i < s->web->view.query_count; i++)
        if (str_eq(s->web->view.queries[i].name, str_of(name)))
            return &s->web->view.queries[i].text;
    return NULL;
}

static err query_add(struct shown *s, const char *name, str variables, struct buf *b)
{
    const str *document = document_named(s, name);
    str data = S("");

    if (document)
        TRY(asked(s, *document, name, variables, &data));
    if (!data.n)
        return OK;
    buf_lit(b, "{\"name\":");
    json_text(b, str_of(name));
    buf_lit(b, ",\"variables\":");
    buf_add(b, variables);
    buf_lit(b, ",\"data\":");
    buf_add(b, data);
    buf_byte(b, '}');
    return OK;
}

err taken_fill(struct shown *s, struct frame *f, const char *query, str variables)
{
    struct buf b = BUF_ON(&s->c->arena);

    if (!f->client || !s->web->view.graphql)
        return OK;
    TRY(viewer_add(s, &b));
    instance_add(s, &b);
    buf_lit(&b, ",\"queries\":[");
    TRY(query_add(s, query, variables, &b));
    buf_lit(&b, "]}");
    f->page = (raw_json){ buf_str(&b) };
    f->has_page = true;
    return OK;
}
