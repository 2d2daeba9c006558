/*
 * What the parts of the parser share: the token that comes next, and the tree that grows. A fault sets one error, and every
 * function that may meet one returns it. Nothing here recurses: what nests has pointers to what is around it.
 */
#pragma once
#include "graphql/ast.h"
#include "graphql/error.h"
#include "graphql/lex.h"

enum { GQL_NESTED_MOST = 200 };

struct gql_parser {
    struct gql_lexer lexer;
    struct gql_token token;          /* the next one, not yet taken */
    u32 tokens, tokens_most, directives_most;
    struct gql_tree *tree;
    struct arena *arena;
    struct gql_errors *errors;
    struct gql_value **follow;       /* where the definition's next value is linked */
    bool fixed;                      /* no variables here */
};

err gql_parser_begin(struct gql_parser *, struct gql_tree *, struct arena *, str text, const struct gql_limits *, struct gql_errors *);
err gql_next(struct gql_parser *);                                   /* takes the token */
err gql_unexpected(struct gql_parser *, const char *wanted);         /* wanted NULL: nothing particular */
err gql_expect(struct gql_parser *, int kind, const char *wanted);   /* takes it, or fails */
err gql_keyword(struct gql_parser *, str word);                      /* the same for a name */
err gql_name_take(struct gql_parser *, struct gql_name **name, u32 *at);
err gql_delve(struct gql_parser *, u32 depth);                       /* fails past the nesting that is allowed */

#define PUNCTUATOR(c) (TOKEN_PUNCTUATOR + (c))
static inline bool gql_at(const struct gql_parser *p, int kind) { return p->token.kind == kind; }
bool gql_at_word(const struct gql_parser *, str word);

err gql_value_parse(struct gql_parser *, struct gql_value **out);
err gql_values_parse(struct gql_parser *, struct gql_values *out);   /* arguments in (), if there are any */
err gql_directives_parse(struct gql_parser *, struct gql_directive **out);
err gql_type_parse(struct gql_parser *, struct gql_type_ref *out);
err gql_description_parse(struct gql_parser *, str *out, u32 *at);   /* p NULL: there is none */
