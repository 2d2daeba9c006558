/* Texts to trees: documents that are executed (GraphQL, October 2021, sections 2.2 to 2.12), and definitions of a schema (3). */
#pragma once
#include "graphql/ast.h"
#include "graphql/graphql.h"

/* The tree is in the arena, and points into the text. ERR_INVALID: there is one error. */
err gql_parse(struct gql_tree *, struct arena *, u64 seed, str text, const struct gql_limits *, struct gql_errors *);
err gql_parse_sdl(struct gql_tree *, struct arena *, u64 seed, str text, struct gql_errors *);
