/*
 * Validation (October 2021, section 5): the verdict is the reference implementation's on every document. One walk in the
 * order of the text leaves the notes of ast.h (the type that each selection is on, its field, the type that each value is
 * for), the others read them. Work is bounded: lists of names are checked by marks on the names, pairs are counted.
 */
#pragma once
#include "graphql/error.h"
#include "graphql/schema.h"

struct gql_validation {
    const struct gql_schema *schema;
    struct gql_tree *tree;
    struct arena *arena;             /* the document's */
    struct arena *scratch;
    struct gql_errors *errors;
    bool full;                       /* as many errors as are reported */
};

void gql_invalid(struct gql_validation *, u32 at, u32 too, const char *format, ...) FORMAT(4, 5);

/* The tree becomes a valid document, or there are errors: ERR_INVALID. */
err gql_validate(struct gql_validation *);

/* Its parts, in their order. */
void gql_check_selections(struct gql_validation *, struct gql_definition *);
void gql_check_directives(struct gql_validation *, const struct gql_directive *, enum gql_where);
void gql_check_values(struct gql_validation *, struct gql_definition *);
void gql_check_fragments(struct gql_validation *);
void gql_check_operations(struct gql_validation *);
err gql_check_overlaps(struct gql_validation *);         /* ERR_INVALID: gave up, past the pairs that are compared */

#define GQL_EACH(def, tree) for (struct gql_definition *def = (tree)->first; def; def = def->next)
#define QUOTE(v, s) STR_ARG(gql_quoted((v)->errors->arena, (s)))
#define QUOTE_TYPE(v, w) STR_ARG(gql_wrap_text((v)->errors->arena, (w)))
