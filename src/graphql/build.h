/*
 * How a schema is made: its text is parsed, held to the rules of section 3 that concern the text, built, held to those that
 * concern types, and its defaults are coerced. What the parts share while they do it.
 */
#pragma once
#include "graphql/error.h"
#include "graphql/parse.h"
#include "graphql/schema.h"

struct gql_build {
    struct gql_schema *schema;
    struct arena *arena;
    struct gql_errors *errors;
    struct gql_tree tree, prelude;   /* the caller's text, and the language's */
};

#define SDL_WRONG(build, at, ...) ((void)gql_wrong((build)->errors, GQL_VALIDATION_FAILED, (at), GQL_NOWHERE, __VA_ARGS__))

void gql_rules_of_text(struct gql_build *);      /* what is wrong is in the errors */
void gql_members_fill(struct gql_build *, struct gql_type *);
void gql_args_fill(struct gql_build *, const struct gql_sdl_member *, struct gql_input **out, u32 *n);
void gql_rules_of_types(struct gql_build *);
void gql_defaults_coerce(struct gql_build *);
const struct gql_directive *gql_directive_find(const struct gql_directive *, const struct gql_directive_type *);
