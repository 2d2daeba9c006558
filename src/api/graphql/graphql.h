/*
 * GraphQL over HTTP: one address for documents of the schema (schema.h), under three names. What happens to a request is read in
 * serve.c: HTTP first, then who calls, then the document, which is made once for a text and shared by all loops (documents.h);
 * then it is executed. Every refusal is a GraphQL answer.
 */
#pragma once
#include "api/front/front.h"
#include "api/front/row.h"
#include "base/err.h"
#include "ports/rate.h"
#include "runtime/setting.h"
#include "work/capability.h"

struct graphql;
struct post_made;
struct realtime;

bool graphql_is_in(const struct program *);

/* If the program has it; with NULL for realtime nobody subscribes. ERR_INVALID: the schema and what answers its fields do not fit. */
err graphql_open(struct world *, struct failure *, struct front *, struct realtime *, struct graphql **out);
void graphql_close(struct graphql **);           /* after the loops have stopped */

/*
 * For pages of this server: a query of its own, as the caller of the request may see it. `out` gets the whole answer, {"data": ...}. An
 * error inside of it is the same as anywhere; `whole` false: it has one. ERR_INVALID: what is wrong with the text or its variables, which
 * is a bug of the page. It counts for nothing: the page does. `made`: gets what the answer is made of, and is not whole where nobody
 * knows; NULL: nobody asks.
 */
struct page_query { str text, name, variables; struct post_made *made; };
err graphql_answer(ctx *, struct graphql *, const struct page_query *, struct buf *out, bool *whole);

#define GRAPHQL_SETTINGS(X) \
    X(graphql_max_tokens,      INT,  "10000", 1, 1000000, "Tokens of a GraphQL document") \
    X(graphql_max_depth,       INT,  "20",    1, 64,      "Fields of a GraphQL operation within each other") \
    X(graphql_max_fields,      INT,  "5000",  1, 100000,  \
      "Fields of a GraphQL operation, with those of its fragments each time they are used") \
    X(graphql_max_aliases,     INT,  "100",   0, 100000,  "Fields of a GraphQL operation that have an alias, counted likewise") \
    X(graphql_max_root_fields, INT,  "20",    1, 100000,  "Fields at the root of a GraphQL operation, counted likewise") \
    X(graphql_max_directives,  INT,  "50",    0, 100000,  "Directives in a GraphQL document") \
    X(graphql_max_cost,        INT,  "5000",  1, 1000000, "What a GraphQL operation may cost; each 100 count as one request") \
    X(graphql_max_answer,      SIZE, "8m",    1024, 1 << 30, "The largest answer of a GraphQL operation") \
    X(graphql_max_subscriptions, INT, "100", 1, 100000, "Operations under way on one GraphQL socket") \
    X(graphql_subscriptions_size, SIZE, "256k", 1024, 1 << 30, "Documents and variables of the subscriptions on one GraphQL socket") \
    X(graphql_events_cost,     INT,  "300000", 1, 1000000000, \
      "What the events of the subscriptions of an account, or of an address without one, may cost in a minute; the next ones wait") \
    X(graphql_persisted,       BOOL, "on",    0, 1,       "Keep GraphQL documents that clients ask for by their hash (Apollo's protocol)") \
    X(graphql_documents,       SIZE, "32m",   1 << 20, (i64)1 << 40, "Memory for GraphQL documents that are parsed and checked") \
    X(graphiql,                BOOL, "on",    0, 1,       "The page /graphiql, for trying GraphQL in a browser")
SETTINGS_DECLARE(graphql_settings, GRAPHQL_SETTINGS);

#define GRAPHQL_RATES(X) X(graphql_events, "graphql_events", 60, "graphql_events_cost")
RATES_DECLARE(graphql_rates, GRAPHQL_RATES);

#define GRAPHQL_PROBLEMS(X) \
    X(batch_not_supported,            ERR_MALFORMED, "One operation at a time: HTTP/2 makes batches needless.") \
    X(preflight_required,             ERR_MALFORMED, \
      "A GET that a cookie signs needs the header Apollo-Require-Preflight or GraphQL-Require-Preflight.") \
    X(idempotency_needs_one_mutation, ERR_INVALID,   "With an Idempotency-Key, an operation has one field of Mutation.") \
    X(timeout,                        ERR_TIMEOUT,   "The operation took too long.")
PROBLEMS_DECLARE(graphql_problems, GRAPHQL_PROBLEMS)

extern const struct capability graphql_capability;
extern const struct route graphql_routes[];
