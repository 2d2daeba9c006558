/* GraphiQL: a page of packages from npm (graphiql/), which are in the program. It asks this server alone. */
#include "api/graphql/graphql.h"
#include "api/web/html.h"
#include "api/web/pages.h"
#include "api/web/web_own.h"
#include "base/str.h"
#include "net/files/document.h"
#include "runtime/settings.h"

static const char POLICY[] = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
                             "font-src 'self' data:; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                             "connect-src 'self'";

str socket_origin(struct call *k)
{
    str origin = origin_of(k);

    for (size_t i = 0; i < origin.n; i++)
        if (origin.p[i] <= ' ' || origin.p[i] == ';' || origin.p[i] == ',' || origin.p[i] == '\'' || origin.p[i] == '*')
            return S("");
    return str_starts(origin, S("http")) ? arena_format(&k->c->arena, " ws" STR_FMT, STR_ARG(str_from(origin, 4))) : S("");
}

static err graphiql_answer(struct exchange *x, const struct nothing *in, void *web)
{
    const struct web *w = web;
    struct call *k = call_of(x->c);
    str path = k->endpoint->pattern;

    (void)in;
    if (str_ends(path, S(".js")))
        return document_answer(x, w->graphiql.script);
    if (str_ends(path, S(".css")))
        return document_answer(x, w->graphiql.styles);
    policy_tell(x, arena_format(&x->c->arena, "%s" STR_FMT, POLICY, STR_ARG(socket_origin(k))));
    return document_answer(x, w->graphiql.page);
}

CALLS_EXCHANGE(graphiql_answer, nothing)

#define GRAPHIQL_PAGE(path) \
    { METHOD_GET, path, NULL, &anyone, RATE_PAGES, 200, .exchange = graphiql_answer_exchange, .refuse = page_refuse, .early = true, \
      .asks_nobody = true, .summary = "GraphiQL" }

const struct route graphiql_pages[] = {
    GRAPHIQL_PAGE("!/graphiql"), GRAPHIQL_PAGE("!/graphiql.js"), GRAPHIQL_PAGE("!/graphiql.css"), {0}
};

bool graphiql_open(struct web *w, const struct world *world)
{
    struct html name = html_on(&w->arena);

    if (!graphql_is_in(world->program) || !graphql_settings(world->settings)->graphiql || !role_taken(world->settings, S("api")) ||
        !graphiql_js.n)
        return false;
    html_text(&name, w->instance);
    const struct blank blanks[] = { { S("{{instance}}"), html_done(&name) }, { S("{{"), S("{{") } };
    w->graphiql.page = document_open(S("text/html; charset=utf-8"), page_filled(&w->arena, graphiql_html, blanks));
    w->graphiql.script = document_open(S("text/javascript; charset=utf-8"), graphiql_js);
    w->graphiql.styles = document_open(S("text/css; charset=utf-8"), graphiql_css);
    return true;
}

void graphiql_close(struct web *w)
{
    document_close(&w->graphiql.page);
    document_close(&w->graphiql.script);
    document_close(&w->graphiql.styles);
}
