#include "api/graphql/graphql.h"
#include "api/graphql/endpoint_own.h"
#include "api/graphql/schema.h"
#include "api/graphql/sub.h"
#include "base/random.h"
#include "base/str.h"
#include "net/files/document.h"

SETTINGS_DEFINE(graphql_settings, GRAPHQL_SETTINGS);
PROBLEMS_DEFINE(graphql_problems, GRAPHQL_PROBLEMS)

RATES_DEFINE(graphql_rates, GRAPHQL_RATES);

const struct capability graphql_capability = {
    .name = "graphql",
    .settings = &graphql_settings_group,
    .problems = graphql_problems,
    .rates = graphql_rates,
};

static const str sdl_type = S("text/plain; charset=utf-8");

/* ---- its rows ---- */

_Static_assert(offsetof(struct inquiry, in) == 0, "the row's function takes all of it");

static err run_entry(ctx *c, const void *in, void *out)
{
    return inquiry_execute(c, in, out);
}

static err schema_get(ctx *c, const struct nothing *in, struct raw_answer *out)
{
    const struct graphql *g = route_arg(c);

    (void)in;
    *out = (struct raw_answer){ .body = g->sdl_text, .document = g->sdl, .type = sdl_type };
    return OK;
}

CALLS(schema_get, nothing, raw_answer)

#define GRAPHQL_ROW(method, path, ...)                                                                                        \
    { method, path, run_entry, &anyone, RATE_READS, 200, TAKES(question), GIVES_RAW("application/json"),                    \
      .surface = &graphql_surface, .refuse = graphql_refuse, .refusal_type = "application/json", .tag = "graphql", __VA_ARGS__ }
#define GRAPHQL_ADDRESS(path, ...)                                                                                           \
    GRAPHQL_ROW(METHOD_POST, path, .note = &inquiry_note, .summary = "Execute a GraphQL operation", .problems = of_posts,    \
                .tag_says = "One address for all that the schema has (docs/graphql.md)", __VA_ARGS__),                      \
    GRAPHQL_ROW(METHOD_GET, path, .socket = true, .ticket = true, .summary = "Execute a GraphQL query",                    \
                .problems = of_gets, .also_status = 302, __VA_ARGS__)

static const struct problem *const of_posts[] = {
    &batch_not_supported, &idempotency_needs_one_mutation, &timeout, PLAIN(ERR_NOT_ACCEPTABLE), NULL
};
static const struct problem *const of_gets[] = { &preflight_required, &timeout, PLAIN(ERR_METHOD), PLAIN(ERR_NOT_ACCEPTABLE), NULL };

const struct route graphql_routes[] = {
    GRAPHQL_ADDRESS("!/graphql"), GRAPHQL_ADDRESS("/graphql", .alias = true), GRAPHQL_ADDRESS("!/query", .alias = true),
    { METHOD_GET, "!/graphql/schema.graphql", schema_get_entry, &anyone, RATE_READS, 200, GIVES_RAW("text/plain"),
      .asks_nobody = true, .tag = "graphql", .summary = "Read the schema" },
    {0}
};

/* ---- opening ---- */

bool graphql_is_in(const struct program *p)
{
    for (const struct capability *const *c = p->capabilities; *c; c++)
        if (*c == &graphql_capability)
            return true;
    return false;
}

static struct gql_limits limits_of(const struct graphql_settings *s)
{
    return (struct gql_limits){
        .tokens = (u32)s->graphql_max_tokens, .depth = (u32)s->graphql_max_depth, .fields = (u32)s->graphql_max_fields,
        .aliases = (u32)s->graphql_max_aliases, .root_fields = (u32)s->graphql_max_root_fields,
        .directives = (u32)s->graphql_max_directives, .cost = s->graphql_max_cost, .answer = (size_t)s->graphql_max_answer,
    };
}

static err parts_open(struct graphql *g, struct failure *failure)
{
    const struct gql_limits limits = limits_of(g->settings);
    struct buf text = BUF_ON(&g->arena);

    TRY(graphql_schema_open(&g->arena, failure, &g->schema));
    g->documents = documents_open(&g->arena, g->schema, &limits, (size_t)g->settings->graphql_documents);
    gql_schema_print(&text, g->schema);
    g->sdl_text = buf_str(&text);
    g->sdl = document_open(sdl_type, g->sdl_text);
    random_bytes(&g->names_seed, sizeof g->names_seed);
    return OK;
}

err graphql_open(struct world *w, struct failure *failure, struct front *front, struct realtime *realtime, struct graphql **out)
{
    struct arena arena = {0};

    if (!graphql_is_in(w->program))
        return OK;
    struct graphql *g = arena_new(&arena, struct graphql);
    g->arena = arena;
    g->world = w;
    g->settings = graphql_settings(w->settings);
    g->realtime = realtime;
    g->sockets = ws_kind_open(w, &sub_socket_rules);
    *out = g;
    front_bind(front, graphql_routes, g);
    err e = parts_open(g, failure);
    if (e != OK)
        graphql_close(out);
    return e;
}

void graphql_close(struct graphql **graphql)
{
    struct graphql *g = *graphql;

    if (!g)
        return;
    if (g->documents)
        documents_close(g->documents);
    document_close(&g->sdl);
    ws_kind_close(&g->sockets);
    struct arena arena = g->arena;
    arena_close(&arena);
    *graphql = NULL;
}
