/*
 * Input values and their types (October 2021, section 3 and 6.4.1). Coercion makes of a value as written, or as JSON has
 * it, one in which nothing is left to decide: defaults are filled in, a single item is a list where a list is expected,
 * variables are what they stand for, and an object's members come in the order of its type.
 */
#pragma once
#include "graphql/error.h"
#include "graphql/schema.h"

/* Values in each other, which coercion follows no deeper; values in a request's variables; elements that it copies from them. */
enum { GQL_VALUE_DEPTH = 64, GQL_VALUES_MOST = 20000, GQL_COPIES_MOST = 200000 };

/* Where in a value: linked from within, on the stack. */
struct gql_step { const struct gql_step *above; str key; size_t index; };       /* key p NULL: an item of a list */

struct gql_coercion {
    const struct gql_schema *schema;
    struct arena *arena;
    const struct gql_value *const *variables;        /* by the number of their name, less 1; NULL: not given */
    bool json;                       /* enums are texts, whole numbers may have a fraction of 0 */
    void (*wrong)(struct gql_coercion *, const struct gql_step *, const struct gql_wrap *, str what);    /* may be NULL */
    struct gql_errors *errors;
    const struct gql_variable *variable;             /* whose value it is, for `wrong` */
    u32 wrongs;
    u32 *work;                       /* elements that a request copies so far; NULL: what is written bounds them */
};

/* The value coerced; NULL: it is wrong, and that was reported. A variable that was not given is NULL too, and `*given` false. */
const struct gql_value *gql_coerce(struct gql_coercion *, const struct gql_wrap *, const struct gql_value *, const struct gql_step *,
    bool *given);

/* The same for members of an object or arguments: a list of keyed values in the order of `in`. False: something is wrong. */
bool gql_coerce_members(struct gql_coercion *, const struct gql_input *in, u32 n, const struct gql_value *given, const struct gql_step *,
                        struct gql_values *out);

/* Is a literal, neither a variable nor null, one of this scalar or enum? */
bool gql_literal_fits(const struct gql_type *, const struct gql_value *, bool json);

/* The values of an enum, as a message lists them: A, B or C. */
str gql_enum_words(struct arena *, const struct gql_type *);

/* A coerced value as GraphQL writes it: what a default is printed as. */
void gql_value_print(struct buf *, const struct gql_wrap *, const struct gql_value *);

/* Text between quotes, escaped; a block string, indented. */
void gql_string_print(struct buf *, str);
void gql_block_print(struct buf *, str, str indent);
bool gql_block_possible(str);

/* The number that a text says: of an INT or a FLOAT. */
double gql_number(str);
bool gql_int32(str, bool json, i64 *out);
