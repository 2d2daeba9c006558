/* A schema for the fuzzers of GraphQL, and documents' limits that stay within milliseconds. */
#pragma once
#include <assert.h>
#include "base/arena.h"
#include "base/str.h"
#include "graphql/graphql.h"

static const char graphql_world_sdl[] =
    "directive @tag(name: String = \"none\", level: Int) repeatable on FIELD | QUERY | FRAGMENT_DEFINITION | "
    "INLINE_FRAGMENT | VARIABLE_DEFINITION interface N { id: ID! } interface M implements N { id: ID! name(up: "
    "Boolean = false): String more(first: Int = 3): [M] } type Query { me: P n(id: ID!): N all(where: W, order: [O!] "
    "= [{by: NAME}]): [M!]! u(size: Float! = 1, kind: K = S): [U!] m(rows: [[Int!]!], any: Any): [[Int]] k(by: "
    "Key!): M } type Mutation { set(id: ID!, name: String!): P drop(i: W!): Boolean! } type Subscription { p: P "
    "ticks: Int! } type P implements N & M { id: ID! name(up: Boolean = false, trim: Int): String more(first: Int = "
    "3): [M!] d: [D!]! age: Int h: Float! best: P } type D implements N & M { id: ID! name(up: Boolean = false): "
    "String more(first: Int = 3): [M] owner: P! age: Float k: K } union U = P | D enum K { S L } scalar Any input W "
    "{ name: String age: R = {from: 1} kinds: [K!] not: W all: [W!] s: Float = 2.5 } input R { from: Int! = 0 to: "
    "Int } input O { by: B! down: Boolean! = false } enum B { NAME AGE } input Key @oneOf { id: ID name: String w: W "
    "}";

static inline struct gql_schema *graphql_world(void)
{
    static struct gql_schema *schema;
    static struct arena a;
    struct gql_errors errors;

    gql_errors_init(&errors, &a);
    if (!schema) {
        err e = gql_schema_make(&a, str_of(graphql_world_sdl), &errors, &schema);
        assert(e == OK);
    }
    return schema;
}

static inline void graphql_errors_hold(err e, const struct gql_errors *errors, str text)
{
    assert(e == OK ? !errors->n : e == ERR_INVALID && errors->n && errors->n <= 101);
    for (const struct gql_error *each = errors->first; each; each = each->next) {
        assert(each->message.n && each->code);
        for (int i = 0; i < 2; i++)
            assert(each->at[i] == UINT32_MAX || each->at[i] <= text.n);
    }
}
